"""Documents that state other values for the same criterion, or one that does so itself."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.documents import Document
from ingest.draft_list import StaffDocument
from ingest.drafts import Drafts
from ingest.edition_dates import find_dates
from ingest.figures import Figure, figures
from ingest.known_conflicts import keep_key, known_keys
from ingest.lexical import terms
from ingest.spans import quotable_spans

# Of the words of the shorter sentence, besides its figures and names: what both speak of.
SHARED = 0.5
# Of all words of two sentences of one document, which has many that are alike.
SAME = 0.6
# A unit that says by itself what is measured.
TELLING_UNITS = frozenset({"m²"})
# In a longer text, words of more than this share of its sentences tell nothing apart.
COMMON, FEWEST = 0.2, 12
NEXT_WORD = re.compile(r"[ \u00a0\u202f](?:(?:de|d'|d’|of) ?)?[^\W\d]{3,}")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences of one programme that state other values for the same thing.

    `key` names the pair for `keep_as_known`; it changes when one of the sentences changes.
    """

    key: str
    programme: str
    document: str
    sentence: str
    other: str
    other_sentence: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence that states values: `values` by unit or by what is counted, and its words."""

    sentence: str
    values: dict[str, frozenset[str]]
    words: frozenset[str]


def contradictions(drafts: Drafts, document_id: str) -> list[Contradiction]:
    """Where this document and published ones of its programme state other values, or it alone.

    Dates of the call are compared between languages, other values within one.
    """
    own = drafts.document(document_id)
    mine = drafts.source(document_id)
    pairs = [((document_id, here), (document_id, there)) for here, there in _own_values(mine)]
    for other in drafts.documents():
        if _comparable(own, other):
            theirs = drafts.source(other.stored.id)
            pairs += [
                ((document_id, here), (other.stored.id, there))
                for here, there in (*_other_dates(mine, theirs), *_other_values(mine, theirs))
            ]
    known, programme = known_keys(drafts.engine), own.stored.edition.programme
    made = [_contradiction(programme, *pair, known=known) for pair in pairs]
    return list({contradiction.key: contradiction for contradiction in made}.values())


def keep_as_known(drafts: Drafts, contradiction: Contradiction, *, who: str) -> None:
    """Remember that staff know of it; it comes back with `known` from now on."""
    pair = (contradiction.document, contradiction.other)
    keep_key(drafts.writer, contradiction.key, pair, who=who)


def _comparable(own: StaffDocument, found: StaffDocument) -> bool:
    """Whether both speak of the same edition of the same programme, one not replacing the other."""
    mine, theirs = own.stored.edition, found.stored.edition
    same = bool(mine.programme) and mine.programme.casefold() == theirs.programme.casefold()
    apart = mine.edition and theirs.edition and mine.edition != theirs.edition
    names = {own.stored.name.rsplit("/", 1)[-1], found.stored.name.rsplit("/", 1)[-1]}
    linked = names & {mine.twin, theirs.twin, mine.supersedes, theirs.supersedes}
    return (
        same
        and not apart
        and not linked
        and found.state == "published"
        and found.stored.id not in (own.stored.id, own.replaces)
    )


def _other_dates(mine: Document, theirs: Document) -> Iterator[tuple[str, str]]:
    """Sentences on the opening, closing or validity with no date in common."""
    left, right = find_dates(mine.pages), find_dates(theirs.pages)
    for field in ("opens", "closes", "valid_until"):
        here = [found for found in left if found.field == field]
        there = [found for found in right if found.field == field]
        if here and there and not any(_agree(a.iso, b.iso) for a in here for b in there):
            yield here[0].sentence, there[0].sentence


def _agree(one: str, other: str) -> bool:
    """Whether two dates are the same as far as both are written."""
    return one.startswith(other) or other.startswith(one)


def _other_values(mine: Document, theirs: Document) -> Iterator[tuple[str, str]]:
    language = mine.edition.language
    if theirs.edition.language != language:
        return
    left, right = list(_stated(mine, language)), list(_stated(theirs, language))
    common = _common((*left, *right), (mine, theirs))
    for here in left:
        for there in right:
            if _disagree(here, there, common=common):
                yield here.sentence, there.sentence


def _own_values(mine: Document) -> Iterator[tuple[str, str]]:
    """Sentences of one document that state other values in nearly the same words.

    Those with a date are left out: a rule that changes on a day has two values.
    """
    stated = [
        one
        for one in _stated(mine, mine.edition.language)
        if not any(figure.kind == "date" for figure in figures(one.sentence))
    ]
    common = _common(stated, (mine,))
    for here, there in combinations(stated, 2):
        left, right = here.words - common, there.words - common
        same = len(left & right) >= SAME * max(len(left), len(right))
        if same and _disagree(here, there, common=common):
            yield here.sentence, there.sentence


def _common(stated: Sequence[_Stated], documents: Sequence[Document]) -> frozenset[str]:
    """The words that tell nothing apart: names of the programme, and those of many sentences."""
    told = Counter(word for one in stated for word in one.words)
    written = " ".join(name for document in documents for name in _names(document))
    names = frozenset(terms(written, documents[0].edition.language))
    most = max(FEWEST, len(stated)) * COMMON
    return names | {word for word, count in told.items() if count > most}


def _names(document: Document) -> tuple[str, ...]:
    edition = document.edition
    return (edition.programme, edition.publisher, *edition.aliases)


def _stated(document: Document, language: str) -> Iterator[_Stated]:
    for span in quotable_spans(document.text):
        values: dict[str, set[str]] = {}
        rest = span.text
        for figure in figures(span.text):
            end = figure.start + len(figure.written)
            rest = rest[: figure.start] + " " * len(figure.written) + rest[end:]
            unit = _unit(figure, span.text[end:], language)
            if unit and figure.value != "1":
                values.setdefault(unit, set()).add(figure.value)
        if values and not span.text.rstrip().endswith("?"):
            held = {unit: frozenset(own) for unit, own in values.items()}
            yield _Stated(span.text, held, frozenset(terms(rest, language)))


def _unit(figure: Figure, after: str, language: str) -> str:
    """The unit of an amount, or the word for what is counted; empty for dates and labels."""
    if figure.kind == "amount":
        return figure.value.partition(" ")[2]
    following = NEXT_WORD.match(after)
    if figure.kind == "date" or not following:
        return ""
    return next(iter(terms(following.group(), language)), "")


def _disagree(here: _Stated, there: _Stated, *, common: frozenset[str]) -> bool:
    """Whether both state values of one unit for the same thing, and none in common."""
    units = [
        unit
        for unit in here.values.keys() & there.values.keys()
        if not here.values[unit] & there.values[unit]
    ]
    if not units:
        return False
    left, right = here.words - common - set(units), there.words - common - set(units)
    shared = len(left & right)
    alike = shared > 0 and shared >= SHARED * min(len(left), len(right))
    return alike or bool(TELLING_UNITS & set(units))


def _contradiction(
    programme: str, here: tuple[str, str], there: tuple[str, str], *, known: frozenset[str]
) -> Contradiction:
    # The same whichever of the two documents is looked at.
    key = hashlib.sha256(repr(sorted((here, there))).encode()).hexdigest()[:32]
    return Contradiction(key, programme, *here, *there, known=key in known)
