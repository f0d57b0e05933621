"""Markdown that the readers write: tables with a header row, headings, emphasis taken out."""

import re
from collections.abc import Sequence


def table_markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose header is the first row; empty rows and columns are left out."""
    filled = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if not filled:
        return ""
    width = max(len(row) for row in filled)
    padded = [[*row, *[""] * (width - len(row))] for row in filled]
    columns = [index for index in range(width) if any(row[index] for row in padded)]
    lines = [_row([row[index] for index in columns]) for row in padded]
    return "\n".join([lines[0], _row(["---"] * len(columns)), *lines[1:]])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def heading(text: str, level: int) -> str:
    """A Markdown heading of level 1 to 6, on one line."""
    return f"{'#' * min(max(level, 1), 6)} {' '.join(text.split())}"


def tidy(text: str) -> str:
    """The text without trailing blanks, at most one blank line in a row, none at the ends."""
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
