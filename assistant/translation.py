"""Words of a question that passages of another language hold in theirs, matched by meaning."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from assistant.fusion import Scores
from assistant.question_encoder import encode_questions
from assistant.remembered import Remembered
from ingest.documents import StoredChunk
from ingest.lexical import STOP_WORDS, fold, terms

WORD: Final = re.compile(r"[^\W\d_]{3,}")
# How close a word has to be to count as a translation, and how many of them are looked at
# (docs/decisions/0021).
CLOSE: Final = 0.6
MOST: Final = 6
EMPTY: Final = frozenset[str]().union(*STOP_WORDS.values())

Rarity = Callable[[str, str], float]


class Translations:
    """Finds translated words in passages; keeps the vectors of words, shared by threads."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._read = Remembered(encode_questions)

    def held(self, question: str, passages: Sequence[StoredChunk], rarity: Rarity) -> Scores:
        """What of the question's words each passage holds in translation, shape (passages,).

        The sum over the words of closeness times `rarity(stem, language)` of the best translation
        that the passage holds. Translations are looked for among the words of the passages.
        """
        asked = words_of(question)
        vocabulary = sorted({word for stored in passages for word in words_of(passage_of(stored))})
        if not asked or not vocabulary:
            return np.zeros(len(passages), np.float32)
        vectors = self._read.vectors([*asked, *vocabulary])
        closeness = vectors[: len(asked)] @ vectors[len(asked) :].T
        best = np.argsort(-closeness, axis=1, kind="stable")[:, :MOST]
        matches = [
            [(vocabulary[i], float(row[i])) for i in chosen if row[i] >= CLOSE]
            for row, chosen in zip(closeness, best, strict=True)
        ]
        return np.array([_sum(matches, stored, rarity) for stored in passages], np.float32)

    def remember(self, passages: Sequence[StoredChunk]) -> None:
        """Read the words of passages ahead of questions."""
        words = {word for stored in passages for word in words_of(passage_of(stored))}
        if words:
            self._read.vectors(sorted(words))


def passage_of(stored: StoredChunk) -> str:
    """What of a passage is compared: title, headings and text, as sentences of one text."""
    chunk = stored.chunk
    return f"{chunk.context}. {chunk.text}" if chunk.context else chunk.text


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning, lower case, each once, in order."""
    words = dict.fromkeys(match.group().lower() for match in WORD.finditer(text))
    return tuple(word for word in words if fold(word) not in EMPTY)


def _sum(
    matches: Sequence[Sequence[tuple[str, float]]], stored: StoredChunk, rarity: Rarity
) -> float:
    language = stored.chunk.language
    stems = set(terms(passage_of(stored), language))

    def weights(found: Sequence[tuple[str, float]]) -> Iterator[float]:
        for word, closeness in found:
            for stem in terms(word, language):
                if stem in stems:
                    yield closeness * rarity(stem, language)

    return sum(max(weights(found), default=0.0) for found in matches)
