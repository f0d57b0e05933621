"""The vector index: Chroma where this process owns it and it is up to date, else exact search."""

import atexit
import logging
import os
import threading
import time
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import CatalogueError, CorpusError
from ingest.generation import Generation, GenerationHung, GenerationLost, reopen
from ingest.generation_files import (
    OwnerLock,
    current_generation,
    make_current,
    next_generation,
    orphans,
    remove_orphans,
    remove_pointer,
)
from ingest.snapshot import Snapshot, Vectors

SYNC_SECONDS = 1.0
RETRY_SECONDS = 30.0  # after a rebuild that failed, mostly for want of disk space

log = logging.getLogger(__name__)


class ChunkIndex:
    """Finds the chunks nearest to a vector; derived from the catalogue and disposable.

    One process at a time owns the Chroma files (`sync` or `start` take the lock). Any other
    process, and the owner while the files are behind the catalogue, compares with all vectors of
    the catalogue instead: the answers are those of the catalogue at that moment in every case.
    """

    def __init__(self, config: IndexConfig, catalogue: Catalogue, *, model_id: str) -> None:
        """Remember what to index; nothing is opened yet."""
        self._dir = config.index_dir
        self._catalogue, self._model_id = catalogue, model_id
        self._generation: Generation | None = None
        self._lock, self._process = OwnerLock(config.index_dir), os.getpid()
        self._maintenance, self._starting = threading.Lock(), threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._number, self._hung_until, self._error = 0, 0.0, ""

    def search(
        self,
        vector: Vectors,
        count: int,
        *,
        statuses: Collection[str] | None = None,
        languages: Collection[str] | None = None,
    ) -> list[tuple[int, float]]:
        """Up to `count` chunk ids with their cosine similarity, best first.

        `vector` has unit length and comes from this index's model. Only chunks in one of the
        `languages` and of documents in one of the `statuses` count. Raises CatalogueError, also
        when the catalogue has meanwhile been filled by another model.
        """
        snapshot = self._read()
        allowed = _allowed(snapshot, statuses, languages)
        count = min(count, int(allowed.sum()))
        if count < 1:
            return []
        rows = self._rows_from_chroma(snapshot, vector, count, allowed)
        if len(rows) < count:
            rows = np.flatnonzero(allowed)
        return _best(snapshot, rows, vector, count)

    def sync(self) -> bool:
        """Bring the index up to the catalogue; False when another process owns the index.

        Raises CatalogueError. Trouble in Chroma is not raised: the generation is replaced, and
        until that works the catalogue's vectors answer. After a hang nobody waits again soon.
        """
        with self._maintenance:
            if not self._own():
                return False
            if time.monotonic() < self._hung_until:
                return True
            snapshot = self._read()
            try:
                self._bring_up_to(snapshot)
            except (GenerationLost, OSError) as error:
                log.warning("The index is replaced by a new one: %s", error)
                self._try_rebuild(snapshot)
            if self._generation is not None:
                self._error = ""
            return True

    def rebuild(self) -> bool:
        """Build the index anew from the catalogue; False when another process owns the index."""
        with self._maintenance:
            if not self._own():
                return False
            self._try_rebuild(self._read())
            return True

    def start(self) -> None:
        """Own the index as soon as it is free and keep it at most 2 seconds behind, in a thread."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_up, daemon=True, name="index")
                self._thread.start()
                atexit.register(self.close)

    def close(self) -> None:
        """Close the index properly and give it up to other processes; it cannot be reused."""
        self._stopping.set()
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join()
        with self._maintenance:
            self._drop(keep=True)
            self._lock.release()

    def state(self) -> dict[str, Any]:
        """What `ingest check` reports: who answers, and how far catalogue and index agree."""
        snapshot = self._catalogue.snapshot()
        generation, current = self._generation, current_generation(self._dir)
        return {
            "owner": self._lock.held,
            "generation": current.name if current else "",
            "generations": sorted(path.name for path in self._dir.glob("gen-*") if path.is_dir()),
            "orphans": [path.name for path in orphans(self._dir)],
            "chunks_catalogue": len(snapshot.chunks),
            "chunks_index": len(generation) if generation else None,
            "up_to_date": generation is not None and generation.change == snapshot.change,
            "error": self._error,
        }

    def _read(self) -> Snapshot:
        snapshot = self._catalogue.snapshot()
        if snapshot.model_id not in ("", self._model_id):
            raise CatalogueError("The embedding model was changed meanwhile; restart this program.")
        return snapshot

    def _rows_from_chroma(
        self, snapshot: Snapshot, vector: Vectors, count: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Row numbers of near chunks, too few when Chroma cannot answer for this snapshot."""
        generation = self._generation
        # Chroma's own filter takes 15 times as long as its search: docs/decisions/0010-scale.md.
        many = 2 * int(allowed.sum()) >= len(allowed)
        usable = many and generation is not None and generation.change == snapshot.change
        if generation is None or not usable or os.getpid() != self._process:
            return np.zeros(0, np.int64)
        try:
            ids = generation.nearest(vector, min(len(allowed), 2 * count + 10))
        except GenerationLost as error:
            log.warning("The index did not answer: %s", error)
            generation.change = -1
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.isin(snapshot.ids, ids) & allowed)

    def _keep_up(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sync()
            except (CorpusError, OSError, MemoryError) as error:
                if str(error) != self._error:
                    log.warning("The index waits: %s", error)
                self._error = str(error)
            self._stopping.wait(RETRY_SECONDS if self._error else SYNC_SECONDS)

    def _own(self) -> bool:
        # A forked child has copies of the lock and of Chroma that do not work.
        if os.getpid() != self._process or self._stopping.is_set():
            return False
        if not self._lock.held:
            self._drop(keep=False)  # the folder was removed under our feet
        return self._lock.take()

    def _bring_up_to(self, snapshot: Snapshot) -> None:
        if self._generation is None:
            self._generation = reopen(current_generation(self._dir), snapshot, self._model_id)
            remove_orphans(self._dir)
        generation = self._generation
        if generation is None or 0 <= generation.change < snapshot.erased:
            self._try_rebuild(snapshot)
        elif generation.change != snapshot.change:
            generation.apply(snapshot, stopping=self._stopping.is_set)

    def _try_rebuild(self, snapshot: Snapshot) -> None:
        """Replace the generation, or leave none: the catalogue's vectors answer then."""
        fresh = None
        try:
            # Chroma remembers a folder that failed, so no number is used again.
            self._number = next_generation(self._dir, above=self._number)
            fresh = Generation(self._dir / f"gen-{self._number}", self._model_id)
            fresh.apply(snapshot, stopping=self._stopping.is_set)
            make_current(fresh.folder)
        except (GenerationLost, OSError) as error:
            if isinstance(error, GenerationHung):
                self._hung_until = time.monotonic() + RETRY_SECONDS
            self._error = f"The index could not be rebuilt: {error}."
            log.warning(self._error)
            _close(fresh, keep=False)
            fresh = None
            # The old one is of no use either, and may hold what was erased since.
            remove_pointer(self._dir)
        self._drop(keep=False)
        if fresh is not None:
            self._generation, self._error = fresh, ""
        remove_orphans(self._dir)

    def _drop(self, *, keep: bool) -> None:
        """Close the generation in use; searches go on with the catalogue's vectors."""
        generation, self._generation = self._generation, None
        if os.getpid() == self._process:
            _close(generation, keep=keep)


def _close(generation: Generation | None, *, keep: bool) -> None:
    try:
        if generation is not None:
            generation.close(keep=keep)
    except (GenerationLost, OSError) as error:
        log.warning("The index was not closed properly: %s", error)


def _allowed(
    snapshot: Snapshot, statuses: Collection[str] | None, languages: Collection[str] | None
) -> NDArray[np.bool_]:
    allowed = np.ones(len(snapshot.ids), np.bool_)
    if statuses is not None:
        allowed &= np.isin(snapshot.statuses, sorted(statuses))
    if languages is not None:
        allowed &= np.isin(snapshot.languages, sorted(languages))
    return allowed


def _best(
    snapshot: Snapshot, rows: NDArray[np.int64], vector: Vectors, count: int
) -> list[tuple[int, float]]:
    whole = len(rows) == len(snapshot.ids)  # then without copying all vectors
    rough = (snapshot.vectors if whole else snapshot.vectors[rows]) @ vector
    rows = np.sort(rows[np.argsort(-rough, kind="stable")[:count]])
    # Each by itself: the last bit of `rough` depends on how many rows there were.
    similarities = (snapshot.vectors[rows] * vector).sum(axis=1)
    order = np.argsort(-similarities, kind="stable")
    return [(int(snapshot.ids[rows[i]]), float(similarities[i])) for i in order]
