"""Invented documents with invented vectors, for the tests of catalogue and index."""

import hashlib

import numpy as np

from ingest.documents import Chunk, Document, Edition, Page

DIMENSION = 384
SENTENCES = {
    "fr": "Document inventé {name}, passage {number} : le ticket d'or {version} dure douze mois.",
    "en": "Invented document {name}, passage {number}: the golden ticket {version} lasts a year.",
}


def made_document(
    name: str, *, version: str = "v1", language: str = "fr", size: int = 4, status: str = "in_force"
) -> tuple[Document, list[Chunk]]:
    passages = [
        SENTENCES[language].format(name=name, number=number, version=version)
        for number in range(size)
    ]
    text, chunks = "\n\n".join(passages), []
    for passage in passages:
        start = text.index(passage)
        chunks.append(
            Chunk(passage, name, ("Titre", "Durée"), 1, start, start + len(passage), language)
        )
    edition = Edition(title=name, language=language, status=status, aliases=("GT", "ticket d'or"))
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, content_hash, edition, (Page(1, text),), ("inventé",)), chunks


def made_vectors(chunks: list[Chunk]) -> np.ndarray:
    """One vector of length 1 for each text, always the same for the same text."""
    rows = []
    for chunk in chunks:
        seed = int.from_bytes(hashlib.sha256(chunk.text.encode()).digest()[:8])
        rows.append(np.random.default_rng(seed).normal(size=DIMENSION))
    vectors = np.array(rows, np.float32).reshape(len(chunks), DIMENSION)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
