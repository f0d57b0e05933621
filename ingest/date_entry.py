"""Dates as people type them: in words or figures, at any time, on some day of each month."""

import re
from datetime import date, timedelta

from ingest.date_reading import ACRONYM, ZONES, flat, read_dates
from ingest.documents import ROLLING

# "Applications are taken at any time": no end, and staff or the document say so.
AT_ANY_TIME = re.compile(
    r"\bau fil de l'eau\b|\ben continu\b|\btoute l'annee\b|\ba tout moment\b|\bpermanente?\b|"
    r"\brolling\b|\bat any time\b|\ball year(?: round)?\b|\bcontinuous(?:ly)?\b|\byear-round\b"
)
ORDINALS = {
    "premier": 1, "1er": 1, "first": 1, "1st": 1, "deuxieme": 2, "second": 2, "2e": 2, "2nd": 2,
    "troisieme": 3, "third": 3, "3e": 3, "3rd": 3, "quatrieme": 4, "fourth": 4, "4e": 4, "4th": 4,
    "dernier": -1, "last": -1,
}  # fmt: skip
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            *("lundi monday", "mardi tuesday", "mercredi wednesday", "jeudi thursday"),
            *("vendredi friday", "samedi saturday", "dimanche sunday"),
        )
    )
    for word in words.split()
}
MONTHLY = re.compile(
    rf"\b(?P<ordinal>{'|'.join(ORDINALS)}) (?P<weekday>{'|'.join(WEEKDAYS)})s? "
    r"(?:de chaque|du|of (?:each|every|the)) (?:mois|month)\b"
)
MONTHS_AHEAD = 12
# What may stand around a date that somebody typed without changing what it is.
BESIDE = re.compile(
    r"\b(?:le|la|les|a|at|on|the|of|de|du|fin|end|by|avant|before|jusqu'au|until|heures?|time|"
    rf"locale?|{'|'.join(WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)\b|\W"
)
OF_PARIS = re.compile(r"(?<![/\w])paris\b(?! time)")


def date_entry(text: str) -> str:
    """One date as `Edition` holds it; empty when the text is no date, or says more than one.

    Days in figures are read day first. A year that is not written is not guessed.
    """
    if AT_ANY_TIME.fullmatch(flat(text).strip()):
        return ROLLING
    if "heure" not in flat(text):
        text = OF_PARIS.sub("heure de paris", flat(text)) if OF_PARIS.search(flat(text)) else text
    reads = read_dates(text)
    if len(reads) != 1 or not reads[0].iso:
        return ""
    read, left = reads[0], list(flat(text))
    spans = [(read.start, read.end), read.clock_at]
    if read.zone:
        spans += [found.span() for pattern, _ in ZONES for found in pattern.finditer("".join(left))]
        spans += [found.span() for found in ACRONYM.finditer(text)]
    for start, end in spans:
        left[start:end] = " " * (end - start)
    return "" if BESIDE.sub("", "".join(left)) else read.iso


def monthly_entry(text: str, *, today: date) -> str:
    """The next twelve days of "the first Tuesday of each month", hour and zone with each.

    Apart by `; ` as `Edition.closes` holds them; empty when the text names no such day.
    """
    found = MONTHLY.search(flat(text))
    if not found:
        return ""
    wanted = ORDINALS[found["ordinal"]], WEEKDAYS[found["weekday"]]
    days = [_day_of_month(today, ahead, *wanted) for ahead in range(MONTHS_AHEAD + 1)]
    coming = [day for day in days if day >= today][:MONTHS_AHEAD]
    # The hour is read as it stands beside any date.
    entry = read_dates(text[: found.start()] + "2000-01-01" + text[found.end() :])
    dated = next((read for read in entry if read.year == 2000 and read.month == 1), None)
    hour = f"T{dated.clock} {dated.zone}".rstrip() if dated and dated.clock else ""
    return "; ".join(f"{day.isoformat()}{hour}" for day in coming)


def _day_of_month(today: date, ahead: int, ordinal: int, weekday: int) -> date:
    """The first (…, last) of these weekdays in the month that lies so many months ahead."""
    month = today.month - 1 + ahead + (ordinal < 0)
    first = date(today.year + month // 12, month % 12 + 1, 1)
    if ordinal < 0:
        last = first - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))
