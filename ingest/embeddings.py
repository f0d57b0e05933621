"""Turns passages and questions into unit vectors with a sentence-transformers model."""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
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
BATCH_TOKENS = 2048  # per forward pass, padding included; larger is not faster
KNOWN_TOLERANCE = 0.006  # per component; bfloat16 stays under 0.003, a wrong token gives 0.02
PROMPT_NAMES = {"query": ("query",), "passage": ("passage", "document", "corpus")}


class Embedder(Embeddings):
    """The embedding model of the settings; cheap to make, the model is loaded at first use.

    May be shared by threads. All vectors are float32 of length 1. Every method that needs the
    model raises ModelUnavailable, with one sentence, when it cannot be had.
    """

    def __init__(self, config: IndexConfig) -> None:
        """Keep the settings; nothing is read or loaded."""
        self._config = config
        self._loading = threading.RLock()
        # Questions do not wait for the batches of an ingestion, only for other questions.
        self._turns = {kind: threading.Lock() for kind in PROMPT_NAMES}
        self._cached_query = functools.lru_cache(maxsize=256)(self._query_vector)

    @functools.cached_property
    def _folder(self) -> Path:
        with self._loading:
            if self._config.embedding_model == PACKAGED_MODEL:
                return packaged_model.unpack(self._config.models_dir)
            return find_model(self._config.embedding_model)

    @functools.cached_property
    def model_id(self) -> str:
        """Name and digest of weights, vocabulary, prompts and longest input; not of the precision.

        Vectors may be compared when their `model_id` is the same.
        """
        if self._config.embedding_model == PACKAGED_MODEL:
            name, digest = packaged_model.FOLDER_NAME, packaged_model.FOLDER_DIGEST
        else:
            name, digest = Path(self._config.embedding_model).name, folder_digest(self._folder)
        identity = hashlib.sha256(f"{digest} {MAX_TOKENS}".encode()).hexdigest()
        return f"{name}-{identity[:16]}"

    @functools.cached_property
    def dimension(self) -> int:
        """The number of components of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        """Vectors (n, dimension) of passages, in order; `progress` hears how many are done."""
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

    @functools.cached_property
    def _model(self) -> "SentenceTransformer":
        with self._loading:
            loaded: SentenceTransformer | None = self.__dict__.get("_model")
            if loaded is not None:  # another thread has loaded it while we waited
                return loaded
            model = load_model(self._folder)
            if self._config.embedding_model == PACKAGED_MODEL:
                check_known_vectors(model)
            self.__dict__["_model"] = model  # before the lock is given back
            return model

    def _encode(
        self, kind: str, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        model, done = self._model, 0
        vectors = np.empty((len(texts), self.dimension), np.float32)
        prompt = next((p for n in PROMPT_NAMES[kind] if (p := model.prompts.get(n))), "")
        with self._turns[kind]:
            tokens = tokenise(model, [prompt + text for text in texts])
        for batch in batches([len(ids) for ids in tokens]):
            with self._turns[kind]:
                vectors[batch] = forward(model, [tokens[index] for index in batch])
            done += len(batch)
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


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group indices of texts, longest first, in at most BATCH_TOKENS tokens with padding."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    while order:
        size = max(1, BATCH_TOKENS // max(1, lengths[order[0]]))
        yield order[:size]
        order = order[size:]


def forward(model: "SentenceTransformer", tokens: Sequence[Sequence[int]]) -> np.ndarray:
    """Return unit vectors (n, dimension) of token ids; padding does not change a vector."""
    import torch  # already loaded with the model

    features: Any = model.tokenizer.pad({"input_ids": list(tokens)}, return_tensors="pt")
    with torch.inference_mode():
        for module in model:
            features = module(dict(features))
            for name in ("token_embeddings", "sentence_embedding"):
                if name in features:
                    features[name] = features[name].float()
    vectors: np.ndarray = features["sentence_embedding"].numpy()
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
