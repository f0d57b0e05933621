"""An hour of asking and ingesting: memory and open files stay where they were.

Run by `pytest -m soak tests/torture/test_soak.py`; SOAK_MINUTES sets the length.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from page_server import PageServer, serving

PROJECT = Path(__file__).parents[2]
MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
SHEET = "# Ticket Alizé (inventé)\n\nLe ticket Alizé dure {number} mois.\n" * 3
SECONDS_BETWEEN = 40.0


def command_line(data_dir: Path, *words: str) -> None:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "ingest", *words]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)


def start_asking(server: PageServer, seconds: float, seen: Path) -> "subprocess.Popen[bytes]":
    """Four users, about one question a second; what they saw goes to a file."""
    users = ["4", str(seconds), "2", "6"]
    command = [sys.executable, str(Path(__file__).parent / "chat_users.py"), server.address, *users]
    with seen.open("wb") as output:  # an hour of it does not fit into a pipe
        return subprocess.Popen(command, stdout=output)


def slope(samples: list[tuple[float, float]]) -> float:
    """Growth per hour after the first fifth of the time, the median of both halves compared."""
    late = samples[len(samples) // 5 :]
    half = len(late) // 2
    first, second = np.median(late[:half], axis=0), np.median(late[half:], axis=0)
    return float((second[1] - first[1]) / (second[0] - first[0]) * 3600)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_memory_and_files_stay_where_they_were(demonstration, tmp_path, reliability):
    demonstration(tmp_path)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    file = tmp_path / "alize.fr.md"
    memory, handles, changes = [], [], 0
    with serving(tmp_path, corpus) as server:
        started = time.monotonic()
        asking = start_asking(server, 60 * MINUTES, tmp_path / "seen.json")
        while asking.poll() is None:
            changes += 1
            file.write_text(SHEET.format(number=changes), encoding="utf-8")
            command_line(tmp_path, "add", str(file))
            if changes % 5 == 0:
                command_line(tmp_path, "remove", "alize-fr-md")
            passed = time.monotonic() - started
            memory.append((passed, server.memory()))
            handles.append((passed, float(server.handles())))
            time.sleep(SECONDS_BETWEEN)
        seen = json.loads((tmp_path / "seen.json").read_text("utf-8"))
    reliability.row(
        22,
        fault="asking and ingesting for a long time",
        how=f"{MINUTES:.0f} minutes; four users, {len(seen['answers']):,} answers; a document is "
        f"replaced {changes} times and removed every fifth time by the command line",
        expected="memory and open files do not grow after the start",
        figure=f"errors {len(seen['errors'])}; "
        f"memory {memory[0][1]:.0f} → {memory[-1][1]:.0f} MiB, "
        f"{slope(memory):+.1f} MiB an hour after the first fifth; open files {handles[0][1]:.0f} → "
        f"{handles[-1][1]:.0f}",
    )
    assert seen["errors"] == seen["leaks"] == []
