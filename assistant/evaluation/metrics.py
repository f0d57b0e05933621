"""Figures of one question, and what is said of many: means with intervals, AUC, paired tests."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.verify import THOUSANDS
from ingest.lexical import fold

RETRIEVAL_METRICS = ("ndcg@10", "recall@5", "recall@10", "mrr@10")
RESAMPLES = 2_000
PERMUTATIONS = 10_000
SEED = 20_240
ARTICLES = frozenset("the a an le la les l un une des du de d".split())


def retrieval_metrics(ranking: Sequence[str], relevance: Mapping[str, int]) -> dict[str, float]:
    """The four figures of one ranking (document ids, best first), each between 0 and 1.

    Computed by ir_measures (trec_eval). `relevance` must hold a grade above 0.
    """
    # Imported here: it loads a C extension that answering questions does not need.
    import ir_measures
    from ir_measures import RR, R, nDCG

    measures = {"ndcg@10": nDCG @ 10, "recall@5": R @ 5, "recall@10": R @ 10, "mrr@10": RR @ 10}
    scores = {document: -float(rank) for rank, document in enumerate(ranking)}
    found = {
        result.measure: float(result.value)
        for result in ir_measures.iter_calc(
            list(measures.values()), {"q": dict(relevance)}, {"q": scores}
        )
    }
    # trec_eval leaves out a query without any result; its figures are 0.
    return {name: found.get(measure, 0.0) for name, measure in measures.items()}


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded (case, accents), thousands separators removed."""
    return re.findall(r"[^\W_]+", fold(THOUSANDS.sub("", text)))


def holds(text: str, wanted: str) -> bool:
    """Whether the words of `wanted` stand in the text one after the other; `*` ends a beginning."""
    phrase = " ".join(words(wanted))
    if not phrase:
        return False
    end = "" if wanted.rstrip().endswith("*") else " "
    return f" {phrase}{end}" in f" {' '.join(words(text))} "


def answer_metrics(quotes: Sequence[str], answers: Collection[str]) -> dict[str, float]:
    """Whether the first 1, 2, 3 quoted sentences hold an answer, and the best token F1.

    The F1 is the one of SQuAD, of the three sentences that were quoted taken together.
    """
    figures = {
        f"answer_in_{count}_sentence{'s' if count > 1 else ''}": float(
            any(holds(" ".join(quotes[:count]), answer) for answer in answers)
        )
        for count in (1, 2, 3)
    }
    f1 = max((token_f1(" ".join(quotes[:3]), answer) for answer in answers), default=0.0)
    return {**figures, "token_f1": f1}


def token_f1(text: str, answer: str) -> float:
    """Harmonic mean of the shares of common words, French and English articles left out."""
    given = Counter(word for word in words(text) if word not in ARTICLES)
    wanted = Counter(word for word in words(answer) if word not in ARTICLES)
    common = (given & wanted).total()
    return 2 * common / (given.total() + wanted.total()) if common else 0.0


def auc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Probability that a true case scores above a false one, ties half (Mann and Whitney).

    Both kinds must be there.
    """
    values, truth = np.asarray(scores, float), np.asarray(labels, bool)
    order = np.sign(values[truth][:, None] - values[~truth][None, :])
    return float((order.mean() + 1) / 2)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean, by the percentile bootstrap over questions, seeded."""
    sample = np.asarray(values, float)
    drawn = _resampled(len(sample))
    low, high = np.percentile(sample[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def auc_interval(scores: Sequence[float], labels: Sequence[bool]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the AUC, true and false cases drawn apart, seeded."""
    values, truth = np.asarray(scores, float), np.asarray(labels, bool)
    order = np.sign(values[truth][:, None] - values[~truth][None, :])
    rows, columns = _resampled(order.shape[0]), _resampled(order.shape[1], seed=SEED + 1)
    drawn = [(order[r][:, c].mean() + 1) / 2 for r, c in zip(rows, columns, strict=True)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def paired_p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """How often chance alone gives a difference of means at least as large, two-sided.

    Fisher's randomisation test: under no difference each question's two figures could be
    exchanged, so the signs of the differences are drawn at random (seeded, 10,000 times).
    """
    differences = np.asarray(second, float) - np.asarray(first, float)
    differences = differences[differences != 0]
    if not differences.size:
        return 1.0
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], (PERMUTATIONS, differences.size))
    observed = abs(differences.sum())
    as_large = np.abs(signs @ differences) >= observed - 1e-12
    return float((as_large.sum() + 1) / (PERMUTATIONS + 1))


def _resampled(size: int, *, seed: int = SEED) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, size, (RESAMPLES, size))
