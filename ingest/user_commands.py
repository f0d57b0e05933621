"""The commands for staff accounts: add, remove, list, password."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ingest.accounts import Accounts
    from ingest.sign_in import SignIn

users = typer.Typer(help="Keep the accounts of the staff page.", no_args_is_help=True)


class RoleName(StrEnum):
    """The roles as the command line offers them; see `ingest.accounts.Role`."""

    editor = "editor"
    admin = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits or any of . _ @ -")]
RoleOption = Annotated[RoleName, typer.Option("--role", help="What the account may do.")]


@users.command("add")
def add_user(name: Name, role: RoleOption = RoleName.editor) -> None:
    """Make an account; its password is asked for, or read from standard input."""
    accounts, _ = _staff()
    user = accounts.add(name, password=_password(), role=role.value)
    typer.echo(f"{user.name} can sign in at /staff as {user.role}.")


@users.command("remove")
def remove_user(name: Name) -> None:
    """Delete an account and end its sessions at once."""
    accounts, _ = _staff()
    accounts.remove(name)
    typer.echo(f"{name} is removed.")


@users.command("list")
def list_users(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the accounts."""
    accounts, _ = _staff()
    found = [{"name": user.name, "role": user.role} for user in accounts.users()]
    if as_json:
        typer.echo(json.dumps({"users": found}))
    elif not found:
        typer.echo("There is no account. Make one: python -m ingest user add NAME --role admin")
    for user in [] if as_json else found:
        typer.echo(f"{user['name']}  {user['role']}")


@users.command("password")
def change_password(name: Name) -> None:
    """Set another password, end all sessions of the account and open it when it is locked."""
    accounts, sign_in = _staff()
    accounts.set_password(name, _password())
    sign_in.forgive(name)
    typer.echo(f"{name} has a new password; all sessions are over.")


def _password() -> str:
    """Typed twice without being shown, or the first line of standard input; never an argument."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _staff() -> tuple["Accounts", "SignIn"]:
    """The accounts of the data folder and their sign-in; ends with 2 for a wrong setting."""
    # Imported here, so that `--help` is instant.
    from pydantic import ValidationError

    from ingest.accounts import Accounts
    from ingest.config import IndexConfig, describe
    from ingest.sign_in import SignIn
    from ingest.staff_sessions import StaffSessions
    from ingest.staff_store import StaffStore

    try:
        store = StaffStore(IndexConfig().data_dir)
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(2) from error
    accounts = Accounts(store)
    return accounts, SignIn(store, accounts, StaffSessions(store))
