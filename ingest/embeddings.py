"""Turns passages and questions into unit vectors with the embedding model of the settings."""

import functools
import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest import packaged_model
from ingest.config import PACKAGED_MODEL, IndexConfig
from ingest.encoder import (
    MAX_TOKENS,
    Span,
    TextModel,
    forward,
    forward_spans,
    side_by_side,
    tokenise,
)
from ingest.errors import ModelUnavailable
from ingest.library_model import LibraryModel, as_library_model, load_model, prepare_library
from ingest.model_folder import find_model, folder_digest
from ingest.packaged_reader import PackagedReader

KNOWN_TOLERANCE = 0.006  # per component; bfloat16 stays under 0.003, a wrong token gives 0.02
Progress = Callable[[int], None]
PROMPT_NAMES = {"query": ("query",), "passage": ("passage", "document", "corpus")}


class Embedder(Embeddings):
    """The embedding model of the settings; cheap to make, the model is loaded at first use.

    Documents are read through sentence-transformers. Questions, and sentences that are compared
    with them, are read by the same network and tokenizer; for the packaged model without the
    library, which only programs that take in documents import.

    May be shared by threads. All vectors are float32 of length 1. Every method that needs the
    model raises ModelUnavailable, with one sentence, when it cannot be had.
    """

    def __init__(self, config: IndexConfig) -> None:
        """Keep the settings; nothing is read or loaded."""
        self._name = config.embedding_model
        self._models_dir = config.models_dir
        self._model: TextModel | None = None
        self._library: TextModel | None = None
        self._loading, self._importing = threading.Lock(), threading.Lock()
        self._cached_query = functools.lru_cache(maxsize=256)(self._query_vector)

    @functools.cached_property
    def model_id(self) -> str:
        """Name and digest of weights, vocabulary, prompts and longest input; not of the precision.

        Vectors may be compared when their `model_id` is the same.
        """
        if self._name == PACKAGED_MODEL:
            name, digest = packaged_model.FOLDER_NAME, packaged_model.FOLDER_DIGEST
        else:
            name, digest = Path(self._name).name, folder_digest(find_model(self._name))
        identity = hashlib.sha256(f"{digest} {MAX_TOKENS}".encode()).hexdigest()
        return f"{name}-{identity[:16]}"

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        return self.load().dimension

    def load(self) -> TextModel:
        """The model that reads questions, loaded when this is the first use: a second or two."""
        with self._loading:
            if self._model is None:
                self._model = self._load()
            return self._model

    def library(self) -> TextModel:
        """The model of sentence-transformers that reads documents; its first use takes seconds."""
        if self._name != PACKAGED_MODEL:
            return self.load()
        with self._importing:
            if self._library is None:
                # Hashing, rounding and compiling leave Python free, so the import goes on beside.
                with ThreadPoolExecutor(1) as beside:
                    loading = beside.submit(self.load)
                    prepare_library()
                loading.result()
                self._library = _packaged_library(self._models_dir.resolve())
            return self._library

    def _load(self) -> TextModel:
        if self._name != PACKAGED_MODEL:
            return LibraryModel(load_model(find_model(self._name)))
        return _packaged(self._models_dir.resolve())

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors (n, dimension) of passages, in order; `progress` hears how many are done."""
        return self._encode(self.library(), "passage", texts, progress)

    def encode_sentences(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, dimension) of single sentences of passages, in order, read at a question."""
        return self._encode(self.load(), "passage", texts)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, dimension) of questions, in order."""
        return self._encode(self.load(), "query", texts)

    def encode_query(self, text: str) -> np.ndarray:
        """Return the vector (dimension,) of a question; read-only, the last 256 are remembered."""
        return self._cached_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for `encode_passages`."""
        return [vector.tolist() for vector in self.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for `encode_query`."""
        return [float(component) for component in self.encode_query(text)]

    def _query_vector(self, text: str) -> np.ndarray:
        vector: np.ndarray = self._encode(self.load(), "query", [text])[0]
        vector.setflags(write=False)
        return vector

    def encode_spans(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Vectors (n, dimension) of passages, and of the spans (start, end) within each of them.

        The vectors of spans, (spans, dimension) for each passage, know what stands around them.
        """
        model, done = self.library(), 0
        prompt = _prompt(model, "passage")
        moved = [[(start + len(prompt), end + len(prompt)) for start, end in own] for own in spans]
        tokens = tokenise(model, [prompt + text for text in texts])
        vectors = np.empty((len(texts), model.dimension), np.float32)
        pooled: list[np.ndarray] = [vectors[:0]] * len(texts)

        def compute(group: list[int]) -> tuple[np.ndarray, list[np.ndarray]]:
            return forward_spans(model, [tokens[i] for i in group], [moved[i] for i in group])

        for group, (rows, own) in side_by_side(tokens, compute):
            vectors[group] = rows
            for index, held in zip(group, own, strict=True):
                pooled[index] = held
            done += len(group)
            if progress:
                progress(done)
        return vectors, pooled

    def _encode(
        self, model: TextModel, kind: str, texts: Sequence[str], progress: Progress | None = None
    ) -> np.ndarray:
        done, prompt = 0, _prompt(model, kind)
        vectors = np.empty((len(texts), model.dimension), np.float32)
        tokens = tokenise(model, [prompt + text for text in texts])

        def compute(group: list[int]) -> np.ndarray:
            return forward(model, [tokens[i] for i in group])

        for group, rows in side_by_side(tokens, compute):
            vectors[group] = rows
            done += len(group)
            if progress:
                progress(done)
        return vectors


@functools.lru_cache(maxsize=1)
def _packaged(models_dir: Path) -> PackagedReader:
    """The packaged model, once for the whole process: it takes hundreds of megabytes."""
    model = PackagedReader(packaged_model.unpack(models_dir))
    check_known_vectors(model)
    return model


@functools.lru_cache(maxsize=1)
def _packaged_library(models_dir: Path) -> TextModel:
    """The same in the library, once for the whole process."""
    model = LibraryModel(as_library_model(_packaged(models_dir)))
    check_known_vectors(model)
    return model


def _prompt(model: TextModel, kind: str) -> str:
    return next((p for n in PROMPT_NAMES[kind] if (p := model.prompts.get(n))), "")


def check_known_vectors(model: TextModel) -> None:
    """Compare with vectors of another engine; raises ModelUnavailable when they differ."""
    known = packaged_model.KNOWN_VECTORS
    found = np.stack([forward(model, tokenise(model, [text]))[0] for text in known])
    expected = np.array(list(known.values()))
    difference = float(np.abs(found[:, : expected.shape[1]] - expected).max())
    if not difference <= KNOWN_TOLERANCE:  # also when it is not a number
        raise ModelUnavailable(
            "The embedding model gives wrong vectors on this machine (they differ from the known "
            f"ones by {difference:.3f}); check the versions of openvino and tokenizers."
        )
