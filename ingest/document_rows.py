"""The rows of one document: finding, placing and replacing them inside a catalogue transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from ingest.documents import Chunk, Document
from ingest.draft_tables import audit
from ingest.errors import CatalogueError, DocumentNotFound
from ingest.identity import FileIdentity, KnownDocument, free_id, free_name, same_file
from ingest.messages import message, to_json
from ingest.originals import drop_originals, replace_original
from ingest.schema import changes, chunks, documents, sentence_vectors, versions
from ingest.snapshot import Vectors


def known_documents(connection: Connection) -> list[KnownDocument]:
    """All documents with their current or withdrawn version, ordered by id."""
    query = (
        select(documents, versions.c.number, versions.c.state, versions.c.content_hash)
        .join(versions, versions.c.document == documents.c.id)
        .where(versions.c.state != "history")
        .order_by(documents.c.id)
    )
    return [KnownDocument(*row) for row in connection.execute(query)]


def place_document(
    connection: Connection,
    file: FileIdentity,
    known: Sequence[KnownDocument],
    earlier: KnownDocument | None,
) -> str:
    """The id under which the file is stored, its row in `documents` brought up to date.

    A document keeps its name as long as the file stays where it was, or keeps its name elsewhere.
    """
    if earlier is None:
        name = free_name(file, {document.name for document in known})
        new_id = free_id(name, {document.id for document in known})
        connection.execute(
            insert(documents).values(
                id=new_id, name=name, base_name=file.base_name, source_path=file.source_path
            )
        )
        return new_id
    name = earlier.name if same_file(file, [earlier]) else file.name
    connection.execute(
        update(documents)
        .where(documents.c.id == earlier.id)
        .values(name=name, source_path=file.source_path)
    )
    return earlier.id


def insert_version(
    connection: Connection, document_id: str, document: Document, *, number: int
) -> None:
    """Make this content the current version; what was current or withdrawn becomes history."""
    connection.execute(
        update(versions).where(versions.c.document == document_id).values(state="history")
    )
    inserted = connection.execute(
        insert(versions)
        .returning(versions.c.id)
        .values(
            document=document_id,
            number=number,
            state="current",
            content_hash=document.content_hash,
            edition=asdict(document.edition),
            pages=[asdict(page) for page in document.pages],
            notes=list(map(to_json, document.notes)),
            added_at=now(),
        )
    )
    replace_original(connection, document_id, inserted.scalar_one(), document.original)


def replace_chunks(
    connection: Connection,
    document_id: str,
    passages: Sequence[Chunk],
    vectors: Vectors,
    sentences: Sequence[Vectors] = (),
) -> None:
    """Delete the document's chunks and insert these, row i of `vectors` belonging to chunk i.

    `sentences[i]` are the vectors of its sentences, when there are any.
    """
    connection.execute(delete(chunks).where(chunks.c.document == document_id))
    if not passages:
        return
    rows = [
        {
            "document": document_id,
            "ordinal": ordinal,
            "text": chunk.text,
            "context": chunk.context,
            "section": list(chunk.section),
            "page": chunk.page,
            "start": chunk.start,
            "end": chunk.end,
            "language": chunk.language,
            "vector": vector.astype("<f4").tobytes(),
        }
        for ordinal, (chunk, vector) in enumerate(zip(passages, vectors, strict=True))
    ]
    ids = connection.execute(
        insert(chunks).returning(chunks.c.id, sort_by_parameter_order=True), rows
    )
    held = [
        {"chunk": chunk, "vectors": own.astype("<f2").tobytes()}
        for chunk, own in zip(ids.scalars(), sentences, strict=False)
    ]
    if held:
        connection.execute(insert(sentence_vectors), held)


def withdraw_version(connection: Connection, document_id: str) -> None:
    """Take the current version out of use, without chunks and file; raises DocumentNotFound."""
    withdrawn = connection.execute(
        update(versions)
        .where(versions.c.document == document_id, versions.c.state == "current")
        .values(state="withdrawn")
    )
    if not withdrawn.rowcount:
        raise unknown(document_id)
    connection.execute(delete(chunks).where(chunks.c.document == document_id))
    drop_originals(connection, document_id)


def erase_document(connection: Connection, document_id: str) -> None:
    """Delete all rows of a document, those of the audit trail too; raises DocumentNotFound."""
    trail = audit.c.document == document_id
    drafts = select(audit.c.detail["draft"].as_string()).where(trail)
    connection.execute(delete(changes).where(changes.c.document.in_(drafts)))
    for table in (chunks, versions, changes):
        connection.execute(delete(table).where(table.c.document == document_id))
    # That someone did something stays in the trail, but not to what.
    connection.execute(update(audit).where(trail).values(document="", detail={}))
    erased = connection.execute(delete(documents).where(documents.c.id == document_id))
    if not erased.rowcount:
        raise unknown(document_id)


def check_vectors(connection: Connection, passages: Sequence[Chunk], vectors: Vectors) -> None:
    """Raise CatalogueError unless each chunk has one vector, as long as the stored ones."""
    if vectors.ndim != 2 or len(vectors) != len(passages) or not np.isfinite(vectors).all():
        raise CatalogueError(
            f"{len(passages)} chunks cannot have vectors of shape {vectors.shape}."
        )
    stored = connection.execute(select(chunks.c.vector).limit(1)).scalar()
    if passages and stored is not None and len(stored) != 4 * vectors.shape[1]:
        raise CatalogueError(message("model.other"))


def unknown(document_id: str) -> DocumentNotFound:
    """The error for an id that no document has."""
    return DocumentNotFound(message("unknown", document=document_id))


def now() -> str:
    """The current time as the catalogue writes it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
