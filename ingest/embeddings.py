"""Turns passages and questions into unit vectors with a sentence-transformers model."""

import contextlib
import functools
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest import packaged_model
from ingest.config import PACKAGED_MODEL, IndexConfig
from ingest.errors import ModelUnavailable
from ingest.model_folder import find_model, folder_digest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 512
BATCH_TOKENS = 1024  # per forward pass, padding included; larger is not faster
SMALL_BATCH_TOKENS = 128
KNOWN_TOLERANCE = 0.006  # per component; bfloat16 stays under 0.003, a wrong token gives 0.02
PROMPT_NAMES = {"query": ("query",), "passage": ("passage", "document", "corpus")}


class Embedder(Embeddings):
    """The embedding model of the settings; cheap to make, the model is loaded at first use.

    May be shared by threads. All vectors are float32 of length 1. Every method that needs the
    model raises ModelUnavailable, with one sentence, when it cannot be had.
    """

    def __init__(self, config: IndexConfig) -> None:
        """Keep the settings; nothing is read or loaded."""
        self._name = config.embedding_model
        self._models_dir = config.models_dir
        self._model: SentenceTransformer | None = None
        self._loading = threading.Lock()
        self._tokenising = threading.Lock()  # a tokenizer keeps the truncation of its last call
        # One ingestion at a time. Questions do not wait for it: they share only the weights.
        self._passages = threading.Lock()
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
        return int(self.load().get_embedding_dimension() or 0)

    def load(self) -> "SentenceTransformer":
        """Return the model, loading it when this is the first use; takes seconds then."""
        with self._loading:
            if self._model is None:
                packaged = self._name == PACKAGED_MODEL
                unpack = packaged_model.unpack
                folder = unpack(self._models_dir) if packaged else find_model(self._name)
                model = load_model(folder)
                if packaged:
                    check_known_vectors(model)
                self._model = model
            return self._model

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        """Vectors (n, dimension) of passages, in order; `progress` hears how many are done."""
        with self._passages:
            return self._encode("passage", texts, progress)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, dimension) of questions, in order."""
        return self._encode("query", texts)

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
        vector: np.ndarray = self._encode("query", [text])[0]
        vector.setflags(write=False)
        return vector

    def _encode(
        self, kind: str, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        model, done = self.load(), 0
        vectors = np.empty((len(texts), self.dimension), np.float32)
        prompt = next((p for n in PROMPT_NAMES[kind] if (p := model.prompts.get(n))), "")
        with self._tokenising:
            tokens = tokenise(model, [prompt + text for text in texts])
        groups = list(batches([len(ids) for ids in tokens], processor_cores()))
        inputs = [[tokens[index] for index in group] for group in groups]
        with in_parallel(len(groups)) as each:
            results = each(functools.partial(forward, model), inputs)
            for group, rows in zip(groups, results, strict=True):
                vectors[group] = rows
                done += len(group)
                if progress:
                    progress(done)
        return vectors


def load_model(folder: Path) -> "SentenceTransformer":
    """Load the model of a folder, on the processor, in the fastest precision that it has."""
    # Imported here: torch and sentence_transformers take seconds, and `ingest list` needs neither.
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # 0.3 s of loading is not worth a bar
    processor_cores()  # asked before the number is changed
    # One thread per forward pass, and passes side by side: as fast as all threads on one pass when
    # the machine is idle, and far faster when it is not (a question took 16 ms, not 250 ms).
    torch.set_num_threads(1)
    features = torch.cpu.get_capabilities()
    fast = features.get("avx512_bf16") or features.get("amx_bf16")
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={
                "dtype": torch.bfloat16 if fast else torch.float32,
                "use_safetensors": True,
            },
        )
    except Exception as error:  # whatever a foreign folder makes the libraries raise
        raise ModelUnavailable(
            f"The embedding model in {folder} cannot be loaded ({error})."
        ) from error
    for module in list(model)[1:]:
        module.float()  # pooling and normalising in bfloat16 would cost two digits
    return model.eval()


def check_known_vectors(model: "SentenceTransformer") -> None:
    """Compare with vectors of another engine; raises ModelUnavailable when they differ."""
    known = packaged_model.KNOWN_VECTORS
    found = np.stack([forward(model, tokenise(model, [text]))[0] for text in known])
    expected = np.array(list(known.values()))
    difference = float(np.abs(found[:, : expected.shape[1]] - expected).max())
    if not difference <= KNOWN_TOLERANCE:  # also when it is not a number
        raise ModelUnavailable(
            "The embedding model gives wrong vectors on this machine (they differ from the known "
            f"ones by {difference:.3f}); check the versions of torch, transformers and tokenizers."
        )


def tokenise(model: "SentenceTransformer", texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text, cut at 512 or at what the model takes."""
    if not texts:
        return []
    longest = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
    tokens: Any = model.tokenizer(list(texts), truncation=True, max_length=longest)
    return list(tokens["input_ids"])


def batches(lengths: Sequence[int], cores: int) -> Iterator[list[int]]:
    """Group indices of texts of about the same length, longest first, to be shared by cores."""
    budget = min(BATCH_TOKENS, max(SMALL_BATCH_TOKENS, sum(lengths) // cores))
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    while order:
        size = max(1, budget // max(1, lengths[order[0]]))
        yield order[:size]
        order = order[size:]


def forward(model: "SentenceTransformer", tokens: Sequence[Sequence[int]]) -> np.ndarray:
    """Return unit vectors (n, dimension) of token ids; padding does not change a vector."""
    import torch  # already loaded with the model

    longest = max(len(ids) for ids in tokens)
    ids = torch.full((len(tokens), longest), model.tokenizer.pad_token_id or 0)
    mask = torch.zeros_like(ids)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    features: Any = {"input_ids": ids, "attention_mask": mask}
    with torch.inference_mode():
        for module in model:
            features = module(features)
            for name in ("token_embeddings", "sentence_embedding"):
                if name in features:
                    features[name] = features[name].float()
    vectors: np.ndarray = features["sentence_embedding"].numpy()
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


@contextlib.contextmanager
def in_parallel(count: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Give a `map` that runs `count` calls on all cores, or here when it is one call."""
    if count < 2:
        yield map
        return
    with ThreadPoolExecutor(processor_cores()) as pool:
        yield pool.map


@functools.cache
def processor_cores() -> int:
    """Return the threads that torch takes when nobody has told it a number."""
    import torch  # already loaded with the model

    return torch.get_num_threads()
