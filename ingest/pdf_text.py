"""Markdown of the pages of a PDF: headings by size, joined paragraphs, lists and tables."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest.hyphens import join_lines, words_of
from ingest.markdown import heading, table_markdown, tidy
from ingest.pdf_lines import Line, page_lines
from ingest.pdf_tables import aligned_rows, ruled_grids, ruled_table

BULLETS = "•●○▪■◦➔➢❖✓‣⁃·\uf0b7\uf0a7–—-"
BULLET = re.compile(rf"^[{re.escape(BULLETS)}]\s+(?=\S)")
NUMBERED = re.compile(r"^(?:\(?[0-9]{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
ARTICLE = re.compile(
    r"^(?:article|art\.|section|chapitre|chapter|annexe?|appendix|titre|part(?:ie)?)\s"
    r"+(?:[0-9]+|[IVX]+|[A-Z]\b|premier|1er)",
    re.IGNORECASE,
)
SECTION_NUMBER = re.compile(r"^[0-9]+(?:\.[0-9]+)*\.?\s+\S")
ENDS_SENTENCE = re.compile(r"[.!?…;:]['»”\")]*$")
PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|sur|of|de)\s*\d{1,4})?$", re.I
)
MARGIN = 0.12  # of the height of the page, where running heads and page numbers stand
HEADING_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The lines of one page, the tables of its rules, its height in points."""

    lines: tuple[Line, ...]
    tables: tuple[tuple[int, str], ...]
    height: float


def markdown_pages(pages: Sequence[Any]) -> list[str]:
    """Markdown of each pypdfium2 page, empty for a page without a text layer."""
    read = [(page_lines(page), page) for page in pages]
    furniture = _furniture([(lines, page.get_size()[1]) for lines, page in read])
    layouts = []
    for (lines, page), drop in zip(read, furniture, strict=True):
        kept = [line for index, line in enumerate(lines) if index not in drop]
        layouts.append(_layout(kept, page))
    body = _body_size(layouts)
    levels = _heading_levels(layouts, body)
    words = words_of(line.text for layout in layouts for line in layout.lines)
    return [
        tidy("\n\n".join(_blocks(layout, body=body, levels=levels, words=words)))
        for layout in layouts
    ]


def _layout(lines: list[Line], page: Any) -> PageLayout:
    """The page with its ruled tables taken out of the lines, each at its first line's place."""
    remaining: list[Line | None] = list(lines)
    tables: list[tuple[int, str]] = []
    for grid in ruled_grids(page) if len(lines) > 1 else []:
        present = [(index, line) for index, line in enumerate(remaining) if line is not None]
        markdown, rest = ruled_table(grid, [line for _, line in present])
        if not markdown:
            continue
        changed = [index for (index, line), kept in zip(present, rest, strict=True) if kept != line]
        tables.append((changed[0], markdown))
        for (index, _), kept in zip(present, rest, strict=True):
            remaining[index] = kept
    kept_lines: list[Line] = []
    places = []
    for index, line in enumerate([*remaining, None]):
        places += [(len(kept_lines), markdown) for place, markdown in tables if place == index]
        if line is not None:
            kept_lines.append(line)
    return PageLayout(tuple(kept_lines), tuple(places), page.get_size()[1])


def _furniture(pages: Sequence[tuple[list[Line], float]]) -> list[set[int]]:
    """Per page, the indexes of running heads, running feet and page numbers.

    A line is one when it is among the two highest or lowest of its page and, digits masked,
    stands on 60 % of at least three pages; in the margin 30 % and two pages are enough (heads
    that alternate), and a page number needs no repetition.
    """
    edges = [_edge_lines(lines) for lines, _ in pages]
    counts = Counter(
        masked
        for (lines, _), indexes in zip(pages, edges, strict=True)
        for masked in {_masked(lines[index].text) for index in indexes}
    )
    drops = []
    for (lines, height), indexes in zip(pages, edges, strict=True):
        drop = set()
        for index in indexes:
            line = lines[index]
            in_margin = line.top < MARGIN * height or line.bottom > (1 - MARGIN) * height
            needed = max(0.3 * len(pages), 2) if in_margin else max(0.6 * len(pages), 3)
            number = in_margin and PAGE_NUMBER.match(line.text)
            if number or counts[_masked(line.text)] >= needed:
                drop.add(index)
        drops.append(drop)
    return drops


