"""Writes a run or a comparison as one HTML page that needs no other file and no network."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.evaluation import plots
from assistant.evaluation.comparison import Comparison, is_lower_better
from assistant.evaluation.figures import all_figures
from assistant.evaluation.retrieval_run import Row
from assistant.evaluation.runs import Run

REPORT, COMPARISON = "report.html", "comparison.html"
WORST = 15


def write_report(run: Run, *, missed: Sequence[str] = ()) -> Path:
    """Write `report.html` into the folder of the run; returns its path."""
    sets = all_figures(run.rows)
    page = _template("run.html.jinja").render(
        title=f"Evaluation of {', '.join(sets)}",
        run=run,
        missed=missed,
        sets=sets,
        columns={name: _columns(held) for name, held in sets.items()},
        plots=[(caption, plots.data_uri(svg)) for caption, svg in _plots(run, sets)],
        worst=worst_cases(run.rows),
    )
    path = run.folder / REPORT
    path.write_text(page, encoding="utf-8")
    return path


def write_comparison(folder: Path, comparison: Comparison, runs: tuple[Run, Run]) -> Path:
    """Write `comparison.html` into the folder; returns its path."""
    page = _template("comparison.html.jinja").render(
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


def _columns(held: dict[str, Any]) -> list[str]:
    """The names of the figures that are plain numbers, of any retriever, each once."""
    return list(
        dict.fromkeys(
            name
            for figures in held.values()
            for name, value in figures.items()
            if isinstance(value, int | float) and name != "questions"
        )
    )


def _plots(run: Run, sets: dict[str, Any]) -> list[tuple[str, str]]:
    """Captions and pictures, only of what the run holds."""
    drawn = [
        (f"{name} with 95 % intervals", plots.bar_plot(sets, name))
        for name in plots.BARS
        if any(name in figures for held in sets.values() for figures in held.values())
    ]
    for name, held in sets.items():
        rows = [row for row in run.rows if row["set"] == name]
        leading = next(iter(held))
        own = [row for row in rows if row["retriever"] == leading]
        if "ndcg@10" in held[leading]:
            drawn.append((f"{name}: nDCG@10 of {leading}", plots.histogram(own, "ndcg@10")))
        if "auc" in held[leading]:
            drawn.append((f"{name}: answerability", plots.answerability_plot(own)))
        if "confusion" in held[leading]:
            confusion = plots.confusion_plot(held[leading]["confusion"])
            drawn.append((f"{name}: expected and given statuses", confusion))
        if "latency_p50_ms" in held[leading]:
            drawn.append((f"{name}: time of an answer", plots.latency_plot(own)))
    return drawn


def _template(name: str) -> Any:
    from jinja2 import Environment, FileSystemLoader  # only reports need it

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
