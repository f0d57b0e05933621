"""Kept questions grouped by meaning across French and English, without reading any twice."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.mentions import Name, find_mentions
from assistant.question_encoder import encode_questions
from assistant.topic_words import topics_in
from assistant.unanswered import KeptQuestion

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

# Mean nearness of two groups of one meaning (average linkage), once names of programmes are out of
# the questions: with the names left in, the programme decides. Figures on invented questions:
# tests/assistant/test_question_topics.py.
ALIKE: Final = 0.45
# Words of the same topic of assistant/topics.yaml bring two questions nearer, words of other topics
# take them apart.
TOLD: Final = 0.15
UNLIKE: Final = 0.1
# The newest ones are grouped: all pairs of them are compared, again after each merging.
MOST_GROUPED: Final = 1_000


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
    """Groups questions by what they ask; may be shared by threads.

    Vectors are kept by the ids of questions, for as long as those are asked about.
    """

    def __init__(
        self, *, names: Callable[[], Sequence[Name]], encode: Encode = encode_questions
    ) -> None:
        """Leave these names out of the questions; nothing is read yet."""
        self._names = names
        self._encode = encode
        self._lock = threading.Lock()
        self._vectors: dict[int, Vectors] = {}
        self._grouped: tuple[tuple[int, ...], list[Topic]] = ((), [])

    def of(self, questions: Sequence[KeptQuestion]) -> list[Topic]:
        """The newest questions grouped by meaning across languages, the largest group first."""
        newest = questions[-MOST_GROUPED:]
        ids = tuple(question.id for question in newest)
        with self._lock:
            if ids != self._grouped[0]:
                self._grouped = (ids, _groups(newest, self._nearness(newest)) if ids else [])
            return self._grouped[1]

    def _nearness(self, questions: Sequence[KeptQuestion]) -> Vectors:
        """How near all pairs are: by their vectors, and by the topics that their words tell."""
        vectors, names = self._read(questions), self._names()
        told = [topics_in(without_names(kept.text, names), kept.language) for kept in questions]
        held = np.zeros((len(told), 1 + max((max(own, default=0) for own in told), default=0)))
        for row, own in zip(held, told, strict=True):
            row[list(own)] = 1
        shared: NDArray[np.bool_] = np.asarray(held @ held.T > 0)
        known: NDArray[np.bool_] = np.asarray(held.sum(axis=1) > 0)
        apart = known[:, None] & known[None, :] & ~shared
        return np.asarray(vectors @ vectors.T + TOLD * shared - UNLIKE * apart, np.float32)

    def _read(self, questions: Sequence[KeptQuestion]) -> Vectors:
        """Unit vectors of what the questions ask."""
        new = [question for question in questions if question.id not in self._vectors]
        if new:
            names = self._names()
            rows = self._encode([without_names(question.text, names) for question in new])
            self._vectors |= {kept.id: row for kept, row in zip(new, rows, strict=True)}
        self._vectors = {question.id: self._vectors[question.id] for question in questions}
        return np.stack(list(self._vectors.values()))


def without_names(text: str, names: Sequence[Name]) -> str:
    """The question without names of programmes; one that is nothing else stays as it is."""
    left = text
    for mention in reversed(find_mentions(text, names)):
        left = left[: mention.start] + left[mention.end :]
    left = " ".join(left.split())
    return left if re.search(r"\w", left) else text


def _groups(questions: Sequence[KeptQuestion], cosines: Vectors) -> list[Topic]:
    """Merges the two groups nearest to each other until none are alike."""
    members = [[place] for place in range(len(questions))]
    near = cosines.copy()
    np.fill_diagonal(near, -1)
    while near.size:
        one, other = divmod(int(near.argmax()), len(near))
        if near[one, other] < ALIKE:
            break
        sizes = len(members[one]), len(members[other])
        near[one] = (near[one] * sizes[0] + near[other] * sizes[1]) / sum(sizes)
        near[:, one] = near[one]
        near[other], near[:, other], near[one, one] = -1, -1, -1
        members[one] += members[other]
        members[other] = []
    topics = [_topic(questions, cosines, group) for group in members if group]
    return sorted(topics, key=lambda topic: -len(topic.questions))


def _topic(questions: Sequence[KeptQuestion], cosines: Vectors, members: list[int]) -> Topic:
    """The group, its questions ordered by how near they are to all others of it."""
    nearness = cosines[np.ix_(members, members)].sum(axis=1)
    return Topic(tuple(questions[members[place]] for place in np.argsort(-nearness, kind="stable")))
