"""What the evidence amounts to: which sentences answer, which say that nothing is stated."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp, log

from assistant.admissions import split_sides
from assistant.answer import Status
from assistant.answer_type import ASKED, OFFERED, AnswerType, offered_share
from assistant.asked_names import names_nobody
from assistant.asked_values import asks_for_versions
from assistant.benefits import GIVES
from assistant.conflicts import find_conflict
from assistant.evidence import CELLS, Evidence, without_repeats
from assistant.headings import questions_in
from assistant.question import Question
from assistant.verify import spelt_numbers_in

NEAR_BEST = 2.6
# The score of a sentence below which it has nothing to do with a question; the best sentences of
# questions that corpus/questions holds for answered all score higher.
WEAKEST = 4.0
# The same where no heading asks a question: no sentence can earn the points of one that does
# (docs/decisions/0018-start-and-second-encoder.md).
WEAKEST_UNASKED = 3.0
ALIKE = 0.7
ALIKE_IN_PRESENTATION = 0.6
READ = 3
READ_CLOSELY = 5
# How close the question in a heading has to be for its answer to be the one that was asked for.
ASKED_THERE = 0.6
# How near to the best fact an admitted gap leaves a question of eligibility open.
OPEN = 2.0
# A presentation prefers sentences with concrete facts, on what is given to whom, over sentences
# that speak of their source or of what is not so.
CONCRETE: tuple[AnswerType, ...] = ("duration", "date", "place", "count")
SIDE_REMARK = re.compile(
    r"\b(?:l['’]article|la page|la fiche|d['’]après|the article|the page|the sheet|according to|"
    r"pas|aucune?|not|no)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer: sentences that state against sentences that admit a gap.

    `odds`: log-sum-exp of the scores of those that state, less that of those that admit; `lead`:
    the best score of the ones less that of the others;
    `missing_number`, `missing_type`: 1 when a number that the question takes for granted, or the
    expected kind of answer, is in none of the three best statements; `passage`: how far the
    passage of the best statement stands out among those found. The others tell how far the best
    statement is ahead of the best admission: `meant` in closeness of meaning, `asked` by the
    question in its heading, `held` by the key terms that it holds, `offered` by the kind of answer.
    """

    odds: float
    lead: float
    missing_number: float
    missing_type: float
    passage: float
    meant: float
    asked: float
    held: float
    offered: float


# Logistic regression on corpus/questions (docs/decisions/0014-sentences-within-passages.md).
INTERCEPT = 0.17
WEIGHTS = Signals(0.17, 0.32, -1.14, -0.57, 0.21, 1.89, 1.13, 2.03, -0.45)
ANSWERED_FROM, PARTIAL_FROM = 0.65, 0.45
# From here, that the document admits to lack the kind of answer no longer counts.
BEYOND_DOUBT = 0.97
# How many points of score make a sentence e times as likely to be the one that was asked for.
SCORE_UNIT = 0.5
# A usual admission of a gap (medians on corpus/questions): documents that never say what
# they leave open are held against it.
ADMISSION = {"score": 4.9, "dense": 0.63, "asked": 0.0, "focus": 0.6, "offers": 0.5}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status that the evidence allows, the sentences to quote, and the admitted gaps.

    `probability` is the estimate that the documents answer the question, between 0 and 1.
    """

    status: Status
    facts: tuple[Evidence, ...]
    gaps: tuple[Evidence, ...]
    probability: float


def judge(question: Question, evidence: Sequence[Evidence], *, quotes: int) -> Verdict:
    """Weigh the sentences that state something against those that admit a gap."""
    facts, gaps = split_sides(question, evidence)
    if not facts:
        return Verdict("not_stated", (), _readable(gaps), 0.0)
    shown = _shown_whole(question, facts)
    if shown:
        return Verdict("answered", _presentation(question, shown, quotes), (), 1.0)
    weakest = _weakest(evidence)
    if facts[0].score < weakest:
        near = [gap for gap in gaps if gap.score >= weakest]
        return Verdict("not_stated", (), _readable(near), 0.0)
    probability = estimate(read_signals(question, facts, gaps))
    chosen, admitted = _near_best(facts, quotes), _readable(gaps)
    if names_nobody(question, facts[:READ], evidence):
        return Verdict("not_stated", (), admitted, min(probability, PARTIAL_FROM))
    missing = _admitted_missing(question, facts[:READ], gaps[:READ])
    if missing and probability < BEYOND_DOUBT:
        return Verdict("not_stated", (), missing, min(probability, PARTIAL_FROM))
    wanted = probability >= PARTIAL_FROM or asks_for_versions(question)
    versions = find_conflict(question, facts) if wanted else ()
    if versions:
        return Verdict("conflicting", versions, (), probability)
    halves = _halves(facts, gaps)
    if halves and probability >= PARTIAL_FROM:
        return Verdict("partial", chosen, halves, probability)
    if probability >= ANSWERED_FROM and not _leaves_open(question, facts, gaps):
        return Verdict("answered", chosen, (), probability)
    if probability >= PARTIAL_FROM:
        return Verdict("partial", chosen, admitted, probability)
    return Verdict("not_stated", (), admitted, probability)


def _weakest(evidence: Sequence[Evidence]) -> float:
    asks = any(questions_in(item.hit) for item in evidence)
    return WEAKEST if asks else WEAKEST_UNASKED


def estimate(signals: Signals) -> float:
    """The probability that the documents answer, from the signals (logistic model)."""
    pairs = zip(astuple(WEIGHTS), astuple(signals), strict=True)
    return 1 / (1 + exp(-(INTERCEPT + sum(weight * value for weight, value in pairs))))


def read_signals(
    question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]
) -> Signals:
    """The signals of one question; `facts` and `gaps` are sorted, best first, facts not empty."""
    best = facts[:READ]
    quoted = frozenset[str]().union(*(spelt_numbers_in(item.text) for item in best))
    return Signals(
        odds=_mass(facts) - (_mass(gaps) if gaps else ADMISSION["score"] / SCORE_UNIT),
        lead=facts[0].score - (gaps[0].score if gaps else ADMISSION["score"]),
        missing_number=float(not question.numbers <= quoted),
        missing_type=float(bool(question.expects) and max(item.offers for item in best) < 1),
        passage=facts[0].hit.score,
        meant=_ahead("dense", facts, gaps),
        asked=_ahead("asked", facts, gaps),
        held=_ahead("focus", facts, gaps),
        offered=_ahead("offers", facts, gaps),
    )


def _mass(items: Sequence[Evidence]) -> float:
    """The log of the sum of exp(score in units) of the items, computed from the largest."""
    scores = [item.score / SCORE_UNIT for item in items]
    return scores[0] + log(sum(exp(score - scores[0]) for score in scores))


def _ahead(name: str, facts: Sequence[Evidence], gaps: Sequence[Evidence]) -> float:
    """How far the best statements surpass the best admissions, or a usual one without any."""
    stated = max(getattr(item, name) for item in facts[:READ_CLOSELY])
    admitted = (getattr(item, name) for item in gaps[:READ_CLOSELY])
    return float(stated - max(admitted, default=ADMISSION[name]))


def _readable(gaps: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The best admission, one in a sentence rather than a table row where there is one."""
    sentences = [item for item in gaps[:READ] if CELLS not in item.text]
    return tuple((sentences or list(gaps))[:1])


