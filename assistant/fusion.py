"""One ranking from dense and BM25 scores, aware of the language of question and passage."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# Weight of BM25 beside the dense score, both z-scored (docs/decisions/0013).
LEXICAL_WEIGHT = 0.8
# Where nothing else can vote beside the dense score, this share of it does.
DENSE_SHARE = 0.7


def fuse(
    dense: Scores,
    lexical: Scores,
    *,
    own: NDArray[np.bool_],
    votes: Mapping[int, float] | None = None,
) -> Scores:
    """Sum the z-scores of two rankings, shape (rows,); `own` marks passages of the language asked.

    The square root keeps a passage that repeats one rare word from outweighing all others. BM25
    has no say on passages of another language: `votes` stand in for it, by row, in standard
    deviations; passages that are not among them come after.
    """
    dense_z = standardise(dense, np.ones(len(dense), np.bool_))
    words = np.sqrt(np.maximum(lexical, 0))
    comparable = own if words[own].any() else np.zeros_like(own)
    second = np.where(comparable, standardise(words, own), DENSE_SHARE * dense_z)
    if votes:
        second[~own] = min(votes.values())
        second[list(votes)] = list(votes.values())
    return np.asarray(dense_z + LEXICAL_WEIGHT * second, np.float32)


def standardise(scores: Scores, among: NDArray[np.bool_]) -> Scores:
    """Scores less the mean of those `among`, over their standard deviation; zeros without any."""
    chosen = scores[among]
    spread = float(chosen.std()) if chosen.size else 0.0
    if not spread:
        return np.zeros_like(scores)
    return np.asarray((scores - chosen.mean()) / spread, np.float32)
