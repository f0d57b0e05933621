"""What a text states in figures, made comparable between languages and ways of writing."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.amounts import PARTS, Amount, is_age, is_year, read_amounts, read_share
from assistant.dates import MONTHS, SEASONS, Moment, read_dates
from assistant.labels import is_acronym, label_of, read_label, read_ordinal
from assistant.number_words import (
    COLLECTIVES,
    HALVES,
    HUNDRED,
    MULTITUDES,
    ONE,
    ORDINALS,
    ROMAN,
    SCALES,
    SMALL,
    TENS,
    is_article,
)
from assistant.quantity import Quantity, decimal_text
from assistant.times import NAMED_TIMES, read_time, read_zone
from assistant.tokens import Token, at, plain, tokens_of
from assistant.units import CURRENCIES, FIRST_WORDS, PERIOD_OF, PERIODIC, counted_at

PER: Final = frozenset("par per / each every chaque".split())
TIMES_A: Final = frozenset("once twice time times".split())
# No quantity begins with any other word: most words are passed over at once.
BEGINNINGS: Final = frozenset[str]().union(
    *(MONTHS, SEASONS, NAMED_TIMES, ORDINALS, SMALL, TENS, HUNDRED, SCALES, COLLECTIVES),
    *(MULTITUDES, ONE, HALVES, PERIODIC, PER),
    *((words[0] for words in CURRENCIES), ("tous", "moitie")),
)
AFTER_ONE: Final = frozenset[str]().union(
    *(FIRST_WORDS, SCALES, HUNDRED, COLLECTIVES, PERIOD_OF, PARTS, HALVES, ("and", "et"))
)


@lru_cache(maxsize=2048)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text, in order; the answer for a text is kept, passages come again."""
    flat = plain(text)
    return tuple(_read(flat, tokens_of(flat)))


def _read(text: str, tokens: Sequence[Token]) -> Iterator[Quantity]:
    reached = 0
    for position in _beginnings(tokens):
        if position < reached:
            continue
        found, reached = _read_at(tokens, position)
        if reached > position:
            written = text[tokens[position].start : tokens[reached - 1].end]
            for item in found:
                yield _with_text(item, written)


def _beginnings(tokens: Sequence[Token]) -> Iterator[int]:
    """The positions where a quantity may begin: most words are passed over at once."""
    for position, token in enumerate(tokens):
        if token.kind == "number" or token.word in ROMAN:
            before = at(tokens, position - 1)
            if before.kind == "word" and (is_acronym(before) or label_of(before.word)):
                yield position - 1
        if token.kind == "word":
            begins = token.word in BEGINNINGS
            if begins and (token.word not in ONE or at(tokens, position + 1).word in AFTER_ONE):
                yield position
        elif token.kind != "mark" and token.kind != "hyphen":
            yield position


def _with_text(item: Quantity, written: str) -> Quantity:
    return Quantity(item.kind, item.value, item.unit, item.number, written, item.moment)


def _read_at(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    """The quantities that begin at the position, and the position after them."""
    token = tokens[position]
    if token.kind in ("mark", "hyphen"):
        return [], position
    if token.kind in ("mail", "link", "phone"):
        return [_contact(token)], position + 1
    moments, after = read_dates(tokens, position)
    if moments:
        return [_date(moment) for moment in moments], after
    time = read_time(tokens, position)
    if time:
        found = [Quantity("time", time[0])]
        zone = read_zone(tokens, time[1])
        return (found + [Quantity("zone", zone[0])], zone[1]) if zone else (found, time[1])
    for read in (_share, read_label, read_ordinal, _period, _amounts):
        found, after = read(tokens, position)
        if after > position:
            return found, after
    return [], position


def _date(moment: Moment) -> Quantity:
    number = str(moment.year) if moment.year and str(moment) == str(moment.year) else ""
    return Quantity("date", str(moment), number=number, moment=moment)


def _contact(token: Token) -> Quantity:
    if token.kind == "mail":
        return Quantity("mail", token.text.lower())
    if token.kind == "link":
        return Quantity("link", comparable_link(token.text))
    digits = token.text.replace("(0)", "")
    national = "".join(character for character in digits if character.isdigit())
    return Quantity("phone", national[2:] if national.startswith("00") else national.lstrip("0"))


def comparable_link(link: str) -> str:
    """An address without scheme, "www." and final slash; the host in lower case."""
    rest = link.partition("://")[2] or link
    cut = min((rest.find(mark) for mark in "/?#" if mark in rest), default=len(rest))
    return (rest[:cut].lower().removeprefix("www.") + rest[cut:]).rstrip("/")


def _share(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    share = read_share(tokens, position)
    return ([Quantity("percentage", share[0], "%")], share[1]) if share else ([], position)


def _period(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    """How often: "par mois", "per year", "annual", "twice a year"."""
    token, after = tokens[position], at(tokens, position + 1)
    if token.word in PERIODIC:
        return [Quantity("period", PERIODIC[token.word])], position + 1
    often = token.word in PER
    if token.text in ("a", "an"):
        before = at(tokens, position - 1)
        counted = at(tokens, position - 2)  # one winner a year
        often = before.word in TIMES_A or before.kind in ("number", "symbol")
        often = often or counted.kind == "number" or counted.word in SMALL
    if token.word == "tous" and after.word == "les":
        often, after = True, at(tokens, position + 2)
        position += 1
    name = PERIOD_OF.get(after.word) or PERIOD_OF.get(after.word.rstrip("s"))
    return ([Quantity("period", name)], position + 2) if often and name else ([], position)


def _amounts(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    token = tokens[position]
    if token.word in MULTITUDES and at(tokens, position + 1).word in ("de", "d", "of"):
        return [Quantity("number", MULTITUDES[token.word])], position + 1
    amounts = read_amounts(tokens, position)
    if not amounts:
        return [], position
    age = is_age(tokens, amounts[0], amounts[-1])
    counted = counted_at(tokens, amounts[-1].end)
    if is_article(tokens, amounts[0].start, amounts[0].end) and amounts[0].unit is None:
        return [], position
    return [_quantity(amount, counted, age=age) for amount in amounts], amounts[-1].end


def _quantity(amount: Amount, counted: str, *, age: bool) -> Quantity:
    number = decimal_text(amount.number)
    if age:
        return Quantity("age", number, "year", number=number)
    if amount.unit is not None:
        unit = amount.unit
        return Quantity(
            unit.kind, decimal_text(amount.value * unit.factor), unit.name, number=number
        )
    if is_year(amount) and counted in ("", "other"):
        return _date(Moment(year=int(amount.number)))
    value = decimal_text(amount.value)
    return Quantity("number", value, counted, number=value)
