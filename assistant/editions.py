"""Whether an edition is over on a given day, from its status and dates."""

import calendar
import re
from datetime import date

from ingest.documents import Edition

DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def last_day(text: str) -> date | None:
    """The day, or the last day of the month, that an ISO text starts with; None without one."""
    found = DAY.match(text.strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        return None
    longest = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(found[3] or longest), longest))


def is_over(edition: Edition, as_of: date) -> bool:
    """Closed by its status, or past its last day; an unknown end is not an end."""
    end = end_of(edition)
    return edition.status == "closed" or (end is not None and end < as_of)


def end_of(edition: Edition) -> date | None:
    """The last day of validity, or of applications when no validity is given."""
    return last_day(edition.valid_until) or last_day(edition.closes)
