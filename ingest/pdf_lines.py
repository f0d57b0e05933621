"""Lines of text of a PDF page, with their place and size, from pdfium's characters."""

import ctypes
from dataclasses import dataclass
from statistics import median
from typing import Any

LINE_END_HYPHENS = ("\x02", "\ufffe")  # pdfium's marks where it would join two lines
COLUMN_GAP = 0.95  # of the font size: a wider gap separates two cells, not two words


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its box, in points from the bottom left of the page."""

    char: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one baseline, in reading order; `size` is that of the font."""

    glyphs: tuple[Glyph, ...]
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def left(self) -> float:
        """The leftmost edge of the characters."""
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        """The rightmost edge of the characters."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        """The height of the middle of the line."""
        return (self.bottom + self.top) / 2

    @property
    def text(self) -> str:
        """The characters, runs of spaces made one."""
        return " ".join("".join(glyph.char for glyph in self.glyphs).split())

    def cells(self) -> list["Line"]:
        """The line cut at gaps too wide to be spaces between words."""
        parts: list[list[Glyph]] = [[]]
        right: float | None = None
        for glyph in self.glyphs:
            if glyph.char.isspace():
                parts[-1].append(glyph)
                continue
            if right is not None and glyph.left - right > COLUMN_GAP * self.size:
                parts.append([])
            parts[-1].append(glyph)
            right = glyph.right
        return [part for part in (self.with_glyphs(glyphs) for glyphs in parts) if part.text]

    def with_glyphs(self, glyphs: list[Glyph]) -> "Line":
        """The same line holding only these characters."""
        return Line(tuple(glyphs), self.bottom, self.top, self.size, self.bold)


def page_lines(page: Any) -> list[Line]:
    """Lines of a pypdfium2 page in the order of its content, cells of one row in one line."""
    text_page = page.get_textpage()
    try:
        lines: list[Line] = []
        for first, last in _line_spans(text_page):
            line = _read_line(text_page, first, last)
            if line is None:
                continue
            if lines and _same_row(lines[-1], line):
                lines[-1] = _joined(lines[-1], line)
            else:
                lines.append(line)
        return lines
    finally:
        text_page.close()


def _line_spans(text_page: Any) -> list[tuple[int, int]]:
    """First and last index of the characters between pdfium's line breaks."""
    import pypdfium2.raw as pdfium  # loads the shared library of pdfium

    spans, start = [], 0
    count = text_page.count_chars()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        end = index + (chr(code) in LINE_END_HYPHENS)
        if end > index or code in (10, 13):
            if end > start:
                spans.append((start, end))
            start = index + 1
    return [*spans, (start, count)] if count > start else spans


def _read_line(text_page: Any, first: int, last: int) -> Line | None:
    import pypdfium2.raw as pdfium  # loads the shared library of pdfium

    box = pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    bottoms: list[float] = []
    tops: list[float] = []
    for index in range(first, last):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        char = _character(code)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
        if char.isspace() and not glyphs:
            continue
        left, right = min(box.left, box.right), max(box.left, box.right)
        if char == " " and pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            left = right = glyphs[-1].right
        else:
            bottoms.append(min(box.bottom, box.top))
            tops.append(max(box.bottom, box.top))
        glyphs.append(Glyph(char, left, right))
    if not any(glyph.char.strip() for glyph in glyphs):
        return None
    bottom, top = median(bottoms), median(tops)
    samples = (first, (first + last) // 2, last - 1)
    bold = all(_is_bold(text_page, index) for index in samples)
    # A space that pdfium made up has size 1, hence the largest of three.
    size = max(_font_size(text_page, index) for index in samples)
    return Line(tuple(glyphs), bottom, top, max(size, 1.0), bold)


def _font_size(text_page: Any, index: int) -> float:
    """Size in points on the page: the font's nominal size times the scale of its matrix."""
    import pypdfium2.raw as pdfium  # loads the shared library of pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        return 1.0
    nominal: float = pdfium.FPDFText_GetFontSize(text_page, index)
    return nominal * float((matrix.c**2 + matrix.d**2) ** 0.5)


def _character(code: int) -> str:
    char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
    if char in LINE_END_HYPHENS:
        return "\u00ad"
    return char if char.isprintable() or char.isspace() else ""


def _is_bold(text_page: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium  # loads the shared library of pdfium

    if pdfium.FPDFText_GetFontWeight(text_page, index) >= 600:
        return True
    name = ctypes.create_string_buffer(96)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, len(name), None)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def _same_row(line: Line, following: Line) -> bool:
    """Whether the second stands right of the first, on the same height."""
    overlap = min(line.top, following.top) - max(line.bottom, following.bottom)
    height = min(line.size, following.size)
    return overlap > 0.6 * height and following.left >= line.right - 0.3 * height


def _joined(line: Line, following: Line) -> Line:
    space = Glyph(" ", line.right, line.right)
    return Line(
        (*line.glyphs, space, *following.glyphs),
        min(line.bottom, following.bottom),
        max(line.top, following.top),
        max(line.size, following.size),
        line.bold and following.bold,
    )
