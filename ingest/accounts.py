"""Staff accounts: names, roles and argon2 hashes of passwords."""

import re
import threading
import time
from dataclasses import dataclass
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.errors import AccountRefused
from ingest.messages import message
from ingest.staff_store import StaffStore, record

Role = Literal["editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
PASSWORD_CHARACTERS = 12
LONGEST_PASSWORD = 256
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
# One hash takes 64 MiB for a twentieth of a second; a crowd at the door must not take it all.
_HASHING = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class User:
    """Someone of the staff; `added_at` in seconds since 1970."""

    name: str
    role: Role
    added_at: float


class Accounts:
    """The accounts of one data folder; every change ends the sessions of the account."""

    def __init__(self, store: StaffStore, *, hasher: PasswordHasher | None = None) -> None:
        """Keep the file; nothing is read yet. Hashes cost what argon2's authors advise."""
        self._store = store
        self._hasher = hasher or PasswordHasher()
        # Verified for unknown names, so that they take as long as known ones.
        self._nobody = self._hasher.hash("nobody has this password")

    def users(self) -> list[User]:
        """All accounts, ordered by name; empty before the first one is made."""
        query = "SELECT name, role, added_at FROM users ORDER BY name"
        with self._store.reading() as connection:
            return [User(*row) for row in connection.execute(query)]

    def add(self, name: str, *, password: str, role: Role, by: str = "cli") -> User:
        """Make an account; raises AccountRefused when name, role or password will not do."""
        name = plain_name(name)
        if not _NAME.fullmatch(name):
            raise AccountRefused(message("account.name"))
        user = User(name, _known(role), time.time())
        hashed = self._hashed(name, password)
        with self._store.transaction() as connection:
            if connection.execute("SELECT 1 FROM users WHERE name = ?", [name]).fetchone():
                raise AccountRefused(message("account.taken", name=name))
            row = (user.name, user.role, hashed, user.added_at)
            connection.execute("INSERT INTO users VALUES (?, ?, ?, ?)", row)
            record(connection, by, "user.added", f"{name} ({role})")
        return user

    def remove(self, name: str, *, by: str = "cli") -> None:
        """Delete an account with its sessions; raises AccountRefused when there is none."""
        self._change("DELETE FROM users WHERE name = ?", [plain_name(name)])
        self._note(by, "user.removed", name)

    def set_password(self, name: str, password: str, *, by: str = "cli") -> None:
        """Set another password; raises AccountRefused. All sessions of the account end."""
        hashed = self._hashed(plain_name(name), password)
        change = "UPDATE users SET password_hash = ? WHERE name = ?"
        self._change(change, [hashed, plain_name(name)])
        self._note(by, "user.password", name)

    def set_role(self, name: str, role: Role, *, by: str = "cli") -> None:
        """Set another role; raises AccountRefused. All sessions of the account end."""
        self._change("UPDATE users SET role = ? WHERE name = ?", [_known(role), plain_name(name)])
        self._note(by, f"user.{role}", name)

    def verify(self, name: str, password: str) -> bool:
        """Whether this is the password of the account; an unknown name takes as long."""
        with self._store.reading() as connection:
            query = "SELECT password_hash FROM users WHERE name = ?"
            row = connection.execute(query, [plain_name(name)]).fetchone()
        with _HASHING:
            try:
                right = self._hasher.verify(row[0] if row else self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return right and row is not None

    def _change(self, statement: str, values: list[str]) -> None:
        """Run a statement whose last value is the name, and end all sessions of that account."""
        name = values[-1]
        with self._store.transaction() as connection:
            if not connection.execute(statement, values).rowcount:
                raise AccountRefused(message("account.unknown", name=name))
            connection.execute("DELETE FROM sessions WHERE user = ?", [name])

    def _note(self, by: str, what: str, name: str) -> None:
        with self._store.transaction() as connection:
            record(connection, by, what, plain_name(name))

    def _hashed(self, name: str, password: str) -> str:
        if not PASSWORD_CHARACTERS <= len(password) <= LONGEST_PASSWORD:
            raise AccountRefused(
                message("account.password", least=PASSWORD_CHARACTERS, most=LONGEST_PASSWORD)
            )
        if len(set(password)) < 5 or password.casefold() == name:
            raise AccountRefused(message("account.easy"))
        return self._hasher.hash(password)


def plain_name(name: str) -> str:
    """The name as it is stored: without spaces around it, in small letters."""
    return name.strip().casefold()


def _known(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise AccountRefused(message("account.role", roles=", ".join(ROLES)))
