"""Questions that got no answer, kept only where staff chose so, without personal data."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.affected import read_questions
from assistant.answer import Language
from assistant.assistant import Assistant
from assistant.question import QuestionRefused
from ingest.embeddings import Embedder
from ingest.errors import CatalogueError
from ingest.language import detect_language
from ingest.schema import BUSY_SECONDS

Kind = Literal["unanswered", "thumbs_down"]

FILE_NAME: Final = "unanswered.sqlite3"
MOST_QUESTIONS: Final = 20_000  # the disk is not filled
# Cosine of two questions with one meaning, in one language or two, measured from the middle of
# the stored questions of their language: what all questions have in common is left out.
ALIKE: Final = 0.4
_STORED: Final = Path(__file__).parent.parent / "corpus" / "questions" / "questions.jsonl"
_SAMPLE: Final = 150
REMOVED: Final = "[…]"
_NAME: Final = r"(?!(?:Mmes?|Mlle|Mrs?|Ms|Dr|Pr|Prof)\b)[A-ZÀ-ÖØ-Þ][\w’'-]+"
# Addresses of mail and pages, telephone and account numbers.
_CONTACT: Final = re.compile(
    r"\S+@\S+\.\w+|\b(?:https?://|www\.)\S+|(?:\+|\b00)\d[\d .()-]{7,}\d|\b0\d(?:[ .-]?\d\d){4}\b|"
    r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b[A-Z]{2}\d\d(?: ?\w{4}){3,7}(?: ?\w{1,3}\b)?|\b\d{9,}\b"
)
_PERSONS: Final = (
    re.compile(
        rf"(?<![^\W_])(?i:je m['’]appelle|mon nom est|my name is|i['’]?m called|signé|signed|"
        rf"cordialement|bien à vous|(?:best |kind )?regards|sincerely)[ ,:]+"
        rf"(?P<name>{_NAME}(?: {_NAME}){{0,3}})"
    ),
    re.compile(
        rf"(?<![^\W_])(?i:je suis|ici|i am|i['’]m|this is) (?P<name>{_NAME}(?: {_NAME}){{1,3}})"
    ),
    re.compile(
        rf"(?<![^\W_])(?:MM?|Mmes?|Mlle|Dr|Pr|Mrs?|Ms|Prof)\.? (?P<name>{_NAME}(?: {_NAME}){{0,2}})"
    ),
    # next to what was removed already
    re.compile(rf"(?P<name>{_NAME}(?: {_NAME}){{1,2}})(?=[ ,:;(<-]{{1,3}}\[…\])"),
    re.compile(rf"(?<=\[…\])[ ,:;)>-]{{1,3}}(?P<name>{_NAME}(?: {_NAME}){{1,2}})"),
)
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, kind TEXT NOT NULL,
    language TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question without personal data; `day` is the day it was asked, no hour."""

    id: int
    day: str
    kind: Kind
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions of one meaning, in whatever language; the first one speaks for them."""

    questions: tuple[KeptQuestion, ...]

    @property
    def text(self) -> str:
        """The question that is nearest to all others."""
        return self.questions[0].text

    def evaluation_case(self) -> dict[str, Any]:
        """A line for a file of questions like `corpus/questions/questions.jsonl`."""
        first = self.questions[0]
        return {
            "id": f"asked-{first.id}",
            "lang": first.language,
            "question": first.text,
            "history": [],
            "group": "asked",
            "expected_status": "answered",
            "note": f"asked {len(self.questions)} times, no document covers it yet",
        }


class UnansweredQuestions:
    """The file of kept questions; safe to share between threads and processes.

    Every method raises CatalogueError when the file cannot be used.
    """

    def __init__(self, data_dir: Path, *, days: int) -> None:
        """Keep questions for so many days; the file is made with the first one."""
        self._path = data_dir / FILE_NAME
        self._days = days

    def keep(
        self, question: str, *, language: Language, kind: Kind, today: date | None = None
    ) -> None:
        """Keep a question without what tells who asked it, and delete those that are too old."""
        day = today or datetime.now(UTC).date()
        text = without_personal_data(question)
        with self._open() as connection:
            oldest = (day - timedelta(days=self._days)).isoformat()
            connection.execute("DELETE FROM questions WHERE day < ?", (oldest,))
            (count,) = connection.execute("SELECT count(*) FROM questions").fetchone()
            if count < MOST_QUESTIONS:
                row = (day.isoformat(), kind, language, text)
                statement = "INSERT INTO questions (day, kind, language, text) VALUES (?, ?, ?, ?)"
                connection.execute(statement, row)

    def all(self, today: date | None = None) -> list[KeptQuestion]:
        """The questions that are not too old, the oldest first."""
        if not self._path.exists():
            return []
        day = today or datetime.now(UTC).date()
        oldest = (day - timedelta(days=self._days)).isoformat()
        columns = "SELECT id, day, kind, language, text FROM questions WHERE day >= ? ORDER BY id"
        with self._open() as connection:
            return [KeptQuestion(*row) for row in connection.execute(columns, (oldest,))]

    def forget(self, ids: Sequence[int]) -> None:
        """Delete these questions."""
        with self._open() as connection:
            connection.executemany("DELETE FROM questions WHERE id = ?", [(id_,) for id_ in ids])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS)) as connection:
                connection.execute("PRAGMA secure_delete=ON")
                with connection:
                    connection.executescript(_TABLE)
                    yield connection
        except (OSError, sqlite3.Error) as error:
            raise CatalogueError(f"The kept questions cannot be used: {error}.") from error


def without_personal_data(text: str) -> str:
    """The text with addresses, numbers and the names next to them replaced by a mark."""
    text = _CONTACT.sub(REMOVED, text)
    for pattern in _PERSONS:
        text = pattern.sub(_marked, text)
    return text


def _marked(match: re.Match[str]) -> str:
    start, end = match.start("name") - match.start(), match.end("name") - match.start()
    whole = match.group()
    return f"{whole[:start]}{REMOVED}{whole[end:]}"


def topics(questions: Sequence[KeptQuestion], embedder: Embedder) -> list[Topic]:
    """The questions grouped by meaning across languages, the largest group first."""
    if not questions:
        return []
    vectors = _centred(questions, embedder)
    alike = vectors @ vectors.T >= ALIKE
    left = np.ones(len(questions), np.bool_)
    groups: list[Topic] = []
    while left.any():
        # The question with most others near it speaks for them.
        counts = np.where(left, (alike & left).sum(axis=1), 0)
        first = int(counts.argmax())
        members = [first, *(i for i in np.flatnonzero(alike[first] & left).tolist() if i != first)]
        left[members] = False
        groups.append(Topic(tuple(questions[i] for i in members)))
    return groups


def _centred(questions: Sequence[KeptQuestion], embedder: Embedder) -> NDArray[np.float32]:
    """Unit vectors of the questions as seen from the middle of their language."""
    stored = [question.text for question in read_questions(_STORED)[:_SAMPLE]]
    languages = np.array([_two_languages(text) for text in stored])
    known = embedder.encode_queries(stored)
    middles = {name: known[languages == name].mean(axis=0) for name in ("fr", "en")}
    vectors = embedder.encode_queries([question.text for question in questions])
    apart = vectors - np.array([middles[question.language] for question in questions])
    return np.asarray(apart / np.linalg.norm(apart, axis=1, keepdims=True), np.float32)


def _two_languages(text: str) -> Language:
    return "fr" if detect_language(text) == "fr" else "en"


def close_answered(
    store: UnansweredQuestions, assistant: Assistant, *, heard: Callable[[str], None] | None = None
) -> int:
    """Ask the kept questions again and forget those that are answered now; how many they are.

    `heard` is told each of those.
    """
    answered = [question for question in store.all() if _is_answered(assistant, question)]
    for question in answered:
        if heard is not None:
            heard(question.text)
    store.forget([question.id for question in answered])
    return len(answered)


def _is_answered(assistant: Assistant, question: KeptQuestion) -> bool:
    """Whether the documents state it now; what readers rejected is not judged by its status."""
    if question.kind == "thumbs_down":
        return False
    try:
        return assistant.answer(question.text).status == "answered"
    except QuestionRefused:
        return False
