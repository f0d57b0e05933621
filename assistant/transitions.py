"""Rules that change on a day ("20 % from 1 March, 15 % before"): both are shown, one applies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from assistant.asked_time import AskedTime
from assistant.evidence import Evidence
from assistant.quantities import quantities
from assistant.tokens import plain
from ingest.edition_end import first_day, last_day
from ingest.spans import quotable_spans

Period = Literal["before", "after", "both"]

# Words right before a date that begins a period, and before one that ends it.
BEGINS = re.compile(
    r"\b(?:à (?:compter|partir) d[eu]|dès(?: le)?|depuis(?: le)?|après(?: le)?|from|since|after|"
    r"as (?:of|from)|starting(?: on| from)?|effective(?: from)?|on or after) (?:the )?$",
    re.IGNORECASE,
)
ENDS = re.compile(r"\b(?:jusqu['’](?:à|au|en)|until|till|up to|through) (?:the )?$", re.IGNORECASE)
# What ends before the date, which is no more part of it.
ENDS_BEFORE = re.compile(r"\b(?:avant(?: le)?|before|prior to) (?:the )?$", re.IGNORECASE)
# The same of a date that was named just before.
BEFORE_IT = re.compile(
    r"\b(?:avant (?:cette date|cela)|auparavant|précédemment|jusqu['’]alors|jusque-là|"
    r"jusqu['’]à cette date|before (?:(?:that|this) date|that|then)|"
    r"(?:until|up to) (?:that date|then)|previously|formerly)\b",
    re.IGNORECASE,
)
SINCE_THEN = re.compile(
    r"\b(?:à (?:compter|partir) de cette date|depuis cette date|puis|ensuite|par la suite|"
    r"(?:after|from) (?:that|this) date|from then on|thereafter|afterwards|then)\b",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\b(?:pass(?:e|ent|era|eront|ait|é)|augmente\w*|relevée?s?|ramenée?s?|baisse\w*|"
    r"goes|go|going|went|rises?|rose|rising|increas(?:e[sd]?|ing)|raised|moves?|moved|"
    r"falls?|fell|changes?|changed|cut)\b[^.;]{0,60}\b(?:de|from)\b",
    re.IGNORECASE,
)
# Values of these kinds are what a rule states; days and hours only say when.
STATED = frozenset({"money", "percentage", "duration", "age", "measure", "number"})


@dataclass(frozen=True, slots=True)
class Transition:
    """A rule and the one before it: `day` is the first on which the newer one applies.

    Both are the same sentence where it states both.
    """

    day: date
    before: Evidence
    after: Evidence

    def period(self, first: date, last: date) -> Period:
        """Which of the two rules applies from one day to another."""
        return "before" if last < self.day else "after" if first >= self.day else "both"

    def ordered(self, period: Period) -> tuple[Evidence, ...]:
        """The sentence that applies first, then the other one."""
        pair = (self.before, self.after) if period == "before" else (self.after, self.before)
        return pair[:1] if self.before == self.after else pair


def transition_of(fact: Evidence) -> Transition | None:
    """The change of rule that a sentence states, alone or with one beside it; None without."""
    chunk = fact.hit.chunk.chunk
    spans = quotable_spans(chunk.text)
    own = next((n for n, span in enumerate(spans) if chunk.start + span.start == fact.start), None)
    alone = change_day(fact.text)
    if alone or own is None:
        return Transition(alone, fact, fact) if alone else None
    for first in (own, own - 1):
        if first < 0 or first + 2 > len(spans):
            continue
        left, right = spans[first : first + 2]
        if "\n\n" in chunk.text[left.end : right.start]:
            continue
        day = change_day(f"{left.text} {right.text}")
        if day:
            pair = [
                replace(fact, text=s.text, start=chunk.start + s.start, end=chunk.start + s.end)
                for s in (left, right)
            ]
            before, after = pair if _is_earlier(left.text) else pair[::-1]
            return Transition(day, before, after)
    return None


def change_day(text: str) -> date | None:
    """The first day of the newer of two rules that a text states; None where it states no two."""
    if not _states_two(text):
        return None
    begins, ends = _bounds(text)
    if CHANGES.search(text):
        days = [day for day, _ in _dates(text)]
        return days[0] if len(days) == 1 else None
    common = [day for day in begins if day in ends]
    if common:
        return common[0]
    if begins and BEFORE_IT.search(text):
        return begins[0]
    return ends[0] if ends and SINCE_THEN.search(text) else None


def asked_days(text: str, asked: AskedTime, day: date) -> tuple[date, date]:
    """The first and last day that a question is about: those it names, else the day it is asked.

    What it asks "before" a date is about the day before it.
    """
    named = _dates(text)
    if len(named) == 1:
        (first, last) = named[0]
        begins, ends = _bounds(text)
        if ends and not begins:
            return ends[0] - timedelta(days=1), ends[0] - timedelta(days=1)
        return first, last
    if len(asked.years) == 1:
        (year,) = asked.years
        return date(year, 1, 1), date(year, 12, 31)
    return day, day


def _dates(text: str) -> list[tuple[date, date]]:
    """First and last day of each date with a year, in order."""
    moments = [item.moment for item in quantities(text) if item.moment and item.moment.year]
    days = [(first_day(str(moment)), last_day(str(moment))) for moment in moments]
    return [(first, last) for first, last in days if first and last]


def _bounds(text: str) -> tuple[list[date], list[date]]:
    """The first days of periods that begin, and the first days after periods that end."""
    begins: list[date] = []
    ends: list[date] = []
    written = plain(text)
    for item in quantities(text):
        if not (item.moment and item.moment.year):
            continue
        first, last = first_day(str(item.moment)), last_day(str(item.moment))
        head = written[: max(0, written.find(plain(item.text)))]
        if first and BEGINS.search(head):
            begins.append(first)
        elif first and ENDS_BEFORE.search(head):
            ends.append(first)
        elif last and ENDS.search(head):
            ends.append(last + timedelta(days=1))
    return begins, ends


def _states_two(text: str) -> bool:
    """Whether two values of one kind and unit differ."""
    held = [item for item in quantities(text) if item.kind in STATED]
    return any(
        (one.kind, one.unit) == (other.kind, other.unit) and one.value != other.value
        for one, other in combinations(held, 2)
    )


def _is_earlier(text: str) -> bool:
    """Whether a sentence states the rule before the change."""
    begins, ends = _bounds(text)
    return bool(ends or BEFORE_IT.search(text)) and not begins


def with_transitions(
    facts: Sequence[Evidence], days: tuple[date, date]
) -> tuple[list[Evidence], list[tuple[date, Period]]]:
    """The facts, each with the rule before or after it, and the changes among them.

    The rule that applies on these days stands first.
    """
    shown: dict[tuple[str, int], Evidence] = {}
    changes: dict[tuple[date, Period], None] = {}
    for fact in facts:
        found = transition_of(fact)
        period = found.period(*days) if found else "both"
        for item in found.ordered(period) if found else (fact,):
            shown.setdefault((item.hit.chunk.document, item.start), item)
        if found:
            changes.setdefault((found.day, period))
    return list(shown.values()), list(changes)
