"""The audit trail of documents: who did what to which one and when; lines are only added."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One action; `at` is UTC, ISO 8601. `what` is a word such as `published`.

    `detail` holds what changed: `{"closes": ["2026-03-01", "2026-04-01"]}` for an edit.
    """

    at: str
    who: str
    what: str
    document: str
    detail: dict[str, Any] = field(default_factory=dict)


class Audit:
    """Reads the trail of a catalogue; raises CatalogueError when the file fails."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the trail of this catalogue."""
        raise NotImplementedError

    def history(self, document_id: str) -> list[AuditLine]:
        """What happened to a document, oldest first; what the command line did too."""
        raise NotImplementedError

    def rows(self) -> Iterator[AuditLine]:
        """The whole trail, oldest first."""
        raise NotImplementedError

    def csv(self) -> str:
        """The whole trail as CSV with a header row, cells safe to open in a spreadsheet."""
        raise NotImplementedError
