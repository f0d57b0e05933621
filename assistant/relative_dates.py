"""Dates that count from a document's own day: "l'an dernier", "last May", "next spring"."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.answer import Language
from assistant.dates import MONTHS as MONTH_NUMBERS
from assistant.dates import SEASONS
from assistant.phrases import say
from ingest.edition_end import first_day, last_day
from ingest.written_dates import on_date, written_date

Direction = Literal[-1, 0, 1]

MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
SEASON_NAMES = "printemps|été|automne|hiver|spring|summer|autumn|fall|winter"
LAST = r"derni(?:er|ère)|passée?"
NEXT = r"prochaine?"
# Each form with the years between the document's own and the one that is meant.
YEARS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(rf"\b(?:l['’]an|l['’]année) (?:{LAST})\b", re.I), -1),
    (re.compile(r"\bcette année(?! \d{4})\b", re.I), 0),
    (re.compile(rf"\b(?:l['’]an|l['’]année) (?:{NEXT})\b", re.I), 1),
    # not "the last year of the programme"
    (re.compile(r"(?<!the )(?<!past )\blast year\b(?! of\b)", re.I), -1),
    (re.compile(r"\bthis year\b", re.I), 0),
    (re.compile(r"(?<!the )\bnext year\b(?! of\b)", re.I), 1),
)
NAMED: tuple[tuple[re.Pattern[str], Direction], ...] = (
    (re.compile(rf"\b({MONTHS}|{SEASON_NAMES}) (?:{LAST})\b(?! \d{{4}})", re.I), -1),
    (re.compile(rf"\b({MONTHS}|{SEASON_NAMES}) (?:{NEXT})\b(?! \d{{4}})", re.I), 1),
    (re.compile(rf"\blast ({MONTHS}|{SEASON_NAMES})\b(?!,? \d{{4}})", re.I), -1),
    (re.compile(rf"\bnext ({MONTHS}|{SEASON_NAMES})\b(?!,? \d{{4}})", re.I), 1),
    (re.compile(rf"\b(?:ce|cet) ({SEASON_NAMES})\b(?! \d{{4}})", re.I), 0),
    (re.compile(rf"\bthis ({MONTHS}|{SEASON_NAMES})\b(?!,? \d{{4}})", re.I), 0),
)
# These are given the document's date, and no year: what they mean is too near or too vague.
NEAR = re.compile(
    rf"\b(?:le mois|la semaine) (?:{LAST})\b|\b(?:le mois|la semaine) (?:{NEXT})\b|"
    r"\bce mois-ci\b|\bcette semaine\b|\b(?:la|cette) rentrée prochaine\b|"
    r"(?<!the )\b(?:last|next|this) (?:month|week)\b|\bhier\b|\bdemain\b|\byesterday\b|"
    r"\btomorrow\b|\bil y a (?:\w+|\d+) (?:ans?|mois|semaines?|jours?)\b|"
    r"\b(?:\w+|\d+) (?:years?|months?|weeks?|days?) ago\b",
    re.IGNORECASE,
)
# First and last month of a season; a winter lies in two years, so none is named for it.
SEASON_MONTHS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12)}


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A relative date as written; `year` is what it means, 0 where that cannot be told."""

    text: str
    year: int


def relative_dates(text: str, published: str) -> tuple[RelativeDate, ...]:
    """The relative dates of a text, in order, seen from an ISO date of publication or from none."""
    found: list[tuple[int, RelativeDate]] = []
    start = first_day(published)
    for pattern, away in YEARS:
        for match in pattern.finditer(text):
            year = start.year + away if start else 0
            found.append((match.start(), RelativeDate(match.group(), year)))
    for named, direction in NAMED:
        for match in named.finditer(text):
            year = _year_of(match[1].lower(), direction, published)
            found.append((match.start(), RelativeDate(match.group(), year)))
    found += [(match.start(), RelativeDate(match.group(), 0)) for match in NEAR.finditer(text)]
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0]))


def date_note(quote: str, published: str, language: Language) -> str:
    """Our own words on the relative dates of a quote; empty when it has none.

    They name the document's date, and the year that follows from it; or they say that the
    document shows no date.
    """
    found = relative_dates(quote, published)
    if not found:
        return ""
    shown = ", ".join(say("title", language, title=item.text) for item in found)
    if not written_date(published, language):
        return say("relative_undated", language, words=shown)
    dated = on_date(published, language)
    meant = {item.year for item in found}
    if len(meant) == 1 and (year := meant.pop()):
        return say("relative_year", language, words=shown, date=dated, year=year)
    return say("relative_dated", language, words=shown, date=dated)


def _year_of(name: str, direction: Direction, published: str) -> int:
    """The year of the last or next month or season of this name; 0 where it is not sure."""
    earliest, latest = first_day(published), last_day(published)
    if earliest is None or latest is None:
        return 0
    years = {_seen_from(day, name, direction) for day in (earliest, latest)}
    return years.pop() if len(years) == 1 else 0


def _seen_from(day: date, name: str, direction: Direction) -> int:
    plain = name.replace("é", "e").replace("û", "u")
    month = MONTH_NUMBERS.get(plain, 0)
    first, last = SEASON_MONTHS.get(SEASONS.get(plain, ""), (month, month))
    if direction == 0 or not first:
        return day.year if first else 0
    if first <= day.month <= last:
        # "last May" in May is that of the year before, but "last spring" in June may be this one
        return day.year + direction if first == last else 0
    return day.year + (min(direction, 0) if day.month < first else max(direction, 0))
