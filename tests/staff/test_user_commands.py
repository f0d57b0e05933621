"""`python -m ingest user …`: accounts without a password on the command line."""

import json

import pytest
from typer.testing import CliRunner, Result

from ingest.__main__ import app
from ingest.accounts import Accounts
from ingest.errors import AccountRefused
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore

PASSWORD = "twelve green apples"


@pytest.fixture
def user(tmp_path, monkeypatch):
    """Runs a command on an empty data folder."""
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))

    def run(*words: str, password: str = "") -> Result:
        return CliRunner().invoke(app, ["user", *words], input=password + "\n")

    return run


def test_an_account_from_its_making_to_its_end(user, tmp_path):
    assert "no account" in user("list").output
    assert user("add", "Ada", "--role", "admin", password=PASSWORD).exit_code == 0
    assert user("add", "bob", password=PASSWORD).output == "bob can sign in at /staff as editor.\n"
    assert json.loads(user("list", "--json").output) == {
        "users": [{"name": "ada", "role": "admin"}, {"name": "bob", "role": "editor"}]
    }
    store = StaffStore(tmp_path)
    accounts, sessions = Accounts(store), StaffSessions(store)
    token = sessions.start("bob")
    assert user("password", "bob", password="a password of today").exit_code == 0
    assert sessions.find(token) is None
    assert accounts.verify("bob", "a password of today") and not accounts.verify("bob", PASSWORD)
    assert user("remove", "bob").exit_code == 0
    assert user("list").output == "ada  admin\n"


def test_a_password_cannot_be_an_argument(user):
    for words in (("add", "ada", PASSWORD), ("add", "ada", "--password", PASSWORD)):
        assert user(*words).exit_code == 2
    assert "no account" in user("list").output


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaa"])
def test_no_account_is_made_with_a_weak_password(user, password):
    refused = user("add", "ada", password=password)
    assert isinstance(refused.exception, AccountRefused)
    assert "no account" in user("list").output


def test_what_does_not_exist_is_not_changed(user):
    for words in (("remove", "ada"), ("password", "ada")):
        assert isinstance(user(*words, password=PASSWORD).exception, AccountRefused)
    assert user("add", "ada", "--role", "owner", password=PASSWORD).exit_code == 2
