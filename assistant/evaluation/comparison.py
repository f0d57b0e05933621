"""What changed between two runs: figure by figure with a paired test, and question by question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluation.datasets import EvaluationDataError
from assistant.evaluation.metrics import interval, paired_p_value
from assistant.evaluation.retrieval_run import Row
from assistant.evaluation.runs import Run

NOTICEABLE = 1e-9
Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of one set in both runs, over the questions that both have.

    `low` and `high` bound the difference (95 %, bootstrap of the pairs); `p_value` is that of the
    randomisation test; `better` and `worse` count questions.
    """

    set: str
    name: str
    questions: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    p_value: float
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that a figure or the status changed for; `by` is the sum of the differences."""

    set: str
    id: str
    question: str
    by: float
    metrics: dict[str, tuple[float, float]]
    statuses: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes; questions that lost most come first."""

    figures: tuple[FigureChange, ...]
    questions: tuple[QuestionChange, ...]


def compare(first: Run, second: Run) -> Comparison:
    """Compare the first retriever of each run, on the questions that both runs hold.

    Raises EvaluationDataError when they have none in common.
    """
    pairs = _pairs(first, second)
    if not pairs:
        raise EvaluationDataError(f"{first.folder} and {second.folder} have no question in common.")
    changes = sorted(_question_changes(pairs), key=lambda change: (change.by, change.id))
    return Comparison(tuple(_figure_changes(pairs)), tuple(changes))


def _pairs(first: Run, second: Run) -> list[Pair]:
    known = {(row["set"], row["id"]): row for row in _of_first_retriever(second)}
    return [
        (row, known[row["set"], row["id"]])
        for row in _of_first_retriever(first)
        if (row["set"], row["id"]) in known
    ]


def _of_first_retriever(run: Run) -> Iterator[Row]:
    leading: dict[str, str] = {}
    for row in run.rows:
        if row["retriever"] == leading.setdefault(row["set"], row["retriever"]):
            yield row


def _figure_changes(pairs: Sequence[Pair]) -> Iterator[FigureChange]:
    columns: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for before, after in pairs:
        for name, value in before["metrics"].items():
            if name in after["metrics"]:
                column = columns.setdefault((before["set"], name), [])
                column.append((value, after["metrics"][name]))
    for (held_in, name), values in columns.items():
        yield _figure_change(held_in, name, np.array(values))


def _figure_change(held_in: str, name: str, values: np.ndarray) -> FigureChange:
    difference = values[:, 1] - values[:, 0]
    gain = -difference if is_lower_better(name) else difference
    low, high = interval(difference.tolist())
    return FigureChange(
        set=held_in,
        name=name,
        questions=len(values),
        first=float(values[:, 0].mean()),
        second=float(values[:, 1].mean()),
        difference=float(difference.mean()),
        low=low,
        high=high,
        p_value=paired_p_value(values[:, 0].tolist(), values[:, 1].tolist()),
        better=int((gain > NOTICEABLE).sum()),
        worse=int((gain < -NOTICEABLE).sum()),
    )


def _question_changes(pairs: Sequence[Pair]) -> Iterator[QuestionChange]:
    for before, after in pairs:
        changed = {
            name: (value, after["metrics"][name])
            for name, value in before["metrics"].items()
            if abs(after["metrics"].get(name, value) - value) > NOTICEABLE
        }
        statuses = (before.get("status", ""), after.get("status", ""))
        if changed or (all(statuses) and statuses[0] != statuses[1]):
            yield QuestionChange(
                set=before["set"],
                id=before["id"],
                question=before["question"],
                by=sum(_gain(name, *values) for name, values in changed.items()),
                metrics=changed,
                statuses=statuses,
            )


def _gain(name: str, before: float, after: float) -> float:
    """The difference, above 0 for the better."""
    return before - after if is_lower_better(name) else after - before


def is_lower_better(name: str) -> bool:
    """Whether a smaller figure is the better one: rates of errors, and times."""
    return name.startswith(("false_", "latency_"))
