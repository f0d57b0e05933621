"""Passages in another language than the question's, compared by a model that knows both alike."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from assistant.fusion import Scores, standardise
from assistant.question_encoder import encode_questions
from assistant.remembered import Remembered
from assistant.translation import Rarity, Translations, passage_of
from ingest.documents import StoredChunk

# How many passages are compared: those that the embedding model finds closest.
COMPARED: Final = 50
# Mean and spread of cosines between a question and what was found for it in the other language,
# and how many passages they count for beside those compared (docs/decisions/0020).
USUAL, SPREAD, COUNT = 0.24, 0.08, 10


# What the words count that a passage holds in translation, beside its vote, in deviations.
WORDS = 0.7


class ForeignPassages:
    """Votes on passages of another language; keeps the vectors it has read, shared by threads."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._read = Remembered(encode_questions)
        self._translations = Translations()

    def votes(self, question: str, passages: Sequence[StoredChunk], rarity: Rarity) -> Scores:
        """How far each passage stands above those usually found, in standard deviations.

        Shape (passages,), for at least one passage. The more passages there are, the more they
        are held against each other: a single one can still be far from the question.
        """
        asked, *vectors = self._read.vectors([question, *map(passage_of, passages)])
        cosines = np.stack(vectors) @ asked
        count = len(cosines)
        mean = (cosines.sum() + COUNT * USUAL) / (count + COUNT)
        variance = (count * cosines.var() + COUNT * SPREAD**2) / (count + COUNT)
        words = self._translations.held(question, passages, rarity)
        held = standardise(words, np.ones(count, np.bool_)) * count / (count + COUNT)
        return np.asarray((cosines - mean) / np.sqrt(variance) + WORDS * held, np.float32)

    def remember(self, passages: Sequence[StoredChunk]) -> None:
        """Read passages ahead of questions."""
        if passages:
            self._read.vectors([passage_of(stored) for stored in passages])
            self._translations.remember(passages)
