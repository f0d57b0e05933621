"""Acronyms in questions: written out, and the other way round, as the documents may have either."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.spelling import dictionary
from assistant.synonyms import Group
from assistant.view import PUBLIC_STATUSES, View
from ingest.lexical import fold, terms

# Up to this many letters an acronym is also known when it is typed in lower case.
LONGEST_IN_LOWER_CASE = 5
# Words of everyday questions that the dictionaries do not hold.
ORDINARY = frozenset("bio euro labo pro info mail app web".split())


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and what it stands for in one language; `written` when documents may use it."""

    short: str
    meaning: str
    language: str
    written: bool = True


@lru_cache(maxsize=1)
def standard_acronyms() -> tuple[Acronym, ...]:
    """The acronyms that need no document to be known."""
    text = Path(__file__).with_name("acronyms.yaml").read_text("utf-8")
    content = yaml.load(text, yaml.CSafeLoader)  # the one in Python is many times slower
    return tuple(
        Acronym(short, meaning, language)
        for language, entries in content.items()
        for short, meaning in entries.items()
    )


def known_acronyms(view: View) -> tuple[Acronym, ...]:
    """The acronyms of the corpus, then those of the standard list that it does not define."""
    own = dict.fromkeys(
        Acronym(short, meaning, document.edition.language)
        for document in view.snapshot.documents.values()
        for short, meaning in document.edition.acronyms
        if document.edition.status in PUBLIC_STATUSES
    )
    usual = {(known.short, known.language): fold(known.meaning) for known in standard_acronyms()}
    # An acronym that means something else here means it in the other language too.
    elsewhere = {
        given.short
        for given in own
        if fold(given.meaning) != usual.get((given.short, given.language), fold(given.meaning))
    }
    defined = {(given.short, given.language) for given in own}
    rest = (
        known
        for known in standard_acronyms()
        if known.short not in elsewhere and (known.short, known.language) not in defined
    )
    return tuple(replace(known, written=_is_written(known, view)) for known in (*own, *rest))


def spell_out(text: str, language: str, acronyms: Sequence[Acronym] | None = None) -> str:
    """The text with acronyms followed by what they stand for in brackets, and the reverse.

    Where the text has both already nothing is added, nor an acronym that no document writes.
    """
    added: dict[int, str] = {}
    held = list(_held(text, language, acronyms))
    abridged = {fold(known.meaning) for known, short, _ in held if short}
    for known, short, meaning in held:
        if short and not meaning:
            added.setdefault(short.end(), known.meaning)
        elif meaning and known.written and fold(known.meaning) not in abridged:
            added.setdefault(meaning.end(), known.short)
    for place in sorted(added, reverse=True):
        text = f"{text[:place]} ({added[place]}){text[place:]}"
    return text


def acronym_groups(
    text: str, language: str, acronyms: Sequence[Acronym] | None = None
) -> tuple[Group, ...]:
    """For each acronym that the text holds, short or written out, the stems of both forms."""
    groups = (
        frozenset(frozenset(terms(form, language)) for form in (known.short, known.meaning))
        for known, *_ in _held(text, language, acronyms)
    )
    return tuple(group for group in groups if all(group))


def _held(
    text: str, language: str, acronyms: Sequence[Acronym] | None
) -> Iterator[tuple[Acronym, re.Match[str] | None, re.Match[str] | None]]:
    """The acronyms that the text holds, with the places of their two forms.

    Of an acronym that is known in the language, its meaning in another one does not count.
    """
    given = standard_acronyms() if acronyms is None else acronyms
    own = {known.short for known in given if known.language == language}
    plain = "".join(base if len(base := fold(letter)) == 1 else letter for letter in text)
    for known in given:
        if known.language == language or known.short not in own:
            short = _short(text, known.short, language)
            meaning = _written_out(fold(known.meaning)).search(plain)
            if short or meaning:
                yield known, short, meaning


def _short(text: str, acronym: str, language: str) -> re.Match[str] | None:
    """Where the acronym stands; typed in lower case it must be short and no ordinary word."""
    found = _pattern(acronym).search(text)
    if found is None:
        return None
    shouted = text == text.upper() and text.lower() != acronym.lower()
    if found[1] == acronym and not shouted:
        return found
    lower = acronym.lower()
    ordinary = lower in ORDINARY or lower in dictionary(language)
    letters = sum(character.isalpha() for character in lower)
    return found if letters <= LONGEST_IN_LOWER_CASE and not ordinary else None


@lru_cache(maxsize=1024)
def _pattern(acronym: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w&@.-])({re.escape(acronym)})s?(?![\w&@-])", re.IGNORECASE)


@lru_cache(maxsize=1024)
def _written_out(meaning: str) -> re.Pattern[str]:
    words = [re.escape(word.rstrip("sx")) for word in re.findall(r"\w+", meaning)]
    return re.compile(r"\b" + r"(?:e?s|x)?[\W_]+".join(words) + r"(?:e?s|x)?\b", re.IGNORECASE)


def _is_written(known: Acronym, view: View) -> bool:
    stems = terms(known.short, known.language)
    return any(all(s in view.lexical.stems(own) for s in stems) for own in view.centres)
