"""Whether a sentence is a quote shortened: its words, its order, and who does what to whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Language
from assistant.synonyms import Group, synonyms_of
from ingest.lexical import fold, terms

# Verbs that carry a fact without being one: a rewording may put one in.
CARRYING: dict[Language, str] = {
    "fr": "dure durent durée offre offrent propose proposent donne donnent permet permettent "
    "prévoit prévoient situé située trouve trouvent existe existent agit selon",
    "en": "last lasts offer offers provide provides give gives allow allows located exist exists "
    "according say says",
}
WORD = re.compile(r"\w+|[()]")
# Tells who does from who is done to: neither added nor left out.
AGENT: dict[Language, str] = {"fr": "par", "en": "by"}


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of meaning, or the word for an agent; `name`: it is a name or a number."""

    stem: str
    name: bool


def is_shortened(text: str, quote: str, heading: str, language: Language) -> bool:
    """Whether every word of meaning stands in the quote, itself or by a synonym, as often.

    Words may be left out, but names and numbers only at the end: "operated by A, says B" must not
    become "operated by B", nor "in 2021 the plan was" become "the plan was". Words may change
    places only if there is at most one name and no agent. The text may begin with words of the
    heading, which say what the quote is about.
    """
    carrying = frozenset(terms(CARRYING[language], language))
    about = frozenset(terms(heading, language))
    quoted = _words(quote, language)
    claimed = [word for word in _words(text, language) if word.stem not in carrying]
    held = {word.stem for word in quoted}
    meant = synonyms_of([word.stem for word in claimed], language)
    subject = next((i for i, w in enumerate(claimed) if _alike(w.stem, meant) & held), 0)
    if not about.issuperset(word.stem for word in claimed[:subject]):
        return False
    claimed = claimed[subject:]
    places = _places(claimed, quoted, meant, ordered=True)
    if places is None and _may_change_places(claimed, quoted, language):
        places = _places(claimed, quoted, meant, ordered=False)
    if not places:
        return False
    left_out = [quoted[place] for place in range(max(places)) if place not in places]
    return not any(
        word.stem == AGENT[language] or (word.name and word.stem not in about | carrying)
        for word in left_out
    )


def _may_change_places(
    claimed: Sequence[_Word], quoted: Sequence[_Word], language: Language
) -> bool:
    """Whether another order of the words cannot change who does what, as far as can be told."""
    inside = {word.stem for word in quoted[1:] if word.name}  # a sentence begins with a capital
    names = sum(word.name if place else word.stem in inside for place, word in enumerate(claimed))
    agent = any(word.stem == AGENT[language] for word in [*claimed, *quoted])
    return names <= 1 and not agent


def _places(
    claimed: Sequence[_Word], quoted: Sequence[_Word], meant: dict[str, Group], *, ordered: bool
) -> list[int] | None:
    """The place in the quote of each word, each place once; None when a word is missing."""
    places: list[int] = []
    for word in claimed:
        start = places[-1] + 1 if ordered and places else 0
        alike = _alike(word.stem, meant)
        free = (i for i in range(start, len(quoted)) if quoted[i].stem in alike and i not in places)
        place = next(free, None)
        if place is None:
            return None
        places.append(place)
    return places


def _alike(stem: str, meant: dict[str, Group]) -> frozenset[str]:
    """The stem and the single stems that mean the same."""
    groups = meant.get(stem, frozenset())
    return frozenset({stem}.union(*(group for group in groups if len(group) == 1)))


@lru_cache(maxsize=2048)
def _words(text: str, language: Language) -> tuple[_Word, ...]:
    """The words of meaning in order; a name in brackets counts as a plain word."""
    found: list[_Word] = []
    brackets = 0
    for match in WORD.finditer(text):
        written = match.group()
        if written in "()":
            brackets = max(0, brackets + (1 if written == "(" else -1))
            continue
        named = written[0].isdigit() or written[0].isupper()
        stems = [AGENT[language]] if fold(written) == AGENT[language] else terms(written, language)
        found += [_Word(stem, named and not brackets) for stem in stems]
    return tuple(found)
