"""Blocks of a Markdown text with their offsets: headings, paragraphs, list items, tables, code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "table", "code"]

HEADING_CHARACTERS = 1_000  # a longer line is text, whatever it begins with
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
FENCE = re.compile(r" {0,3}(```|~~~)")
ITEM = re.compile(r"[ \t]*(?:[-*+•]|\(?\d{1,3}[.)]|[a-z]\))[ \t]+\S")
SEPARATOR = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
QUESTION_MARK = re.compile(r"^(?:\*\*)?(?:Q|Question)\s*\d*\s*(?:\*\*)?\s*[:.)–-]", re.IGNORECASE)
ANSWER_MARK = re.compile(r"^(?:\*\*)?(?:A|R|Answer|Réponse)\s*\d*\s*(?:\*\*)?\s*:", re.IGNORECASE)
BOLD_LINE = re.compile(r"^(?:\*\*|__)\S.*\S(?:\*\*|__)\s*:?$")


@dataclass(frozen=True, slots=True)
class Block:
    """Part of a text; `level` and `title` are those of a heading."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int


def read_blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of `text[start:end]` in order; offsets count in `text`."""
    lines = list(_lines(text, start, end))
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        if not lines[index].text.strip():
            index += 1
            continue
        block, index = _next_block(lines, index)
        blocks.append(block)
    return blocks


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield _Line(text[start:stop], start, stop)
        start = stop + 1


def _next_block(lines: list[_Line], index: int) -> tuple[Block, int]:
    """The block that begins at the line, and the index of the line after it."""
    line = lines[index]
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    match = HEADING.match(line.text[:HEADING_CHARACTERS])
    if match and _is_heading(line.text):
        title = (match.group(2) or "").strip()
        return Block("heading", line.start, line.end, len(match.group(1)), title), index + 1
    if FENCE.match(line.text):
        return _span("code", lines, index, _end_of_code(lines, index))
    if "|" in line.text and "|" in following and SEPARATOR.match(following):
        return _span("table", lines, index, _end_of_table(lines, index))
    underline = UNDERLINE.match(following)
    if (
        underline
        and len(line.text) <= HEADING_CHARACTERS
        and not ITEM.match(line.text)
        and "|" not in line.text
    ):
        level = 1 if underline.group(1).startswith("=") else 2
        return Block(
            "heading", line.start, lines[index + 1].end, level, line.text.strip()
        ), index + 2
    kind: BlockKind = "item" if ITEM.match(line.text) else "paragraph"
    return _span(kind, lines, index, _end_of_text(lines, index))


def _span(kind: BlockKind, lines: list[_Line], index: int, stop: int) -> tuple[Block, int]:
    start = lines[index].start
    if kind != "code":
        start += len(lines[index].text) - len(lines[index].text.lstrip())
    last = lines[stop - 1]
    return Block(kind, start, last.start + len(last.text.rstrip())), stop


def _end_of_code(lines: list[_Line], index: int) -> int:
    mark = lines[index].text.strip()[:3]
    for place in range(index + 1, len(lines)):
        if lines[place].text.strip().startswith(mark):
            return place + 1
    return _last_text_line(lines) + 1


def _last_text_line(lines: list[_Line]) -> int:
    return max(place for place, line in enumerate(lines) if line.text.strip())


def _end_of_table(lines: list[_Line], index: int) -> int:
    stop = index + 2
    while stop < len(lines) and "|" in lines[stop].text:
        stop += 1
    return stop


def _end_of_text(lines: list[_Line], index: int) -> int:
    """Where a paragraph or item ends: before a blank line or whatever begins a block."""
    if is_question_line(lines[index].text):
        return index + 1
    stop = index + 1
    while stop < len(lines) and lines[stop].text.strip():
        text = lines[stop].text
        following = lines[stop + 1].text if stop + 1 < len(lines) else ""
        if _is_heading(text) or FENCE.match(text) or ITEM.match(text) or is_question_line(text):
            break
        if ANSWER_MARK.match(text) or (
            "|" in text and "|" in following and SEPARATOR.match(following)
        ):
            break
        stop += 1
    return stop


def _is_heading(text: str) -> bool:
    return len(text) <= HEADING_CHARACTERS and bool(HEADING.match(text))


def is_question_line(text: str) -> bool:
    """Whether the line is a question by its form: `**…?**`, `Q: …?`."""
    text = text.strip()
    if len(text) > HEADING_CHARACTERS:
        return False
    if QUESTION_MARK.match(text):
        return text.rstrip("* ").endswith("?")
    return bool(BOLD_LINE.match(text)) and text.rstrip("*_ :").endswith("?")
