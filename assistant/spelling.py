"""Misspelt words of a question, written as the corpus writes them."""

import re
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from assistant.view import View
from assistant.words import GENERIC, SHORTHAND
from ingest.lexical import fold, terms

WORD = re.compile(r"[^\W\d_]{4,}")
# A word that is no part of another, as in "R&D" or "c'est".
WHOLE = re.compile(r"(?<![\w&'’-])[^\W\d_]+(?![\w&'’-])")
# How alike (Indel ratio, 0 to 100) two stems have to be, or two whole words of stems less alike.
ALIKE_STEMS, ALIKE_WORDS, LEAST_ALIKE = 88.0, 80.0, 75.0
# Letters of a word from which alike stems are enough; fewer than SHORT may be any word.
LONG, SHORT = 7, 5
# How alike a word has to be to one that only asks ("wher", "combein").
ALIKE_ASKING = 85.0
# How much more often than without its accents a word has to be written with them.
MORE_USUAL = 4
LANGUAGES = ("fr", "en")


def correct(text: str, language: str, view: View) -> str:
    """The text with shorthand and accents written out, other unknown words as the corpus writes.

    Words that the corpus holds, names (a capital inside a sentence) and words that are near to
    nothing in the corpus stay as they are.
    """
    meant = SHORTHAND[language]
    written = WHOLE.sub(lambda match: meant.get(match.group(), match.group()), text)
    if language == "fr":
        written = WORD.sub(_with_accents, written)
    return WORD.sub(lambda match: _corrected(match, language, view), written)


def _corrected(match: "re.Match[str]", language: str, view: View) -> str:
    word = match.group()
    is_name = word != word.lower() and match.start() > 0
    if is_name or not _is_unknown(word, language, view):
        return word
    asking = process.extractOne(
        fold(word), GENERIC[language], scorer=fuzz.ratio, score_cutoff=ALIKE_ASKING
    )
    if asking or len(word) < SHORT:
        return str(asking[0]) if asking else word
    return _nearest(word, language, view) or word


def _with_accents(match: "re.Match[str]") -> str:
    """The word with its accents, if it is hardly ever written without; names stay as they are."""
    word = match.group()
    written = accented().get(word.lower(), word)
    if word == word.lower():
        return written
    is_first = match.start() == 0 and word[1:] == word[1:].lower()
    return written.capitalize() if is_first else word


def _is_unknown(word: str, language: str, view: View) -> bool:
    in_corpus = all(stem in view.lexical.stems(language) for stem in terms(word, language))
    return not in_corpus and not any(word.lower() in dictionary(own) for own in LANGUAGES)


def _nearest(word: str, language: str, view: View) -> str:
    """The word of the corpus that is most like this one; empty when none is like it."""
    (stem, *others) = terms(word, language)
    same_start = [own for own in view.lexical.stems(language) if own[:1] == stem[:1]]
    found = process.extractOne(stem, same_start, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE)
    if others or found is None:
        return ""
    passage = view.chunk(view.lexical.first_holding(found[0], language)).chunk.passage
    written = [own.lower() for own in WORD.findall(passage) if found[0] in terms(own, language)]
    nearest = max(written, key=lambda own: fuzz.ratio(fold(word), fold(own)), default=found[0])
    if len(word) >= LONG and found[1] >= ALIKE_STEMS:
        return str(nearest)
    return str(nearest) if fuzz.ratio(fold(word), fold(nearest)) >= ALIKE_WORDS else ""


def read_dictionaries() -> None:
    """Read the dictionaries, so that no question waits for them; takes a quarter of a second."""
    for language in LANGUAGES:
        dictionary(language)
    accented()


@lru_cache(maxsize=1)
def accented() -> dict[str, str]:
    """French words with accents, by how they are typed without; the usual one of several.

    Not those that are a usual word without accents too ("marche"). Made once, in a third of a
    second.
    """
    counts: dict[str, int] = dictionary("fr").word_frequency.dictionary
    usual: dict[str, str] = {}
    for word, count in counts.items():
        bare = fold(word)
        if word != bare and count > max(
            MORE_USUAL * counts.get(bare, 0), counts.get(usual.get(bare, ""), 0)
        ):
            usual[bare] = word
    return usual


@lru_cache(maxsize=4)
def dictionary(language: str) -> Any:
    """The words of a language, lower case, looked up with `in`; read from disk once."""
    # imported here: reads 140,000 words, which `--help` does not need
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1)
