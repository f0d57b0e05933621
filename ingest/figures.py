"""Numbers, amounts, shares and dates of French and English text, made comparable."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Literal, TypeVar

from ingest.date_reading import HOUR, clock, flat, read_dates

Value = TypeVar("Value")

NUMBER = r"(?:\d{1,3}(?:[ '.,]\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
SCALES = {
    "k": 3, "mille": 3, "thousand": 3, "million": 6, "mio": 6, "md": 9, "milliard": 9,
    "bn": 9, "billion": 9,
}  # fmt: skip
CURRENCIES = {
    "€": "eur", "eur": "eur", "euro": "eur", "$": "usd", "usd": "usd", "dollar": "usd",
    "£": "gbp", "gbp": "gbp", "chf": "chf",
}  # fmt: skip
UNITS = {
    "mois": "month", "month": "month", "an": "year", "annee": "year", "year": "year",
    "jour": "day", "day": "day", "semaine": "week", "week": "week", "heure": "hour",
    "hour": "hour", "%": "%", "pour cent": "%", "percent": "%", "per cent": "%",
    "m²": "m²", "m2": "m²", "metres carres": "m²", "square metre": "m²", "square meter": "m²",
}  # fmt: skip
WORDS = {
    word: number
    for number, words in {
        2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six",
        7: "sept seven", 8: "huit eight", 9: "neuf nine", 10: "dix ten", 11: "onze eleven",
        12: "douze twelve", 13: "treize thirteen", 14: "quatorze fourteen", 15: "quinze fifteen",
        16: "seize sixteen", 17: "dix-sept seventeen", 18: "dix-huit eighteen",
        19: "dix-neuf nineteen", 20: "vingt twenty", 30: "trente thirty", 40: "quarante forty",
        50: "cinquante fifty", 60: "soixante sixty", 70: "soixante-dix seventy",
        75: "soixante-quinze", 80: "quatre-vingts quatre-vingt eighty",
        90: "quatre-vingt-dix ninety", 100: "cent hundred", 1: "un une one",
    }.items()
    for word in words.split()
}  # fmt: skip


# "vingt-quatre", "thirty-one"; "vingt et un" is of three words.
WORDS |= {
    f"{ten}-{unit}": tens + units
    for ten, tens in WORDS.items()
    for unit, units in WORDS.items()
    if 20 <= tens <= 60 and units < 10 and unit not in ("un", "une")
}


def _any(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(rf"{re.escape(name)}s?" for name in ordered)


_SCALE = _any(SCALES)
_CURRENCY = _any(CURRENCIES)
FIGURE = re.compile(
    rf"(?:(?<!\w)(?P<before>{_CURRENCY}) ?)?(?<![\w.,])(?P<number>{NUMBER})"
    rf"(?: ?(?P<scale>m(?= ?[€$£]| ?eur)|(?(before)m|(?!))|{_SCALE})(?=[ €$£]|eur|\b))?"
    rf"(?:(?: d'| de | of )? ?(?P<after>{_CURRENCY})(?!\w))?"
    rf"(?: (?:derni|premi|proch|last|first|next)\w*(?= ))?(?: ?(?P<unit>{_any(UNITS)})(?!\w))?"
)
IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(WORDS)})(?![\w-])(?: (?P<unit>{_any(UNITS)})\b)?"
)
TO = re.compile(r" ?(?:a|to|-|–|ou|or|et|and) ?")
GROUPED = re.compile(r"\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the same for the same figure in either language; `written` is as in the text.

    `spelt`: it stands there in words, or is part of a written number that could be an article.
    """

    kind: Literal["date", "amount", "number"]
    value: str
    written: str
    start: int
    spelt: bool = False


def figures(text: str) -> list[Figure]:
    """All figures of a text, in order."""
    plain = flat(text)
    found: list[Figure] = []
    for read in read_dates(text):
        day = f"{read.year or ''}-{read.month:02}" + (f"-{read.day:02}" if read.day else "")
        value = f"{day} {read.clock}".strip()
        found.append(Figure("date", value, text[read.start : read.end], read.start))
        # What is a date is not a number too.
        plain = _blanked(_blanked(plain, read.start, read.end), *read.clock_at)
    for hour in list(HOUR.finditer(plain)):
        written, spelt = text[slice(*hour.span())], bool(hour["named"])
        found.append(Figure("date", clock(hour), written, hour.start(), spelt))
        plain = _blanked(plain, *hour.span())
    found += [*_numbers(text, plain), *_spelt(text, plain)]
    return sorted(found, key=lambda figure: figure.start)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _numbers(text: str, plain: str) -> Iterator[Figure]:
    matches = list(FIGURE.finditer(plain))
    for match, following in zip_longest(matches, matches[1:]):
        # In "12 to 24 months" and "1 à 2 M€" what follows the second number counts for both.
        joined = following and TO.fullmatch(plain[match.end() : following.start()])
        shared = following if joined and not _unit(match) else match
        unit = _unit(shared)
        number = _decimal(match["number"])
        scale = match["scale"] or shared["scale"]
        if scale:
            number = number.scaleb(_look_up(SCALES | {"m": 6}, scale))
        kind: Literal["amount", "number"] = "amount" if unit else "number"
        written = text[match.start() : match.end()].strip()
        yield Figure(kind, f"{number.normalize():f} {unit}".strip(), written, match.start())


def _unit(match: re.Match[str]) -> str:
    currency = match["before"] or match["after"]
    if currency:
        return _look_up(CURRENCIES, currency)
    return _look_up(UNITS, match["unit"]) if match["unit"] else ""


def _spelt(text: str, plain: str) -> Iterator[Figure]:
    for match in IN_WORDS.finditer(plain):
        unit = _look_up(UNITS, match["unit"]) if match["unit"] else ""
        value = f"{WORDS[match['word']]} {unit}".strip()
        written = text[match.start() : match.end()]
        yield Figure("amount" if unit else "number", value, written, match.start(), spelt=True)


def _decimal(written: str) -> Decimal:
    """The number: groups of three digits are thousands, whatever stands between them."""
    if GROUPED.fullmatch(written) and not written.startswith("0"):
        groups = re.match(r"\d{1,3}(?:[ '.,]\d{3})+", written)
        whole = groups.group() if groups else written
        rest = written[len(whole) :].replace(",", ".")
        return Decimal(re.sub(r"\D", "", whole) + rest)
    return Decimal(written.replace(",", "."))


def _look_up(names: dict[str, Value], word: str) -> Value:
    return names[word] if word in names else names[word.removesuffix("s")]
