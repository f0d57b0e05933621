"""Dates of an edition as moments: first and last days, hours in their zones, ends."""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")
HOUR = re.compile(r"\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})(?::\d{2})?\s*(\S*)")
YEARS_AHEAD = 15
OFFSET = re.compile(r"[+-]\d{2}:?\d{2}")
# Names of zones that people write and the zone data lacks, or has without summer time.
ZONES = {
    "Z": "UTC", "GMT": "UTC", "Paris": "Europe/Paris", "CET": "Europe/Paris",
    "CEST": "Europe/Paris", "London": "Europe/London", "BST": "Europe/London",
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
}  # fmt: skip


def end_of(written: str) -> datetime | None:
    """The end of a day, month or year, or the hour in its zone; None when it is no date.

    Without a zone the hour is taken as UTC: at most half a day off.
    """
    moment, last = exact_moment(written, UTC), last_day(written)
    if moment is not None or last is None:
        return moment
    return datetime.combine(last, time(), UTC) + timedelta(days=1)


def fills_the_field(written: str, day: date) -> bool:
    """Whether an end lies so far ahead that it only fills a field: 2050, 31 December 9999."""
    last = last_day(written)
    return last is not None and last.year - day.year > YEARS_AHEAD


def last_day(text: str) -> date | None:
    """The day, or the last of the month or year, that an ISO text starts with; None without."""
    return _read_day(text, last=True)


def first_day(text: str) -> date | None:
    """The day, or the first of the month or year, that an ISO text starts with; None without."""
    return _read_day(text, last=False)


def exact_moment(written: str, zone: tzinfo | None) -> datetime | None:
    """The instant of a day with its hour, in its zone or this one; None without an hour."""
    found = HOUR.match(written.strip())
    day = last_day(written)
    if not found or day is None:
        return None
    own = read_zone(found[2]) if found[2] else zone
    if found[2] and own is None:
        return None
    try:
        return datetime.combine(day, time.fromisoformat(found[1]), tzinfo=own)
    except ValueError:  # an hour such as 25:00
        return None


def read_zone(name: str) -> tzinfo | None:
    """The zone of a name or an offset such as `+01:00`; None when nobody knows it."""
    try:
        if OFFSET.fullmatch(name):
            return datetime.strptime(name, "%z").tzinfo
        return ZoneInfo(ZONES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=4096)
def _read_day(text: str, *, last: bool) -> date | None:
    found = DAY.match(text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    if not (1 <= month <= 12 and year):
        return None
    longest = calendar.monthrange(year, month)[1]
    return date(year, month, max(1, min(int(found[3] or (longest if last else 1)), longest)))
