"""What the children of the tests of many processes do: add, hold locks, ask, fork."""

import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from work import config_of, every_chunk_found, opened, store

from ingest import schema
from ingest.catalogue import Catalogue
from ingest.errors import CatalogueError

TURNING = "turning.md"


def add_many(data_dir: Path, prefix: str, documents: int, size: int) -> float:
    """Add documents one by one, the index following; the longest time one took, in seconds."""
    longest = 0.0
    with opened(data_dir) as (catalogue, index):
        for number in range(documents):
            started = time.monotonic()
            store(catalogue, f"{prefix}-{number}.md", "v1", size=size)
            longest = max(longest, time.monotonic() - started)
            index.sync()
    return longest


def hold_lock(data_dir: Path, ready: Path) -> None:
    """What any other program may do to an SQLite file; until `ready` is removed."""
    connection = sqlite3.connect(config_of(data_dir).catalogue_path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    ready.touch()
    while ready.exists():
        time.sleep(0.01)
    connection.execute("ROLLBACK")
    connection.close()


def use_while_locked(data_dir: Path, busy_seconds: int) -> dict[str, Any]:
    """Start, read, search and write while another program holds the lock; seconds of each."""
    schema.BUSY_SECONDS = busy_seconds
    started = time.monotonic()
    with opened(data_dir) as (catalogue, index):
        every_chunk_found(catalogue, index)
        assert index.sync()
        every_chunk_found(catalogue, index)
        reading = time.monotonic() - started
        started = time.monotonic()
        try:
            store(catalogue, "late.md", "v1")
        except CatalogueError as error:
            reason = str(error)
        else:
            reason = ""
        return {"reading": reading, "writing": time.monotonic() - started, "reason": reason}


def turn_over(data_dir: Path, acknowledged: Path, seconds: float) -> dict[str, int]:
    """Replace, withdraw and erase one document over and over.

    After each step the lowest number that a chunk of it may still have is written to
    `acknowledged`: whatever is found below, and was not there at first, is stale.
    """
    counts = {"replaced": 0, "withdrawn": 0, "erased": 0, "not compacted": 0}
    catalogue = Catalogue(config_of(data_dir))
    deadline, version = time.monotonic() + seconds, 0
    while time.monotonic() < deadline or version < 4:
        version += 1
        document = store(catalogue, TURNING, f"v{version}", like="v0")
        chunks = [c.id for c in catalogue.snapshot().chunks if c.document == document]
        _acknowledge(acknowledged, min(chunks))
        counts["replaced"] += 1
        if version % 3 == 0:
            what = "erased" if version % 30 == 0 else "withdrawn"
            try:
                catalogue.erase(document) if what == "erased" else catalogue.withdraw(document)
            except CatalogueError:
                counts["not compacted"] += 1
            _acknowledge(acknowledged, max(chunks) + 1)
            counts[what] += 1
        time.sleep(0.05)
    if version % 3:
        catalogue.withdraw(document)
    catalogue.close()
    return counts


def _acknowledge(file: Path, lowest: int) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(str(lowest))
    fresh.rename(file)


def ask_all_the_time(
    data_dir: Path, acknowledged: Path, threads: int, seconds: float
) -> dict[str, Any]:
    """Search from many threads of the process that owns the index; latencies, errors, stale."""
    latencies: list[float] = []
    wrong: list[str] = []
    with opened(data_dir) as (catalogue, index):
        first = set(catalogue.snapshot().ids.tolist())
        vector = made_vector(catalogue)
        index.start()
        deadline = time.monotonic() + seconds

        def ask() -> None:
            while time.monotonic() < deadline:
                lowest = int(acknowledged.read_text()) if acknowledged.exists() else 0
                started = time.monotonic()
                try:
                    found = {chunk for chunk, _ in index.search(vector, 20)}
                except Exception as error:
                    wrong.append(repr(error))
                    continue
                latencies.append(time.monotonic() - started)
                stale = {chunk for chunk in found - first if chunk < lowest}
                if stale or len(found) != 20:
                    wrong.append(f"{sorted(stale)} below {lowest}, {len(found)} found")
                time.sleep(0.02)

        asking = [threading.Thread(target=ask) for _ in range(threads)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
    return {"latencies": sorted(latencies), "wrong": wrong}


def made_vector(catalogue: Catalogue) -> np.ndarray:
    """Near to the first chunk of the document that turns over, in every version."""
    from made_documents import made_document, made_vectors

    return np.asarray(made_vectors(made_document(TURNING, version="v0")[1])[0])


def fork_after_use(data_dir: Path, forks: int) -> list[int]:
    """The exit codes of children forked from a process that has used catalogue and index."""
    with opened(data_dir) as (catalogue, index):
        assert index.sync()
        codes = []
        for number in range(forks):
            child = os.fork()
            if child == 0:
                code = 1
                try:
                    every_chunk_found(catalogue, index)
                    store(catalogue, f"forked-{number}.md", "v1")
                    every_chunk_found(catalogue, index)
                    code = 2 if index.sync() else 0
                finally:
                    os._exit(code)
            codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        assert index.sync()
        every_chunk_found(catalogue, index)
    return codes
