"""The text of a page cut into what the staff page shows: headings, tables with rows, text."""

import re
from dataclasses import dataclass

from ingest.blocks import SEPARATOR, BlockKind, read_blocks
from ingest.documents import Page
from ingest.sections import plain

_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block; a table has `rows` of cells, the first of them its header, else there is text."""

    kind: BlockKind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def shown_blocks(page: Page) -> list[ShownBlock]:
    """The blocks of a page in its order; nothing of the text is left out but Markdown signs."""
    return [
        _table(page.text[block.start : block.end])
        if block.kind == "table"
        else ShownBlock("heading", plain(block.title), block.level)
        if block.kind == "heading"
        else ShownBlock(block.kind, page.text[block.start : block.end])
        for block in read_blocks(page.text, 0, len(page.text))
    ]


def _table(text: str) -> ShownBlock:
    header, _, *body = text.split("\n")
    lines = [header, *(line for line in body if not SEPARATOR.match(line))]
    return ShownBlock("table", text, rows=tuple(_cells(line) for line in lines))


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in _BAR.split(inner))
