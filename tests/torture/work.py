"""What the children of the fault tests do: change a small corpus, and check every part of it."""

import os
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401  (loaded once, in the server that the children are forked from)
import numpy as np
from children import arm, counted, disarm, serve
from made_documents import made_document, made_vectors

from assistant.evaluation.bench_corpus import CHUNKS_PER_DOCUMENT, Material
from assistant.evaluation.bench_corpus import made_document as made_near_real
from ingest import generation as generations
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import CorpusError
from ingest.generation_files import orphans
from ingest.index import ChunkIndex

MODEL = "invented-model"
State = dict[str, str]  # the version of each document in use, by name
Step = tuple[str, str, str]  # what is done, the name of the document, its version
SIZE = 4
# Touches every kind of change; the base holds a.md, b.md and c.md in version v1.
STEPS: Sequence[Step] = (
    ("add", "new.md", "v1"),
    ("replace", "a.md", "v2"),
    ("sync", "", ""),
    ("withdraw", "b.md", ""),
    ("add", "other.md", "v1"),
    ("sync", "", ""),
    ("erase", "c.md", ""),
    ("sync", "", ""),
    ("rebuild", "", ""),
)


def config_of(data_dir: Path) -> IndexConfig:
    return IndexConfig(data_dir=data_dir)


@contextmanager
def opened(data_dir: Path) -> Iterator[tuple[Catalogue, ChunkIndex]]:
    """The catalogue and its index, closed properly at the end."""
    catalogue = Catalogue(config_of(data_dir))
    index = ChunkIndex(config_of(data_dir), catalogue, model_id=MODEL)
    try:
        yield catalogue, index
    finally:
        index.close()
        catalogue.close()


def make_base(data_dir: Path, documents: int = 3, size: int = SIZE) -> State:
    """A corpus of invented documents with a closed index."""
    state = {}
    with opened(data_dir) as (catalogue, index):
        catalogue.set_model(MODEL, chunker="1", passages={}, change=0)
        for number in range(documents):
            name = f"{'abc'[number] if number < 3 else number}.md"
            store(catalogue, name, "v1", size=size)
            state[name] = "v1"
        assert index.sync()
    return state


