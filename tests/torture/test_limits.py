"""Without memory or space, the work that does not fit is not done, and nothing else suffers."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from children import ChildDied
from forms import forms
from test_kills import states
from work import change_in_little_memory, check

MEGABYTES = (0, 4, 16, 64, 256)


@forms(short=2, long=50)
def test_a_process_without_memory_dies_alone(children, fresh, tmp_path, reliability, examples):
    acknowledged = tmp_path / "acknowledged"
    ends = {"finished": 0, "gave up": 0, "died": 0}
    chance = random.Random(12)
    for number in range(examples):
        data_dir, start = fresh()
        acknowledged.write_bytes(b"")
        megabytes = MEGABYTES[number % len(MEGABYTES)] + chance.randrange(4)
        try:
            children.run(change_in_little_memory, data_dir, acknowledged, megabytes)
            ends["finished"] += 1
        except AssertionError:
            ends["gave up"] += 1
        except ChildDied:
            ends["died"] += 1
        done = len(acknowledged.read_bytes())
        children.run(check, data_dir, states(start)[done : done + 2])
    assert sum(ends.values()) == examples  # to finish is fine: exact search stands in for Chroma
    reliability.row(
        12,
        fault="no memory for the process that ingests",
        how=f"{examples} runs with {MEGABYTES[0]} to {MEGABYTES[-1]} MiB of address space beyond "
        "what a start takes (RLIMIT_AS)",
        expected="at worst this process dies; other processes and the corpus do not suffer",
        figure=f"acknowledged lost 0 / {examples}; "
        + ", ".join(f"{count} {end}" for end, count in ends.items()),
    )


@pytest.mark.torture
def test_a_disk_that_is_nearly_full_is_left_alone(small_disk, models_dir, tmp_path, reliability):
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.en.md").write_text(f"# Ticket {number}\n\nIt is invented.\n")
    refused = 0
    for megabytes in range(5, 50, 5):
        data_dir = small_disk(megabytes) / "data"
        data_dir.mkdir(exist_ok=True)
        if not (data_dir / "models").exists():
            (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
        done = subprocess.run(
            [sys.executable, "-m", "ingest", "add", str(folder)],
            env={**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "nothing was taken in" in done.stderr and "Traceback" not in done.stderr
        listed = subprocess.run(
            [sys.executable, "-m", "ingest", "list", "--json"],
            env={**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        assert listed.stdout == '{"documents": []}\n'
        refused += 1
    reliability.row(
        10,
        fault="a disk that is nearly full",
        how=f"`python -m ingest add` of 20 files, {refused} times, with 5 to 45 MiB free",
        expected="refused with a sentence before anything is read",
        figure=f"partial writes 0 / {refused}",
    )
