"""Takes files into the catalogue: found, read, split, embedded, stored; one report at the end."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ingest.catalogue import Catalogue, Passages
from ingest.chunk_vectors import embed_chunks
from ingest.chunking import CHUNKER_VERSION, split
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.errors import CatalogueError
from ingest.found_files import FoundFile, find_files
from ingest.identity import FileIdentity, same_file
from ingest.loaders import original
from ingest.messages import message
from ingest.prepare import Prepared, SplitFile, groups, prepare, prepared_ahead
from ingest.put_away import put_away
from ingest.report import Entry, IngestReport, Refusal
from ingest.snapshot import Vectors

SPACE_FACTOR = 4  # of the size of the files: a PDF is kept, and passes through SQLite's log
SPARE_BYTES = 50 * 1024**2

Progress = Callable[[int, int, str], None]


class Stopped(Exception):
    """Raised by a progress callback to end the run; what was stored stays."""


def ingest_paths(
    paths: Sequence[Path],
    *,
    config: IndexConfig,
    catalogue: Catalogue,
    embedder: Embedder,
    progress: Progress | None = None,
) -> IngestReport:
    """Take in the files below the paths; doing it again changes nothing.

    What staff withdrew or replaced counts as unchanged: it does not come back by itself.
    `progress` hears (files done, all files, path) after each file, once its document is safely
    stored, and may raise Stopped. Raises CatalogueError and ModelUnavailable; what was reported
    to `progress` before is kept all the same.
    """
    started = time.monotonic()
    files = find_files(paths, data_dir=config.data_dir)
    _check_space(files, config.data_dir)
    use_model(config=config, catalogue=catalogue, embedder=embedder)
    lists: dict[str, list[Any]] = {"added": [], "replaced": [], "unchanged": [], "refused": []}
    stopped = False
    try:
        for done, (outcome, entry) in enumerate(
            _outcomes(files, config=config, catalogue=catalogue, embedder=embedder), start=1
        ):
            lists[outcome].append(entry)
            if progress is not None:
                progress(done, len(files), entry.path)
    except Stopped:
        stopped = True
    return IngestReport(
        **{outcome: tuple(entries) for outcome, entries in lists.items()},
        seconds=time.monotonic() - started,
        stopped=stopped,
    )


def use_model(*, config: IndexConfig, catalogue: Catalogue, embedder: Embedder) -> bool:
    """Make every chunk of the catalogue one of this model and chunker, all in one transaction.

    False when they already were. Texts are split again from the stored pages, not read again.
    """
    chunker = f"{CHUNKER_VERSION}-{config.chunk_characters}"
    made: dict[str, Passages] = {}
    while not catalogue.made_by(embedder.model_id, chunker):
        change = catalogue.change()
        passages = {}
        for stored in catalogue.documents():
            if stored.content_hash not in made:
                chunks = split(catalogue.source(stored.id), characters=config.chunk_characters)
                made[stored.content_hash] = (chunks, *embed_chunks(embedder, chunks))
            passages[stored.id] = made[stored.content_hash]
        if catalogue.set_model(
            embedder.model_id, chunker=chunker, passages=passages, change=change
        ):
            return True
    return False


def _outcomes(
    files: Sequence[FoundFile | Refusal],
    *,
    config: IndexConfig,
    catalogue: Catalogue,
    embedder: Embedder,
) -> Iterator[tuple[str, Entry | Refusal]]:
    """The list and the entry of each file, in order, once it is stored."""
    owners = _owners(files, catalogue)
    met: set[str] = set()
    prepare_one = partial(prepare, config=config, catalogue=catalogue, put_away=put_away(config))
    for group in groups(prepared_ahead(files, prepare_one)):
        chunks = [chunk for item in group if isinstance(item, SplitFile) for chunk in item.chunks]
        vectors, sentences = embed_chunks(embedder, chunks)
        for item in group:
            size = len(item.chunks) if isinstance(item, SplitFile) else 0
            own = (vectors[:size], sentences[:size])
            vectors, sentences = vectors[size:], sentences[size:]
            others = {document for document, path in owners.items() if path != _path(item)}
            outcome, entry = _store(
                item, own, config=config, catalogue=catalogue, distinct_from=met | others
            )
            if isinstance(entry, Entry):
                met.add(entry.document)
            yield outcome, entry


def _store(
    item: Prepared,
    vectors: tuple[Vectors, Sequence[Vectors]],
    *,
    config: IndexConfig,
    catalogue: Catalogue,
    distinct_from: set[str],
) -> tuple[str, Entry | Refusal]:
    if isinstance(item, Refusal):
        return "refused", item
    if isinstance(item, Entry):
        return "unchanged", item
    # Read only now: of the files read ahead, no more than one is in memory.
    kept = original(item.file.path, item.document.content_hash, config)
    stored = catalogue.store(
        replace(item.document, original=kept),
        item.chunks,
        vectors[0],
        sentences=vectors[1],
        source_path=item.file.source_path,
        distinct_from=distinct_from,
    )
    return stored.outcome, Entry(str(item.file.path), stored.document, item.document.notes)


def _owners(files: Sequence[FoundFile | Refusal], catalogue: Catalogue) -> dict[str, str]:
    """Which file of this run each known document belongs to: no other one may replace it."""
    known = catalogue.known()
    owners: dict[str, str] = {}
    for file in files:
        if isinstance(file, FoundFile):
            same = same_file(FileIdentity(file.name, file.source_path), known)
            if same and (same.id not in owners or same.source_path == file.source_path):
                owners[same.id] = str(file.path)
    return owners


def _path(item: Prepared) -> str:
    return str(item.file.path) if isinstance(item, SplitFile) else item.path


def _check_space(files: Sequence[FoundFile | Refusal], data_dir: Path) -> None:
    """Raise CatalogueError when the disk is too full for texts, vectors and index of the files."""
    size = 0
    for file in files:
        if isinstance(file, FoundFile):
            try:
                size += file.path.stat().st_size
            except OSError:
                continue  # it vanished; reading it will say so
    needed = SPACE_FACTOR * size + SPARE_BYTES
    free = shutil.disk_usage(data_dir).free
    if free < needed:
        raise CatalogueError(
            message("space", folder=str(data_dir), free=free >> 20, needed=needed >> 20)
        )
