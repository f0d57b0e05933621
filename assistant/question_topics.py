"""Kept questions grouped by meaning across French and English, without reading any twice."""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.affected import read_questions
from assistant.answer import Language
from assistant.unanswered import KeptQuestion
from ingest.embeddings import Embedder
from ingest.language import detect_language

Vectors = NDArray[np.float32]

# Cosine of two questions with one meaning, in one language or two, measured from the middle of
# the stored questions of their language: what all questions have in common is left out.
ALIKE: Final = 0.4
# The newest ones are grouped: all pairs of them are compared.
MOST_GROUPED: Final = 2_000
_STORED: Final = Path(__file__).parent.parent / "corpus" / "questions" / "questions.jsonl"
_SAMPLE: Final = 150


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions of one meaning, in whatever language; the first one speaks for them."""

    questions: tuple[KeptQuestion, ...]

    @property
    def text(self) -> str:
        """The question that is nearest to all others."""
        return self.questions[0].text

    def evaluation_case(self) -> dict[str, Any]:
        """A line for a file of questions like `corpus/questions/questions.jsonl`.

        What the answer must hold is left for staff to fill in.
        """
        first = self.questions[0]
        return {
            "id": f"asked-{first.id}",
            "lang": first.language,
            "question": first.text,
            "history": [],
            "group": "asked",
            "expected_status": "answered",
            "also_ok_status": [],
            "must_include": [],
            "must_not_include": [],
            "note": f"asked {len(self.questions)} times",
        }


def case_lines(topics: Iterable[Topic]) -> str:
    """The evaluation cases of the topics in JSON lines."""
    cases = (json.dumps(topic.evaluation_case(), ensure_ascii=False) for topic in topics)
    return "".join(f"{case}\n" for case in cases)


class Topics:
    """Groups questions with one model; may be shared by threads.

    Vectors are kept by the ids of questions, for as long as those are asked about.
    """

    def __init__(self, embedder: Embedder) -> None:
        """Use this model; nothing is read yet."""
        self._embedder = embedder
        self._lock = threading.Lock()
        self._middles: dict[Language, Vectors] = {}
        self._vectors: dict[int, Vectors] = {}
        self._grouped: tuple[tuple[int, ...], list[Topic]] = ((), [])

    def of(self, questions: Sequence[KeptQuestion]) -> list[Topic]:
        """The newest questions grouped by meaning across languages, the largest group first."""
        newest = questions[-MOST_GROUPED:]
        ids = tuple(question.id for question in newest)
        with self._lock:
            if ids != self._grouped[0]:
                self._grouped = (ids, _groups(newest, self._read(newest)) if ids else [])
            return self._grouped[1]

    def _read(self, questions: Sequence[KeptQuestion]) -> Vectors:
        """Unit vectors of the questions as seen from the middle of their language."""
        self._middles = self._middles or _middles(self._embedder)
        new = [question for question in questions if question.id not in self._vectors]
        if new:
            read = self._embedder.encode_queries([question.text for question in new])
            self._vectors |= {question.id: row for question, row in zip(new, read, strict=True)}
        self._vectors = {question.id: self._vectors[question.id] for question in questions}
        apart = np.array([self._vectors[q.id] - self._middles[q.language] for q in questions])
        return np.asarray(apart / np.linalg.norm(apart, axis=1, keepdims=True), np.float32)


def _groups(questions: Sequence[KeptQuestion], vectors: Vectors) -> list[Topic]:
    alike = vectors @ vectors.T >= ALIKE
    left = np.ones(len(questions), np.bool_)
    counts = alike.sum(axis=1)
    groups: list[Topic] = []
    while left.any():
        # The question with most others near it speaks for them.
        first = int(np.where(left, counts, -1).argmax())
        members = [first, *(i for i in np.flatnonzero(alike[first] & left).tolist() if i != first)]
        left[members] = False
        counts = counts - alike[:, members].sum(axis=1)
        groups.append(Topic(tuple(questions[i] for i in members)))
    return groups


def _middles(embedder: Embedder) -> dict[Language, Vectors]:
    stored = [question.text for question in read_questions(_STORED)[:_SAMPLE]]
    french = np.array([detect_language(text) == "fr" for text in stored])
    known = embedder.encode_queries(stored)
    return {"fr": known[french].mean(axis=0), "en": known[~french].mean(axis=0)}
