"""A large corpus that the whole program takes for its own, and a port for it."""

import socket

from made_documents import made_document, made_vectors

from ingest.catalogue import Catalogue
from ingest.chunking import CHUNKER_VERSION
from ingest.config import IndexConfig
from ingest.embeddings import Embedder


def large_corpus(config: IndexConfig, embedder: Embedder, *, documents: int, size: int) -> int:
    """Fill the catalogue with invented documents and vectors; the number of chunks."""
    catalogue = Catalogue(config)
    chunker = f"{CHUNKER_VERSION}-{config.chunk_characters}"
    catalogue.set_model(embedder.model_id, chunker=chunker, passages={}, change=0)
    for number in range(documents):
        document, chunks = made_document(f"{number}.md", size=size)
        catalogue.store(document, chunks, made_vectors(chunks), source_path=f"/{number}.md")
    catalogue.close()
    return documents * size


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
