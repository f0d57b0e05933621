"""An empty catalogue, and how to put invented documents into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_documents import made_document, made_vectors

from ingest.catalogue import Catalogue, Stored
from ingest.config import IndexConfig
from ingest.drafts import Drafts
from ingest.embeddings import Embedder

Store = Callable[..., Stored]


@pytest.fixture
def plain_config(tmp_path: Path) -> IndexConfig:
    return IndexConfig(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus")


@pytest.fixture
def catalogue(plain_config: IndexConfig) -> Iterator[Catalogue]:
    opened = Catalogue(plain_config)
    opened.set_model("invented-model", chunker="1", passages={}, change=0)
    yield opened
    opened.close()


@pytest.fixture
def store(catalogue: Catalogue) -> Store:
    """Stores an invented document; says what became of it."""

    def store_made(name: str, *, path: str = "", distinct_from: tuple[str, ...] = (), **how):
        document, chunks = made_document(name, **how)
        vectors = made_vectors(chunks)
        source_path = path or f"/corpus/{name}"
        return catalogue.store(
            document, chunks, vectors, source_path=source_path, distinct_from=distinct_from
        )

    return store_made


@pytest.fixture
def drafts(config: IndexConfig, embedder: Embedder) -> Iterator[Drafts]:
    """The steps of staff on a new catalogue, with the packaged model."""
    catalogue = Catalogue(config)
    made = Drafts(config, catalogue, embedder)
    yield made
    made.close()
    catalogue.close()


@pytest.fixture
def publish(drafts: Drafts, tmp_path: Path) -> Callable[[str, str], str]:
    """Writes an invented file, takes it in and publishes it; gives its id."""

    def write_and_publish(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        (outcome,) = drafts.take_in([path], who="zoe")
        return drafts.publish(outcome.document, who="zoe")

    return write_and_publish
