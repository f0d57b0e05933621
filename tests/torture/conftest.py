"""The fixture that keeps the figures of `make torture`."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from children import Children
from work import State, make_base
from write_report import FIGURES, PROJECT

PRODUCT = ("ingest", "assistant", "ui.py", "pyproject.toml")


class Reliability:
    """Appends figures to `.data/torture/figures.jsonl`, each with the commit it was measured on."""

    def __init__(self, test: str, *, kept: bool, file: Path = FIGURES) -> None:
        self._test = test
        self._kept = kept
        self._file = file

    def row(self, number: int, *, fault: str, how: str, expected: str, figure: str) -> None:
        """Keep one row of docs/reliability.md; the short form of a test keeps none.

        `number` is the number of the fault, texts are one line of Markdown each.
        """
        if not self._kept:
            return
        row = {"row": number, "fault": fault, "how": how, "expected": expected, "figure": figure}
        row |= {"commit": commit(), "day": date.today().isoformat(), "test": self._test}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def commit() -> str:
    """The commit, with a + when the product in the working folder is not that commit's."""
    head = _git("rev-parse", "--short=10", "HEAD")
    return f"{head}+" if _git("status", "--porcelain", "--", *PRODUCT) else head


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(PROJECT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture
def reliability(request: pytest.FixtureRequest) -> Reliability:
    """Keeps the figures of tests with the mark `torture` or `soak`."""
    node = request.node
    marked = any(node.get_closest_marker(name) for name in ("torture", "soak"))
    return Reliability(node.nodeid, kept=marked)


@pytest.fixture(scope="session")
def children() -> Children:
    """Starts child processes whose file operations can be made to fail."""
    return Children()


@pytest.fixture(scope="session")
def base(children: Children, tmp_path_factory) -> tuple[Path, State]:
    """A closed corpus to copy, and the versions of its documents."""
    folder = tmp_path_factory.mktemp("base") / "data"
    return folder, children.run(make_base, folder)


@pytest.fixture
def fresh(base: tuple[Path, State], tmp_path: Path) -> Callable[[], tuple[Path, State]]:
    """Puts a copy of the base in the place of the last one."""

    def copy() -> tuple[Path, State]:
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        shutil.copytree(base[0], tmp_path / "data")
        return tmp_path / "data", base[1]

    return copy
