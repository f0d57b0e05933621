"""Rows behind the steps of drafts: each function is part of one catalogue transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from ingest.document_rows import now, unknown
from ingest.documents import Document, Edition, EditionStatus, Page
from ingest.draft_tables import audit, drafts
from ingest.errors import WrongState
from ingest.messages import from_json, message
from ingest.schema import changes, chunks, documents, originals, sentence_vectors, versions
from ingest.snapshot import read_edition

State = Literal["draft", "published", "withdrawn"]
MERGED = "merged"  # a draft is no longer a document of its own
KEPT_ORIGINALS = 2  # the file of the version in use, and of the one that a roll-back brings back


@dataclass(frozen=True, slots=True)
class Held:
    """The version of a document that is not history, and what is planned for it."""

    id: str
    name: str
    version: int
    number: int
    state: State
    edition: Edition
    status: EditionStatus
    replaces: str

    @property
    def is_draft(self) -> bool:
        """Whether it was never published; it may be withdrawn all the same."""
        return self.edition.status == "draft"

    @property
    def planned_status(self) -> EditionStatus:
        """Its status, that of a draft being the one it gets at publishing."""
        return self.status if self.is_draft else self.edition.status

    @property
    def mark(self) -> str:
        """The same for as long as nobody changes the document: what a form was made from."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def held_documents(connection: Connection, document_id: str = "") -> list[Held]:
    """All documents, or the one with this id, ordered by id; `version` is the row's number."""
    query = (
        select(versions, documents.c.name, drafts.c.status, drafts.c.replaces)
        .join(documents, documents.c.id == versions.c.document)
        .outerjoin(drafts, drafts.c.document == documents.c.id)
        .where(versions.c.state != "history")
        .order_by(documents.c.id)
    )
    if document_id:
        query = query.where(documents.c.id == document_id)
    return [_held(row) for row in connection.execute(query)]


def held_document(connection: Connection, document_id: str, *states: State) -> Held:
    """One document, which must be in one of the states; raises DocumentNotFound, WrongState."""
    found = held_documents(connection, document_id) if document_id else []
    if not found:
        raise unknown(document_id)
    if states and found[0].state not in states:
        first, *others = (message(f"state.{state}") for state in states)
        needed = message("or", one=first, other=others[0]) if others else first
        held = message(f"state.{found[0].state}")
        raise WrongState(message("state", document=document_id, state=held, needed=needed))
    return found[0]


def check_seen(held: Held, seen: str) -> None:
    """Raise WrongState when the document is no longer as someone saw it; an empty mark: never."""
    if seen not in ("", held.mark):
        raise WrongState(message("state.changed", document=held.id))


def check_unchanged(connection: Connection, held: Held) -> None:
    """Raise WrongState when the document is no longer as it was found."""
    if held_document(connection, held.id) != held:
        raise WrongState(message("state.changed", document=held.id))


def _held(row: Any) -> Held:
    edition = read_edition(row.edition)
    state: State = "draft" if edition.status == "draft" else "published"
    return Held(
        id=row.document,
        name=row.name,
        version=row.id,
        number=row.number,
        state="withdrawn" if row.state == "withdrawn" else state,
        edition=edition,
        status=row.status or "in_force",
        replaces=row.replaces or "",
    )


def plan(connection: Connection, document_id: str, *, status: str, replaces: str) -> None:
    """Remember what a draft becomes when it is published."""
    values = {"status": status, "replaces": replaces or None}
    row = insert_or_update(drafts).values(document=document_id, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["document"], set_=values))


def set_edition(connection: Connection, version: int, edition: Edition) -> None:
    """Write another edition over that of a version."""
    row = update(versions).where(versions.c.id == version)
    connection.execute(row.values(edition=asdict(edition)))


def set_state(connection: Connection, version: int, state: str) -> None:
    """Make a version `current`, `withdrawn` or `history`."""
    connection.execute(update(versions).where(versions.c.id == version).values(state=state))


