"""Numbers with what they count: amounts, shares, durations, ages, areas, ranges of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from assistant.number_words import (
    HALVES,
    HUNDRED,
    MULTITUDES,
    ONE,
    SCALES,
    spelt_number,
)
from assistant.tokens import Token, at
from assistant.units import SHORT_SCALES, Unit, counted_at, currency_at, unit_at

# Parts of a whole, in hundredths; "of" has to follow, un tiers alone is somebody else.
PARTS: Final = {
    "tiers": 3, "third": 3, "thirds": 3, "quart": 4, "quarts": 4, "quarter": 4, "quarters": 4,
}  # fmt: skip
PART_OF: Final = frozenset("de du des d of the".split())
# What may stand between a number and its unit: "1 million d'euros", "les 12 derniers mois".
BEFORE_UNIT: Final = frozenset(
    "d de of derniers dernieres premiers premieres prochains prochaines full calendar "
    "consecutive".split()
)
LARGE: Final = HUNDRED.union(SCALES)
CONNECTORS: Final = frozenset("- à to et and ou or & / au".split())
AGE_BEFORE: Final = frozenset("over under aged age below above".split())
AGE_AFTER: Final = frozenset({"old", "revolus", "revolu"})
HALF = Decimal("0.5")
FIRST_YEAR, LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as read; `unit` is None when none is written, `scale` multiplies `number`.

    `sign` is true for a currency written before the number.
    """

    number: Decimal
    scale: int
    unit: Unit | None
    start: int
    end: int
    sign: bool = False

    @property
    def value(self) -> Decimal:
        """The number with its scale."""
        return self.number * self.scale


def read_amounts(tokens: Sequence[Token], start: int) -> tuple[Amount, ...]:
    """The amounts of a range or of a single one that begins at `start`; empty where none does.

    In "10 to 20 k€" both have the scale and the unit of the last; a sign before the first counts
    for all.
    """
    first = _read_amount(tokens, start)
    if first is None:
        return ()
    amounts = [first]
    while len(amounts) < 4:
        end = amounts[-1].end
        article = at(tokens, end + 1).word in ONE and at(tokens, end + 2).word not in LARGE
        joined = at(tokens, end).word in CONNECTORS and not article
        following = _read_amount(tokens, end + 1, sign=first.sign) if joined else None
        if following is None:
            break
        amounts.append(following)
    return tuple(_shared(amounts))


def _read_amount(tokens: Sequence[Token], start: int, *, sign: bool = False) -> Amount | None:
    """The amount at the position; `sign`: the one before it in the range has a currency sign."""
    prefix = currency_at(tokens, start)
    begin = prefix[1] if prefix else start
    read = _read_number(tokens, begin)
    if read is None:
        return None
    number, end = read
    if _half_follows(tokens, end):
        whole = SCALES.get(at(tokens, end - 1).word, 1)  # the half of a million in "two million"
        number, end = number + HALF * whole, end + _half_follows(tokens, end)
    scale, end = _read_scale(tokens, end, sign=sign or prefix is not None)
    if scale > 1 and _half_follows(tokens, end):
        number, end = number + HALF, end + _half_follows(tokens, end)
    unit = prefix[0] if prefix else None
    after = end + 1 if at(tokens, end).word in BEFORE_UNIT else end
    written = unit_at(tokens, after) if unit is None else None
    if written:
        unit, end = written
        half = _half_follows(tokens, end)
        if half:
            number, end = number + HALF, end + half
    return Amount(number, scale, unit, start, end, sign=prefix is not None)


def _read_number(tokens: Sequence[Token], position: int) -> tuple[Decimal, int] | None:
    token = at(tokens, position)
    if token.kind == "number":
        value = written_number(token.text)
        return (value, position + 1) if value is not None else None
    if token.word in HALVES and at(tokens, position + 1).kind == "word":
        # "half a million", "demi-journée"
        skip = 2 if at(tokens, position + 1).word in ONE else 1
        following = at(tokens, position + skip).word
        if following in SCALES or unit_at(tokens, position + skip):
            return HALF, position + skip
        return None
    if token.word in MULTITUDES or token.kind != "word":
        return None
    if token.word == "cent" and at(tokens, position - 1).word in ("pour", "per"):
        return None
    return spelt_number(tokens, position)


