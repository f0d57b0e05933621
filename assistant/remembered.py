"""Vectors of texts that were read before, so that no text is read twice in a row."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
# Enough for the sentences and headings of 10,000 passages.
MOST = 60_000


class Remembered:
    """Reads texts with a model and keeps the newest MOST vectors; may be shared by threads.

    They are kept in half precision, and given so the first time too: an answer is the same
    whether its sentences were read before or not.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        """`encode` gives the vectors of texts, shape (texts, dimension)."""
        self._encode = encode
        self._vectors: OrderedDict[str, NDArray[np.float16]] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of at least one text, shape (texts, dimension), in their order."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            halves = self._encode(missing).astype(np.float16)
            read = {text: row.copy() for text, row in zip(missing, halves, strict=True)}
            known |= read
            with self._lock:
                self._vectors.update(read)
                while len(self._vectors) > MOST:
                    self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts]).astype(np.float32)
