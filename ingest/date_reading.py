"""Reads dates, hours and zones from French and English text into parts that can be compared."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

# Words are read in lower case without accents; a word beginning so is the month.
MONTHS = (
    ("janvier", "january", "janv", "jan"),
    ("fevrier", "february", "fevr", "fev", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "avr", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
NUMBER_OF = {word: number for number, words in enumerate(MONTHS, start=1) for word in words}
MONTH = "|".join(sorted(NUMBER_OF, key=len, reverse=True))
YEAR = r"(?:19|20)\d\d"
DAY = r"[0-3]?\d(?: ?(?:er|st|nd|rd|th|e)\b)?"
# Figures first; then day before month, month before day, month alone.
WRITTEN = re.compile(
    r"\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
    r"|\b(?P<figures>[0-3]?\d[/.][01]?\d[/.](?:19|20)\d\d)\b"
    rf"|\b(?P<day>{DAY})(?: (?:of|de))? (?P<month>{MONTH})\b\.?(?:,? (?P<year>{YEAR})\b)?"
    rf"|\b(?P<month2>{MONTH})\b\.? (?P<day2>{DAY})(?![\d:]| ?h\b)(?:,? (?P<year2>{YEAR})\b)?"
    rf"|\b(?P<month3>{MONTH})\b\.?,? (?P<year3>{YEAR})\b"
)
JOIN = re.compile(r"\W{0,3}(?:au|a|to|and|et|until|till|jusqu'au|-|–)\W{0,3}(?:le |the )?$")
FIRST_DAY = re.compile(
    r"\b(?:du|from|between|entre le) (?P<day>[0-3]?\d)(?:er|st|nd|rd|th)? "
    r"(?:au|to|and|et)(?: le| the)? $"
)
HOUR = re.compile(
    r"\b(?P<named>midi|noon|midday)\b"
    r"|\b(?P<twelve>1[0-2]|0?\d)(?:[:.](?P<past>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?"
    r"|\b(?P<hour>2[0-3]|[01]?\d) ?(?:h|heures?|:)(?: ?(?P<minute>[0-5]\d))?\b"
)
# Cities and countries are read in flat text, acronyms as written: "est" is a French verb.
ZONES = [
    (re.compile(pattern), zone)
    for pattern, zone in (
        (r"heure (?:locale )?(?:de paris|francaise)|(?:paris|french) (?:local )?time|europe/paris",
         "Europe/Paris"),
        (r"heure de bruxelles|brussels (?:local )?time|europe/brussels", "Europe/Brussels"),
        (r"heure de londres|(?:london|uk) time|europe/london", "Europe/London"),
        (r"heure de (?:boston|new york|l'est)|(?:boston|new york|eastern) (?:\w+ )?time|"
         r"america/new_york", "America/New_York"),
        (r"heure (?:de californie|du pacifique)|pacific (?:\w+ )?time|america/los_angeles",
         "America/Los_Angeles"),
    )
]  # fmt: skip
ACRONYMS = {
    "CEST": "+02:00", "CET": "CET", "EDT": "-04:00", "EST": "EST", "ET": "America/New_York",
    "PDT": "-07:00", "PST": "-08:00", "PT": "America/Los_Angeles", "UTC": "UTC", "GMT": "GMT",
}  # fmt: skip
ACRONYM = re.compile(rf"\b({'|'.join(ACRONYMS)})\b(?: ?([+-])(\d{{1,2}})\b)?")
BESIDE = 30  # characters between a date and its hour, with a weekday and "on" between them
ZONE_AFTER = 45


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as far as it is written, at `start` to `end` of the text; 0 and "" are not written.

    `clock_at` is where its hour stands, before or after it.
    """

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    clock: str = ""
    zone: str = ""
    clock_at: tuple[int, int] = (0, 0)

    @property
    def iso(self) -> str:
        """As in `Edition`; empty without a year, with hour and zone when there is a day."""
        if not self.year:
            return ""
        if not self.day:
            return f"{self.year}-{self.month:02}"
        day = f"{self.year}-{self.month:02}-{self.day:02}"
        return f"{day}T{self.clock} {self.zone}".strip() if self.clock else day


