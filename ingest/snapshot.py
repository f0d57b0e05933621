"""The whole current corpus at one moment, read from the catalogue and kept up to date cheaply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, case, func, select

from ingest.documents import Chunk, Edition, StoredChunk, StoredDocument
from ingest.schema import changes, chunks, documents, settings, versions

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
    counts = select(chunks.c.document, func.count().label("chunks")).group_by(chunks.c.document)
    counted = counts.subquery()
    query = (
        select(
            versions.c.document,
            documents.c.name,
            versions.c.number,
            versions.c.edition,
            versions.c.content_hash,
            func.json_array_length(versions.c.pages).label("pages"),
            case((versions.c.state == "current", counted.c.chunks), else_=0).label("chunks"),
            versions.c.added_at,
            versions.c.notes,
        )
        .join(documents, documents.c.id == versions.c.document)
        .outerjoin(counted, counted.c.document == versions.c.document)
        .where(which)
        .order_by(versions.c.document, versions.c.number)
    )
    return [_stored_document(row) for row in connection.execute(query)]


def read_snapshot(connection: Connection, earlier: Snapshot) -> Snapshot:
    """The corpus as this connection's transaction sees it.

    Chunks never change and their ids only grow, so those of `earlier` are taken over and only
    newer rows are read.
    """
    last = earlier.chunks[-1].id if earlier.chunks else 0
    alive = connection.execute(select(chunks.c.id).where(chunks.c.id <= last)).scalars()
    kept = np.isin(earlier.ids, np.fromiter(alive, np.int64))
    newer = select(chunks).where(chunks.c.id > last).order_by(chunks.c.id)
    rows = connection.execute(newer).fetchall()
    survivors = [chunk for chunk, keep in zip(earlier.chunks, kept, strict=True) if keep]
    stored = (*survivors, *(_stored_chunk(row) for row in rows))
    current = read_documents(connection, versions.c.state == "current")
    by_id = {document.id: document for document in current}
    return Snapshot(
        change=read_change(connection),
        erased=read_change(connection, "erased"),
        model_id=read_making(connection)[0],
        documents=by_id,
        chunks=stored,
        ids=np.array([chunk.id for chunk in stored], np.int64),
        statuses=np.array([by_id[chunk.document].edition.status for chunk in stored], np.str_),
        languages=np.array([chunk.chunk.language for chunk in stored], np.str_),
        vectors=_join(earlier.vectors[kept], [row.vector for row in rows]),
    )


def _join(kept: Vectors, blobs: list[bytes]) -> Vectors:
    """The kept vectors, then those read from the catalogue; not to be written to."""
    if not blobs and not len(kept):
        return EMPTY.vectors
    fresh = np.frombuffer(b"".join(blobs), "<f4").astype(np.float32)
    dimension = len(fresh) // len(blobs) if blobs else kept.shape[1]
    joined = np.concatenate([kept.reshape(-1, dimension), fresh.reshape(-1, dimension)])
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
        chunks=row.chunks or 0,
        added_at=row.added_at,
        notes=tuple(row.notes),
    )


def read_edition(stored: dict[str, Any]) -> Edition:
    """The edition as it was stored in JSON."""
    return Edition(**{**stored, "aliases": tuple(stored["aliases"])})


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
