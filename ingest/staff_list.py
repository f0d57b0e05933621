"""The document list of the staff page: what a search and its filters leave, and closing dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ingest.documents import Edition
from ingest.drafts import StaffDocument
from ingest.edition_end import end_of, fills_the_field
from ingest.lexical import fold

SOON = timedelta(days=30)

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

    A cut-off that cannot be read is as good as none; applications at any time need nothing said.
    """
    if edition.is_rolling:
        return ""
    ends = [
        end
        for cut_off in edition.cut_offs
        if (end := end_of(cut_off)) and not fills_the_field(cut_off, now.date())
    ]
    if not ends:
        return "unknown"
    coming = [end for end in ends if end > now]
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
        and filters.state in ("", document.state, document.status)
        and filters.dates in ("", closing(edition, now))
    )
