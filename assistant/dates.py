"""Dates, months, quarters, halves and seasons, whole or in part, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.number_words import ORDINALS, spelt_number
from assistant.tokens import Token, at

MONTHS: Final = {
    word: value
    for value, words in enumerate(
        "janvier janv january jan|fevrier fevr fev february feb|mars march mar|avril avr april apr|"
        "mai may|juin june jun|juillet juil july jul|aout august aug|"
        "septembre september sept sep|octobre october oct|novembre november nov|"
        "decembre december dec".split("|"),
        start=1,
    )
    for word in words.split()
}
# Cut forms are other words too ("sept"): a day or a year has to stand beside them.
CUT: Final = frozenset(
    "janv jan fevr fev feb mar avr apr jun juil jul aug sept sep oct nov dec".split()
)
# These are other words too: a preposition may stand beside them instead.
AMBIGUOUS: Final = frozenset("mars march may mai".split())
CAPITALISED: Final = frozenset({"march", "may", "mar"})
SEASONS: Final = {
    "printemps": "spring", "spring": "spring", "ete": "summer", "summer": "summer",
    "automne": "autumn", "autumn": "autumn", "fall": "autumn", "hiver": "winter",
    "winter": "winter",
}  # fmt: skip
MONTH_BEFORE: Final = frozenset(
    "en in de by since until from debut fin mi early late mid of mois before after during des "
    "depuis avant apres jusqu au this next last every chaque between entre and et to à".split()
)
QUARTER_WORDS: Final = frozenset({"trimestre", "quarter"})
HALF_WORDS: Final = frozenset({"semestre"})
PARTS: Final = {"t": "quarter", "q": "quarter", "s": "half", "h": "half"}
JOINS: Final = frozenset("- to until et and ou or au à jusqu / &".split())
DAYS: Final = frozenset(str(day) for day in range(1, 32))
OF: Final = frozenset("de du d of l annee the , ".split()) | {","}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is written; 0 or "" stands for a part that is not."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    half: int = 0
    season: str = ""

    def __str__(self) -> str:
        """The parts that are written, such as `2026-03-01`, `-03-01`, `2026 q1`."""
        text = f"{self.year or ''}"
        text += f"-{self.month:02}" if self.month else ""
        text += f"-{self.day:02}" if self.day else ""
        text += f" q{self.quarter}" if self.quarter else ""
        text += f" h{self.half}" if self.half else ""
        return f"{text} {self.season}".strip()

    def holds(self, claim: "Moment") -> bool:
        """Whether every part that the claim names follows from this date."""
        quarter = self.quarter or (self.month + 2) // 3
        half = self.half or (quarter + 1) // 2
        own = replace(self, quarter=quarter, half=half)
        return all(
            not wanted or wanted == stated
            for wanted, stated in (
                (claim.year, own.year),
                (claim.month, own.month),
                (claim.day, own.day),
                (claim.quarter, own.quarter),
                (claim.half, own.half),
                (claim.season, own.season),
            )
        )


def read_dates(tokens: Sequence[Token], start: int) -> tuple[tuple[Moment, ...], int]:
    """The date, or the dates of a range, that begin at `start`, and the position after them.

    Parts written once count for the whole range: "du 3 au 28 février 2026" is two whole dates.
    """
    token = at(tokens, start)
    if token.kind == "day":
        moment = _numeric_day(token.text)
        return ((moment,), start + 1) if moment else ((), start)
    moments: list[Moment] = []
    position = start
    while len(moments) < 4:
        read = _read_date(tokens, position) or _read_day(tokens, position)
        if read is None:
            break
        moments.append(read[0])
        start = read[1]
        position = _after_join(tokens, start)
        if position == start:
            break
    while moments and not (moments[-1].month or moments[-1].quarter or moments[-1].half):
        if moments[-1].season or (moments[-1].year and not moments[-1].day):
            break
        return (), start  # days alone are no dates
    return tuple(_shared(moments)), start


def _shared(moments: list[Moment]) -> list[Moment]:
    shared = moments[-1:]
    for moment in reversed(moments[:-1]):
        right = shared[0]
        if not moment.month and moment.day:
            moment = replace(moment, month=right.month)
        shared.insert(0, replace(moment, year=moment.year or right.year))
    return shared


def _after_join(tokens: Sequence[Token], position: int) -> int:
    """The position after "au", "to", "-" and an article; the same where nothing joins."""
    if at(tokens, position).word not in JOINS:
        return position
    position += 1
    while at(tokens, position).word in ("au", "the", "le"):
        position += 1
    return position


def _read_day(tokens: Sequence[Token], position: int) -> tuple[Moment, int] | None:
    day = _day_number(tokens, position)
    if day is None or at(tokens, day[1]).word not in JOINS:
        return None
    return Moment(day=day[0]), day[1]


def _day_number(tokens: Sequence[Token], position: int) -> tuple[int, int] | None:
    """A number from 1 to 31, with "er", "st" or the like after it."""
    token = at(tokens, position)
    if token.kind == "number" and token.text.isdigit() and token.text.lstrip("0") in DAYS:
        after = at(tokens, position + 1)
        glued = after.start == token.end and after.word in ("er", "st", "nd", "rd", "th", "e")
        return int(token.text), position + (2 if glued else 1)
    if token.word in ("premier", "first"):
        return 1, position + 1
    spelt = spelt_number(tokens, position) if token.kind == "word" else None
    if spelt and 2 <= spelt[0] <= 31 and at(tokens, spelt[1]).word in MONTHS:
        return int(spelt[0]), spelt[1]
    return None


def _read_date(tokens: Sequence[Token], start: int) -> tuple[Moment, int] | None:
    part = _read_part(tokens, start)
    if part:
        return part
    day = _day_number(tokens, start)
    position = start
    if day:
        position = day[1] + (1 if at(tokens, day[1]).word in ("of", "de", "d") else 0)
    token = at(tokens, position)
    month = MONTHS.get(token.word, 0) if token.kind == "word" else 0
    if month:
        return _with_month(tokens, position, month, day[0] if day else 0)
    if day is None and token.word in SEASONS:
        year = _year(tokens, position + 1)
        return (Moment(season=SEASONS[token.word], year=year[0]), year[1]) if year else None
    return None


def _with_month(
    tokens: Sequence[Token], position: int, month: int, day: int
) -> tuple[Moment, int] | None:
    """The date around a month: the day before it or after it, then the year."""
    written, before = tokens[position], at(tokens, position - 1).word
    end = position + 1
    if at(tokens, end).text == "." and len(written.word) <= 5:
        end += 1
    if not day:
        following = _day_number(tokens, end)
        if following and at(tokens, following[1]).word not in MONTHS:
            day, end = following
    year = _year(tokens, end)
    alone = written.word not in CUT and (written.word not in AMBIGUOUS or before in MONTH_BEFORE)
    sure = day or year or alone
    wrong_case = written.word in CAPITALISED and not written.text[0].isupper()
    if not sure or (wrong_case and not (day and year)):
        joined = _after_join(tokens, end)
        if joined == end or at(tokens, joined).word not in MONTHS:
            return None
    return Moment(year=year[0] if year else 0, month=month, day=day), year[1] if year else end


def _read_part(tokens: Sequence[Token], start: int) -> tuple[Moment, int] | None:
    """A quarter or half: "T1 2026", "premier trimestre 2026", "second half of 2026"."""
    token, after = at(tokens, start), at(tokens, start + 1)
    name = number = None
    end = start + 2
    if token.kind == "code" and len(token.word) == 2 and token.word[0] in PARTS:
        name, number, end = PARTS[token.word[0]], int(token.word[1]), start + 1
    elif token.word in ORDINALS:
        number = ORDINALS[token.word]
    elif token.kind == "number" and token.text in ("1", "2", "3", "4") and after.start == token.end:
        number, after, end = int(token.text), at(tokens, start + 2), start + 3
    if name is None:
        name = "quarter" if after.word in QUARTER_WORDS else None
        if after.word in HALF_WORDS or (
            after.word == "half" and at(tokens, end).word in ("of", "year")
        ):
            name = "half"
    if name is None or number is None or not 1 <= number <= (4 if name == "quarter" else 2):
        return None
    year = _year(tokens, end)
    moment = Moment(quarter=number) if name == "quarter" else Moment(half=number)
    return replace(moment, year=year[0] if year else 0), year[1] if year else end


def _year(tokens: Sequence[Token], position: int) -> tuple[int, int] | None:
    """A year, "of", "de l'année" or a comma before it skipped, and the position after it."""
    for _ in range(4):
        token = at(tokens, position)
        if token.kind == "number" and len(token.text) == 4 and token.text[:2] in ("19", "20"):
            return int(token.text), position + 1
        if token.word not in OF:
            return None
        position += 1
    return None


def _numeric_day(text: str) -> Moment | None:
    """A day in figures, read day first; month first only where the day comes out above 12."""
    parts = [int(part) for part in text.replace("/", "-").replace(".", "-").split("-")]
    if parts[0] > 31:
        year, month, day = parts
    else:
        day, month, year = parts
        if month > 12:
            day, month = month, day
    year += 2000 if year < 100 else 0
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Moment(year=year, month=month, day=day)
