"""Files of an upload, archives unpacked into a folder of their own, under names that are safe."""

import contextlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO

from ingest import limits
from ingest.config import IndexConfig
from ingest.errors import FileRefused
from ingest.found_files import FoundFile, fitting, printable
from ingest.messages import message
from ingest.report import Refusal

ARCHIVES = frozenset({".zip"})
# Archives inside archives, and those of other programs: unpack them first.
NOT_UNPACKED = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"})
UPLOAD_BYTES = 1024**3  # of all members of an archive together
BLOCK = 1024**2
# Folders and files that file managers add without being asked.
LEFT_BEHIND = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
FRENCH = frozenset("àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ’")
ENCRYPTED, UTF8_NAME = 0x1, 0x800  # flags of a member


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to take in, or why not; `shown` is its name with that of its archive in front."""

    shown: str
    found: FoundFile | Refusal


def uploaded_files(paths: Sequence[Path], folder: Path, config: IndexConfig) -> list[Upload]:
    """Each file, and in the place of each zip archive its members, unpacked below `folder`."""
    uploads: list[Upload] = []
    for path in paths:
        name = printable(path.name)
        if path.suffix.lower() not in ARCHIVES:
            uploads.append(Upload(name, FoundFile(path, name)))
            continue
        try:
            uploads += _members(path, name, folder / str(len(uploads)), config)
        except FileRefused as refusal:
            uploads.append(_refused(name, refusal))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            damaged = FileRefused("corrupt", message("damaged.packed", name=name))
            uploads.append(_refused(name, damaged))
    return uploads


def _refused(shown: str, refusal: FileRefused) -> Upload:
    return Upload(shown, Refusal(shown, refusal.kind, refusal.reason))


def _members(path: Path, name: str, folder: Path, config: IndexConfig) -> list[Upload]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _check_size(members, name)
        uploads = []
        for number, (member, inner) in enumerate(_visible(members)):
            shown = f"{name}/{inner}"
            try:
                target = folder / str(number) / PurePosixPath(inner).name
                _check(member, shown)
                _unpack(archive, member, target, limit=config.file_megabytes * BLOCK, shown=shown)
                uploads.append(Upload(shown, FoundFile(target, inner)))
            except FileRefused as refusal:
                uploads.append(_refused(shown, refusal))
    if not uploads:
        raise FileRefused("empty", message("empty.archive", name=name))
    return uploads


def _check_size(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > 10 * BLOCK and unpacked > limits.ARCHIVE_RATIO * max(packed, 1)
    if len(members) > limits.ARCHIVE_MEMBERS or unpacked > UPLOAD_BYTES or bomb:
        raise FileRefused(
            "too_large",
            message("large.files", name=name, size=unpacked // BLOCK, count=len(members)),
        )


def _visible(members: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Members with a name that is safe; what file managers leave behind is passed over."""
    for member in members:
        name = _name(member).replace("\\", "/")
        parts = [printable(part) for part in PurePosixPath(name).parts]
        if not LEFT_BEHIND.intersection(parts):
            safe = [_short(part) for part in parts if part not in ("/", "..")]
            yield member, "/".join(safe) or "file"


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member in the letters it was written in, whether or not it says which."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        written = member.filename.encode("cp437")
    except UnicodeError:
        return member.filename
    with contextlib.suppress(UnicodeError):
        return written.decode("utf-8")  # many programs write UTF-8 without saying so
    # Then the code page with more of the letters that French and English are written in.
    names = [written.decode(page, "replace") for page in ("cp850", "cp1252")]
    return max(names, key=lambda name: sum(letter in FRENCH for letter in name))


def _short(part: str) -> str:
    """The part of a name without what no folder accepts, its ending kept."""
    return fitting(part.replace("/", "_").replace(":", "_"))


def _check(member: zipfile.ZipInfo, shown: str) -> None:
    if member.flag_bits & ENCRYPTED:
        raise FileRefused("encrypted", message("encrypted", name=shown))
    if any(part.startswith(".") and part != ".." for part in PurePosixPath(shown).parts):
        raise FileRefused("unsupported", message("type.hidden", name=shown))
    if S_ISLNK(member.external_attr >> 16):
        raise FileRefused("unsupported", message("type.link", name=shown))
    if PurePosixPath(member.filename).suffix.lower() in NOT_UNPACKED:
        raise FileRefused("unsupported", message("type.nested", name=shown))


def _unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, limit: int, shown: str
) -> None:
    """Write the member's bytes; what its directory entry says of its size is not trusted."""
    target.parent.mkdir(parents=True)
    try:
        with archive.open(member) as packed, target.open("xb") as file:
            _copy(packed, file, limit=limit, shown=shown)
    except FileRefused:
        raise
    except Exception as error:  # each way of packing has errors of its own
        raise FileRefused("corrupt", message("damaged.packed", name=shown)) from error


def _copy(packed: IO[bytes], file: IO[bytes], *, limit: int, shown: str) -> None:
    size = 0
    while block := packed.read(BLOCK):
        size += len(block)
        if size > limit:
            raise FileRefused("too_large", message("large.packed", name=shown, most=limit // BLOCK))
        file.write(block)
