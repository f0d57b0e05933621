"""What the children of the backup tests do: grow a corpus, save it, restore it."""

import os
import time
from pathlib import Path

from children import arm, counted
from work import check, config_of, opened, store

from ingest.backup import restore_backup, write_backup


def grow(data_dir: Path, acknowledged: Path, documents: int, size: int) -> None:
    """Add documents one by one, each acknowledged once it is stored."""
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT)
    with opened(data_dir) as (catalogue, index):
        for number in range(documents):
            store(catalogue, f"{number}.md", "v1", size=size)
            os.write(file, b".")
            index.sync()


def save(data_dir: Path, file: Path) -> float:
    started = time.monotonic()
    write_backup(config_of(data_dir), file)
    return time.monotonic() - started


def restore(file: Path, data_dir: Path, fault: tuple[int, ...] = ()) -> int:
    """Restore, with a fault if one is given; the number of file changes."""
    if fault:
        arm(data_dir, *fault)
    restore_backup(file, config_of(data_dir))
    return counted() if fault else 0


def restore_and_check(file: Path, data_dir: Path, least: int, most: int) -> dict[str, float]:
    """Fail unless the backup holds the documents of one moment, each chunk found first."""
    started = time.monotonic()
    restore(file, data_dir)
    seconds = time.monotonic() - started
    moments = [{f"{n}.md": "v1" for n in range(count)} for count in range(least, most + 1)]
    return {**check(data_dir, moments), "seconds": seconds}
