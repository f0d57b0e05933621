"""Whether documents without headings that ask answer a question: three signals, fitted apart."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp

from assistant.evidence import Evidence

# Fused scores of fewer passages are not comparable: the best of ten never stands out far.
MANY = 100
# What the fused score of its passage counts beside the score of a sentence.
PASSAGE = 0.4


@dataclass(frozen=True, slots=True)
class PlainSignals:
    """What speaks for an answer.

    `passage`: how far the passage of the best statement stands out among those compared;
    `meant`: the closest statement in meaning; `logit`: what the signals of any document say.
    """

    passage: float
    meant: float
    logit: float


# Logistic regression on public sets (docs/decisions/0022-plain-documents.md); .42 are added to
# the intercept, so that the bounds of the verdict stand for .35 and .55.
INTERCEPT = -4.16 + 0.42
WEIGHTS = PlainSignals(0.42, 2.54, 0.27)


def is_plain(evidence: Sequence[Evidence]) -> bool:
    """Whether many passages were compared and no heading over the sentences asks a question."""
    many = all(item.hit.parts.get("among", 0.0) >= MANY for item in evidence)
    return many and not any(item.asked for item in evidence)


def order(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The sentences, best first; in plain documents the passage they stand in counts too."""
    if not is_plain(evidence):
        return tuple(evidence)
    return tuple(sorted(evidence, key=lambda item: -item.score - PASSAGE * item.hit.score))


def read_plain_signals(facts: Sequence[Evidence], logit: float) -> PlainSignals:
    """The signals of one question; `facts` are sorted, best first, not empty."""
    return PlainSignals(facts[0].hit.score, max(item.dense for item in facts), logit)


def estimate_plain(signals: PlainSignals) -> float:
    """The probability that the documents answer, between 0 and 1."""
    pairs = zip(astuple(WEIGHTS), astuple(signals), strict=True)
    return 1 / (1 + exp(-(INTERCEPT + sum(weight * value for weight, value in pairs))))
