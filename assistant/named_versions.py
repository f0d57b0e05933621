"""One person with two titles, one body under two names: what different sources write."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from assistant.evidence import GAP, Evidence
from assistant.question import Question
from assistant.tokens import plain
from ingest.documents import SearchHit
from ingest.lexical import fold, terms
from ingest.spans import Span, quotable_spans

# The question asks what somebody is, not what somebody said or won.
TITLE_ASKED: Final = re.compile(
    r"\b(?:titres?|fonctions?|postes?|rôle|job|titles?|positions?|roles?|métier|who is|who's|"
    r"qui est|c'est qui|what does \w+(?: \w+)? do|que fait|occupation|responsabilités?)\b",
    re.IGNORECASE,
)
# What a person is in charge of follows these words.
TITLE: Final = re.compile(
    r"\b(?:responsable|directeur|directrice|chef|cheffe|dirigeante?|présidente?|à la tête|"
    r"en charge|chargée? de|head|director|chief|manager|in charge|leader|president|"
    r"vice[- ]president|officer|lead|CEO|CTO|CSO|founder|fondat(?:eur|rice))\b"
    r"(?P<of>(?: (?!for\b|at\b|by\b|who\b|qui\b|chez\b|selon\b|according\b)[\w&'-]+){0,7})",
    re.IGNORECASE,
)
# The question asks how a body is called, or which one is behind something.
NAME_ASKED: Final = re.compile(
    r"s'appell|\bcalled\b|\bnoms?\b|\bnames?\b|\bsigle|\bacronym|\bécrit|\bécriv|\bspel|\bwritten|"
    r"\b(?:orthograph|lettres|letters)|"
    r"\b(?:qui|quel(?:le)?s? \w+|who|which \w+|what \w+)\s(?:[\w'’-]+\s){0,3}?(?:est derrière|"
    r"derrière|behind|organis|run|operat|manag|gère|gèrent|pilot|port|opèr|anime|propos|offer)",
    re.IGNORECASE,
)
CHOICE: Final = re.compile(r"\b(?:ou|or|vs\.?|versus)\b", re.IGNORECASE)
ACRONYM: Final = re.compile(r"(?<![\w&-])[A-Z]{3,6}(?![\w&]|-\w)")
NAME: Final = re.compile(r"(?<=[^.!?:]\s)[A-ZÀ-Ý][\w-]*[a-zà-ÿ]\b")
SAME_TITLE = 0.5


def differing_titles(question: Question, near: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that give one person different titles, the best first."""
    if not TITLE_ASKED.search(plain(question.canonical)):
        return []
    asked = set(re.findall(r"[\w-]+", fold(question.bare)))
    kept: list[tuple[Evidence, set[str]]] = []
    for item in near:
        people = {name for name in NAME.findall(item.text) if fold(name) in asked}
        title = _title(item, people) if people else set()
        if title and all(_is_other_title(title, other) for _, other in kept):
            kept.append((item, title))
    return [item for item, _ in kept]


def _title(item: Evidence, people: set[str]) -> set[str]:
    """The stems of what the person is in charge of."""
    match = TITLE.search(plain(item.text))
    if match is None:
        return set()
    language = item.hit.chunk.chunk.language
    own = {stem for name in people for stem in terms(name, language)}
    return set(terms(match["of"], language)) - own


def _is_other_title(one: set[str], other: set[str]) -> bool:
    return len(one & other) < SAME_TITLE * min(len(one), len(other))


def differing_names(question: Question, near: Sequence[Evidence]) -> list[Evidence]:
    """One sentence for each way to write the acronym of a body, where sources differ.

    Acronyms are taken for one when they differ by one letter, or by the order of two, and no
    source tells them apart by using both.
    """
    programme = near[0].hit.edition.programme if near else ""
    own = [item for item in near if item.hit.edition.programme == programme]
    variants = _variants(own)
    if not variants or not asks_for_name(question, variants):
        return []
    kept: list[Evidence] = []
    seen: set[str] = set()
    for item in own:
        fresh = _acronyms(item.text) & variants - seen
        if fresh:
            kept.append(item)
            seen |= fresh
    return kept


def asks_for_name(question: Question, variants: Collection[str]) -> bool:
    """Whether the question asks how a body is called, or names two of its variants."""
    text = plain(question.canonical)
    written = {word.upper() for word in re.findall(r"\b\w{3,6}\b", text)}
    return bool(NAME_ASKED.search(text)) or len(written & set(variants)) > 1


def with_other_names(
    question: Question, evidence: Sequence[Evidence], passages: Iterable[SearchHit]
) -> list[Evidence]:
    """The evidence and, last, one sentence for each other way to write an acronym in it.

    `passages` are searched only where the question asks for a name.
    """
    facts = [item for item in evidence if not item.gap]
    text = plain(question.canonical)
    written = {w.upper() for w in re.findall(r"\b\w{3,6}\b", text) if CHOICE.search(text)}
    if not facts or not (written or NAME_ASKED.search(text)):
        return list(evidence)
    known = written.union(*(_acronyms(item.text) for item in facts))
    shown = frozenset[str]().union(*(_acronyms(item.text) for item in facts))
    found: dict[str, Evidence] = {}
    programme = facts[0].hit.edition.programme
    for hit in passages:
        for span in (
            quotable_spans(hit.chunk.chunk.text) if hit.edition.programme == programme else ()
        ):
            for acronym in _acronyms(span.text) - shown - found.keys():
                if not GAP.search(span.text) and any(_alike(acronym, one) for one in known):
                    found[acronym] = _evidence(evidence[-1], hit, span)
    return [*evidence, *found.values()]


def _evidence(last: Evidence, hit: SearchHit, span: Span) -> Evidence:
    start = hit.chunk.chunk.start + span.start
    end = start + len(span.text)
    return replace(last, text=span.text, start=start, end=end, hit=hit, gap=False)


def _acronyms(text: str) -> frozenset[str]:
    return frozenset(ACRONYM.findall(plain(text)))


def _alike(one: str, other: str) -> bool:
    return one[0] == other[0] and OSA.distance(one, other) <= 1


def _variants(items: Sequence[Evidence]) -> set[str]:
    """The acronyms that are written otherwise in another source."""
    by_source: dict[str, set[str]] = {}
    for item in items:
        source = item.hit.edition.source or item.hit.chunk.document
        by_source.setdefault(source, set()).update(_acronyms(item.text))
    found_all = sorted(set[str]().union(*by_source.values()))
    alike: set[str] = set()
    for one, other in combinations(found_all, 2):
        together = any({one, other} <= found for found in by_source.values())
        if not together and _alike(one, other):
            alike |= {one, other}
    return alike
