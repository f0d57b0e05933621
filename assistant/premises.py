"""False premises: what a question takes for granted and no document says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answer_type import expected_types
from assistant.claims import (
    Claim,
    claimed_values,
    clause_at,
    is_aside,
    is_marked,
    is_on_asker,
    without_markers,
)
from assistant.evidence import ASKED, Evidence
from assistant.names import unsupported_names
from assistant.places import is_place, places_elsewhere
from assistant.question import Question
from assistant.stated_values import stated_values
from assistant.synonyms import is_held, synonyms_of
from assistant.tokens import plain
from assistant.words import GENERIC, POINTING
from ingest.documents import Edition, SearchHit
from ingest.lexical import terms
from ingest.spans import quotable_spans

# How near to the best fact, by its own words, one has to be to set a premise right.
NEAR = 3.0
# The share of the words of a premise that the fact which sets it right holds.
HELD = 0.5
ACRONYM: Final = re.compile(r"[A-Z][A-Z&\d-]{1,5}")
FIRST_NAME: Final = re.compile(
    r"(?!(?:Pourquoi|Comment|Combien|Quand|Quel(?:le)?s?|Qui|What|Who|Why|How|When|Where|Which)\b)"
    r"([A-ZÀ-Ý][\w&-]{2,})\s(?:est|sont|a|ont|is|are|has|was|were|will|peut|prend|sponsor\w*)\b"
)
# Something may be so besides what is stated.
BESIDES: Final = re.compile(
    r"\b(?:an?|une?|one of|l'une? d\w+|among|parmi|aussi|also|other|autres?|there|y a|existe\w*|"
    r"ou|or)\b",
    re.IGNORECASE,
)
CAPITAL: Final = re.compile(r"(?<=[^.!?:«“\"]\s)[A-ZÀ-Ý][\w-]+")


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted and no document in view says; `text` is as written.

    `correction` is a sentence that states something else of the same thing, if there is one;
    `whole` is true when the question asks nothing besides, `aside` when its clause gives only a
    reason for what is asked; `stems` are those of the clause; `is_value` is false for a name.
    """

    text: str
    correction: Evidence | None
    whole: bool
    aside: bool
    stems: frozenset[str]
    is_value: bool = True


def read_premises(
    question: Question, evidence: Sequence[Evidence], passages: Iterable[SearchHit] = ()
) -> tuple[Premise, ...]:
    """The false premises of a question, values first, in the order in which it states them.

    `passages` are further passages of the corpus, on the programmes that the question names.
    """
    claims = claimed_values(question)
    names = _claimed_names(question)
    if not claims and not names:
        return ()
    hits = list(
        {hit.chunk.id: hit for hit in (*(item.hit for item in evidence), *passages)}.values()
    )
    facts = [item for item in evidence if not item.gap and _is_of_programmes(question, item.hit)]
    unsaid = [
        claim for claim in claims if not _is_said(question, claim, _on(question, claim, hits))
    ]
    values = [
        _premise(question, claim.text, claim.clause, _value_correction(question, claim, facts))
        for claim in unsaid
    ]
    told = _told(hits) if names else []
    named = [
        _premise(question, name, clause, _name_correction(question, (name, clause), facts))
        for name, clause in names.items()
        if unsupported_names(f"x {name}", told)  # no first word: that may have any capital
    ]
    named = [replace(premise, is_value=False) for premise in named]
    return (*values, *named)


def _premise(question: Question, text: str, clause: str, correction: Evidence | None) -> Premise:
    own = _content(question, clause) - frozenset(terms(text, question.language))
    rest = without_markers(plain(question.text).replace(clause, " "))
    more = bool(expected_types(rest) or _content(question, rest) - own)
    aside = is_aside(clause)
    return Premise(text, correction, not more, aside, own)


def _claimed_names(question: Question) -> dict[str, str]:
    """The names that the question states beside those of programmes, each with its clause."""
    text, found = plain(question.text), {}
    marked = is_marked(text)
    for name in (*_first_name(text), *unsupported_names(question.bare, ())):
        start = text.find(name)
        if start < 0 or (ACRONYM.fullmatch(name) and not marked):
            continue
        clause = clause_at(text, start)
        if not is_on_asker(text, clause, start) and (
            marked or "eligibility" not in question.expects
        ):
            found[name] = text[slice(*clause)]
    return found


def _first_name(text: str) -> list[str]:
    """The first word where a verb follows at once: "Owkin is ...", not "This is ..."."""
    match = FIRST_NAME.match(text)
    return [match[1]] if match and terms(match[1], "fr") and terms(match[1], "en") else []


