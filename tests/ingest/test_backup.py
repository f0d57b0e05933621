"""A backup holds all that staff made, at one moment; nothing else is ever restored."""

import json
import os
import sqlite3
import zipfile

import pytest
from made_documents import made_document, made_vectors
from typer.testing import CliRunner

from ingest.__main__ import app
from ingest.accounts import Accounts
from ingest.backup import restore_backup, write_backup
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import BackupRefused, CatalogueError, NewerDataFolder
from ingest.index import ChunkIndex
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore


@pytest.fixture
def corpus(store, catalogue, plain_config):
    """Documents in every state, an account and its session."""
    for name, language in (("un.md", "fr"), ("one.md", "en"), ("two.md", "en")):
        store(name, language=language)
    store("un.md", version="v2")
    catalogue.withdraw("two-md")
    staff = StaffStore(plain_config.data_dir)
    Accounts(staff).add("ada", password="twelve green apples", role="admin")
    StaffSessions(staff).start("ada")
    return plain_config


@pytest.fixture
def elsewhere(tmp_path) -> IndexConfig:
    return IndexConfig(data_dir=tmp_path / "elsewhere")


def rows(database) -> dict[str, list]:
    """All rows of all tables."""
    connection = sqlite3.connect(database)
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "sqlite_stat1"
    ]
    found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"')) for name in tables}
    connection.close()
    return found


def test_what_is_restored_is_what_was_saved(corpus, elsewhere, catalogue, tmp_path):
    saved = write_backup(corpus, tmp_path / "backup.zip")
    assert (saved.documents, saved.chunks) == (2, 8)
    restored = restore_backup(tmp_path / "backup.zip", elsewhere)
    assert (restored.made_at, restored.change) == (saved.made_at, saved.change)
    assert rows(elsewhere.catalogue_path) == rows(corpus.catalogue_path)
    staff = {
        name: rows(c.data_dir / "staff.sqlite3")
        for name, c in (("saved", corpus), ("restored", elsewhere))
    }
    assert staff["restored"]["users"] == staff["saved"]["users"] != []
    assert staff["restored"]["sessions"] == [] != staff["saved"]["sessions"]
    for path in elsewhere.data_dir.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert sorted(path.name for path in elsewhere.data_dir.iterdir()) == [
        "catalogue.sqlite3",
        "staff.sqlite3",
    ]


