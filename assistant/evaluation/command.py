"""The `evaluate` command: options in, a run folder, figures and an exit code out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.evaluation.comparison import Comparison
    from assistant.evaluation.evaluation import Plan
    from assistant.evaluation.store import Progress

# The modules of the project are imported inside the functions, so that `--help` is instant.

GATE_MISSED = 1


Data = Annotated[
    list[Path] | None,
    typer.Option(help="A folder in BEIR format, or a folder of such; may be repeated."),
]
Questions = Annotated[
    Path | None, typer.Option(help="Questions with expected answers, see corpus/questions.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")]
Report = Annotated[Path | None, typer.Option(help="Folder of the run, instead of results/<time>.")]
Compare = Annotated[
    tuple[Path, Path] | None,
    typer.Option(metavar="RUN_A RUN_B", help="Show what changed from one run to another."),
]
Gate = Annotated[
    Path | None, typer.Option(help="Limits of figures; exit code 1 when one is missed.")
]
Retrievers = Annotated[
    list[str] | None,
    typer.Option(
        "--retriever", help="hybrid, dense, bm25, quickstart or all; repeatable, the first leads."
    ),
]
Answers = Annotated[
    bool, typer.Option(help="Ask for answers too, where the set has labels for them.")
]
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day on which the questions are asked."),
]
Limit = Annotated[int, typer.Option(min=0, help="Only so many questions of each set.")]


def evaluate(
    data: Data = None,
    questions: Questions = None,
    as_json: Json = False,
    report: Report = None,
    compare: Compare = None,
    gate: Gate = None,
    retrievers: Retrievers = None,
    answers: Answers = True,
    as_of: Day = None,
    limit: Limit = 0,
) -> None:
    """Measure retrieval and answers, on public sets or on our own questions."""
    if compare:
        _compare(*compare, report=report, as_json=as_json)
        return
    if not data and not questions:
        raise typer.BadParameter("Give --data, --questions or --compare.")
    from assistant.evaluation.evaluation import Plan

    plan = Plan(
        data=tuple(data or ()),
        questions=questions,
        retrievers=_retrievers(retrievers or ["hybrid"]),
        answers=answers,
        as_of=as_of.date() if as_of else None,
        limit=limit,
    )
    _evaluate(plan, report=report, gate=gate, as_json=as_json)


def _evaluate(plan: "Plan", *, report: Path | None, gate: Path | None, as_json: bool) -> None:
    from assistant.config import AssistantConfig
    from assistant.evaluation.evaluation import run_evaluation
    from assistant.evaluation.figures import all_figures, missed, read_gate
    from assistant.evaluation.report import write_report
    from assistant.evaluation.runs import new_run_folder

    config = AssistantConfig()
    limits = read_gate(gate) if gate else {}
    folder = report or new_run_folder(config.index.data_dir / "results")
    with _progress() as progress:
        run = run_evaluation(plan, config, folder, progress=progress)
    problems = missed(run.figures, limits)
    page = write_report(run, missed=problems)
    typer.echo(f"Report: {page}", err=True)
    for problem in problems:
        typer.echo(f"Gate missed: {problem}.", err=True)
    if as_json:
        typer.echo(json.dumps(run.figures))
    else:
        _show_table(all_figures(run.rows))
    raise typer.Exit(GATE_MISSED if problems else 0)


def _retrievers(names: list[str]) -> tuple[str, ...]:
    from assistant.evaluation.rankers import RETRIEVERS

    wanted = [name for given in names for name in (RETRIEVERS if given == "all" else [given])]
    unknown = sorted(set(wanted) - set(RETRIEVERS))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: not one of {', '.join(RETRIEVERS)}, all.")
    return tuple(dict.fromkeys(wanted))


def _compare(first: Path, second: Path, *, report: Path | None, as_json: bool) -> None:
    from dataclasses import asdict

    from assistant.evaluation.comparison import compare
    from assistant.evaluation.report import write_comparison
    from assistant.evaluation.runs import read_run

    runs = (read_run(first), read_run(second))
    comparison = compare(*runs)
    page = write_comparison(report or second, comparison, runs)
    typer.echo(f"Comparison: {page}", err=True)
    if as_json:
        typer.echo(json.dumps(asdict(comparison)))
    else:
        _show_comparison(comparison)


@contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    console = Console(stderr=True)
    with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what.replace("[", r"\["), total=total)
            bars.update(tasks[what], completed=done)

        yield report


def _show_table(sets: dict[str, dict[str, dict[str, Any]]]) -> None:
    from rich.console import Console
    from rich.table import Table

    for name, held in sets.items():
        leading = next(iter(held.values()))
        columns = [c for c, value in leading.items() if isinstance(value, int | float)]
        table = Table(title=name)
        for column in ("", *columns):
            table.add_column(column, justify="right", overflow="fold")
        for retriever, figures in held.items():
            table.add_row(retriever, *(str(figures.get(column, "")) for column in columns))
        Console().print(table)


def _show_comparison(comparison: "Comparison") -> None:
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
