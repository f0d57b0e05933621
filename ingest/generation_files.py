"""The folders of the index: which generation is in use, and whether it is exactly as it was left.

    index/LOCK              held (flock) by the one process that may touch the generations
    index/CURRENT           the name of the generation in use
    index/gen-3/            a generation
    index/gen-3.seal.json   written when it was closed properly; absent while it is in use

A generation without its seal, or with one byte changed, was not closed properly: whoever finds
it builds a new one instead of opening it.
"""

import fcntl
import hashlib
import json
import os
import shutil
from contextlib import suppress
from os.path import samestat
from pathlib import Path
from typing import Any

POINTER = "CURRENT"


class OwnerLock:
    """The lock of an index folder; the system gives it up when its process ends in any way."""

    def __init__(self, index_dir: Path) -> None:
        """Take nothing yet."""
        self._path = index_dir / "LOCK"
        self._file = -1

    @property
    def held(self) -> bool:
        """Whether this object has the lock, on the file that other processes see."""
        try:
            return self._file >= 0 and samestat(self._path.stat(), os.fstat(self._file))
        except FileNotFoundError:
            return False

    def take(self) -> bool:
        """Take the lock without waiting, creating the folder; False when that is impossible."""
        if self.held:
            return True
        self.release()
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.release()
        return self._file >= 0

    def release(self) -> None:
        """Give the lock to whoever asks next."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def current_generation(index_dir: Path) -> Path | None:
    """The folder in use, None before the first one."""
    try:
        name = (index_dir / POINTER).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return index_dir / name if name.startswith("gen-") and "/" not in name else None


def next_generation(index_dir: Path, *, above: int) -> int:
    """Make an empty folder `gen-<n>` and return its number, above this one and all others there."""
    numbers = [int(path.name[4:]) for path in index_dir.glob("gen-*") if path.name[4:].isdigit()]
    number = max([above, *numbers]) + 1
    (index_dir / f"gen-{number}").mkdir(mode=0o700)
    return number


def make_current(folder: Path) -> None:
    """Point to this generation; after a crash the pointer is the old or the new one."""
    _write_durably(folder.parent / POINTER, folder.name)


def orphans(index_dir: Path) -> list[Path]:
    """Folders and seals of generations that are not in use, and unfinished files."""
    current = current_generation(index_dir)
    keep = {current, _seal(current)} if current else set()
    return sorted(
        path for path in (*index_dir.glob("gen-*"), *index_dir.glob("*.new")) if path not in keep
    )


def remove_pointer(index_dir: Path) -> None:
    """Have no generation in use; what a disk that fails keeps is removed another time."""
    with suppress(OSError):
        (index_dir / POINTER).unlink(missing_ok=True)


def remove_orphans(index_dir: Path) -> None:
    """Delete what is not in use, as far as the disk allows."""
    for path in orphans(index_dir):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Bring a closed generation safely to disk and record every file of it, with some facts."""
    for path in _files(folder):
        synchronise(path)
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        synchronise(path)
    _write_durably(_seal(folder), json.dumps({"files": _digests(folder), "facts": facts}))


def sealed_facts(folder: Path) -> dict[str, Any]:
    """The facts of the seal when the files are still exactly those sealed, else nothing."""
    try:
        sealed = json.loads(_seal(folder).read_text(encoding="utf-8"))
        return dict(sealed["facts"]) if sealed["files"] == _digests(folder) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def break_seal(folder: Path) -> None:
    """Mark the generation as in use, before it is opened."""
    _seal(folder).unlink(missing_ok=True)
    synchronise(folder.parent)


def synchronise(path: Path) -> None:
    """Wait until the file or the folder is safely on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.seal.json")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digests(folder: Path) -> dict[str, str]:
    digests = {}
    for path in _files(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "blake2b").hexdigest()
        digests[path.relative_to(folder).as_posix()] = digest
    return digests


def _write_durably(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    synchronise(unfinished)
    unfinished.replace(path)
    synchronise(path.parent)
