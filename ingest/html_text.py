"""Markdown of an HTML page: headings, paragraphs, lists and tables, without what surrounds them."""

import re
from html.parser import HTMLParser

from ingest.html_markup import closed_markup
from ingest.markdown import heading, table_markdown, tidy

# Elements with what they hold: menus, forms, scripts, pictures, things not shown.
DROPPED = frozenset(
    "nav footer aside script style form noscript template svg canvas iframe object video audio "
    "button select textarea dialog menu head".split()
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BLOCKS = frozenset(
    "p div section article main header ul ol dl dd blockquote figure figcaption address pre "
    "details tr table thead tbody tfoot caption fieldset hr body html".split()
)
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|rgpd|gdpr|tarteaucitron|onetrust|didomi|axeptio|share|sharing|"
    r"partag\w*|social|breadcrumbs?|fil-?ariane|sidebar|skip|jump|[\w-]*jump-?link|navbar|navbox|menu|newsletter|pagination|"
    r"advert\w*|banner|toc|editsection|noprint|lang-list|interlanguage\w*|catlinks)(?:$|[\s_-])",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HEADING = re.compile(r"h[1-6]$")
LINK = re.compile(r"(?:https?://|mailto:|tel:)\S+$", re.IGNORECASE)


def read_html(text: str) -> tuple[str, str]:
    """Markdown of the page and its title element (empty when there is none)."""
    reader = _Reader()
    reader.feed(closed_markup(text))
    reader.close()
    reader.end_block()
    return tidy("".join(reader.blocks)), " ".join("".join(reader.title).split())


class _Reader(HTMLParser):
    """Collects Markdown blocks while the parser walks through the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []  # each behind the lines that part it from the one before
        self.last = ""
        self.title: list[str] = []
        self.pieces: list[str] = []  # of the open block; joined once, however many there are
        self.prefix = ""
        self.dropping: list[str] = []
        self.lists: list[tuple[str, int]] = []
        self.rows: list[list[str]] | None = None
        self.link: tuple[str, int] | None = None
        self.in_title = False
        self.level = 0
        self.bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element: drops it, or opens the block that it makes."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "title" and not self.title:
            self.in_title = True
        if self.dropping:
            self.dropping += [] if tag in VOID else [tag]
        elif tag not in VOID and (tag in DROPPED or _is_furniture(tag, attributes)):
            self.end_block()
            self.dropping = [tag]
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "a":
            self._close_link()  # a link inside a link ends the outer one
            self.link = (attributes.get("href", ""), len(self.pieces))
        elif self.rows is not None:
            self._open_in_table(tag)
        else:
            self._open_block(tag)

    def _open_block(self, tag: str) -> None:
        if HEADING.match(tag):
            self.end_block()
            self.level = int(tag[1])
        elif tag in ("summary", "dt"):
            self.end_block()
            self.bold = True
        elif tag == "li":
            self.end_block()
            kind, count = self.lists[-1] if self.lists else ("ul", 0)
            if self.lists:
                self.lists[-1] = (kind, count + 1)
            mark = f"{count + 1}. " if kind == "ol" else "- "
            self.prefix = "  " * (len(self.lists) - 1) + mark
        elif tag in BLOCKS:
            self.end_block()
            if tag in ("ul", "ol"):
                self.lists.append((tag, 0))
            if tag == "table":
                self.rows = []

    def _open_in_table(self, tag: str) -> None:
        rows = self.rows if self.rows is not None else []
        if tag == "tr":
            rows.append([])
        elif tag in ("td", "th"):
            self._take_inline()
        elif tag in BLOCKS or tag == "li":
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Closes an element and the block that it made."""
        if tag == "title":
            self.in_title = False
        if self.dropping:
            if tag in self.dropping:
                while self.dropping.pop() != tag:
                    pass
        elif tag == "a":
            self._close_link()
        elif self.rows is not None:
            self._close_in_table(tag)
        elif HEADING.match(tag) or tag in BLOCKS or tag in ("li", "summary", "dt"):
            self.end_block()
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()

    def _close_link(self) -> None:
        address, start = self.link or ("", 0)
        self.link = None
        if LINK.match(address):
            label = "".join(self.pieces[start:]).strip()
            if label and label not in address:
                self.pieces[start:] = [f"[{label}]({address})"]

    def _take_inline(self) -> str:
        """The text of the open block; the next one begins empty."""
        text = "".join(self.pieces)
        self.pieces, self.link = [], None
        return text

    def _close_in_table(self, tag: str) -> None:
        rows = self.rows if self.rows is not None else []
        if tag in ("td", "th"):
            if not rows:
                rows.append([])
            rows[-1].append(self._take_inline())
        elif tag == "table":
            self.rows = None
            markdown = table_markdown(rows)
            if max((len(row) for row in rows), default=0) == 1:  # a frame around text
                markdown = "\n\n".join(" ".join(cell.split()) for row in rows for cell in row)
            self._write(markdown)

    def handle_data(self, data: str) -> None:
        """Adds text to the open block."""
        if self.in_title:
            self.title.append(data)
        elif not self.dropping:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def end_block(self) -> None:
        """Closes the open block and writes it, unless it is empty."""
        lines = [" ".join(line.split()) for line in self._take_inline().split("\n")]
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        if self.level:
            text = heading(text, self.level)
        elif self.bold:
            text = f"**{' '.join(text.split())}**"
        elif self.prefix:
            text = self.prefix + text.replace("\n", " ")
        joined = bool(self.prefix) and _is_item(self.last)
        self._write(text, after="\n" if joined else "\n\n")
        self.level, self.bold, self.prefix = 0, False, ""

    def _write(self, text: str, *, after: str = "\n\n") -> None:
        if text:
            self.blocks += [after, text]
            self.last = text


def _is_item(block: str) -> bool:
    return bool(re.match(r"\s*(?:-|\d+\.) ", block.rsplit("\n", 1)[-1]))


def _is_furniture(tag: str, attributes: dict[str, str]) -> bool:
    if tag in ("body", "html", "main", "article"):
        return False
    if "hidden" in attributes or HIDDEN.search(attributes.get("style", "")):
        return True
    if attributes.get("role") in ("navigation", "banner", "search", "contentinfo", "dialog"):
        return True
    return bool(FURNITURE.search(f"{attributes.get('class', '')} {attributes.get('id', '')}"))
