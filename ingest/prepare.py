"""Reads and splits files ahead of the embedding, unless their content is already there."""

import dataclasses
import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ingest.catalogue import Catalogue
from ingest.chunking import split
from ingest.config import IndexConfig
from ingest.documents import Chunk, Document
from ingest.errors import FileRefused
from ingest.found_files import FoundFile
from ingest.loaders import SUFFIXES, load, original
from ingest.messages import message
from ingest.report import Entry, Refusal

READERS = 2  # files read at the same time, each in a child process of its own
AHEAD = 6
GROUP_CHUNKS = 64  # small documents are embedded together, which is faster
NOTHING: Mapping[str, str] = MappingProxyType({})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A file that was read and split, to be embedded and stored."""

    file: FoundFile
    document: Document
    chunks: Sequence[Chunk]


Prepared = SplitFile | Entry | Refusal


def prepare(
    found: FoundFile | Refusal,
    *,
    config: IndexConfig,
    catalogue: Catalogue,
    put_away: Mapping[str, str] = NOTHING,
) -> Prepared:
    """The file split into chunks, the entry of the same content in the catalogue, or a refusal.

    `put_away` gives the documents of contents that are not to be taken in again.
    """
    if isinstance(found, Refusal):
        return found
    content_hash = _content_hash(found.path, config)
    same = catalogue.find(content_hash) if content_hash else ""
    same = same or put_away.get(content_hash, "")
    if same:
        if not catalogue.originals.held(content_hash):
            kept = original(found.path, content_hash, config)
            if kept:  # the document was taken in when files were not kept yet
                catalogue.originals.complete(content_hash, kept)
        return Entry(str(found.path), same)
    try:
        document = dataclasses.replace(load(found.path, config), name=found.name)
        chunks = split(document, characters=config.chunk_characters)
        if not chunks:
            raise FileRefused("empty", message("empty.search", name=found.name))
    except FileRefused as refusal:
        return Refusal(str(found.path), refusal.kind, refusal.reason)
    except Exception as error:  # one strange file must not keep the others out
        log.exception("%s", found.path)
        reason = message("failed", name=found.name, error=type(error).__name__)
        return Refusal(str(found.path), "corrupt", reason)
    return SplitFile(found, document, chunks)


def prepared_ahead(
    files: Iterable[FoundFile | Refusal], prepare_one: Callable[[FoundFile | Refusal], Prepared]
) -> Iterator[Prepared]:
    """Each file prepared, in order, a few of them ahead of the one that is handed out."""
    waiting: deque[Future[Prepared]] = deque()
    with ThreadPoolExecutor(READERS, thread_name_prefix="reading") as readers:
        try:
            for file in files:
                waiting.append(readers.submit(prepare_one, file))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            readers.shutdown(wait=False, cancel_futures=True)


def groups(prepared: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """Neighbours put together until they have enough chunks to be embedded at once."""
    group: list[Prepared] = []
    size = 0
    for item in prepared:
        group.append(item)
        size += len(item.chunks) if isinstance(item, SplitFile) else 0
        # With nothing to embed so far there is nothing to wait for.
        if size == 0 or size >= GROUP_CHUNKS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _content_hash(path: Path, config: IndexConfig) -> str:
    """SHA-256 of a file that would be read, empty for one that the loader will refuse."""
    try:
        if path.suffix.lower() in SUFFIXES and path.stat().st_size <= config.file_megabytes << 20:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass  # the loader explains it
    return ""
