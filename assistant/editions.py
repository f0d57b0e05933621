"""How an edition stands at a moment: not open yet, open, over, suspended, or unknown."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

from ingest.documents import Edition
from ingest.edition_end import exact_moment, fills_the_field, first_day, last_day

Standing = Literal["unknown", "upcoming", "open", "over", "suspended"]

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment a question is about, and the present; a plain date stands for its whole day."""

    asked: date
    now: date

    @classmethod
    def at(cls, now: date, as_of: date | None = None) -> "Clock":
        """The present, or another day; the present day is the present, to the minute."""
        if as_of is None or _day(as_of) == _day(now):
            return cls(now, now)
        return cls(as_of, now)

    @property
    def day(self) -> date:
        """The day the question is about."""
        return _day(self.asked)

    @property
    def is_past(self) -> bool:
        """Whether that day is before today: what a document says of today then does not count."""
        return self.day < _day(self.now)

    @property
    def _zone(self) -> tzinfo | None:
        """The zone that an hour without one is meant in: the clock's own."""
        return _aware(self.asked).tzinfo if isinstance(self.asked, datetime) else None

    def reached(self, written: str) -> bool:
        """Whether an hour, or the first moment of a day, month or year, has come."""
        moment = exact_moment(written, self._zone)
        if moment is not None and isinstance(self.asked, datetime):
            return _aware(self.asked) >= moment
        first = first_day(written)
        return first is not None and first <= self.day

    def passed(self, written: str) -> bool:
        """Whether an hour, or the last moment of a day, month or year, is over."""
        if exact_moment(written, self._zone) is not None and isinstance(self.asked, datetime):
            return self.reached(written)
        last = last_day(written)
        return last is not None and last < self.day


def present() -> datetime:
    """The present moment, with the zone of this machine."""
    return datetime.now().astimezone()


def read_as_of(text: str) -> date:
    """The day that `2024-05-01` names, from 2000 to 2100; raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def standing(edition: Edition, clock: Clock) -> Standing:
    """How applications stand; the dates decide, the status where it speaks of that moment.

    An edition whose end is not known is never open; one that takes applications at any time is.
    """
    ends = edition.cut_offs
    if is_over(edition, clock) or (ends and all(clock.passed(end) for end in ends)):
        return "over"
    if edition.status == "suspended" and not clock.is_past:
        return "suspended"
    if first_day(edition.opens) and not clock.reached(edition.opens):
        return "upcoming"
    return "open" if edition.is_rolling or next_cut_off(edition, clock) else "unknown"


def is_over(edition: Edition, at: Clock | date) -> bool:
    """Past its last day, or closed by its status; an unknown end is not an end.

    What the status says today says nothing of a day in the past. A date is taken as the present.
    """
    clock = at if isinstance(at, Clock) else Clock.at(at)
    if edition.status == "closed" and not clock.is_past:
        return True
    ends = [edition.valid_until] if last_day(edition.valid_until) else edition.cut_offs
    return bool(ends) and all(clock.passed(end) for end in ends)


def next_cut_off(edition: Edition, clock: Clock) -> str:
    """The first end of applications that is not past, as written; empty when none is known.

    One that only fills the field of a form is not known.
    """
    known = [
        end
        for end in edition.cut_offs
        if last_day(end) and not fills_the_field(end, _day(clock.now))
    ]
    coming = [end for end in known if not clock.passed(end)]
    return min(coming, key=lambda end: (last_day(end), end), default="")


def ended(edition: Edition, clock: Clock) -> str:
    """The last end that is past, as written: of its validity, or of applications; or empty."""
    if clock.passed(edition.valid_until):
        return edition.valid_until
    past = [end for end in edition.cut_offs if clock.passed(end)]
    return max(past, key=lambda end: (last_day(end), end), default="")


def last_end(edition: Edition) -> date | None:
    """The last day of its validity, or of applications where none is given."""
    days = [last_day(end) for end in edition.cut_offs]
    return last_day(edition.valid_until) or max((day for day in days if day), default=None)


def has_begun(edition: Edition, clock: Clock) -> bool:
    """Whether what it says applies already; without a date it does."""
    start = edition.valid_from or edition.opens
    return first_day(start) is None or clock.reached(start)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.astimezone()