def read_share(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """A part of a whole as a percentage, and the position after it: "la moitié", "two thirds of".

    A third is `100/3`: it has no end in decimals.
    """
    token, after = at(tokens, start), at(tokens, start + 1)
    if token.word == "moitie" or (token.word == "half" and after.word in ("of", "the")):
        return "50", start + 1
    read = _read_number(tokens, start)
    part = PARTS.get(at(tokens, read[1]).word, 0) if read else 0
    if not read or not part or read[0] > part or at(tokens, read[1] + 1).word not in PART_OF:
        return None
    hundredths = 100 * read[0] / part if part == 4 else Decimal(0)
    return str(hundredths.normalize()) if hundredths else f"{100 * read[0]}/3", read[1] + 1


def written_number(text: str) -> Decimal | None:
    """The value of digits with separators of thousands or decimals; None for "3.14.15"."""
    digits = text.replace(" ", "").replace("'", "")
    marks = [character for character in digits if character in ".,"]
    if not marks:
        return Decimal(digits)
    last = max(digits.rfind("."), digits.rfind(","))
    whole, decimals = digits[:last], digits[last + 1 :]
    thousands = (
        len(decimals) == 3 and len(set(marks)) == 1 and whole.strip("0") != "" and len(whole) < 12
    )
    if thousands and " " not in text and whole.replace(marks[0], "").isdigit():
        return Decimal(whole.replace(marks[0], "") + decimals)
    if len(marks) > 1 and marks[0] == marks[-1]:
        return None
    return Decimal(whole.replace(",", "").replace(".", "") + "." + decimals)


def _read_scale(tokens: Sequence[Token], position: int, *, sign: bool) -> tuple[int, int]:
    """The factor written at the position and the position after it.

    "k" and "m" are factors only beside a currency: "1.5m" of a wall are metres.
    """
    scale = 1
    while at(tokens, position).word in SCALES and at(tokens, position).word not in MULTITUDES:
        scale, position = scale * SCALES[at(tokens, position).word], position + 1
    word = at(tokens, position).word
    if scale == 1 and word in SHORT_SCALES:
        currency = unit_at(tokens, position + 1)
        if sign or (currency and currency[0].kind == "money"):
            return SHORT_SCALES[word], position + 1
    return scale, position


def _half_follows(tokens: Sequence[Token], position: int) -> int:
    """How many tokens "et demi" or "and a half" take at the position; 0 where it is not there."""
    words = [at(tokens, position + step).word for step in range(3)]
    if words[0] == "et" and words[1] in HALVES:
        return 2
    return 3 if words == ["and", "a", "half"] else 0


def _shared(amounts: list[Amount]) -> list[Amount]:
    """The amounts with the unit and scale of their right neighbour, else the sign before the first.

    "1 à 2 millions" shares the scale, "500 to 2 million" does not: 500 is not below 2.
    """
    shared = [amounts[-1]]
    for amount in reversed(amounts[:-1]):
        right = shared[0]
        if (amount.unit is None or amount.sign) and amount.scale == 1:
            scale = right.scale if amount.number < right.number else 1
            amount = replace(amount, scale=scale)
        if amount.unit is None and not (is_year(amount) and _is_small(right.unit)):
            amount = replace(amount, unit=right.unit)
        shared.insert(0, amount)
    for position, amount in enumerate(shared):
        if amount.unit is None and position and shared[position - 1].sign:
            shared[position] = replace(amount, unit=shared[position - 1].unit)
    return shared


def is_year(amount: Amount) -> bool:
    """Whether a number without scale may be a year."""
    whole = amount.number == amount.number.to_integral_value()
    return amount.scale == 1 and whole and FIRST_YEAR <= amount.number <= LAST_YEAR


def _is_small(unit: Unit | None) -> bool:
    """Whether nobody has two thousand of it: "en 2025 et 12 mois" has a year in it."""
    return unit is not None and unit.kind in ("duration", "percentage")


def is_age(tokens: Sequence[Token], first: Amount, last: Amount) -> bool:
    """Whether amounts of years, or bare ones, are an age: "aged 18", "18 years old"."""
    after = at(tokens, last.end).word
    if last.unit is not None:
        return last.unit.factor == 12 and (
            after in AGE_AFTER or (after == "of" and at(tokens, last.end + 1).word == "age")
        )
    before = {at(tokens, first.start - step).word for step in (1, 2, 3)}
    bare = counted_at(tokens, last.end) == "" or after == "s"
    return bare and bool(before & AGE_BEFORE) and last.value < 120
