"""The values that a sentence states, each with what it measures or counts, made comparable."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Final

from assistant.dates import Moment
from assistant.quantities import quantities
from assistant.quantity import Quantity
from assistant.synonyms import synonym_groups
from assistant.tokens import fold_word, plain
from assistant.units import FUNCTION_WORDS, Kind
from ingest.lexical import terms

WORDS: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[.,;:!?()|]")
# What a sentence sets aside ("..., not the residents of X") is no statement of it.
SET_ASIDE: Final = re.compile(
    r"[,;(]?\s+(?:et non|et pas|mais pas|et ne|mais ne|and not|but not|rather than|instead of|"
    r"plutôt que|au lieu de|not|non pas)\s[^,;.()]*",
    re.IGNORECASE,
)
AT_LEAST: Final = re.compile(
    r"(?:plus (?:de|d')|more than|over|above|at least|au moins|minimum(?: de| of)?|au minimum|"
    r"à partir de|au-delà de|beyond|from)\s*$",
    re.IGNORECASE,
)
AT_MOST: Final = re.compile(
    r"(?:moins (?:de|d')|less than|fewer than|under|below|up to|jusqu'à|at most|au plus|"
    r"maximum(?: de| of)?|au maximum|no more than|not more than|within)\s*$",
    re.IGNORECASE,
)
ABOUT: Final = re.compile(
    r"(?:environ|about|around|approximately|some|près de|nearly|almost|quelque|autour de|"
    r"à peu près|roughly|circa|~)\s*(?:[a-zà-ÿ]+\s+)?$",
    re.IGNORECASE,
)
# How far two values may lie apart where one of them is only about right.
TOLERANCE: Final = Decimal("0.05")
# Words after a number among which the counted noun stands.
COUNTED_WITHIN: Final = 3
BEFORE: Final = 24
COMPARED: Final[frozenset[Kind]] = frozenset(
    {"money", "percentage", "duration", "age", "measure", "date", "number"}
)
Expression = frozenset[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a value is a value of: kind, unit, and for counts the noun as a set of stems."""

    kind: Kind
    unit: str = ""
    noun: Expression = frozenset()


@dataclass(frozen=True, slots=True)
class Value:
    """A value or a range; `bound` is "least" or "most" for a limit, `about` for a rough value."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    bound: str = ""
    about: bool = False
    moment: Moment | None = None

    def agrees(self, other: "Value") -> bool:
        """Whether both may be true at once."""
        if self.moment and other.moment:
            return self.moment.holds(other.moment) or other.moment.holds(self.moment)
        if self.bound == other.bound:
            margin = max(self.high, other.high) * TOLERANCE * (self.about or other.about)
            return self.low <= other.high + margin and other.low <= self.high + margin
        if "least" in (self.bound, other.bound) and "most" in (self.bound, other.bound):
            least, most = (self, other) if self.bound == "least" else (other, self)
            return least.low <= most.high
        limit, value = (self, other) if self.bound else (other, self)
        return value.high >= limit.low if limit.bound == "least" else value.low <= limit.high


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and its measures: counts have one measure for each word that may be the noun.

    `text` is the value as written, `start` and `end` where it stands in `plain(sentence)`.
    """

    value: Value
    measures: frozenset[Measure]
    text: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def stated_values(sentence: str, language: str) -> tuple[Stated, ...]:
    """The values of a sentence in order, a range being one value."""
    flat = plain(sentence)
    return tuple(_placed(flat, language))


def without_set_aside(sentence: str) -> str:
    """The sentence without the parts that say what is not so."""
    return SET_ASIDE.sub(" ", plain(sentence))


def canonical(expression: Expression, language: str) -> Expression:
    """The same set of stems for all synonyms: the first expression, in order, of their group."""
    for group in synonym_groups(language):
        if expression in group:
            return min(group, key=sorted)
    return expression


def _placed(flat: str, language: str) -> Iterator[Stated]:
    reached = 0
    for written, items in groupby(quantities(flat), key=lambda item: item.text):
        found = [item for item in items if item.kind in COMPARED]
        start = flat.find(written, reached)
        if start < 0:
            continue
        reached = end = start + len(written)
        if not found or any(item.value[:1].isalpha() for item in found):
            continue
        for measured in _by_kind(found):
            measures = _measures(measured[0], flat[end:], language)
            before = flat[max(0, start - BEFORE) : start]
            if measures:
                yield Stated(_value(measured, before), measures, written, start, end)


def _by_kind(found: Sequence[Quantity]) -> list[list[Quantity]]:
    """One list for a range; dates stay apart, so does what has another unit."""
    if found[0].kind == "date":
        return [[item] for item in found]
    return [[item for item in found if (item.kind, item.unit) == (found[0].kind, found[0].unit)]]


def _value(items: Sequence[Quantity], before: str) -> Value:
    if items[0].kind == "date":
        return Value(moment=items[0].moment)
    numbers = [_decimal(item.value) for item in items]
    bound = "least" if AT_LEAST.search(before) else "most" if AT_MOST.search(before) else ""
    return Value(min(numbers), max(numbers), bound, bool(ABOUT.search(before)))


def _decimal(text: str) -> Decimal:
    whole, _, part = text.partition("/")
    return Decimal(whole) / Decimal(part or 1)


def _measures(item: Quantity, after: str, language: str) -> frozenset[Measure]:
    if item.kind != "number":
        unit = "" if item.kind in ("date", "percentage") else item.unit
        return frozenset({Measure(item.kind, unit)})
    return frozenset(Measure("number", noun=noun) for noun in nouns_after(after, language))


def nouns_after(after: str, language: str) -> list[Expression]:
    """What a number in front of this text may count: its next words, up to one that links."""
    words: list[str] = []
    for word in WORDS.findall(after):
        folded = fold_word(word)
        linking = folded in ("de", "d", "of") and not words
        if linking:
            continue
        if folded in FUNCTION_WORDS or not word[0].isalpha() or len(words) == COUNTED_WITHIN:
            break
        words.append(word.removeprefix("d'").removeprefix("l'"))
    stems = [frozenset(terms(word, language)) for word in words]
    joined = [frozenset(terms(" ".join(words[: n + 1]), language)) for n in range(len(words))]
    return [canonical(noun, language) for noun in dict.fromkeys([*stems, *joined]) if noun]