def _on(question: Question, claim: Claim, hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The passages on a programme that the question names, and others that name one.

    For a count all passages of a document that names it: how many is told once.
    """
    own = [hit for hit in hits if _is_of_programmes(question, hit)]
    if all(measure.kind != "number" for measure in claim.stated.measures):
        return own
    documents = {hit.chunk.document for hit in own}
    return [hit for hit in hits if hit.chunk.document in documents]


def _is_of_programmes(question: Question, hit: SearchHit) -> bool:
    named = question.programmes
    text = hit.chunk.chunk.text
    return not named or hit.edition.programme in named or any(name in text for name in named)


def _told(hits: Sequence[SearchHit]) -> list[str]:
    return [f"{_said_of_itself(hit.edition)}\n{hit.chunk.chunk.text}" for hit in hits]


def _said_of_itself(edition: Edition) -> str:
    parts = (edition.title, edition.programme, edition.publisher, edition.region, edition.source)
    return "\n".join((*parts, *edition.aliases))


def _is_said(question: Question, claim: Claim, hits: Sequence[SearchHit]) -> bool:
    """Whether a sentence states the value of the same thing: it shares a word with the clause."""
    wanted = _subject(question, claim)
    synonyms = synonyms_of(wanted, question.language)
    for hit in hits:
        language = hit.chunk.chunk.language
        heading = " ".join(hit.chunk.chunk.section)
        for span in quotable_spans(hit.chunk.chunk.text):
            if not _states(claim, span.text, language):
                continue
            held = set(terms(f"{heading} {span.text}", language))
            if not wanted or language != question.language:
                return True
            if any(is_held(stem, held, synonyms) for stem in wanted):
                return True
    return False


def _states(claim: Claim, sentence: str, language: str) -> bool:
    own = claim.stated
    for stated in stated_values(sentence, language):
        if own.value.moment and stated.value.moment:
            if stated.value.moment.holds(own.value.moment):
                return True
        elif own.measures & stated.measures and stated.value.agrees(own.value):
            return True
    return False


def _value_correction(
    question: Question, claim: Claim, facts: Sequence[Evidence]
) -> Evidence | None:
    """The best fact that gives the same thing another value."""
    wanted = _subject(question, claim)
    for item in _near(facts):
        values = stated_values(item.text, item.hit.chunk.chunk.language)
        alike = any(claim.stated.measures & stated.measures for stated in values)
        if alike and _holds_most(question, item, wanted):
            return item
    return None


def _subject(question: Question, claim: Claim) -> frozenset[str]:
    """The stems of what the value is said of."""
    return _content(question, claim.clause) - frozenset(terms(claim.text, question.language))


def _name_correction(
    question: Question, claimed: tuple[str, str], facts: Sequence[Evidence]
) -> Evidence | None:
    """The best fact that places the programme elsewhere, or names another in the same part.

    None where both may be so: "a partner", "is there one in ...", "here or there".
    """
    name, clause = claimed
    before = clause[: clause.find(name)]
    wanted = _content(question, clause) - set(terms(name, question.language))
    if BESIDES.search(clause):
        return None
    place = is_place(before)
    for item in facts if place else _near(facts):
        if place and not places_elsewhere(name, item.text):
            continue
        if not place and (not wanted or not CAPITAL.search(item.text)):
            continue
        if _holds_most(question, item, wanted):
            return item
    return None


def _near(facts: Sequence[Evidence]) -> list[Evidence]:
    own = [item.score - ASKED * item.asked for item in facts]
    return [item for item, score in zip(facts, own, strict=True) if score >= max(own) - NEAR]


def _holds_most(question: Question, item: Evidence, wanted: frozenset[str]) -> bool:
    held = set(terms(item.text, item.hit.chunk.chunk.language))
    synonyms = synonyms_of(wanted, question.language)
    found = sum(is_held(stem, held, synonyms) for stem in wanted)
    return found >= HELD * len(wanted)


def _content(question: Question, clause: str) -> frozenset[str]:
    """The stems of a clause that say what its value is of: no programme, number or empty word."""
    language = question.language
    empty = {s for word in GENERIC[language] | POINTING[language] for s in terms(word, language)}
    named = {s for name in question.mentions for s in terms(name.name.text, language)}
    named |= {s for name in question.programmes for s in terms(name, language)}
    words = re.sub(r"\d[\d., ]*", " ", without_markers(clause))
    return frozenset(terms(words, language)) - empty - named
