"""A table of an answer as escaped HTML: rows and columns with heads, cards on a narrow screen."""

from collections.abc import Callable
from html import escape

from assistant.answer import Cell, Language, Row, Table
from assistant.phrases import say

# Programmes stand side by side up to this many; more stand one below the other.
MOST_ACROSS = 3
# A table with more columns than this is shown as cards on a wide screen too.
MOST_COLUMNS = 4


def line_count(table: Table) -> int:
    """How many lines of the answer's text hold the table: a name and its cells for each row."""
    return sum(1 + len(row.cells) for row in table.rows)


def render_table(table: Table, language: Language, marked: Callable[[str], str]) -> str:
    """The table in HTML; `marked` escapes the text of a cell and makes its marks buttons.

    A few programmes with many aspects are turned, so that programmes are the columns.
    """
    cells = [
        [(cell.citations, _versions(cell, marked)) for cell in row.cells] for row in table.rows
    ]
    names = [_name(row) for row in table.rows]
    columns = [escape(column) for column in table.columns]
    turned = len(names) <= MOST_ACROSS and len(names) < len(columns)
    if turned:
        names, columns = columns, names
        cells = [list(row) for row in zip(*cells, strict=True)]
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{name}</th>'
        + "".join(_cell(column, *cell) for column, cell in zip(columns, row, strict=True))
        + "</tr>"
        for name, row in zip(names, cells, strict=True)
    )
    corner = say("table_aspect" if turned else "table_programme", language)
    heads = "".join(
        f'<th scope="col" role="columnheader">{column}</th>' for column in (corner, *columns)
    )
    kind = "stacked" if len(columns) > MOST_COLUMNS else "wide"
    # The roles are written out: as cards, browsers would no longer tell that it is a table.
    return (
        f'<table class="compared {kind}" role="table">'
        f'<caption class="unseen">{say("table_caption", language)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _name(row: Row) -> str:
    note = f' <span class="note">{escape(row.note)}</span>' if row.note else ""
    return f"{escape(row.programme)}{note}"


def _versions(cell: Cell, marked: Callable[[str], str]) -> str:
    return "".join(f'<span class="version">{marked(line)}</span>' for line in cell.text.split("\n"))


def _cell(column: str, citations: tuple[int, ...], text: str) -> str:
    kind = "said" if citations else "missing"
    return (
        f'<td class="{kind}" role="cell"><span class="cell-head" aria-hidden="true">{column}</span>'
        f"{text}</td>"
    )
