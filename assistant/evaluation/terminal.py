"""Figures, changes and progress in the terminal, however narrow it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.evaluation.comparison import Comparison
    from assistant.evaluation.overview import Line, Sets, Table
    from assistant.evaluation.store import Progress


def show_figures(sets: "Sets") -> None:
    """Print the tables over all sets, and all figures of a set that is alone or of questions."""
    from rich.console import Console

    from assistant.evaluation.overview import answer_tables, figure_table, ranking_tables

    console = Console()
    for table in [*ranking_tables(sets)[:1], *answer_tables(sets)]:
        _show(console, table)
    for name, held in sets.items():
        if len(sets) == 1 or any("confusion" in figures for figures in held.values()):
            _show(console, figure_table(name, held))


def show_comparison(comparison: "Comparison") -> None:
    """Print what changed, a line for each figure and each question."""
    for change in comparison.figures:
        typer.echo(
            f"{change.set}: {change.name} {change.first:.4f} -> {change.second:.4f} "
            f"({change.difference:+.4f}, p = {change.p_value:.4f}, "
            f"{change.better} better, {change.worse} worse)"
        )
    for question in comparison.questions:
        changes = ", ".join(
            f"{name} {before:.2f} -> {after:.2f}"
            for name, (before, after) in question.metrics.items()
        )
        status = " -> ".join(dict.fromkeys(status for status in question.statuses if status))
        typer.echo(f"{question.set} {question.id}: {changes} {status}".rstrip())


@contextmanager
def progress_bars() -> Iterator["Progress"]:
    """Bars with set, step, count and time left on a terminal; else a line for each step begun."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        known: set[str] = set()
        task = bars.add_task("loading the model", total=None)

        def report(what: str, done: int, total: int) -> None:
            if what not in known:
                # One bar, begun again for every step: those of 15 sets would fill the screen.
                known.add(what)
                bars.reset(task, total=total, description=escape(what))
                if not console.is_terminal:
                    typer.echo(f"{what} ({total})", err=True)
            bars.update(task, completed=done)

        yield report
        bars.update(task, visible=False)


def _show(console: "Console", table: "Table") -> None:
    """A table where it fits, else each line as a name with its figures below it.

    Intervals stand beside the figures when there is only one column of them.
    """
    from rich.table import Table as Drawn

    drawn = Drawn(title=table.title, title_justify="left", box=None, pad_edge=False)
    drawn.add_column("")
    for column in table.columns:
        drawn.add_column(column, justify="right", no_wrap=True)
    alone = len(table.columns) == 1
    if alone:
        drawn.add_column("95 %", justify="right", no_wrap=True)
    for line in table.lines:
        edges = [cell.interval for cell in line.cells] if alone else []
        drawn.add_row(_label(line), *map(str, line.cells), *edges)
    console.print()
    unbounded = console.options.update(max_width=1000)
    if console.measure(drawn, options=unbounded).maximum <= console.width:
        console.print(drawn)
    else:
        _stack(console, table)
    if table.note:
        console.print(table.note, style="dim", highlight=False)


def _stack(console: "Console", table: "Table") -> None:
    console.print(table.title, style="italic", highlight=False)
    width = max(map(len, table.columns))
    for line in table.lines:
        console.print(_label(line), style="bold", highlight=False)
        for column, cell in zip(table.columns, line.cells, strict=True):
            if str(cell):
                console.print(f"    {column:{width}} {cell!s:>7}", highlight=False)


def _label(line: "Line") -> str:
    from rich.markup import escape

    return escape(("  " if line.part else "") + line.label)
