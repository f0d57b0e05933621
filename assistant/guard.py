"""The guard: what a text states in figures, dates and addresses has to stand in a cited passage."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from assistant.attribution import misplaced
from assistant.names import unsupported_names
from assistant.quantities import quantities
from assistant.quantity import Quantity, decimal_text
from assistant.tokens import plain
from assistant.units import Kind

CITATION: Final = re.compile(r"\[\d+(?:\s*[,;–-]\s*\d+)*\]")
LIST_MARK: Final = re.compile(r"(?:^|(?<=[.;:\n]))\s*(\d{1,2})[.)](?=\s)")
# The unit in the head of a column: "Montant (€)", "Duration in months".
HEAD_UNIT: Final = re.compile(r"\(([^()|]+)\)|\b(?:en|in) ([^|,]+)")
ONE: Final = re.compile(r"\b(?:une?|one|single|seule?|unique)\b", re.IGNORECASE)
CONTACTS: Final = frozenset({"link", "mail", "phone"})
# Fewest digits of a telephone number that tell it from another with the same end.
NATIONAL = 8
LOOSE_UNITS: Final = frozenset({"", "other"})


def unsupported(text: str, passages: Sequence[str]) -> tuple[Quantity, ...]:
    """The quantities and addresses of the text that no passage states, in order; empty: all good.

    Numbers of citation marks and of lists are left out. A part of a date follows from the whole
    date, a bare number from the same number with any unit, nothing else follows from its like.
    """
    claims = _claims(text)
    if not claims:
        return ()
    stated = [quantities(passage) for passage in passages]
    held = frozenset(item for items in stated for item in items)
    return tuple(
        claim
        for claim in claims
        if claim not in held
        and not any(
            _holds(items, claim, passage) for items, passage in zip(stated, passages, strict=True)
        )
    )


def supported(text: str, passages: Sequence[str]) -> bool:
    """Whether every quantity and address of the text stands in one of the passages."""
    return not unsupported(text, passages)


def unfounded(text: str, passages: Sequence[str]) -> tuple[str, ...]:
    """Everything in the text that speaks against showing it, as written; empty: it may be shown.

    Unsupported quantities and addresses, values that belong to something else, foreign names.
    """
    quantities_found = (*unsupported(text, passages), *misplaced(text, passages))
    names = unsupported_names(text, passages)
    return tuple(dict.fromkeys([item.text for item in quantities_found] + list(names)))


def founded(text: str, passages: Sequence[str]) -> bool:
    """Whether nothing speaks against showing the text."""
    return not unfounded(text, passages)


def links_in(text: str) -> tuple[Quantity, ...]:
    """The links, mail addresses and telephone numbers of a text, in order."""
    return tuple(item for item in quantities(text) if item.kind in CONTACTS)


def _claims(text: str) -> list[Quantity]:
    flat, expected = CITATION.sub(" ", text), 1
    for mark in LIST_MARK.finditer(flat):
        if int(mark[1]) == expected:
            flat = flat[: mark.start(1)] + " " * len(mark[1]) + flat[mark.end(1) :]
            expected += 1
    return [item for item in quantities(flat) if item.kind != "ordinal" or item.number]


def _holds(stated: Sequence[Quantity], claim: Quantity, passage: str) -> bool:
    """Whether the passage, with the quantities stated in it, says what is claimed."""
    follows = FOLLOWS.get(claim.kind)
    if follows and any(follows(claim, item) for item in stated):
        return True
    if claim.kind == "date":
        return _year_apart(claim, stated)
    if "|" in passage and _in_column(claim, stated, passage):
        return True
    return claim.kind == "number" and claim.value == "1" and bool(ONE.search(plain(passage)))


def _date(claim: Quantity, stated: Quantity) -> bool:
    if claim.moment and stated.moment:
        return stated.moment.holds(claim.moment)
    # "2000 laborantins": a number that looks like a year
    return stated.kind == "number" and stated.value == claim.number


def _year_apart(claim: Quantity, stated: Sequence[Quantity]) -> bool:
    """A whole date whose year stands elsewhere in the passage, the only year that it names."""
    moments = [item.moment for item in stated if item.moment]
    if not claim.moment or {moment.year for moment in moments} - {0} != {claim.moment.year}:
        return False
    without_year = replace(claim.moment, year=0)
    return any(not moment.year and moment.holds(without_year) for moment in moments)


def _in_column(claim: Quantity, stated: Sequence[Quantity], passage: str) -> bool:
    """Whether a table holds the bare number in a column whose head names the unit: "(k€)"."""
    head = next(line for line in passage.splitlines() if "|" in line)
    units = [
        item for unit in HEAD_UNIT.findall(head) for item in quantities(f"1 {unit[0] or unit[1]}")
    ]
    return any(
        unit.kind == claim.kind
        and unit.unit == claim.unit
        and item.kind == "number"
        and item.unit == ""
        and item.value[:1].isdigit()
        and decimal_text(Decimal(item.value) * Decimal(unit.value)) == claim.value
        for unit in units
        for item in stated
    )


def _number(claim: Quantity, stated: Quantity) -> bool:
    if claim.unit == "":
        return stated.number == claim.value
    if stated.kind == "date":
        return stated.number == claim.value and claim.unit == "other"
    loose = claim.unit in LOOSE_UNITS or stated.unit in LOOSE_UNITS
    return stated.kind == "number" and stated.value == claim.value and loose


def _age(claim: Quantity, stated: Quantity) -> bool:
    if stated.kind == "duration":
        return stated.unit == "month" and Decimal(stated.value) == 12 * Decimal(claim.value)
    return stated.kind == "number" and stated.unit == "" and stated.value == claim.value


def _duration(claim: Quantity, stated: Quantity) -> bool:
    if stated.kind == "time":
        return claim.unit == "minute" and _minutes(stated) == Decimal(claim.value)
    return stated.kind == "age" and _age(stated, claim)


def _time(claim: Quantity, stated: Quantity) -> bool:
    """Whether both may be one: "17 heures" is a time or a duration, as its neighbours tell."""
    return stated.kind == "duration" and _duration(stated, claim)


def _minutes(time: Quantity) -> Decimal:
    hour, minute = time.value.split(":")
    return Decimal(60 * int(hour) + int(minute))


def _phone(claim: Quantity, stated: Quantity) -> bool:
    """The same number with and without the code of its country."""
    if stated.kind != "phone":
        return False
    shorter, longer = sorted((claim.value, stated.value), key=len)
    return len(shorter) >= NATIONAL and len(longer) <= len(shorter) + 3 and longer.endswith(shorter)


def _ordinal(claim: Quantity, stated: Quantity) -> bool:
    return stated.kind == "code" and stated.number == claim.value


FOLLOWS: Final[dict[Kind, Callable[[Quantity, Quantity], bool]]] = {
    "date": _date,
    "number": _number,
    "age": _age,
    "duration": _duration,
    "time": _time,
    "phone": _phone,
    "ordinal": _ordinal,
}
