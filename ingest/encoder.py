"""Runs texts through a sentence-transformers model, side by side on all cores."""

import functools
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 512
BATCH_TOKENS = 1024  # per forward pass, padding included; larger is not faster
SMALL_BATCH_TOKENS = 128
LARGE_TABLE = 10_000


def load_model(folder: Path, *, stored_in_bfloat16: bool = False) -> "SentenceTransformer":
    """Load the model of a folder, on the processor, in the fastest precision that it has.

    `stored_in_bfloat16` promises BERT weights in that precision: they are mapped from the file
    then, not copied. Raises ModelUnavailable.
    """
    # Imported here: torch and sentence_transformers take seconds, and `ingest list` needs neither.
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    # Loading takes 0.3 s, not worth a bar.
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    processor_cores()  # asked before the number is changed
    # One thread per forward pass, and passes side by side: as fast as all threads on one pass when
    # the machine is idle, and far faster when it is not (a question took 16 ms, not 250 ms).
    torch.set_num_threads(1)
    features = torch.cpu.get_capabilities()
    fast = features.get("avx512_bf16") or features.get("amx_bf16")
    precision = torch.bfloat16 if fast or stored_in_bfloat16 else torch.float32
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"dtype": precision, "use_safetensors": True},
        )
    except Exception as error:  # whatever a foreign folder makes the libraries raise
        raise ModelUnavailable(
            f"The embedding model in {folder} cannot be loaded ({error})."
        ) from error
    if not fast:
        widen(model)
    for module in list(model)[1:]:
        module.float()  # pooling and normalising in bfloat16 would cost two digits
    return model.eval()


def widen(model: "SentenceTransformer") -> None:
    """Turn all weights but large word tables into float32, in place.

    A word is looked up and added to its position, which is float32: the sum is the same to the
    last bit, and the largest table stays on disk in bfloat16 (380 MB less memory).
    """
    from torch.nn import Embedding  # already loaded with the model

    for module in model.modules():
        if not isinstance(module, Embedding) or module.num_embeddings < LARGE_TABLE:
            for weights in module.parameters(recurse=False):
                weights.data = weights.data.float()


def tokenise(model: "SentenceTransformer", texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text, cut at 512 or at what the model takes."""
    if not texts:
        return []
    tokens: Any = model.tokenizer(list(texts), truncation=True, max_length=longest_input(model))
    return list(tokens["input_ids"])


def longest_input(model: "SentenceTransformer") -> int:
    """Return the most tokens of one text."""
    return min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)


def padded_length(length: int) -> int:
    """Round a number of tokens up, to one of 24 widths.

    The matrix library keeps compiled code for every shape it has met, for ever (0.7 MB each,
    measured); with all lengths as they come a server would grow for days.
    """
    step = 8 if length <= 64 else 16 if length <= 128 else 32
    return -(-length // step) * step


def batches(lengths: Sequence[int], cores: int) -> Iterator[list[int]]:
    """Group indices of texts of about the same length, longest first, 1, 2, 4, 8… in a group."""
    budget = min(BATCH_TOKENS, max(SMALL_BATCH_TOKENS, sum(lengths) // cores))
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    while order:
        most = min(len(order), max(1, budget // max(1, padded_length(lengths[order[0]]))))
        size = 1 << (most.bit_length() - 1)
        yield order[:size]
        order = order[size:]


def forward(model: "SentenceTransformer", tokens: Sequence[Sequence[int]]) -> np.ndarray:
    """Return unit vectors (n, dimension) of token ids; padding does not change a vector."""
    import torch  # already loaded with the model

    width = min(padded_length(max(len(ids) for ids in tokens)), longest_input(model))
    ids = torch.full((len(tokens), width), model.tokenizer.pad_token_id or 0)
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


def side_by_side(
    model: "SentenceTransformer", tokens: Sequence[Sequence[int]]
) -> Iterator[tuple[list[int], np.ndarray]]:
    """Yield indices of texts with their vectors, batch by batch, computed on all cores.

    One call has only as many batches in the queue as there are cores, so that a question waits
    for a batch of an ingestion and not for all of it.
    """
    cores, pool = processor_cores(), workers()
    queued: deque[tuple[list[int], Future[np.ndarray]]] = deque()
    for group in batches([len(ids) for ids in tokens], cores):
        if len(queued) == cores:
            ready, rows = queued.popleft()
            yield ready, rows.result()
        queued.append((group, pool.submit(forward, model, [tokens[index] for index in group])))
    for ready, rows in queued:
        yield ready, rows.result()


@functools.cache
def workers() -> ThreadPoolExecutor:
    """Return the threads that compute, for the whole process: each keeps the memory it has used."""
    return ThreadPoolExecutor(processor_cores(), "embedding")


@functools.cache
def processor_cores() -> int:
    """Return the threads that torch takes when nobody has told it a number."""
    import torch  # already loaded with the model

    return torch.get_num_threads()
