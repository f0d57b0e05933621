"""Where a quote stands in the picture of its page: boxes around the same letters and digits."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.page_picture import Letters

# What ends a stretch of text that stands together on the page: lines and cells of Markdown.
_PIECES: Final = re.compile(r"[\n|]")
# In parts of the picture: how far the left edges of the lines of one cell may differ.
SAME_LEFT: Final = 0.012
# In heights of the line: how far below each other the lines of one cell stand.
NEXT_LINE: Final = 1.5

Place = tuple[int, int]  # a line and a character in it
Stretch = list[Place]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in parts of the width and height of the picture."""

    left: float
    top: float
    width: float
    height: float


def quote_boxes(lines: Sequence[Letters], quote: str, before: str = "") -> tuple[Box, ...]:
    """One box for each line that the quote stands on; empty unless all of it was found.

    Letters and digits are compared as in the check of quotes, signs and white space left out:
    the text has Markdown signs that the page lacks. `before` is what stands before the quote on
    its page; it tells which one is meant of several that read the same.
    """
    wanted = _plain(quote)
    order = list(range(len(lines)))
    found = _occurrences(lines, order, wanted)
    if found:
        number = _plain(before).count(wanted)
        return _boxes(lines, found[min(number, len(found) - 1)])
    columns = [order, *_columns(lines)]
    pieces = sorted({piece for piece in map(_plain, _PIECES.split(quote)) if piece}, key=len)
    stretches: list[Stretch] = []
    for piece in reversed(pieces):  # the longest says where on the page we are
        places = [stretch for column in columns for stretch in _occurrences(lines, column, piece)]
        if not places:
            return ()
        anchor = _top(lines, stretches[0] if stretches else places[0])
        stretches.append(min(places, key=lambda stretch: abs(_top(lines, stretch) - anchor)))
    return tuple(box for stretch in stretches for box in _boxes(lines, stretch))


def _plain(text: str) -> str:
    return "".join(part for char in text for part in _signs(char))


def _signs(char: str) -> str:
    """The letters and digits that a character stands for: a ligature has two."""
    return "".join(
        part for part in unicodedata.normalize("NFKC", char).casefold() if part.isalnum()
    )


def _occurrences(lines: Sequence[Letters], order: Sequence[int], wanted: str) -> list[Stretch]:
    """Every place where the text of the lines, read in this order, holds what is wanted."""
    text: list[str] = []
    places: list[Place] = []
    for line in order:
        for index, char in enumerate(lines[line].text):
            signs = _signs(char)
            text.append(signs)
            places += [(line, index)] * len(signs)
    page, found, start = "".join(text), [], 0
    while wanted and (start := page.find(wanted, start)) >= 0:
        found.append(places[start : start + len(wanted)])
        start += len(wanted)
    return found


def _columns(lines: Sequence[Letters]) -> Iterator[list[int]]:
    """Lines below each other with the same left edge: the cells of a table one by one."""
    follows = {line: _line_below(lines, line) for line in range(len(lines))}
    heads = set(follows) - {below for below in follows.values() if below is not None}
    for head in sorted(heads):
        column, line = [head], follows[head]
        while line is not None and line not in column:
            column.append(line)
            line = follows[line]
        yield column


def _line_below(lines: Sequence[Letters], line: int) -> int | None:
    here = lines[line]
    reach = here.bottom[0] + NEXT_LINE * (here.bottom[0] - here.top[0])
    below = [
        other
        for other, there in enumerate(lines)
        if abs(there.left[0] - here.left[0]) < SAME_LEFT and here.top[0] < there.top[0] < reach
    ]
    return min(below, key=lambda other: lines[other].top[0], default=None)


def _top(lines: Sequence[Letters], stretch: Stretch) -> float:
    line, index = stretch[0]
    return lines[line].top[index]


def _boxes(lines: Sequence[Letters], stretch: Stretch) -> tuple[Box, ...]:
    by_line: dict[int, list[int]] = {}
    for line, index in stretch:
        by_line.setdefault(line, []).append(index)
    return tuple(_box(lines[line], indexes) for line, indexes in by_line.items())


def _box(line: Letters, indexes: Sequence[int]) -> Box:
    span = slice(min(indexes), max(indexes) + 1)
    left, top = min(line.left[span]), min(line.top[span])
    return Box(left, top, max(line.right[span]) - left, max(line.bottom[span]) - top)
