"""Two programs at one data folder: a second opening in one of them must not free its locks."""

import subprocess
import sys

from ingest.catalogue import Catalogue
from ingest.private_file import create_private
from ingest.staff_store import StaffStore, record

WRITE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute(sys.argv[2])
connection.commit()
connection.close()
"""


def write_elsewhere(path, statement: str) -> None:
    subprocess.run([sys.executable, "-c", WRITE, str(path), statement], check=True)


def test_a_catalogue_opened_twice_sees_what_another_program_writes(plain_config, catalogue, store):
    store("a.md")
    before = catalogue.change()
    # A process loses its locks of a file when it closes any descriptor of it; the other program
    # would then believe that it is alone and remove the log that this one reads and writes.
    Catalogue(plain_config).close()
    store_change = (
        "INSERT INTO changes (at, who, what, document) VALUES ('2026', 'other', 'withdrawn', '')"
    )
    write_elsewhere(plain_config.catalogue_path, store_change)
    assert catalogue.change() == before + 1
    store("b.md")
    write_elsewhere(plain_config.catalogue_path, store_change)
    assert catalogue.change() == before + 3
    again = Catalogue(plain_config)
    assert [document.id for document in again.documents()] == ["a-md", "b-md"]
    again.close()


def test_accounts_opened_twice_keep_the_lock_of_a_change(tmp_path):
    store = StaffStore(tmp_path)
    with store.transaction() as connection:
        record(connection, "ada", "signed.in")
        create_private(tmp_path / "staff.sqlite3")
        locked = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sqlite3, sys\n"
                "connection = sqlite3.connect(sys.argv[1], timeout=0)\n"
                "connection.execute('BEGIN IMMEDIATE')",
                str(tmp_path / "staff.sqlite3"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "database is locked" in locked.stderr
    assert [event.who for event in store.events()] == ["ada"]
