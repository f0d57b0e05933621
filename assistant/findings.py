"""The answers that rest on evidence: stated, partly stated, not stated, over."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.admissions import split_sides
from assistant.answer import Answer, Status
from assistant.compose import Draft
from assistant.conditions import limits_left_out
from assistant.edition_phrases import (
    expired_answer,
    mark_editions,
    say_standing,
    shown_anyway,
)
from assistant.editions import is_over
from assistant.evidence import Evidence
from assistant.inquiry import Inquiry, Part
from assistant.phrases import say
from assistant.rebuttal import name_premises, premises_of, settle
from assistant.side_search import SideSearch
from assistant.transitions import asked_days, with_transitions
from assistant.verdict import Verdict
from ingest.documents import Edition
from ingest.written_dates import on_date

ADDRESS = re.compile(
    r"\bwww\.\S+|https?://\S+|\b[\w.+-]+@[\w-]+\.\w+|\b\w[\w-]+\.(?:com|io|org|fr)\b"
)
NEAREST = 3
LIMITS = 2
# Below this, the nearest passage is too far from the question to be worth showing.
NEAREST_FROM = 0.15


def write(inquiry: Inquiry, *, quotes: int, aside: SideSearch) -> Answer:
    """The whole answer of an inquiry whose evidence has been weighed.

    `aside` searches what the answer adds to what was asked, only when it is needed.
    """
    premises = premises_of(inquiry)
    verdicts = [(part, settle(inquiry, part, premises, quotes=quotes)) for part in inquiry.parts]
    draft = Draft(inquiry.question.language)
    if len(verdicts) > 1:
        name_premises(draft, premises, [item for _, verdict in verdicts for item in verdict.facts])
        return _several(draft, inquiry, verdicts)
    part, verdict = verdicts[0]
    over = expired_answer(draft, inquiry, part, aside)
    if over:
        return over
    told = say_standing(draft, inquiry, part)
    if told and not verdict.facts and shown_anyway(part):
        verdict = replace(verdict, status="partial", facts=shown_anyway(part))
    name_premises(draft, premises, verdict.facts)
    if verdict.status == "not_stated":
        return _not_stated(draft, inquiry, verdict, aside)
    draft.phrase(verdict.status)
    facts: Sequence[Evidence] = verdict.facts
    labels = _sources(facts) if verdict.status == "conflicting" else {}
    if not labels:
        facts = _as_they_change(draft, inquiry, part, facts)
    for item in facts:
        draft.quote(item, label=labels.get(item.hit.chunk.document, ""))
    _quote_under(draft, "limits", limits_beside(part, facts))
    _quote_under(draft, "partial_missing", verdict.gaps)
    if verdict.status == "partial" and not (told or verdict.gaps):
        draft.phrase("missing_rest")
    mark_editions(draft, inquiry, verdict.facts)
    return draft.answer(verdict.status)


def _several(draft: Draft, inquiry: Inquiry, verdicts: list[tuple[Part, Verdict]]) -> Answer:
    stated = [verdict for _, verdict in verdicts if verdict.status != "not_stated"]
    whole = len(stated) == len(verdicts) and all(v.status == "answered" for v in stated)
    status: Status = "answered" if whole else "partial" if stated else "not_stated"
    if any(verdict.status == "conflicting" for verdict in stated):
        status = "conflicting"
    draft.phrase(status)
    for part, verdict in verdicts:
        versions = verdict.facts if verdict.status == "conflicting" else verdict.facts[:1]
        found = _as_they_change(draft, inquiry, part, versions) or verdict.gaps[:1]
        for item in found:
            draft.quote(item, label=part.label)
        if not found:
            missing = say("part_missing", draft.language)
            draft.phrase("part", part=part.label, found=missing)
    mark_editions(draft, inquiry, [item for _, verdict in verdicts for item in verdict.facts[:1]])
    return draft.answer(status)


def _as_they_change(
    draft: Draft, inquiry: Inquiry, part: Part, facts: Sequence[Evidence]
) -> Sequence[Evidence]:
    """The facts with the rules that they replace or that replace them; says which one applies."""
    text = part.resolved.question.text
    days = asked_days(text, inquiry.asked(part), inquiry.as_of)
    shown, changes = with_transitions(facts, days)
    for day, period in changes:
        draft.phrase(f"rule_{period}", date=on_date(day.isoformat(), draft.language))
    return shown


def _quote_under(draft: Draft, phrase: str, items: Sequence[Evidence]) -> None:
    if items:
        draft.phrase(phrase)
    for item in items:
        draft.quote(item)


def limits_beside(part: Part, facts: Sequence[Evidence]) -> list[Evidence]:
    """Sentences beside the quotes that limit what they say; at most LIMITS."""
    found: dict[str, Evidence] = {}
    for fact in facts:
        chunk = fact.hit.chunk.chunk
        for text in limits_left_out(part.resolved.question.text, fact.text, chunk.text):
            start = chunk.start + chunk.text.index(text)
            found.setdefault(text, replace(fact, text=text, start=start, end=start + len(text)))
    quoted = {fact.text for fact in facts}
    return [item for text, item in found.items() if text not in quoted][:LIMITS]


def _sources(items: Sequence[Evidence]) -> dict[str, str]:
    """Publisher and date of each document; the title where another has the same."""
    named = {item.hit.chunk.document: publisher_and_date(item.hit.edition) for item in items}
    counted = Counter(named.values())
    titles = {item.hit.chunk.document: item.hit.edition.title for item in items}
    return {key: name if counted[name] == 1 else titles[key] for key, name in named.items()}


def publisher_and_date(edition: Edition) -> str:
    """Who says it and when; the title where neither is known."""
    parts = [part for part in (edition.publisher, edition.published) if part]
    return ", ".join(parts) or edition.title


def _not_stated(draft: Draft, inquiry: Inquiry, verdict: Verdict, aside: SideSearch) -> Answer:
    (part,) = inquiry.parts
    draft.phrase("not_stated")
    for item in verdict.gaps:
        draft.quote(item)
    nearest = next(iter(split_sides(part.resolved.question, part.evidence)[0]), None)
    if nearest and verdict.probability >= NEAREST_FROM:
        draft.phrase("nearest_passage")
        draft.quote(nearest)
    titles = dict.fromkeys(hit.edition.title for hit in part.hits)
    quoted = [say("title", draft.language, title=title) for title in titles][:NEAREST]
    if quoted:
        draft.phrase("nearest", titles=", ".join(quoted))
    contact = _contact(inquiry, part, aside)
    if contact:
        draft.phrase("contact")
        draft.quote(contact)
    return draft.answer("not_stated")


def _contact(inquiry: Inquiry, part: Part, aside: SideSearch) -> Evidence | None:
    """The best sentence that gives an address and is still in force, near the question first."""

    def usable(item: Evidence) -> bool:
        over = is_over(item.hit.edition, inquiry.editions.clock)
        return bool(ADDRESS.search(item.text)) and not item.gap and not over

    near = next(filter(usable, part.evidence), None)
    return near or next(filter(usable, aside.contacts()), None)
