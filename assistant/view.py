"""One state of the corpus as answers see it: the catalogue's snapshot and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from ingest.documents import Edition, SearchHit, StoredChunk
from ingest.lexical import LexicalIndex
from ingest.snapshot import EMPTY, Snapshot

# What start-ups may see; drafts never reach a question.
PUBLIC_STATUSES = ("in_force", "closed", "suspended")

# A language of this many chunks is half as sure of its mean vector as the whole corpus.
FEW = 50


@dataclass(frozen=True, slots=True)
class View:
    """One state of the corpus: the catalogue's snapshot and what is derived from it.

    `rows` gives the row of a chunk by its id; `names` the file names of published documents by
    language; `centres` the mean vector of the chunks of each language, since vectors of one
    language lie nearer to each other. Nothing in it changes: a question that began with one view
    ends with it.
    """

    snapshot: Snapshot
    lexical: LexicalIndex
    rows: dict[int, int]
    languages: NDArray[np.str_]
    names: dict[str, frozenset[str]]
    centres: dict[str, NDArray[np.float32]]

    @classmethod
    def of(cls, snapshot: Snapshot, earlier: "View | None" = None) -> "View":
        """Derive the BM25 index and the look-up tables of a snapshot.

        Chunks that `earlier` holds already are not read again.
        """
        return cls(
            snapshot=snapshot,
            lexical=_lexical(snapshot, earlier or NOTHING),
            rows=dict(zip(snapshot.ids.tolist(), range(len(snapshot.ids)), strict=True)),
            languages=snapshot.languages,
            centres=_centres(snapshot),
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

    def has_twin(self, edition: Edition, language: str) -> bool:
        """Whether the same document exists in this language, this edition being in another one."""
        return edition.language != language and edition.twin in self.names.get(language, ())

    def is_foreign(self, stored: StoredChunk, language: str) -> bool:
        """Whether a chunk is in another language than this one, and its document in that alone."""
        edition = self.snapshot.documents[stored.document].edition
        return stored.chunk.language != language and not self.has_twin(edition, language)

    def hit(
        self, stored: StoredChunk, score: float = 0.0, parts: Mapping[str, float] | None = None
    ) -> SearchHit:
        """A chunk of this view with the edition of its document."""
        edition = self.snapshot.documents[stored.document].edition
        return SearchHit(stored, edition, score, dict(parts or {}))

    def chunk(self, row: int) -> StoredChunk:
        """The chunk in this row of the snapshot."""
        return self.snapshot.chunks[row]


def _lexical(snapshot: Snapshot, earlier: View) -> LexicalIndex:
    """The BM25 index of the snapshot; only chunks that the earlier one did not hold are read."""
    kept = np.isin(earlier.snapshot.ids, snapshot.ids, assume_unique=True)
    survivors = compress(earlier.snapshot.chunks, kept)
    count = int(kept.sum())
    # Numbers are given anew in a catalogue that was restored from a backup: compare contents too.
    if not all(a is b or a == b for a, b in zip(survivors, snapshot.chunks[:count], strict=True)):
        return _lexical(snapshot, NOTHING)
    fresh = [stored.chunk for stored in snapshot.chunks[count:]]
    return earlier.lexical.updated(
        kept, [chunk.passage for chunk in fresh], [chunk.language for chunk in fresh]
    )


def _centres(snapshot: Snapshot) -> dict[str, NDArray[np.float32]]:
    """Mean vectors by language, that of a language with few chunks drawn to the common mean."""
    if not snapshot.chunks:
        return {}
    sums = {
        str(language): (snapshot.vectors[rows].sum(axis=0), int(rows.sum()))
        for language in np.unique(snapshot.languages)
        for rows in (snapshot.languages == language,)
    }
    common = sum(total for total, _ in sums.values()) / len(snapshot.chunks)
    return {
        language: np.asarray((total + FEW * common) / (count + FEW), np.float32)
        for language, (total, count) in sums.items()
    }


NOTHING = View(EMPTY, LexicalIndex((), ()), {}, EMPTY.languages, {}, {})
