"""Values that a passage states of something else: amounts, durations or dates that were swapped."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.quantities import quantities
from assistant.quantity import Quantity
from assistant.tokens import fold_word, plain
from ingest.lexical import STOP_WORDS

CLAUSE: Final = re.compile(
    r"(?<=[.;!?\n])\s+|\n|,\s+|\s+(?:et|and|puis|then|mais|but|while|whereas|"
    r"tandis que|alors que|contre)\s+"
)
WORD: Final = re.compile(r"[^\W\d_]{3,}")
COMPARED: Final = frozenset({"money", "percentage", "duration", "date", "measure", "time"})
COMMON: Final = frozenset(fold_word(word) for words in STOP_WORDS.values() for word in words)
# Words are compared by their beginning: "aide" and "aidées" are one.
STEM = 5
# The share of the words of a clause that has to stand in the passages for it to be compared.
SAME_WORDS = 0.6


class Clause(NamedTuple):
    """The quantities of one part of a sentence and the stems of the words around them."""

    quantities: tuple[Quantity, ...]
    stems: frozenset[str]


def misplaced(text: str, passages: Sequence[str]) -> tuple[Quantity, ...]:
    """The values of the text that a passage states of something else, in order.

    A value is misplaced when the words around it stand with another value of the same kind, and
    with its own value only fewer of the same words do. Words of the other language share nothing:
    then nothing is said to be misplaced, nor where the text uses words of its own.
    """
    if not any(item.kind in COMPARED for item in quantities(text)):
        return ()
    claimed = _clauses(text)
    stated = [clause for passage in passages for clause in _clauses(passage)]
    told = frozenset[str]().union(*(stems_of(plain(passage)) for passage in passages))
    found: list[Quantity] = []
    for clause in claimed:
        if len(clause.stems & told) < SAME_WORDS * len(clause.stems):
            continue
        for claim in clause.quantities:
            alike = sum(_alike(claim, other) for part in claimed for other in part.quantities)
            if _stands_elsewhere(claim, clause.stems, stated, alone=alike < 2):
                found.append(claim)
    return tuple(found)


@lru_cache(maxsize=2048)
def _clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text that hold quantities of the compared kinds."""
    clauses: list[Clause] = []
    for part in CLAUSE.split(plain(text)):
        held = tuple(item for item in quantities(part) if item.kind in COMPARED)
        stems = stems_of(part, held)
        if held and clauses and not stems:  # the second half of "between 5 and 20"
            held, stems = clauses[-1].quantities + held, clauses[-1].stems
            clauses.pop()
        if held:
            clauses.append(Clause(held, stems))
    return tuple(clauses)


@lru_cache(maxsize=4096)
def stems_of(text: str, held: tuple[Quantity, ...] = ()) -> frozenset[str]:
    """The beginnings of the words that carry meaning, those of the quantities `held` left out."""
    for item in held:
        text = text.replace(item.text, " ")
    words = (fold_word(match.group()) for match in WORD.finditer(text))
    return frozenset(word[:STEM] for word in words if word not in COMMON)


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether both could stand in each other's place: of one kind and unit."""
    return one.kind == other.kind and one.unit == other.unit


def _same(claim: Quantity, stated: Quantity) -> bool:
    """Whether they are one value; June 2024 is no other date than 2024."""
    if claim.moment and stated.moment:
        return claim.moment.holds(stated.moment) or stated.moment.holds(claim.moment)
    return claim == stated


def _stands_elsewhere(
    claim: Quantity, stems: frozenset[str], stated: Sequence[Clause], *, alone: bool
) -> bool:
    own: frozenset[str] = frozenset()
    others: list[frozenset[str]] = []
    stands = False
    for clause in stated:
        alike = [item for item in clause.quantities if _alike(claim, item)]
        shared = stems & clause.stems
        if any(_same(claim, item) for item in alike):
            stands, own = True, max(own, shared, key=len)
        elif alike:
            others.append(shared)
    # A single value may well be told in other words: it needs some of its own beside it.
    return stands and bool(own or not alone) and any(own < shared for shared in others)
