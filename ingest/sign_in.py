"""Signing in: each wrong password makes the next try wait longer, then the door closes."""

import hashlib
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass

from ingest.accounts import Accounts, plain_name
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore, record

# Tries that were not right within the window: of one account, and of one address.
WINDOW_SECONDS = 15 * 60
MOST_OF_ACCOUNT = 5
MOST_OF_ADDRESS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to: the id of a session, or the seconds to wait, or neither."""

    session: str = ""
    wait_seconds: int = 0


class SignIn:
    """Checks passwords, so many a quarter of an hour and no more.

    Anyone can close the door of an account whose name he knows. Who is signed in stays so, and
    `python -m ingest user password NAME` opens it again.
    """

    def __init__(
        self,
        store: StaffStore,
        accounts: Accounts,
        sessions: StaffSessions,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep the file and what it is about; `clock` gives seconds since 1970."""
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    def sign_in(self, name: str, password: str, *, address: str) -> Outcome:
        """A session when the password is right and it is not too early for another try.

        An unknown name is answered as a known one, after the same time.
        """
        name = plain_name(name)
        account, origin = f"account {name}", f"address {network(address)}"
        # The try is written before the password is checked: many at once cannot slip through.
        wait = self._begin(account, origin)
        if wait:
            return Outcome(wait_seconds=wait)
        right = self._accounts.verify(name, password)
        with self._store.transaction() as connection:
            if right:
                connection.execute(
                    "DELETE FROM tries WHERE subject IN (?, ?)", [_hash(account), _hash(origin)]
                )
            record(connection, name if right else "", "signed.in" if right else "signed.wrong")
        return Outcome(session=self._sessions.start(name) if right else "")

    def forgive(self, name: str) -> None:
        """Forget the wrong tries of an account, so that its owner can sign in at once."""
        with self._store.transaction() as connection:
            subject = _hash(f"account {plain_name(name)}")
            connection.execute("DELETE FROM tries WHERE subject = ?", [subject])

    def _begin(self, account: str, origin: str) -> int:
        """Seconds to wait before this try may be made; 0 when it is counted and may go on."""
        now = self._clock()
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM tries WHERE at <= ?", [now - WINDOW_SECONDS])
            waits = []
            for subject, most in ((account, MOST_OF_ACCOUNT), (origin, MOST_OF_ADDRESS)):
                query = "SELECT at FROM tries WHERE subject = ? ORDER BY at"
                times = [row[0] for row in connection.execute(query, [_hash(subject)])]
                waits.append(_wait(times, most, now))
            if any(waits):
                return max(waits)
            for subject in (account, origin):
                row = (_hash(subject), now)
                connection.execute("INSERT INTO tries (subject, at) VALUES (?, ?)", row)
        return 0


def network(address: str) -> str:
    """The address, or its network of 64 bits: a household has that many addresses of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))


def _wait(times: list[float], most: int, now: float) -> int:
    """Seconds until the next try: 1, 2, 4 … after the last one, then until some are forgotten."""
    if not times:
        return 0
    if len(times) >= most:
        return _whole(times[-most] + WINDOW_SECONDS - now)
    return _whole(times[-1] + min(2.0 ** (len(times) - 1), 60.0) - now)


def _whole(seconds: float) -> int:
    return max(0, -int(-seconds // 1))


def _hash(subject: str) -> str:
    # Someone who types the password into the field of the name must not find it kept here.
    return hashlib.sha256(subject.encode()).hexdigest()
