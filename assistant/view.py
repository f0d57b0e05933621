"""One state of the corpus as answers see it: the catalogue's snapshot and what follows from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.documents import SearchHit, StoredChunk
from ingest.lexical import LexicalIndex
from ingest.snapshot import Snapshot

# What start-ups may see; drafts never reach a question.
PUBLIC_STATUSES = ("in_force", "closed", "suspended")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the corpus: the catalogue's snapshot and what is derived from it."""

    snapshot: Snapshot
    lexical: LexicalIndex
    rows: dict[int, int]
    languages: NDArray[np.str_]
    names: dict[str, frozenset[str]]

    @classmethod
    def of(cls, snapshot: Snapshot, earlier: "View | None" = None) -> "View":
        """Derive the BM25 index and the look-up tables of a snapshot, from an earlier view if any."""
        chunks = [stored.chunk for stored in snapshot.chunks]
        languages = [chunk.language for chunk in chunks]
        return cls(
            snapshot=snapshot,
            lexical=LexicalIndex([chunk.passage for chunk in chunks], languages),
            rows={stored.id: row for row, stored in enumerate(snapshot.chunks)},
            languages=np.array(languages, dtype=np.str_),
            names={
                language: frozenset(
                    document.name.rsplit("/", 1)[-1]
                    for document in snapshot.documents.values()
                    if document.edition.language == language
                    and document.edition.status in PUBLIC_STATUSES
                )
                for language in ("fr", "en")
            },
        )

    def has_twin(self, hit: SearchHit, language: str) -> bool:
        """Whether the same document exists in this language, the hit being in another one."""
        edition = hit.edition
        return edition.language != language and edition.twin in self.names.get(language, ())

    def chunk(self, row: int) -> StoredChunk:
        """The chunk in this row of the snapshot."""
        return self.snapshot.chunks[row]