def _edge_lines(lines: Sequence[Line]) -> set[int]:
    by_height = sorted(range(len(lines)), key=lambda index: lines[index].middle)
    return {*by_height[:2], *by_height[-2:]}


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _body_size(layouts: Sequence[PageLayout]) -> float:
    sizes: Counter[float] = Counter()
    for layout in layouts:
        for line in layout.lines:
            sizes[round(line.size, 0)] += len(line.glyphs)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _heading_levels(layouts: Sequence[PageLayout], body: float) -> dict[float, int]:
    """Heading level of each line height clearly above that of the body text."""
    sizes = {
        round(line.size, 0)
        for layout in layouts
        for line in layout.lines
        if line.size >= 1.15 * body and any(glyph.char.isalpha() for glyph in line.glyphs)
    }
    return {size: min(rank, 4) for rank, size in enumerate(sorted(sizes, reverse=True), 1)}


def _blocks(
    layout: PageLayout, *, body: float, levels: dict[float, int], words: frozenset[str]
) -> Iterator[str]:
    """Markdown blocks of a page in reading order."""
    lines, tables = layout.lines, dict(layout.tables)
    right = median(sorted(line.right for line in lines)[-5:]) if lines else 0.0
    group: list[Line] = []
    index = 0
    while index < len(lines):
        rows = aligned_rows(lines, index)
        table = tables.get(index)
        if group and (
            table or rows or _starts_block(group, lines[index], right=right, levels=levels)
        ):
            yield from _block(group, body=body, levels=levels, words=words)
            group = []
        if table:
            yield table
        if rows:
            yield table_markdown(rows)
            index += len(rows)
            continue
        group.append(lines[index])
        index += 1
    if group:
        yield from _block(group, body=body, levels=levels, words=words)
    if len(lines) in tables:
        yield tables[len(lines)]


def _starts_block(
    group: Sequence[Line], line: Line, *, right: float, levels: dict[float, int]
) -> bool:
    """Whether the line opens a new paragraph, list item or heading."""
    before = group[-1]
    gap = before.bottom - line.top
    pitch = group[-2].bottom - before.bottom if len(group) > 1 else 1.35 * before.size
    if BULLET.match(line.text) or NUMBERED.match(line.text) or ARTICLE.match(line.text):
        return True
    if levels.get(round(before.size, 0)) != levels.get(round(line.size, 0)):
        return True
    if before.bold != line.bold and not _first_letter(line.text).islower():
        return True
    if gap > 0.45 * line.size and before.bottom - line.bottom > 1.25 * max(pitch, 1.0):
        return True
    if gap < -3 * line.size:  # the text goes on at the head of the next column
        return bool(ENDS_SENTENCE.search(before.text))
    short = before.right < right - 0.2 * (right - before.left)
    return short and bool(ENDS_SENTENCE.search(before.text) or line.text[:1].isupper())


def _first_letter(text: str) -> str:
    return next((char for char in text if char.isalpha()), "")


def _block(
    lines: Sequence[Line], *, body: float, levels: dict[float, int], words: frozenset[str]
) -> Iterator[str]:
    text = join_lines([line.text for line in lines], words)
    level = levels.get(round(lines[0].size, 0))
    if len(text) <= HEADING_CHARACTERS and any(char.isalpha() for char in text):
        bold = all(line.bold for line in lines) and not text.endswith((".", ",", ";"))
        article = ARTICLE.match(text) and len(lines) <= 2 and not text.endswith((".", ",", ";"))
        if level is None and (article or (bold and lines[0].size >= 0.9 * body)):
            level = max(levels.values(), default=0) + 1 + _depth(text)
        if level is not None and not BULLET.match(text):
            yield heading(text, level)
            return
    yield BULLET.sub("- ", text, count=1)


def _depth(text: str) -> int:
    """0 for an article or a heading without number, 1 for `2.1`, 2 for `2.1.3`."""
    number = SECTION_NUMBER.match(text)
    return text.split()[0].strip(".").count(".") if number else 0
