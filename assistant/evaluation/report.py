"""Writes a run or a comparison as one HTML page that needs no other file and no network."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation import plots
from assistant.evaluation.comparison import Comparison, is_lower_better
from assistant.evaluation.overview import Sets, answer_tables, figure_table, ranking_tables
from assistant.evaluation.retrieval_run import Row
from assistant.evaluation.runs import Run

REPORT, COMPARISON = "report.html", "comparison.html"
WORST = 15
MANY = 4


def write_report(run: Run, *, missed: Sequence[str] = ()) -> Path:
    """Write `report.html` into the folder of the run; returns its path."""
    sets, worst = run.sets, worst_cases(run.rows)
    page = template("run.html.jinja").render(
        title=f"Evaluation of {', '.join(sets) if len(sets) < MANY else f'{len(sets)} sets'}",
        run=run,
        missed=missed,
        rankings=ranking_tables(sets),
        answers=answer_tables(sets),
        plots=_addresses(_plots(sets)),
        sets=[
            (figure_table(name, held), _addresses(_set_plots(run, name, held)), worst[name])
            for name, held in sets.items()
        ],
    )
    path = run.folder / REPORT
    path.write_text(page, encoding="utf-8")
    return path


def write_comparison(folder: Path, comparison: Comparison, runs: tuple[Run, Run]) -> Path:
    """Write `comparison.html` into the folder; returns its path."""
    page = template("comparison.html.jinja").render(
        title="What changed", comparison=comparison, first=runs[0], second=runs[1]
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / COMPARISON
    path.write_text(page, encoding="utf-8")
    return path


def worst_cases(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The questions of each set with the lowest figures, of its first retriever alone."""
    held: dict[str, list[Row]] = defaultdict(list)
    leading: dict[str, str] = {}
    for row in rows:
        if row["retriever"] == leading.setdefault(row["set"], row["retriever"]):
            held[row["set"]].append(row)
    return {name: _worst(own) for name, own in held.items()}


def _worst(rows: Sequence[Row]) -> list[Row]:
    scored = sorted((row for row in rows if row["metrics"]), key=_goodness)
    return [row for row in scored if _goodness(row) < 1][:WORST]


def _goodness(row: Row) -> float:
    """The mean of the figures of a question, error rates turned round; 1 is the best."""
    figures = [
        1 - value if is_lower_better(name) else value
        for name, value in row["metrics"].items()
        if name != "token_f1"  # its best value depends on the length of the expected answer
    ]
    return float(sum(figures) / len(figures))


def _plots(sets: Sets) -> Iterator[tuple[str, str]]:
    """Captions and pictures over all sets, only of what the run holds."""
    for name in plots.BARS:
        known = {
            held_in: found
            for held_in, held in sets.items()
            if (found := {r: figures for r, figures in held.items() if name in figures})
        }
        if known:
            yield f"{name} with 95 % intervals", plots.bar_plot(known, name)


def _set_plots(
    run: Run, name: str, held: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Captions and pictures of the first retriever of one set."""
    leading, figures = next(iter(held.items()))
    own = [row for row in run.rows if row["set"] == name and row["retriever"] == leading]
    if "ndcg@10" in figures:
        yield f"nDCG@10 of {leading}", plots.histogram(own, "ndcg@10")
    if "auc" in figures:
        yield "answerability", plots.answerability_plot(own)
    if "confusion" in figures:
        yield "expected and given statuses", plots.confusion_plot(figures["confusion"])
    if "latency_p50_ms" in figures:
        yield "time of an answer", plots.latency_plot(own)


def _addresses(drawn: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(caption, plots.data_uri(svg)) for caption, svg in drawn]


def template(name: str) -> Any:
    """The Jinja2 template of a page, by its file name in this folder."""
    from jinja2 import Environment, FileSystemLoader  # only reports need it

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