def _near_best(items: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    if not items:
        return ()
    near = [
        item
        for item in items
        if item.score >= items[0].score - NEAR_BEST and item.offers >= items[0].offers
    ]
    return tuple(without_repeats(near, ALIKE)[:count])


def _admitted_missing(
    question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The gap that names the very kind of answer asked for, when no fact offers that kind.

    A year does not answer "what is the deadline?" where the document says it gives no deadline.
    """
    for kind in question.expects:
        offered = kind == "eligibility" or any(OFFERED[kind].search(item.text) for item in facts)
        named = [item for item in gaps if ASKED[kind].search(item.text)]
        if named and not offered:
            return tuple(named[:1])
    return ()


def _halves(facts: Sequence[Evidence], gaps: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The best admission, when a fact stands beside it under a heading that asks the question."""
    best = [gap for gap in gaps[:1] if gap.asked >= ASKED_THERE and gap.score > facts[0].score]
    entries = {fact.hit.chunk.id for fact in facts[:READ]}
    return tuple(gap for gap in best if gap.hit.chunk.id in entries)


def _leaves_open(question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]) -> bool:
    """Whether "can we apply?" is asked while the documents admit that criteria are missing."""
    asked = "eligibility" in question.expects
    return asked and bool(gaps) and gaps[0].score > facts[0].score - OPEN


def _shown_whole(question: Question, facts: Sequence[Evidence]) -> Sequence[Evidence]:
    """The facts of which the best are shown, where a question asks nothing in particular."""
    if question.asks_for_presentation:
        return facts
    if not question.asks_what_is_given:
        return ()
    own = [item for item in facts if item.hit.edition.programme in question.programmes]
    return [item for item in own if GIVES.search(item.text)]


def _presentation(
    question: Question, facts: Sequence[Evidence], count: int
) -> tuple[Evidence, ...]:
    """Sentences on the programme itself, each telling something else than those before."""
    own = [item for item in facts if item.hit.edition.programme in question.programmes] or facts
    telling = sorted(own, key=lambda item: -item.score - _told(item.text))
    return tuple(without_repeats(telling, ALIKE_IN_PRESENTATION)[:count])


def _told(text: str) -> float:
    """How much a sentence says of a programme itself, between -1 and 2."""
    return offered_share(CONCRETE, text) + bool(GIVES.search(text)) - bool(SIDE_REMARK.search(text))
