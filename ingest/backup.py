"""Backups: one file with the catalogue, originals included, and the accounts of staff.

A backup is a zip archive of copies that SQLite makes of its files while others write:

    manifest.json       format, time, numbers of documents and chunks, SHA-256 of the copies
    catalogue.sqlite3   documents, versions, originals, chunks, vectors, drafts, audit trail
    staff.sqlite3       accounts and their events, when there are any; no sessions

The index is not in it: it is derived. Nor is what readers left (questions, ratings).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from ingest.config import IndexConfig
from ingest.errors import BackupRefused, NewerDataFolder
from ingest.generation_files import synchronise
from ingest.messages import os_reason
from ingest.schema import BUSY_SECONDS, SCHEMA_VERSION, sqlite_reason
from ingest.staff_store import FILE_NAME as STAFF

FORMAT = 1
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite3"
_COUNTS = {
    "documents": "SELECT count(*) FROM versions WHERE state = 'current'",
    "chunks": "SELECT count(*) FROM chunks",
    "change": "SELECT coalesce(max(id), 0) FROM changes",
    "schema": "SELECT value + 0 FROM settings WHERE key = 'schema_version'",
}

# What the modules for archives and JSON raise for bytes that are not theirs.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),
    *(ValueError, KeyError, TypeError, AttributeError),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written or restored; `made_at` is in UTC, ISO 8601."""

    file: str
    made_at: str
    documents: int
    chunks: int
    change: int


def write_backup(config: IndexConfig, file: Path) -> Backup:
    """Write the data folder as it is at this moment, whoever is writing to it.

    An earlier backup of that name is replaced once the new one is complete and checked.
    Raises BackupRefused.
    """
    if not config.catalogue_path.is_file():
        raise BackupRefused(f"The data folder {config.data_dir} holds no catalogue.")
    if file.exists() and not _is_backup(file):
        raise BackupRefused(f"{file} is there already and no backup; choose another name.")
    with _explained(), _workshop(file.with_name(f".{file.name}.unfinished")) as folder:
        copies = [folder / CATALOGUE]
        _copy(config.catalogue_path, copies[0])
        facts = _checked(copies[0])
        if (config.data_dir / STAFF).is_file():
            copies.append(folder / STAFF)
            _copy(config.data_dir / STAFF, copies[1])
            _forget_sessions(copies[1])
        facts |= {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
        _pack(folder / "backup", copies, facts)
        (folder / "backup").replace(file)
        synchronise(file.parent)
    return _backup(file, facts)


def restore_backup(file: Path, config: IndexConfig) -> Backup:
    """Put a backup into a data folder that holds no catalogue yet; the index is made anew later.

    The backup is checked to the last byte before anything is put in place. Raises BackupRefused,
    and NewerDataFolder for a backup of a newer version.
    """
    if config.catalogue_path.exists():
        raise BackupRefused(
            f"The data folder {config.data_dir} holds a catalogue already; "
            "choose an empty one with ASSISTANT_DATA_DIR."
        )
    with _explained():
        config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _explained(), _workshop(config.data_dir / "restoring") as folder:
        facts = _unpack(file, folder)
        if facts["schema"] > SCHEMA_VERSION:
            raise NewerDataFolder(f"{file} was written by a newer version of this program.")
        if any(facts[name] != count for name, count in _checked(folder / CATALOGUE).items()):
            raise BackupRefused(f"{file} is damaged: its catalogue is not the one it announces.")
        # The catalogue last: as long as it is not there, the same restoring can be done again.
        for name in sorted(facts["files"], reverse=True):
            _put(folder / name, config.data_dir / name)
        synchronise(config.data_dir)
    return _backup(file, facts)


def _backup(file: Path, facts: dict[str, Any]) -> Backup:
    numbers = {name: facts[name] for name in ("documents", "chunks", "change")}
    return Backup(str(file), facts["made_at"], **numbers)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the disk, SQLite or the archive say into BackupRefused."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupRefused(f"The backup cannot go on: {sqlite_reason(error)}.") from error
    except OSError as error:
        raise BackupRefused(f"The backup cannot go on: {os_reason(error)}.") from error


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """An empty folder that is removed at the end, or by the next one after a crash."""
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"Another program is at work in {folder}.") from error
        for left in folder.iterdir():
            left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
    finally:
        os.close(descriptor)


def _copy(database: Path, to: Path) -> None:
    """Copy one moment of the file; those who read and write meanwhile are not held up."""
    os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_connect(database)) as source, closing(_connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _connect(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)


def _forget_sessions(staff: Path) -> None:
    with closing(_connect(staff)) as connection:
        for table in ("sessions", "tries"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("VACUUM")


def _checked(catalogue: Path) -> dict[str, Any]:
    """The counts of a catalogue that is sound; raises BackupRefused when it is not."""
    with closing(_connect(catalogue)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if found != ["ok"] or connection.execute("PRAGMA foreign_key_check").fetchall():
            raise BackupRefused(f"The catalogue is damaged ({found[0]}); nothing was changed.")
        return {name: connection.execute(query).fetchone()[0] for name, query in _COUNTS.items()}


def _pack(archive: Path, copies: Sequence[Path], facts: dict[str, Any]) -> None:
    files = {path.name: _digest(path) for path in copies}
    with (
        archive.open("xb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        os.fchmod(file.fileno(), 0o600)
        packed.writestr(MANIFEST, json.dumps({**facts, "files": files}, indent=2))
        for path in copies:
            packed.write(path, path.name)
    synchronise(archive)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """The manifest, once all that it announces is in the folder, byte for byte."""
    try:
        with zipfile.ZipFile(file) as packed:
            facts = json.loads(packed.read(MANIFEST))
            if facts["format"] != FORMAT or not {CATALOGUE} <= set(facts["files"]) <= {
                CATALOGUE,
                STAFF,
            }:
                raise BackupRefused(f"{file} is a backup of another version of this program.")
            for name, digest in facts["files"].items():
                with packed.open(name) as inside, (folder / name).open("xb") as outside:
                    os.fchmod(outside.fileno(), 0o600)
                    shutil.copyfileobj(inside, outside, 1 << 20)
                if _digest(folder / name) != digest:
                    raise BackupRefused(f"{file} is damaged: {name} is not as it was saved.")
                synchronise(folder / name)
            return dict(facts)
    except _UNREADABLE as error:
        raise BackupRefused(f"{file} is damaged or no backup.") from error


def _put(path: Path, place: Path) -> None:
    if place.exists() and _digest(place) != _digest(path):
        raise BackupRefused(f"{place} is there already; choose an empty data folder.")
    path.replace(place)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_backup(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as packed:
            return {MANIFEST, CATALOGUE} <= set(packed.namelist())
    except (zipfile.BadZipFile, OSError):
        return False
