"""How often the guard is right on labelled pairs of a text and its cited passages.

Run as `python -m assistant.evaluation.guard_figures [FILE]`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from assistant.conditions import limits_left_out
from assistant.guard import unfounded

PAIRS = Path("corpus/questions/guard.jsonl")
SUPPORTED = "supported"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, the passages it cites, and what is wrong with it (`kind`, else "supported").

    `unsupported` are the words to be found; limits are looked for where there is a question.
    `part` 1 was written before the rules of the guard, 2 after them.
    """

    id: str
    language: str
    part: int
    kind: str
    hard: bool
    question: str
    text: str
    passages: tuple[str, ...]
    unsupported: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of pairs: `caught` and `missed` are wrong texts, `alarms` and `passed` right ones."""

    caught: int
    missed: int
    alarms: int
    passed: int

    @property
    def precision(self) -> float:
        """The share of the texts held back that are wrong; 1 when none is held back."""
        held_back = self.caught + self.alarms
        return self.caught / held_back if held_back else 1.0

    @property
    def recall(self) -> float:
        """The share of the wrong texts that are held back; 1 when none is wrong."""
        wrong = self.caught + self.missed
        return self.caught / wrong if wrong else 1.0


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file, one JSON object a line; the first line says what the file is."""
    pairs = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        fields = json.loads(line)
        lists = {name: tuple(fields[name]) for name in ("passages", "unsupported")}
        pairs.append(Pair(**{**fields, **lists}))
    return pairs


def found_in(pair: Pair) -> tuple[str, ...]:
    """What the guard holds against a pair: words of the text, and limits it leaves out."""
    left_out = [
        sentence
        for passage in pair.passages
        for sentence in limits_left_out(pair.question, pair.text, passage)
        if pair.question
    ]
    return (*unfounded(pair.text, pair.passages), *left_out)


def measure(pairs: Iterable[Pair]) -> Figures:
    """The counts of right and wrong decisions over the pairs."""
    counts = Counter((pair.kind == SUPPORTED, bool(found_in(pair))) for pair in pairs)
    return Figures(
        caught=counts[False, True],
        missed=counts[False, False],
        alarms=counts[True, True],
        passed=counts[True, False],
    )


def table(pairs: Sequence[Pair]) -> str:
    """Precision and recall of all pairs and of groups of them, one group a line."""
    groups = {"all": list(pairs)}
    for part in sorted({pair.part for pair in pairs}):
        groups[f"part {part}"] = [pair for pair in pairs if pair.part == part]
    for language in sorted({pair.language for pair in pairs}):
        groups[language] = [pair for pair in pairs if pair.language == language]
    groups["hard"] = [pair for pair in pairs if pair.hard]
    for kind in sorted({pair.kind for pair in pairs} - {SUPPORTED}):
        groups[kind] = [pair for pair in pairs if pair.kind == kind]
    lines = [f"{'pairs':<12}{'count':>6}{'precision':>11}{'recall':>8}{'alarms':>8}{'missed':>8}"]
    for name, group in groups.items():
        one = measure(group)
        lines.append(
            f"{name:<12}{len(group):>6}{one.precision:>11.3f}{one.recall:>8.3f}"
            f"{one.alarms:>8}{one.missed:>8}"
        )
    return "\n".join(lines)


def main(path: Annotated[Path, typer.Argument(help="labelled pairs")] = PAIRS) -> None:
    """Print the table and the pairs that the guard gets wrong."""
    pairs = read_pairs(path)
    typer.echo(table(pairs))
    for pair in pairs:
        found = found_in(pair)
        if bool(found) == (pair.kind == SUPPORTED):
            typer.echo(f"{pair.id} {pair.kind}: {pair.text} {list(found)}")


if __name__ == "__main__":
    typer.run(main)
