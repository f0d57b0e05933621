"""What travels through the corpus: documents, editions, chunks and search hits; all frozen."""

from dataclasses import dataclass, field
from typing import Final, Literal

EditionStatus = Literal["draft", "in_force", "closed", "suspended"]
SourceKind = Literal["", "official", "press", "article", "invented"]
ROLLING: Final = "rolling"  # applications are taken at any time


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says about itself: front matter, or what could be read without one.

    Dates are ISO strings as written (`2026-03-01`, `2026-03-01T17:00`), followed in `opens`
    and `closes` by hour and zone (`2026-03-01T17:00 Europe/Paris`); empty means not stated.
    `closes` may hold several of them, one cut-off after the other, separated by `; `, or be
    `rolling`: applications are taken at any time, which is not the same as an unknown end.
    `acronyms` are pairs of an acronym and what it stands for, in the language of the document.
    """

    title: str
    programme: str = ""
    edition: str = ""
    language: str = ""
    audience: str = ""
    region: str = ""
    opens: str = ""
    closes: str = ""
    status: EditionStatus = "in_force"
    valid_from: str = ""
    valid_until: str = ""
    supersedes: str = ""
    source: str = ""
    source_kind: SourceKind = ""
    publisher: str = ""
    published: str = ""
    seen: str = ""
    twin: str = ""
    aliases: tuple[str, ...] = ()
    acronyms: tuple[tuple[str, str], ...] = ()

    @property
    def cut_offs(self) -> tuple[str, ...]:
        """The ends of applications, as written; more than one when there are several rounds."""
        if self.is_rolling:
            return ()
        return tuple(part.strip() for part in self.closes.split(";") if part.strip())

    @property
    def is_rolling(self) -> bool:
        """Whether applications are taken at any time."""
        return self.closes == ROLLING


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document; `number` starts at 1, files without pages have one page."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file after reading: Markdown text by page, with what it says about itself.

    `content_hash` is the SHA-256 of the file's bytes, in hexadecimal; `notes` are sentences
    for the ingest report (pages without text, encoding guessed, front matter problems).
    `original` holds the bytes of a PDF or an upload on their way into the catalogue, which gives
    them apart.
    """

    name: str
    content_hash: str
    edition: Edition
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()
    original: bytes = field(default=b"", repr=False, compare=False)

    @property
    def text(self) -> str:
        """All pages, joined by a blank line; the offsets of chunks count in this text."""
        return "\n\n".join(page.text for page in self.pages)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: `text` is exactly `document.text[start:end]` and lies on one page.

    `context` (title, section path, header rows of a cut table) is put in front of the text
    for embedding and BM25, never for quoting.
    """

    text: str
    context: str
    section: tuple[str, ...]
    page: int
    start: int
    end: int
    language: str

    @property
    def passage(self) -> str:
        """What is embedded and indexed: the context, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the catalogue lists it; `version` counts from 1, `chunks` is a number."""

    id: str
    name: str
    version: int
    edition: Edition
    content_hash: str
    pages: int
    chunks: int
    added_at: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk in the catalogue; `id` is unique for ever and never given twice."""

    id: int
    document: str
    ordinal: int
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A chunk found for a question; `score` is higher for better, `parts` explains it."""

    chunk: StoredChunk
    edition: Edition
    score: float
    parts: dict[str, float] = field(default_factory=dict)
