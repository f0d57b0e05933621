"""Finds the files to take in: folders recursively, in a fixed order, without links and devices."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.messages import message, os_reason
from ingest.report import Refusal

NAME_BYTES, LONGEST_ENDING = 150, 10


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file; `name` is its path below the folder that was given, or its file name."""

    path: Path
    name: str

    @property
    def source_path(self) -> str:
        """The absolute path as text that can be stored, whatever bytes it has."""
        return os.fsencode(self.path.absolute()).decode("utf-8", "backslashreplace")


def find_files(paths: Iterable[Path], *, data_dir: Path) -> list[FoundFile | Refusal]:
    """Every file below the paths once, in the order of the paths and of the names in a folder.

    Hidden files below a given folder and the data folder are passed over in silence; links,
    devices, pipes and what does not exist are refused.
    """
    found: dict[str, FoundFile | Refusal] = {}
    for top in paths:
        for item in _below(top, top if top.is_dir() else top.parent, os.path.abspath(data_dir)):
            found.setdefault(os.path.abspath(item.path), item)
    return list(found.values())


def printable(text: str) -> str:
    """The text without characters that cannot be shown or that change what is shown."""
    valid = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character)[0] == "C" else character
        for character in unicodedata.normalize("NFC", valid)
    )


def fitting(name: str) -> str:
    """The name of a file, cut to what every file system takes, its ending kept."""
    stem, dot, suffix = name.rpartition(".")
    ending = f".{suffix}" if dot and len(suffix) <= LONGEST_ENDING else ""
    stem = stem if ending else name
    kept = stem.encode("utf-8", "replace")[: NAME_BYTES - len(ending.encode())]
    return kept.decode("utf-8", "ignore") + ending


def _below(path: Path, top: Path, data_dir: str) -> Iterator[FoundFile | Refusal]:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            yield FoundFile(path, printable(path.relative_to(top).as_posix()))
        elif stat.S_ISDIR(mode):
            for name in sorted(os.listdir(path)):
                inner = path / name
                if not name.startswith(".") and os.path.abspath(inner) != data_dir:
                    yield from _below(inner, top, data_dir)
        else:
            key = "type.links" if stat.S_ISLNK(mode) else "type.device"
            reason = message(key, name=printable(path.name))
            yield Refusal(str(path), "unsupported", reason)
    except OSError as error:
        reason = message("unreadable", name=printable(path.name), reason=os_reason(error))
        yield Refusal(str(path), "unreadable", reason)
