"""Tables of a PDF page: cells between ruled lines, or rows whose words stand in columns."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.markdown import table_markdown
from ingest.pdf_lines import Glyph, Line

TOLERANCE = 3.0  # points between two rules that are the same rule
MAX_RULES = 4000  # a page with more is a drawing
MAX_CUT_WORDS = 0.1  # per row
MIN_ROWS_WITHOUT_RULES = 3
LIST_MARK = re.compile(
    r"^(?:[-–—•●○▪■◦➔➢❖✓*]|\(?[0-9a-zA-Z]{1,3}(?:\.[0-9]+)*[.)]|[0-9]+(?:\.[0-9]+)+)$"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: its fixed coordinate and its extent along the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges of the columns from left to right and of the rows from top to bottom."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell that holds the point, None outside the grid."""
        column = _interval(self.columns, x)
        row = _interval(tuple(-edge for edge in self.rows), -y)
        return None if column is None or row is None else (row, column)


def _interval(edges: Sequence[float], value: float) -> int | None:
    for index, (low, high) in enumerate(pairwise(edges)):
        if low <= value < high:
            return index
    return None


def ruled_grids(page: Any) -> list[Grid]:
    """Grids drawn on the page, with at least two columns and two rows each."""
    horizontal, vertical = _rules(page)
    grids = []
    for across, down in _connected(_merged(horizontal), _merged(vertical)):
        columns = sorted({rule.at for rule in down})
        rows = sorted({rule.at for rule in across}, reverse=True)
        if len(columns) >= 3 and len(rows) >= 3:
            grids.append(Grid(tuple(columns), tuple(rows)))
    return grids


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical lines of the page; filled boxes count by their four sides."""
    import pypdfium2.raw as pdfium  # loads the shared library of pdfium

    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for path in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3):
        left, bottom, right, top = path.get_bounds()
        if top - bottom > TOLERANCE:
            vertical += [Rule(x, bottom, top) for x in {left, right}]
        if right - left > TOLERANCE:
            horizontal += [Rule(y, left, right) for y in {bottom, top}]
        if len(horizontal) + len(vertical) > MAX_RULES:
            return [], []
    return horizontal, vertical


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules at the same place that touch, as one rule each."""
    merged: list[Rule] = []
    place = None
    for rule in sorted(rules, key=lambda rule: rule.at):
        place = rule.at if place is None or rule.at - place > TOLERANCE else place
        merged.append(Rule(place, rule.start, rule.end))
    result: list[Rule] = []
    for rule in sorted(merged, key=lambda rule: (rule.at, rule.start)):
        last = result[-1] if result else None
        if last and last.at == rule.at and rule.start <= last.end + TOLERANCE:
            result[-1] = Rule(rule.at, last.start, max(last.end, rule.end))
        else:
            result.append(rule)
    return result


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that cross or touch each other."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    unseen = set(vertical)
    while unseen:
        waiting, across, down = [unseen.pop()], set[Rule](), list[Rule]()
        while waiting:
            rule = waiting.pop()
            down.append(rule)
            met = {other for other in horizontal if other not in across and _cross(other, rule)}
            across |= met
            found = {other for other in unseen if any(_cross(line, other) for line in met)}
            unseen -= found
            waiting += found
        groups.append((list(across), down))
    return groups


def _cross(across: Rule, down: Rule) -> bool:
    return (
        across.start - TOLERANCE <= down.at <= across.end + TOLERANCE
        and down.start - TOLERANCE <= across.at <= down.end + TOLERANCE
    )


def ruled_table(grid: Grid, lines: Sequence[Line]) -> tuple[str, list[Line | None]]:
    """The Markdown table of a grid, and every line with the characters outside of it (or None).

    The table is empty when fewer than two rows or two columns hold text (a frame), or when
    edges cut words (a drawing under the text).
    """
    cells: dict[tuple[int, int], list[str]] = {}
    rest: list[Line | None] = []
    cut_words = 0
    for line in lines:
        outside: list[Glyph] = []
        runs = _by_cell(grid, line)
        cut_words += sum(_cuts_word(left, right) for (_, left), (_, right) in pairwise(runs))
        for place, glyphs in runs:
            if place is None:
                outside += glyphs
            else:
                cells.setdefault(place, []).append("".join(glyph.char for glyph in glyphs))
        remaining = line.with_glyphs(outside)
        rest.append(remaining if remaining.text else None)
    filled = {place: " ".join(" ".join(parts).split()) for place, parts in cells.items()}
    filled = {place: text for place, text in filled.items() if text}
    rows, columns = ({place[axis] for place in filled} for axis in (0, 1))
    if len(rows) < 2 or len(columns) < 2 or cut_words > MAX_CUT_WORDS * len(rows):
        return "", list(lines)
    text = [[filled.get((row, column), "") for column in sorted(columns)] for row in sorted(rows)]
    return table_markdown(text), rest


def _cuts_word(left: Sequence[Glyph], right: Sequence[Glyph]) -> bool:
    """Whether an edge of the grid falls between two letters that touch."""
    before, after = left[-1], right[0]
    return before.char.isalnum() and after.char.isalnum() and after.left - before.right < 1.0


def _by_cell(grid: Grid, line: Line) -> list[tuple[tuple[int, int] | None, list[Glyph]]]:
    """The characters of the line in runs that lie in one cell, or outside (None)."""
    runs: list[tuple[tuple[int, int] | None, list[Glyph]]] = []
    for glyph in line.glyphs:
        if glyph.char.isspace() and runs:
            runs[-1][1].append(glyph)
            continue
        place = grid.cell((glyph.left + glyph.right) / 2, line.middle)
        if runs and runs[-1][0] == place:
            runs[-1][1].append(glyph)
        else:
            runs.append((place, [glyph]))
    return runs


def aligned_rows(lines: Sequence[Line], start: int) -> list[list[str]]:
    """Rows of a table without rules that begins at line `start`; empty when there is none.

    Every row has two cells or more, each cell stands in one column of the first rows.
    """
    first = lines[start].cells()
    if len(first) < 2 or LIST_MARK.match(first[0].text):
        return []
    columns = [(cell.left, cell.right) for cell in first]
    rows = [[cell.text for cell in first]]
    for before, line in pairwise(lines[start:]):
        cells = line.cells()
        places = [_column_of(cell, columns) for cell in cells]
        near = 0 < before.bottom - line.bottom < 3.5 * line.size
        if not near or len(cells) < 2 or None in places or len(set(places)) < len(places):
            break
        row = [""] * len(columns)
        for cell, place in zip(cells, places, strict=True):
            if place is not None:
                row[place] = cell.text
                left, right = columns[place]
                columns[place] = (min(left, cell.left), max(right, cell.right))
        rows.append(row)
    return rows if len(rows) >= MIN_ROWS_WITHOUT_RULES else []


def _column_of(cell: Line, columns: Sequence[tuple[float, float]]) -> int | None:
    """The only column the cell stands in, None when it touches none or several."""
    touched = [
        index
        for index, (left, right) in enumerate(columns)
        if cell.left < right + 2 and cell.right > left - 2
    ]
    return touched[0] if len(touched) == 1 else None
