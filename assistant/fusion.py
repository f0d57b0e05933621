"""One ranking from dense and BM25 scores, aware of the language of question and passage."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# Weight of BM25 beside the dense score, both z-scored (docs/decisions/0013).
LEXICAL_WEIGHT = 0.8
# BM25 cannot compare passages of another language: this share of their dense score stands for it.
FOREIGN_SHARE = 0.7


def fuse(dense: Scores, lexical: Scores, *, own: NDArray[np.bool_]) -> Scores:
    """Sum the z-scores of both rankings, shape (rows,); `own` marks passages of the language asked.

    The square root keeps a passage that repeats one rare word from outweighing all others. BM25
    has no vote on passages of another language: their dense z-score stands in, a little lowered,
    so that of two equal passages the one in the asker's language comes first.
    """
    dense_z = standardise(dense, np.ones(len(dense), np.bool_))
    words = np.sqrt(np.maximum(lexical, 0))
    comparable = own if words[own].any() else np.zeros_like(own)
    lexical_z = np.where(comparable, standardise(words, own), FOREIGN_SHARE * dense_z)
    return np.asarray(dense_z + LEXICAL_WEIGHT * lexical_z, np.float32)


def standardise(scores: Scores, among: NDArray[np.bool_]) -> Scores:
    """Scores less the mean of those `among`, over their standard deviation; zeros without any."""
    chosen = scores[among]
    spread = float(chosen.std()) if chosen.size else 0.0
    if not spread:
        return np.zeros_like(scores)
    return np.asarray((scores - chosen.mean()) / spread, np.float32)
