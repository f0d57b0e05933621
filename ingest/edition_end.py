"""The moment at which a date of an edition is over, whatever is written of it."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WRITTEN = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T(\d{2}):(\d{2}) ?(\S*))?")
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


def end_of(written: str) -> datetime | None:
    """The end of a day, month or year, or the hour in its zone; None when it is no date.

    Without a zone the hour is taken as UTC: at most half a day off.
    """
    match = WRITTEN.fullmatch(written.strip())
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 12), int(match[3] or 0)
    try:
        if match[4]:
            zone = _zone(match[6])
            return datetime(year, month, day, int(match[4]), int(match[5]), tzinfo=zone)
        last = day or monthrange(year, month)[1]
        return datetime(year, month, last, tzinfo=UTC) + timedelta(days=1)
    except ValueError:
        return None


def _zone(name: str) -> tzinfo:
    offset = OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return ZoneInfo(name) if name not in ("", "Z") else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
