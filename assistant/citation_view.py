"""The page of a document as escaped HTML, with the quoted passage marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from assistant.answer import Language
from assistant.answer_view import word
from assistant.page_text import TEXT
from assistant.quote_boxes import Box, quote_boxes
from ingest.documents import Edition, Page, StoredDocument
from ingest.page_picture import PagePicture

WINDOW: Final = 12_000  # characters of a page that are shown, around the passage

_HEADING = re.compile(r"#{1,6}\s+")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-{3}[\s:|-]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote stands: characters in the text of the document, and its section's name."""

    start: int
    end: int
    section: str = ""


def render_passage(
    document: StoredDocument,
    pages: Sequence[Page],
    *,
    passage: Passage,
    language: Language,
    drawn: bool = False,
) -> str:
    """The document's description and the page that holds the passage, the passage in `<mark>`.

    `drawn` leaves a place for the picture of the page, which the browser asks for on its own.
    """
    page, offset = page_at(pages, passage.start)
    start, end = passage.start - offset, min(passage.end - offset, len(page.text))
    body = "".join(_lines(page.text, max(start, 0), max(end, 0)))
    cut = f'<p class="cut">{word("passage.cut", language)}</p>' if len(page.text) > WINDOW else ""
    return (
        f'<h2 id="passage-title" tabindex="-1">{escape(document.edition.title)}</h2>'
        f"{_description(document, page.number, passage.section, language)}{cut}"
        f"{_sheet_to_come(language) if drawn else ''}"
        f'<div class="page" lang="{escape(document.edition.language)}" tabindex="0" '
        f'role="region" aria-labelledby="passage-title">{body}</div>'
    )


def render_sheet(
    document: StoredDocument,
    pages: Sequence[Page],
    *,
    passage: Passage,
    picture: PagePicture | None,
    language: Language,
) -> str:
    """The page as a picture with boxes over the passage; a sentence when there is no picture.

    When the passage is not found in the picture, no box is drawn and the caption says so.
    """
    page, offset = page_at(pages, passage.start)
    if picture is None:
        return f'<p class="sheet-words">{word("sheet.failed", language)}</p>'
    start, end = passage.start - offset, passage.end - offset
    boxes = quote_boxes(picture.lines, page.text[start:end], page.text[:start])
    kind = "marked" if boxes else "unmarked"
    title = document.edition.title
    shown = TEXT[language][f"sheet.alt.{kind}"].format(page=page.number, title=title)
    query = {"document": document.id, "page": page.number, "version": document.content_hash[:16]}
    return (
        '<div class="sheet-view" tabindex="0" role="region" data-label="sheet" '
        f'aria-label="{escape(TEXT[language]["sheet"])}"><div class="sheet-page">'
        f'<img src="/passage/picture?{escape(urlencode(query))}" alt="{escape(shown)}" '
        f'width="{picture.width}" height="{picture.height}" data-alt="sheet.alt.{kind}" '
        f'data-page="{page.number}" data-title="{escape(title)}">'
        f'{"".join(map(_box, boxes))}</div></div><p class="sheet-words">'
        f"{word(f'sheet.{kind}', language)} "
        '<button type="button" class="chip" data-action="enlarge" aria-pressed="false">'
        f"{word('sheet.enlarge', language)}</button></p>"
    )


def _sheet_to_come(language: Language) -> str:
    loading = word("sheet.loading", language)
    return f'<div class="sheet" data-sheet><p class="sheet-words">{loading}</p></div>'


def _box(box: Box) -> str:
    sides = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    style = ";".join(f"{side}:{100 * value:.2f}%" for side, value in sides.items())
    return f'<span class="box" style="{style}"></span>'


def page_at(pages: Sequence[Page], position: int) -> tuple[Page, int]:
    """The page that holds the character `position` of the document, and where that page starts.

    The text of a document is its pages joined by a blank line, so two characters lie between
    pages; a position past the end gives the last page.
    """
    offset = 0
    for page in pages[:-1]:
        if position < offset + len(page.text) + 2:
            return page, offset
        offset += len(page.text) + 2
    return pages[-1], offset


def _description(document: StoredDocument, page: int, section: str, language: Language) -> str:
    edition = document.edition
    kind = f"kind.{edition.source_kind}"
    rows = {
        "passage.publisher": escape(edition.publisher),
        "passage.published": escape(edition.published),
        "passage.programme": escape(edition.programme),
        "passage.edition": escape(edition.edition),
        "passage.validity": escape(_validity(edition)),
        "passage.page": f"{page} / {document.pages}",
        "passage.section": escape(section.removeprefix(f"{edition.title} > ")),
        "passage.kind": word(kind, language) if kind in TEXT[language] else "",
        "passage.source": _address(edition.source),
    }
    items = "".join(
        f"<div><dt>{word(key, language)}</dt><dd>{value}</dd></div>"
        for key, value in rows.items()
        if value
    )
    return f"<dl>{items}</dl>"


def _validity(edition: Edition) -> str:
    return " → ".join(part for part in (edition.valid_from, edition.valid_until) if part)


def _address(source: str) -> str:
    """The source as text; a link only for a web address, opened without telling where from."""
    shown = escape(source)
    if re.fullmatch(r"https?://[^\s\"'<>\\]+", source):
        return f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    return shown


def _lines(text: str, start: int, end: int) -> Iterator[str]:
    """Each line of the window around the passage as a paragraph."""
    first, last = max(0, start - WINDOW // 2), min(len(text), end + WINDOW // 2)
    position = first
    for line in text[first:last].splitlines(keepends=True):
        stripped = line.rstrip("\r\n")
        span = (max(start - position, 0), min(end - position, len(stripped)))
        yield _line(stripped, *span)
        position += len(line)


def _line(line: str, start: int, end: int) -> str:
    """One line: heading and table signs become style, characters `start:end` are marked."""
    if not line.strip() or _TABLE_RULE.fullmatch(line.strip()):
        return ""
    style, skip = "line", 0
    if heading := _HEADING.match(line):
        style, skip = "heading", heading.end()
    elif line.startswith("|"):
        style, skip = "row", 1
        line = line.rstrip(" |")
    if end <= start:
        return f'<p class="{style}">{_plain(line[skip:])}</p>'
    start = max(start, skip)
    before, quote, after = line[skip:start], line[start:end], line[end:]
    return f'<p class="{style}">{_plain(before)}<mark>{_plain(quote)}</mark>{_plain(after)}</p>'


def _plain(text: str) -> str:
    """Escaped text without the signs of bold type, the bars of a table made fainter."""
    return escape(text.replace("**", "")).replace("|", '<span class="bar">|</span>')
