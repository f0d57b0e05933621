"""Accounts, sessions and sign-in tries, on their real file."""

import stat
import sys
import threading
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ingest.accounts import Accounts
from ingest.errors import AccountRefused, CatalogueError
from ingest.sign_in import MOST_OF_ACCOUNT, MOST_OF_ADDRESS, WINDOW_SECONDS, network
from ingest.staff_sessions import IDLE_SECONDS, LONGEST_SECONDS, form_token, same_token
from ingest.staff_store import FILE_NAME, StaffStore

RIGHT = "twelve green apples"


def test_only_hashes_are_in_a_file_that_only_its_owner_reads(tmp_path, accounts, sessions):
    token = sessions.start("ada")
    path = tmp_path / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    held = path.read_bytes()
    assert b"$argon2id$" in held
    assert RIGHT.encode() not in held
    assert token.encode() not in held and form_token(token).encode() not in held


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        ("a", RIGHT, "editor"),
        ("a b", RIGHT, "editor"),
        ("<script>", RIGHT, "editor"),
        ("ada", RIGHT, "editor"),
        ("ADA ", RIGHT, "editor"),
        ("bob", "elevenchars", "editor"),
        ("bob", "aaaaaaaaaaaaaaaa", "editor"),
        ("bob", "x" * 300, "editor"),
        ("bob-the-builder", "bob-the-builder", "editor"),
        ("bob", RIGHT, "owner"),
    ],
)
def test_what_will_not_do_is_refused_in_one_sentence(accounts, name, password, role):
    with pytest.raises(AccountRefused, match=r"^.*\.$"):
        accounts.add(name, password=password, role=role)
    assert [user.name for user in accounts.users()] == ["ada"]


def test_a_password_is_that_of_its_account_alone(accounts):
    accounts.add("Bob", password="another good one", role="editor")
    assert accounts.verify(" Ada ", RIGHT)
    assert not accounts.verify("bob", RIGHT)
    assert not accounts.verify("nobody", RIGHT)
    assert not accounts.verify("nobody", "nobody has this password")
    assert not accounts.verify("ada", "")


