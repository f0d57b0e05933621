"""The file of staff accounts, sessions, sign-in tries and events: SQLite, apart from documents."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import CatalogueError
from ingest.messages import message
from ingest.private_file import create_private
from ingest.schema import BUSY_SECONDS, sqlite_reason

FILE_NAME = "staff.sqlite3"
MOST_EVENTS = 20_000  # a night of wrong passwords must not fill the disk

# Neither passwords nor session ids can be read from it: there are only their hashes.
_TABLES = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, added_at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    id_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    started_at REAL NOT NULL, seen_at REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tries (
    id INTEGER PRIMARY KEY, subject TEXT NOT NULL, at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS tries_of_subject ON tries (subject, at);
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class StaffEvent:
    """Something that happened to accounts or at the sign-in; `at` in seconds since 1970."""

    at: float
    who: str
    what: str
    subject: str

    @property
    def at_utc(self) -> str:
        """The time in UTC, to the second, as people read it."""
        return datetime.fromtimestamp(self.at, UTC).strftime("%Y-%m-%d %H:%M:%S")


class StaffStore:
    """Short transactions on the file of the staff page; safe to share between threads.

    Every method raises CatalogueError when the file cannot be used.
    """

    def __init__(self, data_dir: Path) -> None:
        """Open or create the file, mode 0600."""
        self._path = data_dir / FILE_NAME
        try:
            create_private(self._path)
            self._path.chmod(0o600)
        except OSError as error:
            raise CatalogueError(f"{self._path} cannot be used: {error.strerror}.") from error
        with self.transaction() as connection:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection whose writing is all done or, after an error, not done at all."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
        except sqlite3.Error as error:
            raise _explained(error) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from, which does not wait for a writer that has just begun."""
        try:
            with closing(self._connect()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise _explained(error) from error

    def events(self, most: int = 1_000) -> list[StaffEvent]:
        """The latest events of accounts and sign-ins, newest first."""
        query = "SELECT at, who, what, subject FROM events ORDER BY id DESC LIMIT ?"
        with self.reading() as connection:
            return [StaffEvent(*row) for row in connection.execute(query, [most])]

    def _connect(self) -> sqlite3.Connection:
        # One connection a transaction: opening takes a third of a millisecond, and none is shared.
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def record(connection: sqlite3.Connection, who: str, what: str, subject: str = "") -> None:
    """Write an event into the transaction; the oldest ones go when there are very many."""
    row = (time.time(), who, what, subject)
    connection.execute("INSERT INTO events (at, who, what, subject) VALUES (?, ?, ?, ?)", row)
    connection.execute(
        "DELETE FROM events WHERE id <= (SELECT MAX(id) FROM events) - ?", [MOST_EVENTS]
    )


def _explained(error: sqlite3.Error) -> CatalogueError:
    return CatalogueError(message("staff_file", reason=sqlite_reason(error)))
