"""The temporary store of an evaluation corpus: split and embedded once, found again by content."""

import hashlib
from collections.abc import Callable

from assistant.config import AssistantConfig
from assistant.evaluation.datasets import CorpusDocument, Dataset
from ingest.catalogue import Catalogue
from ingest.chunk_vectors import embed_chunks
from ingest.chunking import CHUNKER_VERSION, split
from ingest.document_rows import insert_version, place_document
from ingest.documents import Document, Edition, Page
from ingest.embeddings import Embedder
from ingest.identity import FileIdentity
from ingest.schema import open_engine

STORE_VERSION = "2"
Progress = Callable[[str, int, int], None]


def corpus_config(dataset: Dataset, config: AssistantConfig, embedder: Embedder) -> AssistantConfig:
    """The settings with a data folder of this corpus, model and chunk size alone."""
    key = " ".join((STORE_VERSION, dataset.corpus_hash, embedder.model_id, chunker_name(config)))
    folder = config.index.data_dir / "evaluation" / hashlib.sha256(key.encode()).hexdigest()[:24]
    return config.model_copy(update={"index": config.index.model_copy(update={"data_dir": folder})})


def chunker_name(config: AssistantConfig) -> str:
    """Version and chunk size, as the catalogue records them."""
    return f"{CHUNKER_VERSION}-{config.index.chunk_characters}"


def fill_store(
    dataset: Dataset, config: AssistantConfig, embedder: Embedder, *, progress: Progress
) -> None:
    """Put the corpus into the catalogue of `config`, unless it is there already.

    Documents first, then all chunks, each in one transaction: a store with a model is whole.
    `progress` hears (what, done, total). Raises CatalogueError and ModelUnavailable.
    """
    catalogue = Catalogue(config.index, who="evaluation")
    try:
        if catalogue.made_by(embedder.model_id, chunker_name(config)):
            return
        if not catalogue.documents():
            _store_documents(dataset, config)
        _store_chunks(catalogue, config, embedder, progress=progress)
    finally:
        catalogue.close()


def corpus_id(name: str) -> str:
    """The id in the corpus file of the document that the catalogue knows by this name."""
    return name.rpartition("#")[0]


def _store_documents(dataset: Dataset, config: AssistantConfig) -> None:
    # One transaction for all: `Catalogue.store` takes one for each document, which is right for
    # files and takes minutes for thousands of passages that are known to be different.
    engine = open_engine(config.index.catalogue_path)
    with engine.execution_options(begin="IMMEDIATE").begin() as connection:
        for number, document in enumerate(dataset.corpus, start=1):
            name = f"{document.id}#{number}"
            file = FileIdentity(name, f"{dataset.name}/{name}")
            placed = place_document(connection, file, known=(), earlier=None)
            insert_version(connection, placed, _document(document, name), number=1)
    engine.dispose()


def _document(document: CorpusDocument, name: str) -> Document:
    return Document(
        name=name,
        content_hash=hashlib.sha256(f"{name}\n{document.text}".encode()).hexdigest(),
        edition=Edition(title=document.title, language=document.language),
        pages=(Page(1, document.text),),
    )


def _store_chunks(
    catalogue: Catalogue, config: AssistantConfig, embedder: Embedder, *, progress: Progress
) -> None:
    change = catalogue.change()
    characters = config.index.chunk_characters
    cut = {
        document.id: split(catalogue.source(document.id), characters=characters)
        for document in catalogue.documents()
    }
    every = [chunk for chunks in cut.values() for chunk in chunks]
    vectors, sentences = embed_chunks(
        embedder, every, lambda done: progress("passages embedded", done, len(every))
    )
    made, start = {}, 0
    for document, chunks in cut.items():
        end = start + len(chunks)
        made[document] = (chunks, vectors[start:end], sentences[start:end])
        start = end
    catalogue.set_model(
        embedder.model_id, chunker=chunker_name(config), passages=made, change=change
    )
