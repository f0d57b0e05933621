"""What the program understood of a document, for staff to check before it is published."""

from dataclasses import dataclass
from typing import Literal

from ingest.documents import Chunk, Page
from ingest.draft_list import StaffDocument
from ingest.drafts import Drafts
from ingest.edition_dates import FoundDate

WarningKind = Literal[
    "no_date",
    "no_programme",
    "near_duplicate",
    "mixed_languages",
    "other_language",
    "hidden_text",
    "orders",
    "name_mismatch",
]


@dataclass(frozen=True, slots=True)
class PreviewWarning:
    """Something staff should look at; `detail` is the sentence, document id or value it is about.

    `warning_text` puts it into words.
    """

    kind: WarningKind
    detail: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is shown before publishing; `pages` hold Markdown, with headings and tables.

    `without_text` and `recognised` are what the reader said of pages without text and pages
    read by OCR: one sentence, or empty.
    """

    document: StaffDocument
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    dates: tuple[FoundDate, ...]
    warnings: tuple[PreviewWarning, ...]
    without_text: str = ""
    recognised: str = ""


def preview(drafts: Drafts, document_id: str) -> Preview:
    """The preview of a draft or published document; raises DocumentNotFound."""
    raise NotImplementedError


def warning_text(warning: PreviewWarning, language: str) -> str:
    """One sentence for staff in `fr` or `en`."""
    raise NotImplementedError
