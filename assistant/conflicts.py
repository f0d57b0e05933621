"""Documents that disagree: one thing with different values, titles or names in several sources."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.answer import Language
from assistant.answer_type import OFFERED
from assistant.asked_values import asked_measures, asks_for_versions, offers_choice
from assistant.claims import claimed_values
from assistant.dates import Moment
from assistant.evidence import ASKED, Evidence
from assistant.named_versions import differing_names, differing_titles
from assistant.question import Question
from assistant.stated_values import Measure, Value, stated_values, without_set_aside
from assistant.synonyms import is_held, synonyms_of
from assistant.units import Kind
from assistant.words import GENERIC
from ingest.documents import Edition
from ingest.lexical import terms

# Only sentences nearly as good as the best one are compared, more where versions are asked for.
WITHIN, WITHIN_VERSIONS = 2.5, 5.0
COMPARED = 12
# Values of these kinds are many in any text: two are of one thing only when both sentences hold
# the same word of the question, or mostly the same words.
NEEDS_SUBJECT: Final[frozenset[Kind]] = frozenset({"money", "percentage", "date", "age"})
SHARED = 0.4
SAME_SUBJECT = 0.6
ISO: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
SINCE: Final = ("since", "depuis", "able")
YEAR: Final = re.compile(r"\d{4}")


class Holding(NamedTuple):
    """A sentence and the values of one measure in it."""

    item: Evidence
    values: tuple[Value, ...]


def find_conflict(question: Question, facts: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """One sentence per source, for each thing of which sources give different versions.

    Official sources come first, then newer ones; empty when nothing disagrees.
    """
    versions = _several(_differing_values(question, facts))
    for find in (differing_titles, differing_names):
        versions = versions or _several([find(question, facts)])
    return tuple(sorted(versions, key=_authority))


def _several(groups: Iterable[Sequence[Evidence]]) -> list[Evidence]:
    """The versions of the groups that hold more than one, each sentence once."""
    found: dict[tuple[str, int], Evidence] = {}
    for group in groups:
        versions = _one_per_source(group)
        for item in versions if len(versions) > 1 else ():
            found.setdefault((item.hit.chunk.document, item.start), item)
    return list(found.values())


def source_of(item: Evidence) -> tuple[str, ...]:
    """What tells the source of a sentence from others; the same for a text in two languages."""
    edition = item.hit.edition
    if edition.source:
        return (edition.source,)
    if edition.publisher or edition.published:
        return edition.publisher, edition.published
    return (min(item.hit.chunk.document, _document_id(edition.twin) or item.hit.chunk.document),)


def _near(question: Question, facts: Sequence[Evidence]) -> list[Evidence]:
    """The sentences nearly as good as the best; a heading that asks the same makes none better."""
    wide = any(ask(question) for ask in (asks_for_versions, offers_choice, claimed_values))
    within = WITHIN_VERSIONS if wide else WITHIN
    own = [item.score - ASKED * item.asked for item in facts]
    near = [item for item, score in zip(facts, own, strict=True) if score >= max(own) - within]
    return near if wide else near[:COMPARED]


def _differing_values(question: Question, facts: Sequence[Evidence]) -> list[list[Evidence]]:
    """The best sentence of each source, for each measure asked for whose values all differ."""
    asked = asked_measures(question)
    if not facts or not (asked or asks_for_versions(question)):
        return []
    on_subject = [
        item for item in _near(question, facts) if _is_on_subject(question, item, facts[0])
    ]
    groups = []
    for measure in _measures_in(on_subject, asked):
        holding = [
            Holding(item, values)
            for item in on_subject
            if (values := _values(question, item, measure))
        ]
        groups.append(_different(question, holding, measure))
    disagreeing = [group for group in groups if len(group) > 1]
    return disagreeing if asked else disagreeing[:1]


def _measures_in(items: Iterable[Evidence], asked: frozenset[Measure]) -> list[Measure]:
    """The measures of the sentences that are asked for, or all but dates when none is named."""
    found = dict.fromkeys(
        measure
        for item in items
        for value in stated_values(item.text, item.hit.chunk.chunk.language)
        for measure in sorted(value.measures, key=lambda measure: sorted(measure.noun))
    )
    if not asked:
        return [measure for measure in found if measure.kind != "date"]
    any_unit = {measure.kind for measure in asked if not measure.unit and not measure.noun}
    return [measure for measure in found if measure in asked or measure.kind in any_unit]


def _values(question: Question, item: Evidence, measure: Measure) -> tuple[Value, ...]:
    """The values of one measure in a sentence, what it sets aside and its own date left out."""
    text = without_set_aside(item.text)
    if "deadline" in question.expects and not OFFERED["deadline"].search(text):
        return ()
    return tuple(
        stated.value
        for stated in stated_values(text, item.hit.chunk.chunk.language)
        if measure in stated.measures and not _dates_source(stated.value, item.hit.edition)
    )


def _different(question: Question, holding: Sequence[Holding], measure: Measure) -> list[Evidence]:
    """The best sentence of each source, as long as their values differ.

    What the same source says of another thing further down is no version of this one.
    """
    kept: list[Holding] = []
    best: dict[tuple[str, ...], Holding] = {}
    for one in holding:
        best.setdefault(source_of(one.item), one)
    for one in best.values():
        if all(_disagree(question, one, other, measure) for other in kept):
            kept.append(one)
    return [one.item for one in kept]


def _disagree(question: Question, one: Holding, other: Holding, measure: Measure) -> bool:
    """Whether two sentences give one thing different values: no value of both agrees."""
    programme = other.item.hit.edition.programme
    if source_of(one.item) == source_of(other.item) or one.item.hit.edition.programme != programme:
        return False
    if not asks_for_versions(question) and _are_editions(one.item, other.item):
        return False
    if any(left.agrees(right) for left in one.values for right in other.values):
        return False
    return measure.kind not in NEEDS_SUBJECT or _share_subject(question, one.item, other.item)


def _share_subject(question: Question, one: Evidence, other: Evidence) -> bool:
    synonyms = synonyms_of(question.terms, question.language)
    left, right = _stems(one), _stems(other)
    apart = _no_subject(question.language)
    subject = [term for term in question.focus if term not in apart and not term.isdigit()]
    if not subject:
        return len(left & right) >= SHARED * min(len(left), len(right))
    held = [{term for term in subject if is_held(term, own, synonyms)} for own in (left, right)]
    return len(held[0] & held[1]) >= SAME_SUBJECT * max(1, len(held[0] | held[1]))


@lru_cache(maxsize=4)
def _no_subject(language: Language) -> frozenset[str]:
    """Stems of the words that ask without naming a subject."""
    words = (*GENERIC[language], *SINCE)
    return frozenset(stem for word in words for stem in terms(word, language))


def _stems(item: Evidence) -> frozenset[str]:
    language, edition = item.hit.chunk.chunk.language, item.hit.edition
    apart = terms(f"{edition.programme} {edition.publisher} {edition.published}", language)
    return frozenset(t for t in terms(item.text, language) if not t.isdigit()) - frozenset(apart)


def _is_on_subject(question: Question, item: Evidence, best: Evidence) -> bool:
    """Whether a sentence is about the programme asked for, and holds the names of the best one."""
    kept, language = without_set_aside(item.text), item.hit.chunk.chunk.language
    edition = item.hit.edition
    own = {edition.programme} | {m for m in question.programmes if m.lower() in kept.lower()}
    if question.programmes and not own & set(question.programmes):
        return False
    held = set(terms(f"{edition.title} {' '.join(item.hit.chunk.chunk.section)} {kept}", language))
    names = _name_stems(best)
    wanted = {term for term in question.focus if term in names}
    said_apart = set(terms(item.text, language)) - set(terms(kept, language))
    named = {stem for name in question.programmes for stem in terms(name, language)}
    return wanted <= held and not said_apart & named


def _name_stems(item: Evidence) -> frozenset[str]:
    """The stems of the words with a capital inside a sentence."""
    language = item.hit.chunk.chunk.language
    words = re.findall(r"(?<=[^.!?:«\"“]\s)[A-ZÀ-Ý][\w-]+", item.text)
    return frozenset(stem for word in words for stem in terms(word, language))


def _dates_source(value: Value, edition: Edition) -> bool:
    """Whether a date is that of the document itself: "in October 2021, the page announced"."""
    if value.moment is None:
        return False
    written = [match for text in (edition.published, edition.edition) if (match := ISO.match(text))]
    days = [[int(part or 0) for part in match.groups()] for match in written]
    return any(Moment(year, month, day).holds(value.moment) for year, month, day in days)


def _are_editions(one: Evidence, other: Evidence) -> bool:
    """Whether the documents speak of different editions, or one replaces the other."""
    left, right = one.hit.edition, other.hit.edition
    years = YEAR.fullmatch(left.edition) and YEAR.fullmatch(right.edition)
    apart = (left.valid_until and left.valid_until < right.valid_from) or (
        right.valid_until and right.valid_until < left.valid_from
    )
    replaced = _document_id(left.supersedes) == other.hit.chunk.document
    replaces = _document_id(right.supersedes) == one.hit.chunk.document
    yearly = bool(years) and left.edition != right.edition
    return yearly or bool(apart) or replaced or replaces or left.status != right.status


def _document_id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _one_per_source(items: Sequence[Evidence]) -> list[Evidence]:
    found: dict[tuple[str, ...], Evidence] = {}
    for item in items:
        found.setdefault(source_of(item), item)
    return list(found.values())


def _authority(item: Evidence) -> tuple[bool, str]:
    """Official before the rest, newer before older; undated last."""
    published = item.hit.edition.published
    newest_first = "".join(chr(0x10FFFF - ord(c)) for c in published if c.isdigit())
    return item.hit.edition.source_kind != "official", newest_first or chr(0x10FFFF)
