"""What the evidence amounts to: which sentences answer, which say that nothing is stated."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from math import exp, log

from assistant.admissions import admitted_missing, is_on_any, split_sides
from assistant.aims import READ, unreached
from assistant.answer import Status
from assistant.asked_names import names_nobody
from assistant.asked_values import asks_for_versions
from assistant.conflicts import find_conflict
from assistant.evidence import CELLS, Evidence, without_repeats
from assistant.mentions import folded_names
from assistant.plain_documents import estimate_plain, is_plain, read_plain_signals
from assistant.presentation import presentation, shown_whole
from assistant.question import Question
from assistant.verify import spelt_numbers_in

# How far below the best fact further ones are quoted: those that bear on the question by the
# question in their heading or by its words, and others. All 384 answers, of 412, that held their
# expected facts with one bound still do, with 6 and 12 percent fewer quotes (two sets).
NEAR_BEST, NEAR = 3.4, 2.0
ASKED_BESIDE, HELD_BESIDE = 0.7, 0.5
# The score of a sentence below which it has nothing to do with a question; the best sentences of
# questions that corpus/questions holds for answered nearly all score higher.
WEAKEST = 3.0
ALIKE = 0.7
READ_CLOSELY = 5
# How close the question in a heading has to be for its answer to be the one that was asked for.
ASKED_THERE = 0.6
# How close it has to be when the best facts hold no word of the question, or too few.
ASKED_ALIKE = 0.7
# The share of its words that a fact must hold to say yes or no to a question without ASKS_WHAT.
HELD_FOR_YES = 0.3
ASKS_WHAT = re.compile(
    r"\b(?:combien|quel(?:le)?s?|qui|où|quand|comment|pourquoi|quoi|how|what|which|whom?|where|when|"
    r"why)\b",
    re.IGNORECASE,
)
# Asks what something consists of, to the last item.
SPECIFY = re.compile(
    r"\b(?:précisément|exactement|au juste|en détail|la liste|laquelle|lesquel(?:le)?s|exactly|"
    r"precisely|in detail|the list|which ones?)\b",
    re.IGNORECASE,
)
# How near to the best fact one comes first that offers the kind of answer expected.
OFFERING = 1.0
# How near to the best fact an admitted gap leaves a question of eligibility open.
OPEN = 2.0


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


# Logistic regression on corpus/questions (docs/decisions/0019-question-encoder.md).
INTERCEPT = 0.24
WEIGHTS = Signals(0.13, 0.24, -1.05, -0.67, 0.15, 2.21, 1.19, 2.17, -0.58)
ANSWERED_FROM, PARTIAL_FROM = 0.65, 0.45
# Documents that disagree on the kind of answer asked for do state it, each in its way.
CONFLICT_FROM = 0.3
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
    shown = shown_whole(question, facts)
    if shown:
        return Verdict("answered", presentation(question, shown, quotes), (), 1.0)
    if facts[0].score < WEAKEST or _share_too_little(question, facts[:READ]):
        near = [gap for gap in gaps if gap.score >= WEAKEST]
        return Verdict("not_stated", (), _readable(near), 0.0)
    probability = estimate(question, facts, gaps)
    chosen = _near_best(question, _offering_first(question, facts), quotes)
    admitted = _readable(gaps)
    if names_nobody(question, facts[:READ], evidence):
        return Verdict("not_stated", (), admitted, min(probability, PARTIAL_FROM))
    missing = admitted_missing(question, facts[:READ], gaps[:READ])
    open_end = unreached(question, facts, gaps) or (missing if probability < BEYOND_DOUBT else ())
    if open_end:
        return Verdict("not_stated", (), open_end, min(probability, PARTIAL_FROM))
    wanted = probability >= CONFLICT_FROM or asks_for_versions(question)
    versions = find_conflict(question, facts) if wanted else ()
    if versions:
        return Verdict("conflicting", versions, (), probability)
    halves = _halves(question, facts, gaps)
    if halves and probability >= PARTIAL_FROM:
        return Verdict("partial", chosen, halves, probability)
    if probability >= ANSWERED_FROM and not _leaves_open(question, facts, gaps):
        return Verdict("answered", chosen, (), probability)
    if probability >= PARTIAL_FROM:
        return Verdict("partial", chosen, admitted, probability)
    return Verdict("not_stated", (), admitted, probability)


def _offering_first(question: Question, facts: Sequence[Evidence]) -> list[Evidence]:
    """The facts, led by the best that offers the kind of answer expected, if one is close."""
    close = [item for item in facts[:READ] if item.score >= facts[0].score - OFFERING]
    precise = question.expects and question.expects != ("eligibility",)
    lead = max(close, key=lambda item: item.offers) if precise else facts[0]
    return [lead, *(item for item in facts if item is not lead)]


def _share_too_little(question: Question, facts: Sequence[Evidence]) -> bool:
    """Whether no fact holds a word of the question or the kind of answer that it expects.

    More words are wanted for a yes or no. A heading over it that asks the same is as good.
    """
    held, asked = max(f.focus for f in facts), max(f.asked for f in facts)
    offered = bool(question.expects) and max(f.offers for f in facts) == 1
    if not question.focus or offered or asked >= ASKED_ALIKE:
        return False
    return held == 0 or (held < HELD_FOR_YES and not ASKS_WHAT.search(question.canonical))


def estimate(question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]) -> float:
    """The probability that the documents answer; `facts` and `gaps` as in `read_signals`."""
    logit = weigh(read_signals(question, facts, gaps))
    if is_plain((*facts, *gaps)):
        return estimate_plain(read_plain_signals(facts, logit))
    return 1 / (1 + exp(-logit))


def weigh(signals: Signals) -> float:
    """What the signals say together, before the logistic function."""
    pairs = zip(astuple(WEIGHTS), astuple(signals), strict=True)
    return float(INTERCEPT + sum(weight * value for weight, value in pairs))


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


def _near_best(question: Question, items: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    """The best fact, and those that come near it and bear a name that the question asks about."""
    best, names = items[0], folded_names(question.mentions)
    plain = is_plain(items)
    near = [
        item
        for item in items
        if item is best
        or (
            item.score >= best.score - (NEAR_BEST if plain or _bears(item) else NEAR)
            and item.offers >= best.offers
            and (not names or is_on_any(names, item))
        )
    ]
    return tuple(without_repeats(near, ALIKE)[:count])


def _bears(item: Evidence) -> bool:
    """Whether a fact bears on the question by more than its score: by heading or by words."""
    return item.asked >= ASKED_BESIDE or item.focus >= HELD_BESIDE


def _halves(
    question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The best admission, when a fact stands beside it under a heading that asks the question.

    It has to be better than any fact, unless the question asks for more than a word.
    """
    wins = bool(gaps) and (gaps[0].score > facts[0].score or SPECIFY.search(question.canonical))
    best = [gap for gap in gaps[:1] if gap.asked >= ASKED_THERE and wins]
    entries = {fact.hit.chunk.id for fact in facts[:READ]}
    return tuple(gap for gap in best if gap.hit.chunk.id in entries)


def _leaves_open(question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]) -> bool:
    """Whether "can we apply?" is asked while the documents admit that criteria are missing."""
    asked = "eligibility" in question.expects
    return asked and bool(gaps) and gaps[0].score > facts[0].score - OPEN
