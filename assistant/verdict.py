"""What the evidence amounts to: which sentences answer, which say that nothing is stated."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Status
from assistant.evidence import Evidence, without_repeats
from assistant.question import Question
from assistant.verify import spelt_numbers_in

# Fitted on corpus/questions, see docs/decisions/0007-answerability.md.
LEAST_SCORE = 0.42
GAP_LEAD = 0.03
BOTH_WITHIN = 0.03
NEAR_BEST = 0.12
ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status that the evidence allows, the sentences to quote, and the admitted gaps."""

    status: Status
    facts: tuple[Evidence, ...]
    gaps: tuple[Evidence, ...]


def judge(question: Question, evidence: Sequence[Evidence], *, quotes: int) -> Verdict:
    """Weigh the best factual sentence against the best sentence that admits a gap."""
    facts = [item for item in evidence if not item.gap]
    gaps = [item for item in evidence if item.gap]
    fact = facts[0].score if facts else 0.0
    gap = gaps[0].score if gaps else 0.0
    chosen = _near_best(facts, quotes)
    admitted = _near_best(gaps, 2)
    if max(fact, gap) < LEAST_SCORE:
        return Verdict("not_stated", (), ())
    if gap > fact + GAP_LEAD:
        return Verdict("not_stated", (), admitted)
    if gap > fact - BOTH_WITHIN:
        return Verdict("partial", chosen, admitted[:1])
    if not _supports_numbers(question, chosen):
        return Verdict("partial", chosen, ())
    return Verdict("answered", chosen, ())


def _near_best(items: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    if not items:
        return ()
    near = [item for item in items if item.score >= items[0].score - NEAR_BEST]
    return tuple(without_repeats(near, ALIKE)[:count])


def _supports_numbers(question: Question, chosen: Sequence[Evidence]) -> bool:
    """Whether every number that the question takes for granted stands in a quote."""
    quoted = frozenset[str]().union(*(spelt_numbers_in(item.text) for item in chosen))
    return question.numbers <= quoted
