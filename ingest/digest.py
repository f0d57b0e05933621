"""What needs staff: documents closing soon, expired, without dates, out of step, or waiting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ingest.drafts import Drafts

DigestKind = Literal["closing", "expired", "unknown_dates", "twins", "drafts", "unreadable"]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One document to look at; `detail` is the date, the figures or the sentence concerned."""

    kind: DigestKind
    document: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """The items of one moment, in the order of `DigestKind`."""

    at: str
    items: tuple[DigestItem, ...]

    def to_json(self) -> dict[str, Any]:
        """The object that `python -m ingest digest --json` prints."""
        raise NotImplementedError

    def text(self, language: str) -> str:
        """Plain text fit for mail, in `fr` or `en`."""
        raise NotImplementedError


def make_digest(drafts: Drafts, *, now: datetime) -> Digest:
    """The digest as of `now` (with a zone)."""
    raise NotImplementedError
