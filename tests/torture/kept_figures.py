"""Keeps the figures of `make torture`: each with its commit, and how long its test took."""

import json
import subprocess
import time
from datetime import date
from pathlib import Path

from write_report import FIGURES, PROJECT

PRODUCT = ("ingest", "assistant", "ui.py", "pyproject.toml")


class Reliability:
    """Appends figures to `.data/torture/figures.jsonl`, each with the commit it was measured on."""

    def __init__(self, test: str, *, kept: bool, file: Path = FIGURES) -> None:
        self._test = test
        self._kept = kept
        self._file = file
        self._started = time.monotonic()

    def row(self, number: int, *, fault: str, how: str, expected: str, figure: str) -> None:
        """Keep one row of docs/reliability.md; the short form of a test keeps none.

        `number` is the number of the fault, texts are one line of Markdown each.
        """
        if not self._kept:
            return
        row = {"row": number, "fault": fault, "how": how, "expected": expected, "figure": figure}
        row |= {"commit": commit(), "day": date.today().isoformat(), "test": self._test}
        row["took"] = took(time.monotonic() - self._started)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def took(seconds: float) -> str:
    """How long the test had been running, in the unit that a reader wants."""
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def commit() -> str:
    """The commit, with a + when the product in the working folder is not that commit's."""
    head = _git("rev-parse", "--short=10", "HEAD")
    return f"{head}+" if _git("status", "--porcelain", "--", *PRODUCT) else head


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(PROJECT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
