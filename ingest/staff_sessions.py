"""Sessions of the staff page: random ids kept hashed on the server, with an end of their own."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from ingest.accounts import Role
from ingest.staff_store import StaffStore

IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
# A session in use is written once a minute, not with every picture of a page.
SEEN_SECONDS = 60
MOST_OF_A_USER = 20


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, as the account is now; `form_token` belongs into every form."""

    user: str
    role: Role
    form_token: str


class StaffSessions:
    """The sessions of one data folder; an id is known to the browser only."""

    def __init__(self, store: StaffStore, *, clock: Callable[[], float] = time.time) -> None:
        """Keep the file; `clock` gives seconds since 1970."""
        self._store = store
        self._clock = clock

    def start(self, user: str) -> str:
        """The id of a new session of this user: 256 random bits, to be kept in a cookie."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._store.transaction() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE started_at < ? OR seen_at < ?",
                [now - LONGEST_SECONDS, now - IDLE_SECONDS],
            )
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?)", [_hash(token), user, now, now]
            )
            connection.execute(
                "DELETE FROM sessions WHERE user = ? AND id_hash NOT IN (SELECT id_hash FROM "
                "sessions WHERE user = ? ORDER BY started_at DESC, rowid DESC LIMIT ?)",
                [user, user, MOST_OF_A_USER],
            )
        return token

    def find(self, token: str) -> Session | None:
        """The session with this id, None when it is over, was ended, or never was."""
        now = self._clock()
        query = (
            "SELECT users.name, users.role, seen_at FROM sessions JOIN users ON users.name = user "
            "WHERE id_hash = ? AND started_at >= ? AND seen_at >= ?"
        )
        with self._store.reading() as connection:
            values = [_hash(token), now - LONGEST_SECONDS, now - IDLE_SECONDS]
            row = connection.execute(query, values).fetchone()
        if row is None:
            return None
        if now - row["seen_at"] > SEEN_SECONDS:
            with self._store.transaction() as connection:
                connection.execute(
                    "UPDATE sessions SET seen_at = ? WHERE id_hash = ?", [now, _hash(token)]
                )
        return Session(row["name"], row["role"], form_token(token))

    def end(self, token: str) -> None:
        """End one session; nothing happens when it is over already."""
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE id_hash = ?", [_hash(token)])

    def end_all(self, user: str) -> int:
        """End all sessions of the user, on every device; how many there were."""
        with self._store.transaction() as connection:
            return connection.execute("DELETE FROM sessions WHERE user = ?", [user]).rowcount


def form_token(token: str) -> str:
    """What forms of the page must carry; it follows from the cookie, which no form can read."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def same_token(expected: str, sent: str) -> bool:
    """Whether the two are equal, taking as long for any two of one length."""
    return bool(expected) and hmac.compare_digest(expected.encode(), sent.encode())


def _hash(token: str) -> str:
    # No salt and no slow hash: 256 random bits cannot be guessed from it.
    return hashlib.sha256(token.encode()).hexdigest()
