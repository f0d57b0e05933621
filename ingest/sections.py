"""Sections of a document: the blocks under each heading, page by page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Block, read_blocks
from ingest.documents import Document

MARKUP = re.compile(r"[*_`]+|!?\[([^\]]*)\]\([^)]*\)|\{#[^}]*\}")
WORDS_OF_A_STATEMENT = 4


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading on one page; `path` is the headings around them, outermost first."""

    path: tuple[str, ...]
    page: int
    blocks: tuple[Block, ...]


def read_sections(document: Document) -> Iterator[Section]:
    """The sections in the order of the text; headings stay open from page to page.

    A heading with nothing under it is text itself when it has the words of a statement
    (slides, posters); it is then a section of one block.
    """
    text = document.text
    stack: list[Block] = []
    bare: Section | None = None
    for page, blocks in _pages(document, text):
        body: list[Block] = []
        for block in blocks:
            if block.kind != "heading":
                body.append(block)
                bare = None
                continue
            yield from _section(stack, page, body)
            body = []
            if bare and stack[-1].level >= block.level:
                yield bare
            stack = [opened for opened in stack if opened.level < block.level]
            bare = _bare_heading(text, stack, block, page=page)
            stack.append(block)
        yield from _section(stack, page, body)
    if bare:
        yield bare


def _pages(document: Document, text: str) -> Iterator[tuple[int, list[Block]]]:
    start = 0
    for page in document.pages:
        yield page.number, read_blocks(text, start, start + len(page.text))
        start += len(page.text) + 2


def _section(stack: Sequence[Block], page: int, body: Sequence[Block]) -> Iterator[Section]:
    if body:
        yield Section(_path(stack), page, tuple(body))


def _path(stack: Sequence[Block]) -> tuple[str, ...]:
    return tuple(title for title in (plain(block.title) for block in stack) if title)


def _bare_heading(text: str, stack: Sequence[Block], block: Block, *, page: int) -> Section | None:
    if len(block.title.split()) < WORDS_OF_A_STATEMENT:
        return None
    start = text.index(block.title, block.start)
    return Section(_path(stack), page, (Block("paragraph", start, start + len(block.title)),))


def plain(title: str) -> str:
    """A heading without the marks of bold, links and anchors."""
    return " ".join(MARKUP.sub(r"\1", title).split())
