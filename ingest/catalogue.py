"""The catalogue: documents, versions, chunks and vectors in one SQLite file; it is the truth."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from ingest.config import IndexConfig
from ingest.document_rows import (
    check_vectors,
    erase_document,
    insert_version,
    known_documents,
    now,
    place_document,
    replace_chunks,
    unknown,
    withdraw_version,
)
from ingest.documents import Chunk, Document, Page, StoredDocument
from ingest.errors import CatalogueError
from ingest.identity import FileIdentity, KnownDocument, predecessor
from ingest.messages import message
from ingest.originals import Originals
from ingest.schema import changes, integrity_problems, open_engine, settings, versions
from ingest.schema import chunks as chunk_table
from ingest.snapshot import (
    EMPTY,
    Snapshot,
    Vectors,
    read_change,
    read_documents,
    read_making,
    read_sentence_vectors,
    read_snapshot,
    read_source,
)

# Chunks, their vectors, and the vectors of the sentences of each.
Passages = tuple[Sequence[Chunk], Vectors, Sequence[Vectors]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a document came to, and the id of that document."""

    outcome: Literal["added", "replaced", "unchanged"]
    document: str


class Catalogue:
    """All reading and writing of the catalogue; safe to share between threads.

    Any number of processes may write; every method raises CatalogueError when the file fails.
    """

    def __init__(self, config: IndexConfig, *, who: str = "cli") -> None:
        """Open or create it, naming `who` in the audit trail; raises NewerDataFolder."""
        self._engine = open_engine(config.catalogue_path)
        self._writer = self._engine.execution_options(begin="IMMEDIATE")
        self.originals = Originals(self._engine, self._writer)
        self._who = who
        self._made_by = ("", "")
        self._snapshot = EMPTY
        self._snapshot_lock = threading.Lock()

    def close(self) -> None:
        """Close all connections; a later call opens them again."""
        self._engine.dispose()

    def change(self) -> int:
        """A number that grows with every change of the documents; costs one small query."""
        with self._engine.connect() as connection:
            return read_change(connection)

    def snapshot(self) -> Snapshot:
        """All current documents, chunks and vectors of one moment; cheap while nothing changes."""
        with self._snapshot_lock, self._engine.connect() as connection:
            if read_change(connection) != self._snapshot.change:
                self._snapshot = read_snapshot(connection, self._snapshot)
            return self._snapshot

    def documents(self) -> list[StoredDocument]:
        """The current documents, ordered by id."""
        with self._engine.connect() as connection:
            return read_documents(connection, versions.c.state == "current")

    def document(self, document_id: str) -> StoredDocument:
        """One current document; raises DocumentNotFound."""
        this = (versions.c.document == document_id) & (versions.c.state == "current")
        with self._engine.connect() as connection:
            for found in read_documents(connection, this):
                return found
        raise unknown(document_id)

    def history(self, document_id: str) -> list[StoredDocument]:
        """All versions of a document, oldest first, whatever their state; may be empty."""
        with self._engine.connect() as connection:
            return read_documents(connection, versions.c.document == document_id)

    def source(self, document_id: str) -> Document:
        """The current version as the loader read it; raises DocumentNotFound."""
        with self._engine.connect() as connection:
            found = read_source(connection, document_id)
        if found is None:
            raise unknown(document_id)
        return found

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """The pages of the current version; raises DocumentNotFound."""
        return self.source(document_id).pages

    def text(self, document_id: str) -> str:
        """The text that chunk offsets count in; raises DocumentNotFound."""
        return self.source(document_id).text

    def sentence_vectors(self, chunk_ids: Collection[int], dimension: int) -> dict[int, Vectors]:
        """Vectors (sentences, dimension) of the sentences of these chunks, as far as stored."""
        with self._engine.connect() as connection:
            return read_sentence_vectors(connection, chunk_ids, dimension)

    def known(self) -> list[KnownDocument]:
        """All documents, current or withdrawn, as far as telling files apart needs them."""
        with self._engine.connect() as connection:
            return known_documents(connection)

    def find(self, content_hash: str) -> str:
        """The id of the current document with exactly this content, empty when there is none."""
        query = select(versions.c.document).where(
            versions.c.content_hash == content_hash, versions.c.state == "current"
        )
        with self._engine.connect() as connection:
            return str(connection.execute(query.limit(1)).scalar() or "")

    def store(
        self,
        document: Document,
        passages: Sequence[Chunk],
        vectors: Vectors,
        *,
        sentences: Sequence[Vectors] = (),
        source_path: str,
        distinct_from: Collection[str] = (),
    ) -> Stored:
        """Take in a document with its chunks and their (chunks, dimension) vectors at once.

        `sentences` are the vectors of the sentences of each chunk, when there are any.
        The document it replaces is found by path, name or base name (see ingest.identity), never
        among `distinct_from`; what it replaces becomes history. Raises CatalogueError when the
        vectors do not fit the catalogue's model.
        """
        file = FileIdentity(document.name, source_path)
        with self._writer.begin() as connection:
            known = known_documents(connection)
            for same in known:
                if same.state == "current" and same.content_hash == document.content_hash:
                    return Stored("unchanged", same.id)
            self._check_made_by(connection)
            check_vectors(connection, passages, vectors)
            earlier = predecessor(file, known, distinct_from=distinct_from)
            document_id = place_document(connection, file, known, earlier)
            number = earlier.version + 1 if earlier else 1
            insert_version(connection, document_id, document, number=number)
            replace_chunks(connection, document_id, passages, vectors, sentences)
            replaced = earlier is not None and earlier.state == "current"
            stored = Stored("replaced" if replaced else "added", document_id)
            self._record(connection, stored.outcome, document_id)
        return stored

    def withdraw(self, document_id: str) -> None:
        """Take a document out of search, keeping its text; raises DocumentNotFound."""
        with self._writer.begin() as connection:
            withdraw_version(connection, document_id)
            self._record(connection, "withdrawn", document_id)

    def erase(self, document_id: str) -> None:
        """Remove every trace of a document; raises DocumentNotFound.

        Raises CatalogueError when another process is reading: bytes remain until `compact`.
        """
        with self._writer.begin() as connection:
            erase_document(connection, document_id)
            # The trail says that something was erased, not what.
            self._record(connection, "erased", "")
        with self._snapshot_lock:
            self._snapshot = EMPTY
        self.compact()

    def compact(self) -> None:
        """Rewrite the file without the remains of deleted rows and empty the write-ahead log.

        Raises CatalogueError when another process keeps reading for more than 10 seconds.
        """
        with self._engine.connect().execution_options(begin="") as connection:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            raise CatalogueError(message("reader"))

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the file, in its words; empty when it is sound."""
        with self._engine.connect() as connection:
            return integrity_problems(connection)

    def model_id(self) -> str:
        """The model that made the vectors, empty before the first document."""
        with self._engine.connect() as connection:
            return read_making(connection)[0]

    def made_by(self, model_id: str, chunker: str) -> bool:
        """Whether all chunks come from this model and chunker; if so, it stores no others."""
        with self._engine.connect() as connection:
            if read_making(connection) != (model_id, chunker):
                return False
        self._made_by = (model_id, chunker)
        return True

    def set_model(
        self, model_id: str, *, chunker: str, passages: Mapping[str, Passages], change: int
    ) -> bool:
        """Record another model or chunker, replacing the chunks of all documents at once.

        `passages` holds chunks and vectors of every current document, made from the catalogue as
        it was at `change`; when that is no longer so, nothing is done and False comes back.
        From here on, this object stores nothing made otherwise.
        """
        with self._writer.begin() as connection:
            if read_change(connection) != change:
                return False
            connection.execute(delete(chunk_table))
            for document_id, made in passages.items():
                replace_chunks(connection, document_id, *made)
            for key, value in (("model_id", model_id), ("chunker", chunker)):
                row = insert(settings).prefix_with("OR REPLACE")
                connection.execute(row.values(key=key, value=value))
            self._record(connection, "model", "")
        self._made_by = (model_id, chunker)
        return True

    def _check_made_by(self, connection: Connection) -> None:
        if self._made_by not in (read_making(connection), ("", "")):
            raise CatalogueError(message("model.changed"))

    def _record(self, connection: Connection, what: str, document_id: str) -> None:
        connection.execute(
            insert(changes).values(at=now(), who=self._who, what=what, document=document_id)
        )
