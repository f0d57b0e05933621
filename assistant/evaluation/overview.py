"""Tables over all sets: rankings beside the baselines, answers, and every figure of one set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evaluation.figures import LEADING

Sets = Mapping[str, Mapping[str, Mapping[str, Any]]]
ASSISTANT, HALVES = "hybrid", ("dense", "bm25")
RANKING = (LEADING, "recall@5", "recall@10", "mrr@10")
# Short heading and meaning of each figure of answers.
ANSWERS = {
    "answer_in_1_sentence": ("in 1", "the first quoted sentence holds the expected answer"),
    "answer_in_3_sentences": ("in 3", "the first three do"),
    "token_f1": ("F1", "words common to those three and the expected answer"),
    "auc": ("AUC", "chance that an answerable question scores above one that is not"),
    "false_answer_rate": ("false answers", "fewer is better"),
    "false_refusal_rate": ("false refusals", "fewer is better"),
}
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its 95 % interval; all None where there is none. Gains have a sign."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    signed: bool = False

    def __str__(self) -> str:
        """The figure with three digits, a count without, nothing for None."""
        if isinstance(self.value, int) or self.value is None:
            return "" if self.value is None else str(self.value)
        return self._written(self.value)

    @property
    def interval(self) -> str:
        """Both edges, or an empty text."""
        if self.low is None or self.high is None:
            return ""
        return f"{self._written(self.low)} – {self._written(self.high)}"

    def _written(self, value: float) -> str:
        # z: a small loss is 0.000 and not -0.000
        return f"{value:{'+' if self.signed else ''}z.{DIGITS}f}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; a part belongs to the set above it."""

    label: str
    cells: tuple[Cell, ...]
    part: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under their columns, and a sentence that explains them."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


def ranking_tables(sets: Sets) -> list[Table]:
    """One table for each figure of rankings, nDCG@10 first; none without relevance judgements.

    A line for each set; below it its language directions and other relevance files, when they
    differ from the set; last the mean over the sets of one language.
    """
    judged = {
        name: held
        for name, held in sets.items()
        if any(LEADING in figures for figures in held.values())
    }
    return [_ranking_table(judged, name) for name in RANKING] if judged else []


def answer_tables(sets: Sets) -> list[Table]:
    """The figures of answers of the sets that have labels, in one table, or none."""
    leading = {name: next(iter(held.values())) for name, held in sets.items()}
    labelled = {
        name: figures for name, figures in leading.items() if any(a in figures for a in ANSWERS)
    }
    known = [name for name in ANSWERS if any(name in figures for figures in labelled.values())]
    if not known:
        return []
    lines = tuple(
        Line(name, tuple(_cell(figures, column) for column in known))
        for name, figures in labelled.items()
    )
    note = "; ".join(": ".join(ANSWERS[name]) for name in known) + "."
    return [Table("Answers", tuple(ANSWERS[name][0] for name in known), lines, note)]


def figure_table(name: str, held: Mapping[str, Mapping[str, Any]]) -> Table:
    """Every plain figure of one set, a line each, a column for each retriever."""
    names = list(
        dict.fromkeys(
            figure
            for figures in held.values()
            for figure, value in figures.items()
            if isinstance(value, int | float)
        )
    )
    lines = [Line(f, tuple(_cell(figures, f) for figures in held.values())) for f in names]
    return Table(name, tuple(held), tuple(lines))


def _ranking_table(judged: Sets, name: str) -> Table:
    retrievers = tuple(dict.fromkeys(r for held in judged.values() for r in held))
    gains = name == LEADING and retrievers[0] == ASSISTANT and set(HALVES) <= set(retrievers)
    lines: list[Line] = []
    for set_name, held in judged.items():
        cells = [_cell(held.get(r, {}), name) for r in retrievers]
        lines.append(Line(set_name, (*cells, *([_gain(held[ASSISTANT])] if gains else []))))
        lines += [
            Line(part, (*cells, *([Cell()] if gains else [])), part=True)
            for part, cells in _parts(held, retrievers, name)
        ]
    alone = [held for held in judged.values() if not _is_crossed(held)]
    complete = [held for held in alone if all(name in held.get(r, {}) for r in retrievers)]
    note = ""
    if len(complete) > 1:
        lines.append(_mean_line(complete, retrievers, name, gains=gains))
    if gains:
        note = "gain: hybrid minus the better half, dense or bm25, of the set." + _on_mean(complete)
    return Table(name, (*retrievers, *(["gain"] if gains else [])), tuple(lines), note)


def _parts(
    held: Mapping[str, Mapping[str, Any]], retrievers: Sequence[str], name: str
) -> Iterator[tuple[str, list[Cell]]]:
    """Directions when there are several, then the other relevance files; a cell a retriever."""
    leading = next(iter(held.values()))
    kinds = [kind for kind in ("directions", "variants") if kind in leading]
    for kind in kinds:
        if kind == "variants" or _is_crossed(held):
            for part in leading[kind]:
                found = [held.get(r, {}).get(kind, {}).get(part, {}) for r in retrievers]
                yield part, [_cell(figures, name) for figures in found]


def _is_crossed(held: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether questions of one language have relevant documents in another, or several do."""
    return len(next(iter(held.values())).get("directions", {})) > 1


def _gain(figures: Mapping[str, Any]) -> Cell:
    """Of the assistant over the half that is better on this set."""
    gains = [figures["gains"][half] for half in HALVES if half in figures.get("gains", {})]
    if len(gains) < len(HALVES):
        return Cell()
    least = min(gains, key=lambda gain: float(gain[LEADING]))
    low, high = least["interval"]
    return Cell(least[LEADING], low, high, signed=True)


def _mean_line(
    held: Sequence[Mapping[str, Mapping[str, Any]]],
    retrievers: Sequence[str],
    name: str,
    *,
    gains: bool,
) -> Line:
    cells = [Cell(_mean([own[r][name] for own in held])) for r in retrievers]
    if gains:
        cells.append(Cell(_mean([_gain(own[ASSISTANT]).value or 0.0 for own in held]), signed=True))
    return Line(f"mean of {len(held)} sets in one language", tuple(cells))


def _on_mean(held: Sequence[Mapping[str, Mapping[str, Any]]]) -> str:
    """What the assistant gains on the half with the better mean; empty for fewer than two sets."""
    if len(held) < 2:
        return ""
    means = {r: _mean([own[r][LEADING] for own in held]) for r in (ASSISTANT, *HALVES)}
    best = max(HALVES, key=lambda half: means[half])
    return f" On the mean, {means[ASSISTANT] - means[best]:+z.{DIGITS}f} over {best}."


def _cell(figures: Mapping[str, Any], name: str) -> Cell:
    low, high = figures.get("intervals", {}).get(name, (None, None))
    return Cell(figures.get(name), low, high)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
