"""Headings that ask, as in frequently asked questions: compared question with question."""

import re
from collections.abc import Sequence

import numpy as np

from assistant.remembered import Remembered
from ingest.documents import SearchHit

QUESTION = re.compile(r"[^\s?][^?]*\?")
# Cosines of two questions lie in this band: the lower end for any two on the same programme, the
# upper for paraphrases.
UNRELATED, BAND = 0.3, 0.5


def questions_in(hit: SearchHit) -> tuple[str, ...]:
    """The questions that the heading over a passage asks; without headings, those of its title."""
    section = hit.chunk.chunk.section
    heading = section[-1] if section else hit.edition.title
    return tuple(QUESTION.findall(heading))


def closeness(question: str, hits: Sequence[SearchHit], read: Remembered) -> list[float]:
    """How close the question is to one that each passage's heading asks; 0 where it asks none.

    `read` gives the vectors of questions. The closest wording of a heading counts; 1 is a
    paraphrase, 0 any other question.
    """
    asked = [questions_in(hit) for hit in hits]
    texts = [text for own in asked for text in own]
    if not texts:
        return [0.0] * len(hits)
    own_vector, *others = read.vectors([question, *texts])
    cosines = iter(np.stack(others) @ own_vector)
    return [
        max((max(0.0, float(next(cosines) - UNRELATED) / BAND) for _ in own), default=0.0)
        for own in asked
    ]
