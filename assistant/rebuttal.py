"""The verdict on a question with false premises, and the phrases that name them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.admissions import split_sides
from assistant.claims import without_markers
from assistant.compose import Draft
from assistant.evidence import Evidence, without_repeats
from assistant.inquiry import Inquiry, Part
from assistant.named_versions import with_other_names
from assistant.premises import Premise, read_premises
from assistant.question import Question
from assistant.tokens import plain
from assistant.verdict import ALIKE, Verdict, judge
from assistant.verify import spelt_numbers_in
from assistant.view import PUBLIC_STATUSES, View
from ingest.documents import SearchHit
from ingest.lexical import terms


def premises_of(inquiry: Inquiry) -> tuple[Premise, ...]:
    """What the whole question takes for granted and no published document says on its subject.

    Read are the documents on the programmes that it names, or else on those found for it.
    """
    evidence = [item for part in inquiry.parts for item in part.evidence]
    found = {item.hit.edition.programme for item in evidence}
    about = (set(inquiry.question.programmes) or found) - {""}
    return read_premises(inquiry.question, evidence, _passages_on(inquiry.view, about))


def _passages_on(view: View, programmes: Collection[str]) -> Iterator[SearchHit]:
    """All passages of the published documents that name one of the programmes."""
    hits = list(published(view))
    documents = {hit.chunk.document for hit in hits if _is_about(hit, programmes)}
    yield from (hit for hit in hits if hit.chunk.document in documents)


def _is_about(hit: SearchHit, programmes: Collection[str]) -> bool:
    text = hit.chunk.chunk.text
    return hit.edition.programme in programmes or any(name in text for name in programmes)


def settle(inquiry: Inquiry, part: Part, premises: Sequence[Premise], *, quotes: int) -> Verdict:
    """The verdict on a question or a part of it, its false premises set aside.

    A question that is nothing but premises is answered by the facts that set them right; it is
    not stated where a value in it is neither said nor set right. Nothing else is answered by
    naming a premise.
    """
    question = _without(part.resolved.question, premises)
    evidence = with_other_names(question, part.evidence, _in_language(inquiry))
    verdict = judge(question, evidence, quotes=quotes)
    whole = [premise for premise in premises if premise.whole]
    if not whole or verdict.status == "conflicting":
        return verdict
    corrections = [premise.correction for premise in whole if premise.correction]
    if len(corrections) == len(whole):
        others = verdict.facts if verdict.status == "answered" else ()
        facts = without_repeats((*corrections, *others), ALIKE)
        return replace(verdict, status="answered", facts=tuple(facts[:quotes]), gaps=())
    if verdict.status != "not_stated" and not corrections and any(p.is_value for p in whole):
        _, gaps = split_sides(question, evidence)
        return replace(verdict, status="not_stated", facts=(), gaps=tuple(gaps[:1]))
    return verdict


def name_premises(draft: Draft, premises: Sequence[Premise], shown: Sequence[Evidence]) -> None:
    """Say which premises no document states, with the facts that set them right.

    `shown` are the facts that the answer quotes anyway.
    """
    for premise in premises:
        name = "premise_corrected" if premise.correction else "premise_unsaid"
        draft.phrase(name, premise=premise.text)
        if premise.correction and premise.correction not in shown:
            draft.quote(premise.correction)


def _without(question: Question, premises: Sequence[Premise]) -> Question:
    """The question without the values and names that are set right, or that are said in passing."""
    aside = [premise for premise in premises if premise.correction or premise.aside]
    if not aside:
        return question
    numbers = frozenset[str]().union(*(spelt_numbers_in(item.text) for item in aside))
    language = question.language
    names = [item for item in aside if not item.is_value]
    dropped = {stem for item in names for stem in terms(item.text, language)}
    dropped |= {stem for item in aside if item.aside for stem in item.stems}
    kept_words = frozenset(terms(without_markers(plain(question.canonical)), language))
    focus = tuple(term for term in question.focus if term in kept_words - dropped)
    return replace(question, numbers=question.numbers - numbers, focus=focus)


def published(view: View) -> Iterator[SearchHit]:
    """The passages of all published documents."""
    hits = map(view.hit, view.snapshot.chunks)
    return (hit for hit in hits if hit.edition.status in PUBLIC_STATUSES)


def _in_language(inquiry: Inquiry) -> Iterator[SearchHit]:
    language = inquiry.question.language
    return (
        hit for hit in published(inquiry.view) if not inquiry.view.has_twin(hit.edition, language)
    )