def make_large(data_dir: Path, chunks: int, real: Path | None) -> None:
    """A corpus with a closed index; vectors of any direction, or near those of a real corpus."""
    if real is None:
        make_base(data_dir, chunks // 200, 200)
        return
    catalogue = Catalogue(config_of(real))
    material = Material.of(catalogue.snapshot())
    catalogue.close()
    with opened(data_dir) as (catalogue, index):
        catalogue.set_model(MODEL, chunker="1", passages={}, change=0)
        for number in range(chunks // CHUNKS_PER_DOCUMENT):
            document, pieces, vectors = made_near_real(number, material)
            catalogue.store(document, pieces, vectors, source_path=document.name)
        assert index.sync()


def store(
    catalogue: Catalogue, name: str, version: str, *, size: int = SIZE, like: str = ""
) -> str:
    """Store an invented document, its vectors those of the version it is `like`."""
    document, chunks = made_document(name, version=version, size=size)
    vectors = made_vectors(made_document(name, version=like or version, size=size)[1])
    sentences = [row.reshape(1, -1) for row in vectors]
    path = f"/corpus/{name}"
    stored = catalogue.store(document, chunks, vectors, sentences=sentences, source_path=path)
    return stored.document


def id_of(name: str) -> str:
    return name.replace(".", "-")


def take(catalogue: Catalogue, index: ChunkIndex, step: Step) -> None:
    what, name, version = step
    if what in ("add", "replace"):
        store(catalogue, name, version)
    elif what == "withdraw":
        catalogue.withdraw(id_of(name))
    elif what == "erase":
        catalogue.erase(id_of(name))
    else:
        assert index.rebuild() if what == "rebuild" else index.sync()


def after(state: State, step: Step) -> State:
    what, name, version = step
    if what in ("add", "replace"):
        return state | {name: version}
    return {other: held for other, held in state.items() if other != name}


def change_all(data_dir: Path, acknowledged: Path, fault: tuple[int, ...] = ()) -> int:
    """Take all steps, each acknowledged in a file once it is done; the number of file changes."""
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if fault:
        arm(data_dir, *fault)
    with opened(data_dir) as (catalogue, index):
        for step in STEPS:
            take(catalogue, index, step)
            os.write(file, b".")
    disarm()
    return counted()


def check(data_dir: Path, allowed: Sequence[State]) -> dict[str, Any]:
    """Fail unless the corpus is whole and one of the allowed ones, each chunk found first.

    The index is opened the way a program does that starts; nothing is repaired by hand.
    """
    with opened(data_dir) as (catalogue, index):
        assert catalogue.damage() == []
        state = read_state(catalogue)
        assert state in list(allowed), (state, allowed)
        assert index.sync()
        chunks = check_index(catalogue, index)
        assert orphans(data_dir / "index") == []
    return {"state": state, "chunks": chunks}


def read_state(catalogue: Catalogue) -> State:
    """The version of each document; fails on a document whose parts are of several versions."""
    snapshot = catalogue.snapshot()
    state = {}
    for document in snapshot.documents.values():
        rows = [row for row, c in enumerate(snapshot.chunks) if c.document == document.id]
        version = catalogue.text(document.id).split(" : ", 1)[1].split(" dure", 1)[0].split()[-1]
        expected, chunks = made_document(document.name, version=version, size=len(rows))
        assert catalogue.text(document.id) == expected.text
        assert [snapshot.chunks[row].chunk for row in rows] == chunks
        assert np.array_equal(snapshot.vectors[rows], made_vectors(chunks))
        assert len(rows) == document.chunks > 0
        state[document.name] = version
    return state


def check_index(catalogue: Catalogue, index: ChunkIndex) -> int:
    """Fail unless Chroma itself finds every chunk first by its own vector; how many there are."""
    snapshot = catalogue.snapshot()
    assert index.state()["up_to_date"], index.state()
    missed = unreachable(snapshot, index)
    assert missed == [], missed
    for row in range(0, len(snapshot.ids), max(1, len(snapshot.ids) // 20)):
        assert index.search(snapshot.vectors[row], 1)[0][0] == snapshot.ids[row]
    assert index.state()["up_to_date"], index.state()
    return len(snapshot.ids)


def unreachable(snapshot: Any, index: ChunkIndex) -> list[int]:
    """The chunks that Chroma does not give first for their own vector, and any it has too many."""
    collection = index._generation._collection
    missed = []
    for start in range(0, len(snapshot.ids), 200):
        rows = slice(start, start + 200)
        found = collection.query(query_embeddings=snapshot.vectors[rows], n_results=1, include=[])[
            "ids"
        ]
        pairs = zip(snapshot.ids[rows], found, strict=True)
        missed += [int(chunk) for chunk, first in pairs if first != [str(chunk)]]
    assert collection.count() == len(snapshot.ids)
    return missed


def replace_for_ever(data_dir: Path, acknowledged: Path, version: int) -> None:
    """Replace one document by its next version, acknowledging each, until killed."""
    with opened(data_dir) as (catalogue, index):
        assert index.sync()
        file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT)
        while True:
            version += 1
            store(catalogue, "a.md", f"v{version}", size=SIZE + version % 3)
            os.write(file, b".")
            assert index.sync()


def rebuild_for_ever(data_dir: Path, acknowledged: Path) -> None:
    """Rebuild the index over and over until killed."""
    with opened(data_dir) as (_, index):
        assert index.sync()
        file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT)
        while True:
            assert index.rebuild()
            os.write(file, b".")


def time_repair(data_dir: Path, whole: bool) -> float:
    """Seconds from the opening of a corpus to its index being up to date, and checked if asked."""
    started = time.monotonic()
    with opened(data_dir) as (catalogue, index):
        snapshot = catalogue.snapshot()
        assert index.search(snapshot.vectors[-1], 1)[0][0] == snapshot.ids[-1]
        assert index.sync()
        seconds = time.monotonic() - started
        assert index.state()["up_to_date"]
        if whole:
            check_index(catalogue, index)
    return seconds


def change_despite(data_dir: Path, fault: tuple[int, ...]) -> dict[str, Any]:
    """Take all steps while files fail; then, when they no longer do, those that were refused.

    After every step the corpus is the one acknowledged and every chunk of it is found.
    """
    refused: list[tuple[Step, str]] = []
    with opened(data_dir) as (catalogue, index):
        assert index.sync()
        state = read_state(catalogue)
        arm(data_dir, *fault)
        for step in STEPS:
            try:
                take(catalogue, index, step)
                state = after(state, step) if step[1] else state
            except CorpusError as error:
                refused.append((step, str(error)))
                found = read_state(catalogue)
                assert found in (state, after(state, step)), (step, found)
                state = found
            assert read_state(catalogue) == state
            every_chunk_found(catalogue, index)
        disarm()
        for step in [step for step, _ in refused]:
            if step[0] not in ("withdraw", "erase") or step[1] in state:
                take(catalogue, index, step)
        assert index.sync()
        state = read_state(catalogue)
        check_index(catalogue, index)
    return {"state": state, "refused": [reason for _, reason in refused]}


def every_chunk_found(catalogue: Catalogue, index: ChunkIndex) -> None:
    """Fail unless a search finds every chunk first, by Chroma or by exact search.

    Of a large corpus some hundred chunks are asked for; `check` asks for all.
    """
    snapshot = catalogue.snapshot()
    some = slice(None, None, 1 + len(snapshot.ids) // 500)
    firsts = [index.search(vector, 1)[0][0] for vector in snapshot.vectors[some]]
    assert firsts == snapshot.ids[some].tolist()


def after_all(start: State) -> State:
    """The corpus when all steps were taken."""
    state = start
    for step in STEPS:
        state = after(state, step)
    return state


def serve_corpus(commands: Connection, data_dir: Path) -> None:
    """Take steps and look at the corpus as commanded; the index follows in a thread."""
    with opened(data_dir) as (catalogue, index):
        index.start()

        def act(what: str, *step: str) -> Any:
            if what == "take":
                return take(catalogue, index, (step[0], step[1], step[2]))
            every_chunk_found(catalogue, index)
            return read_state(catalogue)

        serve(commands, act)


def fill(data_dir: Path) -> dict[str, Any]:
    """Add documents, the index following, until one is refused; then read everything."""
    with opened(data_dir) as (catalogue, index):
        state = read_state(catalogue)
        reason, size = "", 400
        while size:
            name = f"{len(state)}.md"
            try:
                store(catalogue, name, "v1", size=size)
                state[name] = "v1"
            except CorpusError as error:
                reason, size = str(error), size // 10
            index.sync()
        assert read_state(catalogue) == state
        every_chunk_found(catalogue, index)
        index.sync()
        every_chunk_found(catalogue, index)
    return {"state": state, "reason": reason}


def read_all(data_dir: Path, expected: State) -> None:
    """What a program does that starts on a full disk: read and search, and refuse to write."""
    with opened(data_dir) as (catalogue, index):
        assert read_state(catalogue) == expected
        every_chunk_found(catalogue, index)
        index.sync()
        every_chunk_found(catalogue, index)
        try:
            store(catalogue, "too much.md", "v1", size=2_000)
        except CorpusError:
            return
        raise AssertionError("the disk was not full")


def open_as(data_dir: Path, model_id: str) -> str:
    """What a program says that was set to another model."""
    catalogue = Catalogue(config_of(data_dir))
    index = ChunkIndex(config_of(data_dir), catalogue, model_id=model_id)
    try:
        index.search(catalogue.snapshot().vectors[0], 1)
    except CorpusError as error:
        return str(error)
    finally:
        index.close()
        catalogue.close()
    return ""


def replace_each_for_ever(data_dir: Path, acknowledged: Path, done: int, size: int) -> None:
    """Replace all documents in turn, over and over, acknowledging each, until killed."""
    with opened(data_dir) as (catalogue, index):
        assert index.sync()
        names = sorted(read_state(catalogue))
        file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT)
        while True:
            done += 1
            name, turn = names[(done - 1) % len(names)], (done - 1) // len(names)
            store(catalogue, name, f"v{2 + turn}", size=size)
            os.write(file, b".")
            assert index.sync()


def change_in_little_memory(data_dir: Path, acknowledged: Path, megabytes: int) -> int:
    """Take all steps with so much more address space than a start takes.

    What hangs without memory is left after a second here, not after the minute of the product.
    """
    generations.OPEN_SECONDS, generations.WRITE_SECONDS, generations.CLOSE_SECONDS = 1, 2, 1
    with opened(data_dir) as (_, index):
        assert index.sync()
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + megabytes * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return change_all(data_dir, acknowledged)
