"""The whole current corpus at one moment, read from the catalogue and kept up to date cheaply."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from ingest.documents import Chunk, Document, Edition, Page, StoredChunk, StoredDocument
from ingest.messages import from_json
from ingest.schema import changes, chunks, documents, sentence_vectors, settings, versions

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All current documents and chunks of one moment; `chunks` are in the order of their ids.

    `vectors` is float32 of shape (chunks, dimension), row i belonging to `chunks[i]`, all made by
    the model `model_id`; `ids`, `statuses` and `languages` are columns in the same order, for
    filtering. `change` is the catalogue's number, `erased` the one of the last erasure.
    """

    change: int
    erased: int
    model_id: str
    documents: Mapping[str, StoredDocument]
    chunks: tuple[StoredChunk, ...]
    ids: NDArray[np.int64]
    statuses: NDArray[np.str_]
    languages: NDArray[np.str_]
    vectors: Vectors


EMPTY = Snapshot(
    change=-1,
    erased=0,
    model_id="",
    documents={},
    chunks=(),
    ids=np.zeros(0, np.int64),
    statuses=np.zeros(0, np.str_),
    languages=np.zeros(0, np.str_),
    vectors=np.zeros((0, 0), np.float32),
)


def read_change(connection: Connection, what: str = "") -> int:
    """The number of the last change, or of the last one of a kind; 0 when there was none."""
    query = select(func.max(changes.c.id))
    query = query.where(changes.c.what == what) if what else query
    return int(connection.execute(query).scalar() or 0)


def read_making(connection: Connection) -> tuple[str, str]:
    """Model and chunker that made the chunks, empty before the first document."""
    found = {row.key: row.value for row in connection.execute(select(settings))}
    return found.get("model_id", ""), found.get("chunker", "")


def read_documents(connection: Connection, which: ColumnElement[bool]) -> list[StoredDocument]:
    """The versions that the condition selects, ordered by document and version number."""
    held = select(func.count()).where(chunks.c.document == versions.c.document).scalar_subquery()
    query = (
        select(
            versions.c.document,
            documents.c.name,
            versions.c.number,
            versions.c.edition,
            versions.c.content_hash,
            func.json_array_length(versions.c.pages).label("pages"),
            case((versions.c.state == "current", held), else_=0).label("chunks"),
            versions.c.added_at,
            versions.c.notes,
        )
        .join(documents, documents.c.id == versions.c.document)
        .where(which)
        .order_by(versions.c.document, versions.c.number)
    )
    return [_stored_document(row) for row in connection.execute(query)]


def read_snapshot(connection: Connection, earlier: Snapshot) -> Snapshot:
    """The corpus as this connection's transaction sees it.

    Only documents that the audit trail names since `earlier` are read, the others are taken over.
    """
    change = read_change(connection)
    since = select(changes.c.document).where(changes.c.id > earlier.change)
    changed = set(connection.execute(since).scalars())
    which = versions.c.state == "current"
    # No name: another model made all chunks, or something was erased. And a catalogue that was
    # restored from a backup has fewer changes.
    if "" in changed or change < earlier.change:
        earlier = EMPTY
    if earlier is not EMPTY:
        which &= versions.c.document.in_(since)
    taken = {d.id: d for d in earlier.documents.values() if d.id not in changed}
    by_id = taken | {document.id: document for document in read_documents(connection, which)}
    kept = np.array([chunk.document in taken for chunk in earlier.chunks], np.bool_)
    rows = _newer_chunks(connection, earlier)
    fresh = [_stored_chunk(row) for row in rows]
    statuses = [by_id[chunk.document].edition.status for chunk in fresh]
    return Snapshot(
        change=change,
        erased=read_change(connection, "erased"),
        model_id=read_making(connection)[0],
        documents=dict(sorted(by_id.items())),
        chunks=(*compress(earlier.chunks, kept), *fresh),
        ids=_append(earlier.ids[kept], [chunk.id for chunk in fresh]),
        statuses=_append(earlier.statuses[kept], statuses),
        languages=_append(earlier.languages[kept], [chunk.chunk.language for chunk in fresh]),
        vectors=_join(earlier.vectors, kept, [row.vector for row in rows]),
    )


def _newer_chunks(connection: Connection, earlier: Snapshot) -> Sequence[Row[Any]]:
    """The chunks that came since: chunks never change and their ids only grow."""
    last = earlier.chunks[-1].id if earlier.chunks else 0
    query = select(chunks).where(chunks.c.id > last).order_by(chunks.c.id)
    return connection.execute(query).fetchall()


def read_sentence_vectors(
    connection: Connection, chunk_ids: Collection[int], dimension: int
) -> dict[int, Vectors]:
    """Vectors (sentences, dimension) of the sentences of these chunks, as far as stored."""
    query = select(sentence_vectors).where(sentence_vectors.c.chunk.in_(chunk_ids))
    return {
        row.chunk: np.frombuffer(row.vectors, "<f2").reshape(-1, dimension).astype(np.float32)
        for row in connection.execute(query)
    }


def _append(column: NDArray[Any], values: list[Any]) -> NDArray[Any]:
    return np.concatenate([column, np.array(values, column.dtype if not values else None)])


def _join(vectors: Vectors, kept: NDArray[np.bool_], blobs: list[bytes]) -> Vectors:
    """The kept vectors, then those read from the catalogue; not to be written to."""
    if not blobs and not kept.any():
        return EMPTY.vectors
    dimension = len(blobs[0]) // 4 if blobs else vectors.shape[1]
    size = int(kept.sum())
    # Filled in place: a large corpus should not be in memory three times.
    joined = np.empty((size + len(blobs), dimension), np.float32)
    np.compress(kept, vectors.reshape(-1, dimension), axis=0, out=joined[:size])
    joined[size:] = np.frombuffer(b"".join(blobs), "<f4").reshape(-1, dimension)
    joined.flags.writeable = False
    return joined


def _stored_document(row: Any) -> StoredDocument:
    return StoredDocument(
        id=row.document,
        name=row.name,
        version=row.number,
        edition=read_edition(row.edition),
        content_hash=row.content_hash,
        pages=row.pages,
        chunks=row.chunks,
        added_at=row.added_at,
        notes=tuple(map(from_json, row.notes)),
    )


def read_source(connection: Connection, document_id: str) -> Document | None:
    """The current version of a document as the loader read it, None when there is none."""
    query = (
        select(versions, documents.c.name)
        .join(documents, documents.c.id == versions.c.document)
        .where(versions.c.document == document_id, versions.c.state == "current")
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Document(
        name=row.name,
        content_hash=row.content_hash,
        edition=read_edition(row.edition),
        pages=tuple(Page(**page) for page in row.pages),
        notes=tuple(map(from_json, row.notes)),
    )


def read_edition(stored: dict[str, Any]) -> Edition:
    """The edition as it was stored in JSON; one of schema version 1 has no acronyms."""
    acronyms = tuple((short, meaning) for short, meaning in stored.get("acronyms", ()))
    return Edition(**{**stored, "aliases": tuple(stored["aliases"]), "acronyms": acronyms})


def _stored_chunk(row: Any) -> StoredChunk:
    chunk = Chunk(
        text=row.text,
        context=row.context,
        section=tuple(row.section),
        page=row.page,
        start=row.start,
        end=row.end,
        language=row.language,
    )
    return StoredChunk(id=row.id, document=row.document, ordinal=row.ordinal, chunk=chunk)
