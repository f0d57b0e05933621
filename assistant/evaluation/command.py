"""The `evaluate` command: options in, a run folder, figures and an exit code out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from ingest.errors import CorpusError

if TYPE_CHECKING:
    from assistant.evaluation.evaluation import Plan

# What is heavy is imported inside the functions, so that `--help` is instant.

GATE_MISSED = FAILED = 1
WRONG_SETTINGS = 2


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
        with _explained():
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
    with _explained():
        _evaluate(plan, report=report, gate=gate, as_json=as_json)


@contextmanager
def _explained() -> Iterator[None]:
    """Ends with a sentence and an exit code what can be explained: settings, files, models."""
    from ingest.config import describe

    try:
        yield
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(WRONG_SETTINGS) from error
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error


def _evaluate(plan: "Plan", *, report: Path | None, gate: Path | None, as_json: bool) -> None:
    from assistant.config import AssistantConfig
    from assistant.evaluation.evaluation import run_evaluation
    from assistant.evaluation.figures import missed, read_gate
    from assistant.evaluation.report import write_report
    from assistant.evaluation.runs import new_run_folder
    from assistant.evaluation.terminal import progress_bars, show_figures

    config = AssistantConfig()
    limits = read_gate(gate) if gate else {}
    folder = report or new_run_folder(config.index.data_dir / "results")
    with progress_bars() as progress:
        run = run_evaluation(plan, config, folder, progress=progress)
    problems = missed(run.figures, limits)
    page = write_report(run, missed=problems)
    typer.echo(f"Report: {page}", err=True)
    for problem in problems:
        typer.echo(f"Gate missed: {problem}.", err=True)
    if as_json:
        typer.echo(json.dumps(run.figures))
    else:
        show_figures(run.sets)
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
    from assistant.evaluation.terminal import show_comparison

    runs = (read_run(first), read_run(second))
    comparison = compare(*runs)
    page = write_comparison(report or second, comparison, runs)
    typer.echo(f"Comparison: {page}", err=True)
    if as_json:
        typer.echo(json.dumps(asdict(comparison)))
    else:
        show_comparison(comparison)
