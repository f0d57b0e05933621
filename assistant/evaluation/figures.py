"""From rows to figures: means with intervals by set and retriever, answerability, latency, gate."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.datasets import EvaluationDataError
from assistant.evaluation.metrics import auc, auc_interval, interval, paired_p_value
from assistant.evaluation.retrieval_run import Row

Figures = dict[str, Any]
DECIMALS = 4
LEADING = "ndcg@10"


def group_figures(rows: Sequence[Row]) -> Figures:
    """Every figure of the rows of one set and one retriever.

    Overall figures are plain numbers, their 95 % intervals stand under `intervals`, those of a
    language direction under `directions`, those of other relevance files under `variants`.
    """
    figures: Figures = {"questions": len(rows)}
    figures |= _means([row["metrics"] for row in rows])
    intervals = _intervals([row["metrics"] for row in rows])
    for name in ("directions", "variants"):
        parts = _by_part([row[name] for row in rows])
        if parts:
            figures[name] = {part: _described(found) for part, found in parts.items()}
    answerability = [
        (float(row["answerability"]), bool(row["answerable"]))
        for row in rows
        if row.get("answerable") is not None
    ]
    if len({label for _, label in answerability}) == 2:
        scores, labels = zip(*answerability, strict=True)
        figures["auc"] = _rounded(auc(scores, labels))
        intervals["auc"] = [_rounded(edge) for edge in auc_interval(scores, labels)]
    return figures | _timings(rows) | _statuses(rows) | {"intervals": intervals}


def all_figures(rows: Iterable[Row]) -> dict[str, dict[str, Figures]]:
    """The figures of every set, and in it of every retriever, in the order of the rows.

    Those of the first retriever tell under `gains` what it is ahead of each other.
    """
    groups: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        groups[row["set"]][row["retriever"]].append(row)
    return {name: _with_gains(held) for name, held in groups.items()}


def _with_gains(held: Mapping[str, Sequence[Row]]) -> dict[str, Figures]:
    figures = {retriever: group_figures(own) for retriever, own in held.items()}
    (first, own), *others = held.items()
    gains = {name: gain for name, theirs in others if (gain := _gain(own, theirs))}
    if gains:
        figures[first]["gains"] = gains
    return figures


def _gain(own: Sequence[Row], theirs: Sequence[Row]) -> Figures:
    """Mean difference of the leading figure, question by question; empty without common ones."""
    known = {row["id"]: row["metrics"][LEADING] for row in theirs if LEADING in row["metrics"]}
    pairs = [
        (row["metrics"][LEADING], known[row["id"]])
        for row in own
        if LEADING in row["metrics"] and row["id"] in known
    ]
    if not pairs:
        return {}
    values = np.array(pairs)
    difference = values[:, 0] - values[:, 1]
    return {
        LEADING: _rounded(float(difference.mean())),
        "interval": [_rounded(edge) for edge in interval(difference.tolist())],
        "p_value": _rounded(paired_p_value(values[:, 1].tolist(), values[:, 0].tolist())),
    }


def flat_figures(sets: Mapping[str, Mapping[str, Figures]]) -> Figures:
    """What `evaluate --json` prints: the figures of the first retriever, at the top level.

    With several sets, the means over them (intervals excepted) with all questions counted, and each
    set under `sets`; other retrievers stand under `baselines`.
    """
    results = {name: _with_baselines(held) for name, held in sets.items()}
    if len(results) == 1:
        return next(iter(results.values()))
    questions = sum(figures["questions"] for figures in results.values())
    return _means(list(results.values())) | {"questions": questions, "sets": results}


def missed(figures: Mapping[str, Any], gate: Mapping[str, Mapping[str, float]]) -> list[str]:
    """One sentence for each figure that is outside the gate, or is not there."""
    problems = []
    for name, limit in gate.get("at_least", {}).items():
        value = _figure(figures, name)
        if value is None or not value >= limit:  # what is not a number is missed too
            problems.append(f"{name} is {value}, at least {limit} is required")
    for name, limit in gate.get("at_most", {}).items():
        value = _figure(figures, name)
        if value is None or not value <= limit:
            problems.append(f"{name} is {value}, at most {limit} is allowed")
    return problems


def read_gate(path: Path) -> dict[str, dict[str, float]]:
    """The limits of a gate file; raises EvaluationDataError when it is not one.

    A gate that would check nothing, or not all that stands in it, is not one either.
    """
    try:
        gate: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
        values = [value for limits in gate.values() for value in limits.values()]
    except (OSError, ValueError, AttributeError) as error:
        raise EvaluationDataError(f"{path} cannot be read ({error}).") from error
    numbers = all(isinstance(value, int | float) for value in values)
    if not values or not numbers or not gate.keys() <= {"at_least", "at_most"}:
        raise EvaluationDataError(f"{path} needs numbers under `at_least` or `at_most` alone.")
    return gate


def _figure(figures: Any, name: str) -> float | None:
    """A figure by its name, or by its path with slashes (`directions/fr->en/ndcg@10`)."""
    for part in name.split("/"):
        figures = figures.get(part) if isinstance(figures, dict) else None
    return figures if isinstance(figures, int | float) else None


def _with_baselines(held: Mapping[str, Figures]) -> Figures:
    (_, first), *others = held.items()
    return first | ({"baselines": dict(others)} if others else {})


def _by_part(parts: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for held in parts:
        for part, metrics in held.items():
            found[part].append(metrics)
    return dict(sorted(found.items()))


def _described(metrics: Sequence[Mapping[str, float]]) -> Figures:
    return {"questions": len(metrics)} | _means(metrics) | {"intervals": _intervals(metrics)}


def _columns(metrics: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    columns: dict[str, list[float]] = defaultdict(list)
    for held in metrics:
        for name, value in held.items():
            if isinstance(value, int | float):
                columns[name].append(float(value))
    return columns


def _means(metrics: Sequence[Mapping[str, Any]]) -> Figures:
    return {name: _rounded(float(np.mean(values))) for name, values in _columns(metrics).items()}


def _intervals(metrics: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    return {
        name: [_rounded(edge) for edge in interval(values)]
        for name, values in _columns(metrics).items()
    }


def _timings(rows: Sequence[Row]) -> Figures:
    spent = [row["timings_ms"]["total"] for row in rows if "total" in row.get("timings_ms", {})]
    if not spent:
        return {}
    middle, slow = np.percentile(spent, [50, 95])
    return {"latency_p50_ms": round(float(middle), 1), "latency_p95_ms": round(float(slow), 1)}


def _statuses(rows: Sequence[Row]) -> Figures:
    """The confusion table, expected status to given status to count, for labelled questions."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if "expected_status" in row:
            table[row["expected_status"]][row["status"]] += 1
    given = {expected: dict(sorted(counts.items())) for expected, counts in sorted(table.items())}
    return {"confusion": given} if given else {}


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
