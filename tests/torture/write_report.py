"""Writes docs/reliability.md from the figures that `make torture` kept."""

import json
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
FIGURES = PROJECT / ".data" / "torture" / "figures.jsonl"
PAGE = PROJECT / "docs" / "reliability.md"
TITLES = ("#", "fault", "how it is run", "expected", "figure", "commit", "day")
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
"""


def latest(lines: list[str]) -> list[dict[str, str]]:
    """The last figure of each fault and test, ordered by number."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    for line in filter(str.strip, lines):
        row = json.loads(line)
        key = (int(row["row"]), row["fault"])
        found.pop(key, None)
        found[key] = row
    return [found[key] for key in sorted(found)]


def page(rows: list[dict[str, str]]) -> str:
    """The whole page in Markdown."""
    keys = ("row", "fault", "how", "expected", "figure", "commit", "day")
    table = [_line(TITLES), _line(["---"] * len(TITLES))]
    table += [_line([row[key] for key in keys]) for row in rows]
    rest = [_line(["not run", "reason"]), _line(["---"] * 2)]
    rest += [_line(pair) for pair in NOT_RUN.items()]
    return "\n".join([HEAD, *table, "", "## What is not run", "", *rest, ""])


def _line(cells: "tuple[str, ...] | list[str]") -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    lines = FIGURES.read_text(encoding="utf-8").splitlines() if FIGURES.exists() else []
    PAGE.write_text(page(latest(lines)), encoding="utf-8")