def flat(text: str) -> str:
    """The text in lower case without accents, character for character as long as it was."""
    return "".join(_plain(character) for character in text)


def read_dates(text: str, *, american: bool = False) -> list[ReadDate]:
    """The dates in a text, in its order; in a range the year counts for both ends.

    Days in figures are read day first; with `american`, those that could be either are left out.
    """
    plain = flat(text)
    found: list[ReadDate] = []
    for match in WRITTEN.finditer(plain):
        read = _read(match, american=american)
        if read is not None:
            found += [*_first_day(plain, read), read]
    for index in range(len(found) - 2, -1, -1):
        here, following = found[index], found[index + 1]
        if not here.year and JOIN.fullmatch(plain[here.end : following.start]):
            found[index] = replace(here, year=following.year)
    return _with_hours(text, plain, found)


def _first_day(plain: str, read: ReadDate) -> list[ReadDate]:
    """The first day of "du 3 au 28 février 2026", of which `read` is the second."""
    start = max(0, read.start - BESIDE)
    before = FIRST_DAY.search(plain[start : read.start])
    if not before or not read.day:
        return []
    span = (start + before.start("day"), start + before.end("day"))
    return [replace(read, start=span[0], end=span[1], day=int(before["day"]))]


def _with_hours(text: str, plain: str, found: list[ReadDate]) -> list[ReadDate]:
    """Each date with the hour that stands beside it; an hour belongs to one date only."""
    taken = 0
    result = []
    for index, read in enumerate(found):
        limit = found[index + 1].start if index + 1 < len(found) else len(plain)
        after = HOUR.search(plain, read.end, min(limit, read.end + BESIDE))
        before = list(HOUR.finditer(plain, max(taken, read.start - BESIDE), read.start))
        hour = after or (before[-1] if before else None)
        if hour and read.day:
            taken = max(hour.end(), read.end)
            end = min(limit, taken + ZONE_AFTER)
            read = replace(
                read,
                clock=clock(hour),
                clock_at=hour.span(),
                zone=_zone(text[hour.start() : end], plain[hour.start() : end]),
            )
        taken = max(taken, read.end)
        result.append(read)
    return result


def clock(match: re.Match[str]) -> str:
    """The hour that `HOUR` found, as `17:00`."""
    if match["named"]:
        return "12:00"
    if match["twelve"]:
        hour = int(match["twelve"]) % 12 + (12 if match["half"] == "p" else 0)
        return f"{hour:02}:{match['past'] or '00'}"
    return f"{int(match['hour']):02}:{match['minute'] or '00'}"


def _zone(text: str, plain: str) -> str:
    for pattern, zone in ZONES:
        if pattern.search(plain):
            return zone
    match = ACRONYM.search(text)
    if not match:
        return ""
    return f"{match[2]}{int(match[3]):02}:00" if match[2] else ACRONYMS[match[1]]


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if character in "’‘":
        return "'"
    return unicodedata.normalize("NFD", character)[0].lower()[0]


def _read(match: re.Match[str], *, american: bool) -> ReadDate | None:
    parts = match.groupdict()
    if parts["iso"]:
        year, month, day = (int(part) for part in parts["iso"].split("-"))
    elif parts["figures"]:
        day, month, year = (int(part) for part in re.split(r"[/.]", parts["figures"]))
        if american and day <= 12 and month <= 12 and day != month:
            return None
    else:
        word = parts["month"] or parts["month2"] or parts["month3"]
        month = NUMBER_OF[word]
        day = int(re.sub(r"\D", "", parts["day"] or parts["day2"] or "") or 0)
        year = int(parts["year"] or parts["year2"] or parts["year3"] or 0)
    try:
        date(year or 2024, month, day or 1)
    except ValueError:
        return None
    return ReadDate(match.start(), match.end(), year, month, day)
