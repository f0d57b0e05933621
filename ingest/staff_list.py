"""The document list of the staff page: what a search and its filters leave, and closing dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.documents import Edition
from ingest.drafts import StaffDocument
from ingest.lexical import fold

SOON = timedelta(days=30)
# The zone of a date that is written without one; the documents are those of French programmes.
ZONE = ZoneInfo("Europe/Paris")

Closing = Literal["", "closing", "expired", "unknown"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list; an empty value asks nothing."""

    text: str = ""
    programme: str = ""
    language: str = ""
    state: str = ""
    dates: str = ""


def matching(
    documents: Iterable[StaffDocument], filters: Filters, *, now: datetime
) -> list[StaffDocument]:
    """The documents that fit all filters: drafts first, then by programme and title."""
    found = [document for document in documents if _fits(document, filters, now)]
    return sorted(
        found,
        key=lambda document: (
            document.state != "draft",
            document.stored.edition.programme.casefold(),
            document.stored.edition.title.casefold(),
        ),
    )


def closing(edition: Edition, now: datetime) -> Closing:
    """What is to be said of its cut-offs: soon, all over, or not known; empty otherwise.

    A cut-off that cannot be read is as good as none.
    """
    moments = [moment for cut_off in edition.cut_offs if (moment := _moment(cut_off))]
    if not moments:
        return "unknown"
    coming = [moment for moment in moments if moment >= now]
    if not coming:
        return "expired"
    return "closing" if min(coming) <= now + SOON else ""


def _fits(document: StaffDocument, filters: Filters, now: datetime) -> bool:
    edition = document.stored.edition
    searched = fold(f"{edition.title} {edition.programme} {document.stored.name}")
    return (
        all(word in searched for word in fold(filters.text).split())
        and filters.programme in ("", edition.programme)
        and filters.language in ("", edition.language)
        and filters.state in ("", document.state)
        and filters.dates in ("", closing(edition, now))
    )


def _moment(written: str) -> datetime | None:
    """The end of a day, or the hour in its zone; None when it cannot be read."""
    date, _, zone = written.partition(" ")
    try:
        moment = datetime.fromisoformat(date + zone if zone[:1] in ("+", "-") else date)
        if len(date) <= len("2026-01-01"):
            moment = datetime.combine(moment, time.max)
        return moment.replace(tzinfo=_zone(zone)) if moment.tzinfo is None else moment
    except ValueError:
        return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo("UTC" if name == "Z" else name) if name else ZONE
    except (ZoneInfoNotFoundError, ValueError):
        return ZONE
