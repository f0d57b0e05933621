"""The audit trail of documents: who did what to which one and when; lines are only added."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from ingest.audit_rows import write_line
from ingest.draft_rows import MERGED
from ingest.draft_tables import audit
from ingest.messages import from_json
from ingest.schema import changes

# A spreadsheet would run a cell that begins with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
    """Reads the trail of a catalogue and adds to it; raises CatalogueError when the file fails."""

    def __init__(self, engine: Engine) -> None:
        """Use this engine; `Drafts.audit` is one that is ready."""
        self._engine = engine

    def history(self, document_id: str) -> list[AuditLine]:
        """What happened to a document, oldest first; what the command line did too."""
        with self._engine.connect() as connection:
            return _lines(connection, document_id)

    def rows(self) -> list[AuditLine]:
        """The whole trail, oldest first."""
        with self._engine.connect() as connection:
            return _lines(connection)

    def became(self, draft_id: str) -> str:
        """The document that a draft of this id became a version of; empty when it did not."""
        query = select(audit.c.document).where(
            audit.c.what == "replaced", audit.c.detail["draft"].as_string() == draft_id
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or "" if draft_id else ""

    def has_just(self, what: str, document_id: str, *, who: str, seconds: float) -> bool:
        """Whether the last that happened to a document is this step, of the same person."""
        last = next(iter(self.history(document_id)[::-1]), None)
        since = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
        return last is not None and (last.what, last.who) == (what, who) and last.at >= since

    def latest(self, *what: str) -> int:
        """The number of the last change of one of these kinds, 0 when there is none."""
        query = select(func.max(changes.c.id)).where(changes.c.what.in_(what))
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def note(self, what: str, *, who: str, detail: dict[str, Any]) -> None:
        """Add a line about no document in particular; it counts as no change of the documents."""
        with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            write_line(connection, what, "", who=who, detail=detail)

    def csv(self) -> str:
        """The whole trail as CSV with a header row, cells safe to open in a spreadsheet."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerow(("at", "who", "what", "document", "detail"))
        for line in self.rows():
            detail = json.dumps(line.detail, ensure_ascii=False) if line.detail else ""
            cells = (line.at, line.who, line.what, line.document, detail)
            writer.writerow([f"'{c}" if c.startswith(FORMULA_STARTS) else c for c in cells])
        return written.getvalue()


def _line(at: str, who: str, what: str, document: str, detail: dict[str, Any]) -> AuditLine:
    told = {name: from_json(value) for name, value in detail.items()}
    return AuditLine(at, who, what, document, told)


def _lines(connection: Connection, document_id: str = "") -> list[AuditLine]:
    """The lines of staff, and those changes that have none: the command line made them."""
    own = select(audit.c.at, audit.c.who, audit.c.what, audit.c.document, audit.c.detail)
    numbered = own.add_columns(audit.c.change).order_by(audit.c.id)
    lined = select(audit.c.change).where(audit.c.change.is_not(None))
    other = select(changes.c.at, changes.c.who, changes.c.what, changes.c.document, changes.c.id)
    other = other.where(changes.c.id.not_in(lined), changes.c.what != MERGED)
    if document_id:
        numbered = numbered.where(audit.c.document == document_id)
        other = other.where(changes.c.document == document_id)
    placed: list[tuple[int, AuditLine]] = []
    for *line, change in connection.execute(numbered):
        # What changed no document stands after the last change before it.
        last = placed[-1][0] if placed else 0
        placed.append((max(change or 0, last), _line(*line)))
    placed += [(change, AuditLine(*line)) for *line, change in connection.execute(other)]
    return [line for _, line in sorted(placed, key=lambda pair: pair[0])]
