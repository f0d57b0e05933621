"""Sees an erasure through to the files of the index, whichever program owns them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import IndexBusy
from ingest.generation_files import current_generation
from ingest.index import ChunkIndex
from ingest.messages import message

OWNER_SECONDS = 60


@contextmanager
def erased_from_index(config: IndexConfig, catalogue: Catalogue) -> Iterator[None]:
    """Do the erasure inside, then wait until the index is one that was made after it.

    Raises IndexBusy when the program that owns the index does not renew it within a minute.
    """
    before = current_generation(config.index_dir)
    yield
    deadline = time.monotonic() + OWNER_SECONDS
    # The program that owns the index renews it within seconds of the erasure.
    while not _renewed(config, catalogue) and current_generation(config.index_dir) == before:
        if time.monotonic() > deadline:
            raise IndexBusy(message("index.old"))
        time.sleep(0.2)


def _renewed(config: IndexConfig, catalogue: Catalogue) -> bool:
    """Bring the index up to date; False when it belongs to another program, which does that."""
    index = ChunkIndex(config, catalogue, model_id=catalogue.model_id())
    try:
        return index.sync()
    finally:
        index.close()