class CountingHasher(PasswordHasher):
    """A hasher that remembers what it was given to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.parameters: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.parameters.append(str(hash).rsplit("$", 2)[0])
        return super().verify(hash, password)


def test_an_unknown_name_costs_the_same_hash(store):
    hasher = CountingHasher()
    accounts = Accounts(store, hasher=hasher)
    accounts.add("ada", password=RIGHT, role="admin")
    for name in ("ada", "nobody", "", "x" * 10_000):
        assert not accounts.verify(name, "wrong")
    assert len(hasher.parameters) == 4 and len(set(hasher.parameters)) == 1


def test_a_hash_costs_what_it_should():
    hasher = PasswordHasher()
    assert hasher.memory_cost >= 64 * 1024 and hasher.time_cost >= 3


@pytest.mark.parametrize(
    ("seconds", "used_each", "alive"),
    [
        (IDLE_SECONDS - 1, 0, True),
        (IDLE_SECONDS + 1, 0, False),
        (LONGEST_SECONDS - 1, 600, True),
        (LONGEST_SECONDS + 1, 600, False),
    ],
)
def test_a_session_ends_when_it_is_idle_or_old(
    accounts, sessions, clock, seconds, used_each, alive
):
    token = sessions.start("ada")
    end = clock.now + seconds
    while used_each and clock.now + used_each < end:
        clock.now += used_each
        assert sessions.find(token)
    clock.now = end
    assert bool(sessions.find(token)) == alive


def test_signing_out_everywhere_ends_all_sessions_of_one_user(accounts, sessions):
    accounts.add("bob", password="another good one", role="editor")
    own, other = [sessions.start("ada") for _ in range(3)], sessions.start("bob")
    sessions.end(own[0])
    assert [bool(sessions.find(token)) for token in own] == [False, True, True]
    assert sessions.end_all("ada") == 2
    assert not any(sessions.find(token) for token in own)
    assert sessions.find(other).role == "editor"


@pytest.mark.parametrize("change", ["remove", "role", "password"])
def test_a_change_of_the_account_ends_its_sessions_at_once(accounts, sessions, change):
    token = sessions.start("ada")
    assert sessions.find(token).role == "admin"
    if change == "remove":
        accounts.remove("ada")
    elif change == "role":
        accounts.set_role("ada", "editor")
    else:
        accounts.set_password("ada", "a password of today")
    assert sessions.find(token) is None


def test_a_made_up_session_is_none(accounts, sessions):
    token = sessions.start("ada")
    assert len(token) >= 43  # 256 bits in base 64
    assert sessions.find("") is None
    assert sessions.find(token[:-1]) is None
    assert sessions.find("' OR 1=1 --") is None
    assert same_token(form_token(token), form_token(token))
    assert not same_token("", "") and not same_token(form_token(token), "")


def test_each_wrong_password_makes_the_next_try_wait_longer(door, clock):
    waits = []
    for _ in range(MOST_OF_ACCOUNT):
        assert door.sign_in("ada", "wrong", address="192.0.2.1").wait_seconds == 0
        waits.append(door.sign_in("ada", RIGHT, address="192.0.2.2").wait_seconds)
        clock.now += waits[-1] if waits[-1] < 60 else 0
    assert waits[:4] == [1, 2, 4, 8]
    assert WINDOW_SECONDS - 60 < waits[4] <= WINDOW_SECONDS
    clock.now += waits[4]
    assert door.sign_in("ada", RIGHT, address="192.0.2.2").session


def test_the_right_password_makes_earlier_tries_forgotten(door, clock):
    for _ in range(2):
        assert not door.sign_in("ada", "wrong", address="192.0.2.1").session
        clock.now += 5
    assert door.sign_in("ada", RIGHT, address="192.0.2.1").session
    assert door.sign_in("ada", RIGHT, address="192.0.2.1").session


@pytest.mark.figure
@pytest.mark.parametrize("addresses", [1, 50])
def test_a_thousand_wrong_passwords_for_one_account(door, clock, reliability, addresses):
    """One hour, a try every 3.6 seconds: how many passwords are looked at."""
    started, looked_at = clock.now, 0
    for number in range(1_000):
        outcome = door.sign_in("ada", f"wrong {number}", address=f"192.0.2.{number % addresses}")
        looked_at += not outcome.wait_seconds
        clock.now += 3.6
    minutes = (clock.now - started) / 60
    sys.stdout.write(f"{addresses} addresses: {looked_at / minutes:.2f} tries accepted a minute\n")
    assert looked_at <= MOST_OF_ACCOUNT * (minutes / 15 + 1)
    reliability.row(
        44,
        fault=f"a thousand wrong passwords for one account ({addresses} addresses)",
        how="one account, a try every 3.6 s of a clock that the test turns",
        expected=f"at most {MOST_OF_ACCOUNT} in a quarter of an hour are looked at",
        figure=f"looked at {looked_at} / 1,000: {looked_at / minutes:.2f} a minute",
    )


def test_one_address_cannot_try_one_password_on_many_accounts(door, clock):
    looked_at = 0
    for number in range(100):
        outcome = door.sign_in(f"user{number}", RIGHT, address="192.0.2.1")
        looked_at += not outcome.wait_seconds
        clock.now += 1
    assert looked_at <= MOST_OF_ADDRESS


def test_addresses_of_one_network_count_as_one():
    assert network("2001:db8::1") == network("2001:db8::ffff:2") != network("2001:db8:0:1::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("::1") == "::/64"


def test_tries_at_the_same_moment_cannot_slip_through(door):
    waits = []
    threads = [
        threading.Thread(
            target=lambda: waits.append(
                door.sign_in("ada", "wrong", address="192.0.2.1").wait_seconds
            )
        )
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait == 0 for wait in waits) == 1


def test_a_locked_account_is_opened_by_its_staff(door, clock):
    for _ in range(MOST_OF_ACCOUNT):
        door.sign_in("ada", "wrong", address="192.0.2.1")
        clock.now += 60
    assert door.sign_in("ada", RIGHT, address="192.0.2.9").wait_seconds
    door.forgive("ada")
    assert door.sign_in("ada", RIGHT, address="192.0.2.9").session


def test_what_happens_to_accounts_is_written_down(store, accounts, door, clock):
    accounts.add("bob", password="another good one", role="editor", by="ada")
    door.sign_in("ada", "wrong", address="192.0.2.1")
    clock.now += 60
    door.sign_in("ada", RIGHT, address="192.0.2.1")
    accounts.remove("bob", by="ada")
    events = [(event.who, event.what, event.subject) for event in store.events()]
    assert events[:4] == [
        ("ada", "user.removed", "bob"),
        ("ada", "signed.in", ""),
        ("", "signed.wrong", ""),
        ("ada", "user.added", "bob (editor)"),
    ]


def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 500)
    with pytest.raises(CatalogueError, match=r"damaged|not a database"):
        Accounts(StaffStore(tmp_path)).users()
    with pytest.raises(CatalogueError, match="cannot be used"):
        StaffStore(Path("/proc/nowhere"))
