"""Which document a file is: the one it replaces, or a new one with a readable id."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What is known of a file before its content is looked at."""

    name: str
    source_path: str

    @property
    def base_name(self) -> str:
        """The file name without folders."""
        return PurePath(self.name).name


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that the catalogue holds, current or withdrawn, as far as identity needs it."""

    id: str
    name: str
    base_name: str
    source_path: str
    version: int
    state: Literal["current", "withdrawn"]
    content_hash: str


def same_file(file: FileIdentity, known: Sequence[KnownDocument]) -> KnownDocument | None:
    """The document at the same source path, else the one of the same name."""
    for document in known:
        if document.source_path == file.source_path:
            return document
    return next((document for document in known if document.name == file.name), None)


def predecessor(
    file: FileIdentity, known: Sequence[KnownDocument], *, distinct_from: Collection[str]
) -> KnownDocument | None:
    """The document that this file is a new version of, if any.

    Same source path, else same name, else the only document of the same base name (the file
    moved). Documents in `distinct_from` are other files of the same run and never match.
    """
    candidates = [document for document in known if document.id not in distinct_from]
    same = same_file(file, candidates)
    if same is not None:
        return same
    moved = [document for document in candidates if document.base_name == file.base_name]
    return moved[0] if len(moved) == 1 else None


def free_name(file: FileIdentity, taken: Collection[str]) -> str:
    """The file's name, with as many parent folders in front as it takes to be the only one."""
    if file.name not in taken:
        return file.name
    parts = PurePath(file.source_path).parts
    for depth in range(len(PurePath(file.name).parts) + 1, len(parts)):
        name = "/".join(parts[-depth:])
        if name not in taken:
            return name
    return file.source_path


def free_id(name: str, taken: Collection[str]) -> str:
    """A readable id: the name in lower-case ASCII, numbered when another document has it."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[-LONGEST_ID:].strip("-")
    slug = slug or "document"
    number, unique = 1, slug
    while unique in taken:
        number += 1
        unique = f"{slug}-{number}"
    return unique
