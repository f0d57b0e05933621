"""Whatever happened to the files of the index, it is never opened damaged and renews itself."""

import os
import random
import shutil
from pathlib import Path

import pytest
from forms import forms
from work import check, make_base

CHUNKS = 1200  # above this many Chroma keeps its graph in files
HOWS = ("truncated", "flipped", "zeroed", "lengthened")


@pytest.fixture(scope="module")
def large(children, tmp_path_factory):
    """A closed corpus whose index has all its kinds of files, and the versions it holds."""
    folder = tmp_path_factory.mktemp("large") / "data"
    return folder, children.run(make_base, folder, CHUNKS // 200, 200)


def damage(path: Path, how: str, chance: random.Random) -> None:
    size = path.stat().st_size
    if how == "truncated":
        os.truncate(path, chance.randrange(size))
        return
    content = bytearray(path.read_bytes())
    if how == "lengthened":
        content += chance.randbytes(4096)
    start = chance.randrange(size)
    for place in range(start, min(size, start + 100)) if how != "lengthened" else ():
        content[place] = 0 if how == "zeroed" else content[place] ^ (1 + chance.randrange(255))
    path.write_bytes(content)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@forms(short=4, long=50)
def test_a_torn_index_is_found_and_built_anew(children, large, tmp_path, reliability, examples):
    base, state = large
    chance = random.Random(7)
    files = sorted(
        path.relative_to(base)
        for path in (base / "index").rglob("*")
        if path.is_file() and path.stat().st_size
    )
    assert len(files) >= 8
    renewed = 0
    for number in range(examples):
        data_dir = tmp_path / "data"
        shutil.copytree(base, data_dir)
        damage(data_dir / files[number % len(files)], HOWS[number % 4], chance)
        found = children.run(check, data_dir, [state])
        assert found["chunks"] == CHUNKS
        renewed += not (data_dir / "index" / "gen-1").exists()
        shutil.rmtree(data_dir)
    reliability.row(
        7,
        fault="index files torn",
        how=f"{examples} times one of the {len(files)} files of a closed index of {CHUNKS:,} "
        "chunks truncated, flipped, zeroed or lengthened at a random place; a process starts, "
        "opens the corpus and asks for every chunk by its own vector",
        expected="found before Chroma opens it, built anew; no crash, no wrong answer",
        figure=f"crashes 0 / {examples}, wrong or missing hits 0 / {CHUNKS * examples:,}, "
        f"{renewed} indexes built anew by themselves",
    )


@forms(short=1, long=20)
def test_a_wrong_size_in_the_graph_does_not_make_the_index_grow(
    children, large, tmp_path, reliability, examples
):
    base, state = large
    chance = random.Random(8)
    largest = 0.0
    for _ in range(examples):
        data_dir = tmp_path / "data"
        shutil.copytree(base, data_dir)
        name = chance.choice(["link_lists.bin", "header.bin"])
        path = next((data_dir / "index").rglob(name))
        content = bytearray(path.read_bytes())
        place = chance.randrange(len(content) // 4) * 4
        content[place : place + 4] = b"\xff\xff\xff\x7f"
        path.write_bytes(content)
        for _ in range(3):
            children.run(check, data_dir, [state])
            largest = max(largest, size_of(data_dir / "index") / size_of(base / "index"))
        shutil.rmtree(data_dir)
    assert largest < 2
    reliability.row(
        8,
        fault="a size field of the graph is 2,147,483,647",
        how=f"{examples} places of `link_lists.bin` and `header.bin`; opened and closed 3 times",
        expected="not opened, built anew; the files stay below twice their size",
        figure=f"largest index {largest:.2f} times the sound one",
    )
