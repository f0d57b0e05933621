"""One generation of the Chroma index: made from catalogue snapshots, reopened only if sealed."""

import ctypes
import faulthandler
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ingest.generation_files import break_seal, seal, sealed_facts
from ingest.snapshot import EMPTY, Snapshot, Vectors

BATCH = 1_000  # Chroma refuses more than 5,461 records at once,
PAGE = 5_000  # and a `get` of more than 32,766 with metadata
OPEN_SECONDS = 60
FROZEN_SECONDS = 5  # beyond its time-out
WRITE_SECONDS = 120
CLOSE_SECONDS = 10  # of what is not kept
QUERY_SECONDS = 5
M_PERTURB = -6  # malloc.h
# Wider than Chroma's defaults, so that every chunk is found by its own vector.
GRAPH = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}

Value = TypeVar("Value")


class GenerationLost(Exception):
    """Chroma failed or answered too late; another generation must take its place."""


class GenerationHung(GenerationLost):
    """Chroma did not answer at all, as when there was no memory for one of its threads."""


class Generation:
    """An open Chroma folder; only the process that holds the index lock may have one.

    `change` is the catalogue's change that the generation holds exactly, -1 when it holds none.
    """

    def __init__(self, folder: Path, model_id: str) -> None:
        """Open a folder, new or sealed, and mark it as in use; raises GenerationLost."""
        self.folder = folder
        self.change = -1
        self._snapshot = EMPTY
        self._model_id = model_id
        break_seal(folder)
        with _ended_when_frozen(OPEN_SECONDS + FROZEN_SECONDS):
            self._client = within(OPEN_SECONDS, lambda: _client(folder))
        try:
            self._collection = within(OPEN_SECONDS, lambda: _collection(self._client))
            self._ids = within(WRITE_SECONDS, lambda: _ids(self._collection))
        except GenerationLost:
            self.close(keep=False)  # Chroma would hand out the broken client again
            raise

    def __len__(self) -> int:
        """Count the chunks."""
        return len(self._ids)

    def apply(self, snapshot: Snapshot, *, stopping: Callable[[], bool]) -> None:
        """Make the generation hold exactly the snapshot's chunks; raises GenerationLost.

        Also raised when `stopping` turns true in the middle.
        """
        self.change = -1
        surplus = np.setdiff1d(self._ids, snapshot.ids)
        missing = np.flatnonzero(~np.isin(snapshot.ids, self._ids))
        for start in range(0, len(surplus), BATCH):
            names = [str(number) for number in surplus[start : start + BATCH]]
            self._write(stopping, partial(self._collection.delete, ids=names))
        for start in range(0, len(missing), BATCH):
            batch = _records(snapshot, missing[start : start + BATCH])
            self._write(stopping, partial(self._collection.add, **batch))
        self._ids, self._snapshot = snapshot.ids, snapshot
        if within(WRITE_SECONDS, self._collection.count) != len(self._ids):
            raise GenerationLost("the index does not hold as many chunks as the catalogue")
        self.change = snapshot.change

    def nearest(self, vector: Vectors, count: int) -> NDArray[np.int64]:
        """The ids of up to `count` chunks near the vector; raises GenerationLost."""
        found = within(
            QUERY_SECONDS,
            lambda: self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=count, include=[]
            ),
        )
        return np.array(found["ids"][0], np.int64)

    def close(self, *, keep: bool) -> None:
        """Close Chroma and, to keep the generation for later, seal it when it is complete."""
        within(WRITE_SECONDS if keep else CLOSE_SECONDS, self._client.close)
        if keep and self.change >= 0:
            facts = {"change": self.change, "chunks": len(self), "held": _held(self._snapshot)}
            seal(self.folder, {**_versions(self._model_id), **facts})

    def _write(self, stopping: Callable[[], bool], call: Callable[[], object]) -> None:
        if stopping():
            raise GenerationLost("stopped before the index was complete")
        within(WRITE_SECONDS, call)


def reopen(folder: Path | None, snapshot: Snapshot, model_id: str) -> Generation | None:
    """The generation as it was closed; None when it is damaged, of another model or version.

    Nor is one reopened from which something was erased since: its files still hold the vectors.
    And none of another catalogue: a data folder may have been put together from a backup.
    """
    facts = sealed_facts(folder) if folder else {}
    same = all(facts.get(key) == value for key, value in _versions(model_id).items())
    if folder is None or not same or facts["change"] < snapshot.erased:
        return None
    if not _is_of(snapshot, facts.get("held")):
        return None
    return Generation(folder, model_id)


def within(seconds: float, call: Callable[[], Value]) -> Value:
    """The result of the call; raises GenerationLost when it fails, GenerationHung when it hangs.

    The call runs in a thread of its own, which is left behind when it hangs.
    """
    outcome: Future[Value] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # a panic in Chroma's Rust code is no Exception
            outcome.set_exception(error)

    try:
        threading.Thread(target=run, daemon=True, name="chroma call").start()
    except RuntimeError as error:
        raise GenerationLost("there is no memory for another thread") from error
    try:
        return outcome.result(seconds)
    except TimeoutError as error:
        raise GenerationHung(f"Chroma did not answer within {seconds} s") from error
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise GenerationLost(str(error)) from error


@contextmanager
def _ended_when_frozen(seconds: float) -> Iterator[None]:
    """End the process with a trace when the work within takes longer than its own time-out.

    Where there is no memory for its threads, Chroma can wait at its start without letting any
    other thread of Python run: no time-out is seen then, except this one outside of Python.
    """
    try:
        faulthandler.dump_traceback_later(seconds, exit=True, file=2)
    except RuntimeError as error:
        raise GenerationLost("there is no memory for another thread") from error
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _client(folder: Path) -> Any:
    _blank_memory()
    import chromadb  # takes most of a second
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _blank_memory() -> None:
    """Make the C library fill memory that is given out with 0 and memory given back with 255.

    The unused end of Chroma's vector file is whatever the memory held before: without this, the
    vectors of an erased document turned up in the file of the new generation.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # of the GNU C library
    if mallopt is not None:
        mallopt(M_PERTURB, 255)


def _collection(client: Any) -> Any:
    # embedding_function=None: Chroma must never make vectors, its default downloads a model.
    return client.get_or_create_collection(
        "chunks", embedding_function=None, configuration={"hnsw": GRAPH}
    )


def _ids(collection: Any) -> NDArray[np.int64]:
    names: list[str] = []
    while len(names) % PAGE == 0:
        page = collection.get(limit=PAGE, offset=len(names), include=[])["ids"]
        names.extend(page)
        if not page:
            break
    return np.sort(np.array(names, np.int64))


def _records(snapshot: Snapshot, rows: NDArray[np.int64]) -> dict[str, Any]:
    return {
        "ids": [str(snapshot.ids[row]) for row in rows],
        "embeddings": snapshot.vectors[rows],
    }


def _held(snapshot: Snapshot) -> list[list[int]]:
    """The id of each chunk with a checksum of its vector."""
    checksums = [crc32(vector.tobytes()) for vector in snapshot.vectors]
    return [snapshot.ids.tolist(), checksums]


def _is_of(snapshot: Snapshot, held: list[list[int]] | None) -> bool:
    """Whether every chunk that the generation and the catalogue both have is the same one."""
    if held is None:
        return False
    sealed = dict(zip(*held, strict=True))
    return all(
        sealed.get(chunk, checksum) == checksum
        for chunk, checksum in zip(*_held(snapshot), strict=True)
    )


def _versions(model_id: str) -> dict[str, Any]:
    return {"model_id": model_id, "chromadb": version("chromadb"), "graph": GRAPH}
