"""Writes docs/reliability.md from the figures that `make torture` kept."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
FIGURES = PROJECT / ".data" / "torture" / "figures.jsonl"
PAGE = PROJECT / "docs" / "reliability.md"
Row = dict[str, str | int]
KEEPS = re.compile(r'\.row\(\s*(\d+),\s*fault=f?"([^"{]*)')
UNFINISHED = "Its test is part of `make torture`, which has not come to the end of it yet."
KEYS = ("row", "fault", "how", "expected", "figure", "took", "commit", "day")
TITLES = ("#", "fault", "how it is run", "expected", "figure", "took", "commit", "day")
# What is not run, and why; nothing is left out silently.
NOT_RUN: dict[str, str] = {
    "1: power cut": "A kill ends the process, not the disk: what a drive has not yet written when "
    "the power goes can only be lost on a machine of its own, or a virtual one. The "
    "catalogue is open with `synchronous=FULL`: an acknowledgement waits for `fsync`.",
}
HEAD = """# Reliability

What happens when something breaks in the middle of the work: `make torture` runs every test below
and writes this page. A short form of each runs in `make test`. Figures are of one machine with two
cores; a kill is `SIGKILL`. A `+` behind a commit means that the product had changes on top of it.
A figure that was not measured again keeps its commit.
"""


def latest(rows: Iterable[Row]) -> list[Row]:
    """The last figure of each fault, ordered by number."""
    found: dict[tuple[int, str], Row] = {}
    for row in rows:
        found[int(row["row"]), str(row["fault"])] = row
    return [found[key] for key in sorted(found)]


def kept(file: Path) -> list[Row]:
    """The figures in the file, in the order in which they were measured."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines if line.strip()]


def printed(text: str) -> list[Row]:
    """The figures that a page shows."""
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    cells = [re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |")) for line in lines]
    return [
        dict(zip(KEYS, (cell.replace("\\|", "|") for cell in row), strict=True)) for row in cells
    ]


def faults() -> dict[int, str]:
    """The first fault of each row that some test keeps a figure of."""
    found: dict[int, str] = {}
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        for number, fault in KEEPS.findall(path.read_text(encoding="utf-8")):
            found.setdefault(int(number), fault.rstrip(" ("))
    return found


def page(rows: list[Row]) -> str:
    """The whole page in Markdown; what has a test and no figure is said too."""
    table = [_line(TITLES), _line(["---"] * len(TITLES))]
    table += [_line([str(row.get(key, "")) for key in KEYS]) for row in rows]
    rest = [_line(["not run", "reason"]), _line(["---"] * 2)]
    rest += [_line(pair) for pair in NOT_RUN.items()]
    shown = {int(row["row"]) for row in rows}
    rest += [
        _line((f"{number}: {fault}", UNFINISHED))
        for number, fault in sorted(faults().items())
        if number not in shown
    ]
    return "\n".join([HEAD, *table, "", "## What is not run", "", *rest, ""])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    rows = [*printed(PAGE.read_text(encoding="utf-8")), *kept(FIGURES)]
    PAGE.write_text(page(latest(rows)), encoding="utf-8")
