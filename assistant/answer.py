"""The answer: a status, statements in the asker's language, and the quotes they rest on."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal[
    "answered",
    "partial",
    "not_stated",
    "out_of_scope",
    "needs_clarification",
    "conflicting",
    "expired",
    "refused",
]
Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; `role` is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A word-for-word quote and where it stands; `number` is the mark in the text, from 1.

    `document` is the id in the catalogue, `start` and `end` count characters in the text of
    that document, `page` counts from 1.
    """

    number: int
    document: str
    title: str
    programme: str
    edition: str
    language: str
    page: int
    section: str
    quote: str
    source: str
    source_kind: str
    publisher: str
    published: str
    valid_from: str
    valid_until: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the answer and the numbers of the citations that support it."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedChunk:
    """A chunk that was considered, for the log of an answer."""

    document: str
    chunk: int
    score: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: quotes with their marks `[1]`, one a line, or "not stated"."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What is stated of one programme; `note` says that its edition is over, or is empty."""

    programme: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Programmes side by side: a row for each, whose cells stand in the order of `columns`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The state of the corpus that was asked: its change number and a hash over all documents.

    `cited` gives the content hash of each document that is cited, by its id.
    """

    change: int
    hash: str
    cited: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown; while streaming, each value holds the text so far and `final` is false.

    `text` is Markdown-free plain text; the marks `[1]` in it are the citation numbers.
    `options` are follow-up questions to offer as buttons (clarification). The lines of a `table`
    follow the first line of the text: for each row an empty one, its name, and one for each cell.
    """

    status: Status
    language: Language
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    as_of: str = ""
    retrieved: tuple[RetrievedChunk, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    table: Table | None = None
    corpus: Corpus | None = None
    final: bool = True

    def to_json(self, question_id: str = "") -> dict[str, Any]:
        """The answer as the command line prints it, keys as in docs/command-line.md."""
        fields = asdict(self)
        fields.pop("final")
        return {"id": question_id, **fields}
