"""The answers that rest on evidence: stated, partly stated, not stated, over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Status
from assistant.answer_type import MONTHS
from assistant.compose import Draft
from assistant.conditions import limits_left_out
from assistant.editions import is_over
from assistant.evidence import Evidence, without_repeats
from assistant.inquiry import Inquiry, Part
from assistant.phrases import say
from assistant.question import folded_words
from assistant.verdict import ALIKE, Verdict, judge
from assistant.words import JOINING

ADDRESS = re.compile(
    r"\bwww\.\S+|https?://\S+|\b[\w.+-]+@[\w-]+\.\w+|\b\w[\w-]+\.(?:com|io|org|fr)\b"
)
MONTH = re.compile(rf"\b(?:{MONTHS})\b", re.IGNORECASE)
NEAREST = 3
LIMITS = 2
# Below this, the nearest passage is too far from the question to be worth showing.
NEAREST_FROM = 0.15


Contacts = Callable[[], Sequence[Evidence]]


def write(inquiry: Inquiry, *, quotes: int, contacts: Contacts) -> Answer:
    """The whole answer of an inquiry whose evidence has been weighed.

    `contacts` searches sentences with addresses; it is called only when nothing is stated.
    """
    verdicts = [
        (part, judge(part.resolved.question, part.evidence, quotes=quotes))
        for part in inquiry.parts
    ]
    draft = Draft(inquiry.question.language)
    if len(verdicts) > 1:
        return _several(draft, verdicts)
    part, verdict = verdicts[0]
    if _asks_to_join_what_is_over(inquiry, part):
        return _expired(draft, inquiry, part)
    if verdict.status == "not_stated":
        return _not_stated(draft, inquiry, verdict, contacts)
    draft.phrase(verdict.status)
    for item in verdict.facts:
        draft.quote(item, label=_source(item) if verdict.status == "conflicting" else "")
    _quote_under(draft, "limits", _limits(part, verdict.facts))
    _quote_under(draft, "partial_missing", verdict.gaps)
    if verdict.status == "partial" and not verdict.gaps:
        draft.phrase("missing_rest")
    if any(is_over(item.hit.edition, inquiry.as_of) for item in verdict.facts):
        draft.phrase("past_edition")
    return draft.answer(verdict.status)


def _several(draft: Draft, verdicts: list[tuple[Part, Verdict]]) -> Answer:
    stated = [verdict for _, verdict in verdicts if verdict.status != "not_stated"]
    whole = len(stated) == len(verdicts) and all(v.status == "answered" for v in stated)
    status: Status = "answered" if whole else "partial" if stated else "not_stated"
    draft.phrase(status)
    for part, verdict in verdicts:
        found = (verdict.facts or verdict.gaps)[:1]
        for item in found:
            draft.quote(item, label=part.label)
        if not found:
            missing = say("part_missing", draft.language)
            draft.phrase("part", part=part.label, found=missing)
    return draft.answer(status)


def _quote_under(draft: Draft, phrase: str, items: Sequence[Evidence]) -> None:
    if items:
        draft.phrase(phrase)
    for item in items:
        draft.quote(item)


def _limits(part: Part, facts: Sequence[Evidence]) -> list[Evidence]:
    """Sentences beside the quotes that limit what they say; at most LIMITS."""
    found: dict[str, Evidence] = {}
    for fact in facts:
        chunk = fact.hit.chunk.chunk
        for text in limits_left_out(part.resolved.question.text, fact.text, chunk.text):
            start = chunk.start + chunk.text.index(text)
            found.setdefault(text, replace(fact, text=text, start=start, end=start + len(text)))
    quoted = {fact.text for fact in facts}
    return [item for text, item in found.items() if text not in quoted][:LIMITS]


def _source(item: Evidence) -> str:
    edition = item.hit.edition
    parts = [part for part in (edition.publisher, edition.published) if part]
    return ", ".join(parts) or edition.title


def _not_stated(draft: Draft, inquiry: Inquiry, verdict: Verdict, contacts: Contacts) -> Answer:
    (part,) = inquiry.parts
    draft.phrase("not_stated")
    for item in verdict.gaps:
        draft.quote(item)
    nearest = next((item for item in part.evidence if not item.gap), None)
    if nearest and verdict.probability >= NEAREST_FROM:
        draft.phrase("nearest_passage")
        draft.quote(nearest)
    titles = dict.fromkeys(hit.edition.title for hit in part.hits)
    quoted = [say("title", draft.language, title=title) for title in titles][:NEAREST]
    if quoted:
        draft.phrase("nearest", titles=", ".join(quoted))
    contact = _contact(inquiry, part, contacts)
    if contact:
        draft.phrase("contact")
        draft.quote(contact)
    return draft.answer("not_stated")


def _contact(inquiry: Inquiry, part: Part, contacts: Contacts) -> Evidence | None:
    """The best sentence that gives an address and is still in force, near the question first."""

    def usable(item: Evidence) -> bool:
        over = is_over(item.hit.edition, inquiry.as_of)
        return bool(ADDRESS.search(item.text)) and not item.gap and not over

    near = next(filter(usable, part.evidence), None)
    return near or next(filter(usable, contacts()), None)


def _asks_to_join_what_is_over(inquiry: Inquiry, part: Part) -> bool:
    words = set(folded_words(part.resolved.question.text))
    if not words & JOINING[inquiry.question.language] or not part.evidence:
        return False
    return is_over(part.evidence[0].hit.edition, inquiry.as_of)


def _expired(draft: Draft, inquiry: Inquiry, part: Part) -> Answer:
    over = [item for item in part.evidence if is_over(item.hit.edition, inquiry.as_of)]
    edition = over[0].hit.edition
    written = edition.valid_until or edition.closes
    draft.phrase(
        "expired", until=say("expired_until", draft.language, date=written) if written else ""
    )
    stated = [item for item in over if not item.gap]
    dated = [item for item in stated if MONTH.search(item.text)]
    for item in without_repeats([*dated[:1], *stated[:2]], ALIKE):
        draft.quote(item)
    if not _has_edition_in_force(inquiry, edition.programme):
        draft.phrase("expired_next")
    return draft.answer("expired")


def _has_edition_in_force(inquiry: Inquiry, programme: str) -> bool:
    return any(
        document.edition.programme == programme
        and document.edition.status == "in_force"
        and not is_over(document.edition, inquiry.as_of)
        for document in inquiry.view.snapshot.documents.values()
    )
