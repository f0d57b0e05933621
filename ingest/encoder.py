"""Runs token ids through an embedding model, side by side on all cores."""

import functools
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

MAX_TOKENS = 512
BATCH_TOKENS = 512  # per forward pass, padding included; larger is not faster
SMALL_BATCH_TOKENS = 128

Span = tuple[int, int]
Result = TypeVar("Result")


class Tokens(NamedTuple):
    """A text cut into tokens: their ids, and where each stands in the text (start, end)."""

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


class Reading(NamedTuple):
    """What a model makes of texts: a vector for each token (n, width, d), and each text (n, d)."""

    tokens: NDArray[np.float32]
    texts: NDArray[np.float32]


class TextModel(Protocol):
    """An embedding model; `padding` is the token id that fills a row, `dimension` counts floats."""

    prompts: Mapping[str, str]
    dimension: int
    longest_input: int
    padding: int

    def tokenise(self, texts: list[str]) -> list[Tokens]:
        """The tokens of each text, cut at the longest input."""
        ...

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Reading:
        """The vectors of padded token ids (n, width); `mask` is 1 where there is a token."""
        ...


def tokenise(model: TextModel, texts: Sequence[str]) -> list[Tokens]:
    """The tokens of each text, cut at what the model takes."""
    return model.tokenise(list(texts)) if texts else []


def padded_length(length: int) -> int:
    """Round a number of tokens up, to one of 24 widths.

    The matrix libraries keep compiled code for every shape they have met; with all lengths as
    they come a server would grow for days.
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


def read(model: TextModel, texts: Sequence[Tokens]) -> Reading:
    """Vectors of texts, and of each token; rows are padded to one of the 24 widths."""
    width = min(padded_length(max(len(text.ids) for text in texts)), model.longest_input)
    ids = np.full((len(texts), width), model.padding, np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text.ids)] = text.ids
        mask[row, : len(text.ids)] = 1
    return model.run(ids, mask)


def forward(model: TextModel, texts: Sequence[Tokens]) -> np.ndarray:
    """Return unit vectors (n, dimension) of texts; padding does not change a vector."""
    return unit(read(model, texts).texts)


def forward_spans(
    model: TextModel, texts: Sequence[Tokens], spans: Sequence[Sequence[Span]]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Unit vectors of texts, and for each text those of its spans (spans, dimension).

    The vector of a span is the mean of its tokens as the model read them within the whole text
    ("late chunking", Günther et al. 2024, arXiv:2409.04701): it costs no pass of its own. A span
    behind the longest input has the vector of the text.
    """
    reading = read(model, texts)
    pooled = [
        unit(_means(reading.tokens[row], np.array(text.offsets), own, reading.texts[row]))
        for row, (text, own) in enumerate(zip(texts, spans, strict=True))
    ]
    return unit(reading.texts), pooled


def _means(
    tokens: NDArray[np.float32],
    offsets: NDArray[np.int64],
    spans: Sequence[Span],
    whole: NDArray[np.float32],
) -> NDArray[np.float32]:
    means = np.empty((len(spans), tokens.shape[1]), np.float32)
    for row, (start, end) in enumerate(spans):
        # Special tokens have no extent and belong to no span.
        inside = (offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])
        means[row] = tokens[: len(offsets)][inside].mean(axis=0) if inside.any() else whole
    return means


def unit(vectors: NDArray[np.float32]) -> np.ndarray:
    """Vectors (n, dimension) scaled to length 1, in float32."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def side_by_side(
    texts: Sequence[Tokens], compute: Callable[[list[int]], Result]
) -> Iterator[tuple[list[int], Result]]:
    """Yield indices of texts with what `compute` makes of them, batch by batch, on all cores.

    One call has only as many batches in the queue as there are cores, so that a question waits
    for a batch of an ingestion and not for all of it.
    """
    cores, pool = processor_cores(), workers()
    queued: deque[tuple[list[int], Future[Result]]] = deque()
    for group in batches([len(text.ids) for text in texts], cores):
        if len(queued) == cores:
            ready, rows = queued.popleft()
            yield ready, rows.result()
        queued.append((group, pool.submit(compute, group)))
    for ready, rows in queued:
        yield ready, rows.result()


@functools.cache
def workers() -> ThreadPoolExecutor:
    """Return the threads that compute, for the whole process: each keeps the memory it has used."""
    return ThreadPoolExecutor(processor_cores(), "embedding")


@functools.cache
def processor_cores() -> int:
    """Return the cores that this process may use."""
    # macOS cannot say which cores a process is bound to.
    bound = getattr(os, "sched_getaffinity", None)
    return len(bound(0)) if bound else os.cpu_count() or 1