def test_a_backup_is_only_for_its_owner_and_leaves_nothing_beside(corpus, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(2):  # the second one takes the place of the first
        write_backup(corpus, folder / "backup.zip")
        assert [path.name for path in folder.iterdir()] == ["backup.zip"]
    assert (folder / "backup.zip").stat().st_mode & 0o777 == 0o600


def test_another_file_is_not_overwritten(corpus, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear friends")
    with pytest.raises(BackupRefused, match="no backup; choose another name"):
        write_backup(corpus, letter)
    assert letter.read_text() == "Dear friends"


def test_a_folder_without_a_catalogue_is_not_saved(elsewhere, tmp_path):
    with pytest.raises(BackupRefused, match="holds no catalogue"):
        write_backup(elsewhere, tmp_path / "backup.zip")
    assert not elsewhere.data_dir.exists()


def test_a_damaged_catalogue_does_not_replace_a_good_backup(corpus, catalogue, tmp_path):
    file = tmp_path / "backup.zip"
    write_backup(corpus, file)
    before = file.read_bytes()
    catalogue.close()
    content = bytearray(corpus.catalogue_path.read_bytes())
    content[8192:12288] = os.urandom(4096)
    corpus.catalogue_path.write_bytes(content)
    with pytest.raises(BackupRefused, match="damaged|cannot go on"):
        write_backup(corpus, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "data"]


def test_nothing_is_restored_over_a_catalogue(corpus, tmp_path):
    write_backup(corpus, tmp_path / "backup.zip")
    before = rows(corpus.catalogue_path)
    with pytest.raises(BackupRefused, match="holds a catalogue already"):
        restore_backup(tmp_path / "backup.zip", corpus)
    assert rows(corpus.catalogue_path) == before


def test_accounts_of_another_folder_are_not_overwritten(corpus, elsewhere, tmp_path):
    write_backup(corpus, tmp_path / "backup.zip")
    Accounts(StaffStore(elsewhere.data_dir)).add(
        "bob", password="twelve blue apples", role="editor"
    )
    with pytest.raises(BackupRefused, match="is there already"):
        restore_backup(tmp_path / "backup.zip", elsewhere)
    assert [user.name for user in Accounts(StaffStore(elsewhere.data_dir)).users()] == ["bob"]


def test_one_changed_byte_anywhere_is_noticed(corpus, elsewhere, tmp_path):
    write_backup(corpus, tmp_path / "backup.zip")
    whole = (tmp_path / "backup.zip").read_bytes()
    expected = rows(corpus.catalogue_path)
    file = tmp_path / "damaged.zip"
    for place in range(11, len(whole), len(whole) // 150):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            restore_backup(file, elsewhere)
        except (BackupRefused, NewerDataFolder):
            assert [path.name for path in elsewhere.data_dir.iterdir()] == []
        else:  # a byte that means nothing, such as a time in the archive
            assert rows(elsewhere.catalogue_path) == expected
            for path in elsewhere.data_dir.iterdir():
                path.unlink()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupRefused, match="damaged or no backup"):
        restore_backup(file, elsewhere)


def changed_manifest(file, **changes) -> None:
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["manifest.json"] = json.dumps(json.loads(contents["manifest.json"]) | changes)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"format": 2}, "another version"),
        ({"files": {"../../escaped": "0"}}, "another version"),
        ({"schema": 99}, "newer version"),
        ({"chunks": 9}, "not the one it announces"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(
    corpus, elsewhere, tmp_path, changes, error
):
    write_backup(corpus, tmp_path / "backup.zip")
    changed_manifest(tmp_path / "backup.zip", **changes)
    with pytest.raises((BackupRefused, CatalogueError), match=error):
        restore_backup(tmp_path / "backup.zip", elsewhere)
    assert list(elsewhere.data_dir.iterdir()) == []


def test_an_index_of_another_catalogue_is_not_used(corpus, store, catalogue, elsewhere, tmp_path):
    """After the backup the numbers of new chunks are given again, to other texts."""
    write_backup(corpus, tmp_path / "backup.zip")
    store("later.md")
    index = ChunkIndex(corpus, catalogue, model_id="invented-model")
    assert index.sync()
    index.close()
    catalogue.close()
    (corpus.data_dir / "index").rename(tmp_path / "index")
    restore_backup(tmp_path / "backup.zip", elsewhere)
    (tmp_path / "index").rename(elsewhere.index_dir)
    restored = Catalogue(elsewhere)
    document, chunks = made_document("other.md")
    restored.store(document, chunks, made_vectors(chunks), source_path="/other.md")
    index = ChunkIndex(elsewhere, restored, model_id="invented-model")
    assert index.sync()
    snapshot = restored.snapshot()
    found = index._generation._collection.query(
        query_embeddings=snapshot.vectors, n_results=1, include=[]
    )["ids"]
    assert found == [[str(chunk)] for chunk in snapshot.ids]
    index.close()
    restored.close()


def test_the_commands_say_what_they_did(corpus, elsewhere, tmp_path, monkeypatch):
    run = CliRunner()
    file = str(tmp_path / "backup.zip")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(corpus.data_dir))
    assert (
        run.invoke(app, ["backup", file]).output == f"2 documents (8 chunks) are saved in {file}.\n"
    )
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(elsewhere.data_dir))
    said = json.loads(run.invoke(app, ["restore", file, "--json"]).output)
    assert (said["file"], said["documents"], said["chunks"]) == (file, 2, 8)
    health = json.loads(run.invoke(app, ["check", "--json"]).output)
    assert health["healthy"] and health["chunks_index"] == 8
    refused = run.invoke(app, ["restore", file])
    assert isinstance(refused.exception, BackupRefused)
