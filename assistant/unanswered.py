"""Questions that got no answer, kept only where staff chose so, without personal data."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from assistant.answer import Language
from ingest.errors import CatalogueError
from ingest.schema import BUSY_SECONDS

Kind = Literal["unanswered", "thumbs_down"]

FILE_NAME: Final = "unanswered.sqlite3"
MOST_QUESTIONS: Final = 20_000  # the disk is not filled
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
_DELETE_OLD: Final = "DELETE FROM questions WHERE day < ?"


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question without personal data; `day` is the day it was asked, no hour."""

    id: int
    day: str
    kind: Kind
    language: Language
    text: str


def utc_today() -> date:
    """The present day in UTC."""
    return datetime.now(UTC).date()


class UnansweredQuestions:
    """The file of kept questions; safe to share between threads and processes.

    Every method raises CatalogueError when the file cannot be used.
    """

    def __init__(self, data_dir: Path, *, days: int, today: Callable[[], date] = utc_today) -> None:
        """Keep questions for so many days; the file is made with the first one."""
        self._path = data_dir / FILE_NAME
        self._days = days
        self._today = today

    def keep(self, question: str, *, language: Language, kind: Kind) -> None:
        """Keep a question without what tells who asked it, and delete those that are too old."""
        text = without_personal_data(question)
        with self._open() as connection:
            connection.execute(_DELETE_OLD, (self._oldest(),))
            (count,) = connection.execute("SELECT count(*) FROM questions").fetchone()
            if count < MOST_QUESTIONS:
                row = (self._today().isoformat(), kind, language, text)
                statement = "INSERT INTO questions (day, kind, language, text) VALUES (?, ?, ?, ?)"
                connection.execute(statement, row)

    def all(self) -> list[KeptQuestion]:
        """The questions that are not too old, the oldest first."""
        if not self._path.exists():
            return []
        columns = "SELECT id, day, kind, language, text FROM questions WHERE day >= ? ORDER BY id"
        with self._open() as connection:
            return [KeptQuestion(*row) for row in connection.execute(columns, (self._oldest(),))]

    def forget(self, ids: Sequence[int]) -> int:
        """Delete these questions; how many of them there were."""
        if not self._path.exists():
            return 0
        with self._open() as connection:
            rows = [(id_,) for id_ in ids]
            return connection.executemany("DELETE FROM questions WHERE id = ?", rows).rowcount

    def forget_old(self) -> int:
        """Delete the questions that are too old; how many of them there were."""
        if not self._path.exists():
            return 0
        with self._open() as connection:
            return connection.execute(_DELETE_OLD, (self._oldest(),)).rowcount

    def remove(self) -> None:
        """Delete the file: nothing is to be kept."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise CatalogueError(f"{self._path} cannot be deleted: {error.strerror}.") from error

    def asked_at(self) -> int:
        """The change of the documents after which all questions were asked again, or 0."""
        if not self._path.exists():
            return 0
        with self._open() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def set_asked_at(self, change: int) -> None:
        """Note that the questions were asked again after this change."""
        if self._path.exists():
            with self._open() as connection:
                connection.execute(f"PRAGMA user_version = {change:d}")

    def _oldest(self) -> str:
        return (self._today() - timedelta(days=self._days)).isoformat()

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