def renew_chunks(connection: Connection, document_id: str, target: str) -> None:
    """Give the chunks of a document to another one, or the same, under new numbers.

    Whoever keeps a snapshot reads only chunks with new numbers for a document that changed.
    """
    rows = _rows(connection, chunks, chunks.c.document == document_id, order=chunks.c.ordinal)
    olds = [row.pop("id") for row in rows]
    held = {
        row["chunk"]: row["vectors"]
        for row in _rows(connection, sentence_vectors, sentence_vectors.c.chunk.in_(olds))
    }
    connection.execute(delete(chunks).where(chunks.c.document.in_([document_id, target])))
    if not rows:
        return
    news = connection.execute(
        insert(chunks).returning(chunks.c.id, sort_by_parameter_order=True),
        [{**row, "document": target} for row in rows],
    ).scalars()
    kept = [
        {"chunk": new, "vectors": held[old]}
        for old, new in zip(olds, news, strict=True)
        if old in held
    ]
    if kept:
        connection.execute(insert(sentence_vectors), kept)


def merge(connection: Connection, draft: Held, target: Held, *, edition: Edition, who: str) -> None:
    """Make the draft the newest version of another document; the draft's own id is gone."""
    number = _last_number(connection, target.id) + 1
    set_state(connection, target.version, "history")
    connection.execute(
        update(versions)
        .where(versions.c.id == draft.version)
        .values(document=target.id, number=number, state="current", edition=asdict(edition))
    )
    renew_chunks(connection, draft.id, target.id)
    connection.execute(delete(versions).where(versions.c.document == draft.id))
    connection.execute(update(audit).where(audit.c.document == draft.id).values(document=target.id))
    connection.execute(delete(documents).where(documents.c.id == draft.id))
    gone = {"at": now(), "who": who, "what": MERGED, "document": draft.id}
    connection.execute(insert(changes).values(gone))
    if _suffix(draft.name) != _suffix(target.name):
        # A name that ends in .docx would promise another kind of file than is kept now.
        name = draft.name.rsplit("/", 1)[-1]
        row = update(documents).where(documents.c.id == target.id)
        connection.execute(row.values(name=name, base_name=name))
    drop_old_originals(connection, target.id)


def earlier_version(connection: Connection, document_id: str) -> int:
    """The row number of the newest version that is history; 0 when there is none."""
    query = select(versions.c.id).where(
        versions.c.document == document_id, versions.c.state == "history"
    )
    return int(connection.execute(query.order_by(versions.c.number.desc())).scalar() or 0)


def read_version(connection: Connection, version: int, name: str) -> Document:
    """A version of whatever state as the loader read it."""
    row = connection.execute(select(versions).where(versions.c.id == version)).one()
    pages = tuple(Page(**page) for page in row.pages)
    return Document(
        name, row.content_hash, read_edition(row.edition), pages, tuple(map(from_json, row.notes))
    )


def copy_version(connection: Connection, document_id: str, version: int) -> int:
    """Make a copy of this version the current one, with its file; the number it gets."""
    (row,) = _rows(connection, versions, versions.c.id == version)
    row.pop("id")
    number = _last_number(connection, document_id) + 1
    connection.execute(
        update(versions)
        .where(versions.c.document == document_id, versions.c.state == "current")
        .values(state="history")
    )
    inserted = insert(versions).returning(versions.c.id)
    values = {**row, "number": number, "state": "current", "added_at": now()}
    new = connection.execute(inserted.values(values)).scalar_one()
    connection.execute(update(originals).where(originals.c.version == version).values(version=new))
    drop_old_originals(connection, document_id)
    return number


def drop_old_originals(connection: Connection, document_id: str) -> None:
    """Delete the files of all but the newest versions of a document."""
    newest = (
        select(versions.c.id)
        .where(versions.c.document == document_id)
        .order_by(versions.c.number.desc())
        .limit(KEPT_ORIGINALS)
    )
    own = select(versions.c.id).where(versions.c.document == document_id)
    old = originals.c.version.in_(own) & originals.c.version.not_in(newest)
    connection.execute(delete(originals).where(old))


def _last_number(connection: Connection, document_id: str) -> int:
    query = select(func.max(versions.c.number)).where(versions.c.document == document_id)
    return int(connection.execute(query).scalar() or 0)


def _rows(
    connection: Connection,
    table: Any,
    which: ColumnElement[bool],
    order: ColumnElement[Any] | None = None,
) -> list[dict[str, Any]]:
    query = select(table).where(which)
    query = query if order is None else query.order_by(order)
    found: Sequence[Any] = connection.execute(query).mappings().all()
    return [dict(row) for row in found]


def _suffix(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower()
