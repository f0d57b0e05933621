"""Writes the lines of the audit trail, as part of a catalogue transaction."""

from typing import Any

from sqlalchemy import Connection, func, insert, select

from ingest.document_rows import now
from ingest.draft_tables import audit
from ingest.schema import changes


def record(
    connection: Connection,
    what: str,
    document_id: str,
    *,
    who: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Count a change of the documents and write its line in the audit trail."""
    row = insert(changes).values(at=now(), who=who, what=what, document=document_id)
    change = connection.execute(row.returning(changes.c.id)).scalar_one()
    write_line(connection, what, document_id, who=who, detail=detail, change=change)


def write_line(
    connection: Connection,
    what: str,
    document_id: str,
    **of: Any,
) -> None:
    """Write a line in the audit trail: `who`, `detail`, and the number of its `change` if any."""
    values = {"at": now(), "what": what, "document": document_id, **of}
    connection.execute(insert(audit).values(**{**values, "detail": of.get("detail") or {}}))


def last_change(connection: Connection, document_id: str) -> int | None:
    """The number of the last change of a document, None when there is none."""
    query = select(func.max(changes.c.id)).where(changes.c.document == document_id)
    return connection.execute(query).scalar()
