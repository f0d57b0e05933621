"""Compares speed with the plain LangChain quickstart: same documents, same model, same minute."""

import os
import tempfile
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from langchain_core.embeddings import Embeddings

from assistant.assistant import Assistant
from assistant.evaluation.bench_corpus import Material, new_questions
from assistant.evaluation.bench_timing import processor_peaks, search, time_of
from assistant.evaluation.quickstart import CHUNK_CHARACTERS, OVERLAP
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.index import ChunkIndex
from ingest.packaged_model import unpack
from ingest.pipeline import ingest_paths

REPETITIONS = 5
PASSAGES = 100  # embedded by both in each repetition
SHEETS = 16  # taken in by both in each repetition
QUESTIONS = 20  # asked of both in each repetition
TUTORIAL_K = 4
# Multiplications and additions for a token in the linear layers of the packaged model: 12 layers
# of width 384, each with four square matrices and two of 384 × 1,536.
OPERATIONS_PER_TOKEN = 2 * 12 * (4 * 384**2 + 2 * 384 * 1536)

Figures = dict[str, float]


class QuickstartEmbeddings(Embeddings):
    """What HuggingFaceEmbeddings does with its defaults, for the packaged model.

    Its package, langchain-huggingface, asks for an older huggingface-hub than transformers does.
    Vectors given as `known` are not made again.
    """

    def __init__(self, models_dir: Path) -> None:
        """Load the model as the library loads any folder."""
        # Imported here: seconds, only for this comparison.
        import torch
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(unpack(models_dir)), device="cpu")
        self.known: dict[str, list[float]] = {}
        torch.set_num_threads(os.cpu_count() or 1)  # the default, whatever was set before

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of texts, without the model's prompts."""
        if self.known.keys() >= set(texts):
            return [self.known[text] for text in texts]
        rows = self.model.encode([t.replace("\n", " ") for t in texts], show_progress_bar=False)
        vectors: list[list[float]] = rows.tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, made like those of texts."""
        return self.embed_documents([text])[0]

    def tokens(self, texts: Sequence[str]) -> int:
        """How many tokens the model reads in these texts."""
        read: Any = self.model.tokenizer(list(texts), truncation=True)
        return sum(len(ids) for ids in read["input_ids"])


def measure_quickstart(assistant: Assistant, plain: QuickstartEmbeddings) -> Figures:
    """Speeds of both, and ratios above 1 where ours is faster.

    The two take turns, so that whatever else the machine does meets both; figures are medians.
    """
    figures = _embedding(assistant, plain) | _ingestion(assistant, plain)
    return figures | measure_retrieval(assistant, plain)


def measure_retrieval(assistant: Assistant, plain: QuickstartEmbeddings) -> Figures:
    """Both search the same chunks with the same vectors for questions that are always new."""
    snapshot = assistant.catalogue.snapshot()
    assistant.index.sync()
    texts = [stored.chunk.passage for stored in snapshot.chunks]
    titles = [document.edition.title for document in snapshot.documents.values()]
    questions = new_questions(Material.of(snapshot), titles, seed=len(texts))
    plain.known = dict(zip(texts, snapshot.vectors.tolist(), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        store = _quickstart_store(texts, plain, Path(folder))
        plain.known = {}
        ours, theirs, ratios = [], [], []
        for _ in range(REPETITIONS + 1):
            asked = list(islice(questions, QUESTIONS))
            own = [time_of(search, assistant, question) for question in asked]
            other = [time_of(store.similarity_search, question, TUTORIAL_K) for question in asked]
            ours.append(median(own))
            theirs.append(median(other))
            ratios.append(median(other) / median(own))
    # The first repetition warms both up.
    return {
        "search_ms": 1000 * median(ours[1:]),
        "search_quickstart_ms": 1000 * median(theirs[1:]),
        "search_ratio": median(ratios[1:]),
    }


def _embedding(assistant: Assistant, plain: QuickstartEmbeddings) -> Figures:
    chunks = assistant.catalogue.snapshot().chunks
    passages = [stored.chunk.passage for stored in islice(cycle(chunks), PASSAGES)]
    tokens = plain.tokens(passages)
    ours, theirs = _by_turns(
        lambda: assistant.embedder.encode_passages(passages),
        lambda: plain.embed_documents(passages),
    )
    peaks = processor_peaks()
    speed, operations = tokens / median(ours), tokens * OPERATIONS_PER_TOKEN / median(ours)
    return {
        "embed_tokens_per_s": speed,
        "embed_quickstart_tokens_per_s": tokens / median(theirs),
        "embed_ratio": _ratio(ours, theirs),
        "embed_gflops": operations / 1e9,
        **{f"peak_{name}_gflops": peak / 1e9 for name, peak in peaks.items()},
        "embed_share_of_peak": operations / max(peaks.values()),
    }


def _ingestion(assistant: Assistant, plain: QuickstartEmbeddings) -> Figures:
    """From Markdown sheets of the corpus, French and English, to an index on disk."""
    files = sorted(assistant.config.index.corpus_dir.glob("*.md"))[:SHEETS]
    chunks: list[int] = []
    pieces: list[int] = []
    ours, theirs = _by_turns(
        lambda: chunks.append(_ingest(files, assistant.embedder)),
        lambda: pieces.append(_ingest_plainly(files, plain)),
    )
    return {
        "ingest_sheets_s": median(ours),
        "ingest_sheets_quickstart_s": median(theirs),
        "ingest_chunks_per_s": chunks[0] / median(ours),
        "ingest_quickstart_chunks_per_s": pieces[0] / median(theirs),
        "ingest_ratio": _ratio(ours, theirs),
    }


def _ingest(files: Sequence[Path], embedder: Embedder) -> int:
    with tempfile.TemporaryDirectory() as folder:
        config = IndexConfig(data_dir=Path(folder))
        catalogue = Catalogue(config)
        ingest_paths(files, config=config, catalogue=catalogue, embedder=embedder)
        index = ChunkIndex(config, catalogue, model_id=embedder.model_id)
        index.sync()
        chunks = len(catalogue.snapshot().chunks)
        index.close()
        catalogue.close()
        return chunks


def _ingest_plainly(files: Sequence[Path], plain: QuickstartEmbeddings) -> int:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # only for this comparison

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP)
    pieces = [piece for path in files for piece in splitter.split_text(path.read_text("utf-8"))]
    with tempfile.TemporaryDirectory() as folder:
        _quickstart_store(pieces, plain, Path(folder))
    return len(pieces)


def _quickstart_store(texts: Sequence[str], plain: QuickstartEmbeddings, folder: Path) -> Any:
    # Imported here: Chroma takes a second to import.
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    return Chroma.from_texts(
        list(texts), plain, persist_directory=str(folder), client_settings=settings
    )


def _by_turns(
    ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """Seconds of each call of both; a first call of each warms up and does not count."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPETITIONS + 1):
        for seconds, call in zip(spent, (ours, theirs), strict=True):
            seconds.append(time_of(call))
    return spent[0][1:], spent[1][1:]


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How many times longer theirs takes, pair by pair."""
    return median(other / own for own, other in zip(ours, theirs, strict=True))
