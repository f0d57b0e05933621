"""What the children of the erasure tests do: store something secret, erase it, look for bytes."""

import os
from pathlib import Path

from children import arm, counted
from made_documents import made_document, made_vectors
from work import opened, store

SECRET = "Sécrétan-canary-Ωmega.md"
SECRET_ID = "S-cr-tan-canary-mega-md"


def hide_and_erase(data_dir: Path, acknowledged: Path, fault: tuple[int, ...]) -> int:
    """Store three versions of a secret, erase it and renew the index; the number of steps."""
    with opened(data_dir) as (catalogue, index):
        for version in ("v1", "v2", "v3"):
            document = store(catalogue, SECRET, version)
            index.sync()
    with opened(data_dir) as (catalogue, index):
        index.sync()
        arm(data_dir, *fault)
        catalogue.erase(document)
        index.sync()
        acknowledged.touch()
    return counted()


def erase_again(data_dir: Path) -> bool:
    """Start as any program does and, when the secret is still there, erase it once more."""
    with opened(data_dir) as (catalogue, index):
        left = [d.id for d in catalogue.documents() if d.name == SECRET]
        for document in left:
            catalogue.erase(document)
        index.sync()
    return bool(left)


def needles() -> list[bytes]:
    """What must not be left: names, texts and vectors, in every form that is stored."""
    found = []
    for version in ("v1", "v2", "v3"):
        chunks = made_document(SECRET, version=version)[1]
        for vector in made_vectors(chunks):
            found += [vector.astype("<f4").tobytes()[:64], vector.astype("<f2").tobytes()[:64]]
    stem = SECRET.removesuffix(".md")
    found += [stem.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [*found, stem.encode("unicode_escape"), b"canary"]


def traces(data_dir: Path) -> list[str]:
    """The files that hold a needle, each with the first one."""
    found = []
    for path in sorted(data_dir.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        needle = next((needle for needle in needles() if needle in content), None)
        found += [f"{os.path.relpath(path, data_dir)}: {needle[:12]!r}"] if needle else []
    return found
