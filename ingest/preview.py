"""What the program understood of a document, for staff to check before it is published."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.chunking import split
from ingest.disguise import hides_text
from ingest.documents import Chunk, Document, Page
from ingest.draft_list import StaffDocument
from ingest.drafts import Drafts
from ingest.edition_dates import FoundDate, find_dates, standing_dates
from ingest.edition_end import fills_the_field
from ingest.injected import gives_orders
from ingest.messages import PAGES_WITHOUT_TEXT, Message, key_of
from ingest.near_duplicates import near_duplicates
from ingest.spans import quotable_spans

WarningKind = Literal[
    "no_date",
    "far_end",
    "no_programme",
    "near_duplicate",
    "same_name",
    "mixed_languages",
    "other_language",
    "hidden_text",
    "orders",
    "name_mismatch",
]
MIXED = 0.2  # share of the text in another language than the rest
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# The notes of the reader that are shown apart from the others, each with the value that tells.
NOTES_OF_ORDERS = {"note.orders": "text", "note.orders.field": "field"}
WORDS: dict[str, dict[WarningKind, str]] = {
    "fr": {
        "no_date": "Aucune date d’ouverture, de clôture ni de validité n’est indiquée.",
        "far_end": "La clôture ({detail}) est si lointaine qu’elle compte comme inconnue.",
        "no_programme": "Le programme n’est pas indiqué.",
        "near_duplicate": "Presque le même texte que {detail}.",
        "same_name": "Un document publié a le même nom : {detail}. Est-ce sa nouvelle version ?",
        "mixed_languages": "Le texte mêle le français et l’anglais ({detail}).",
        "other_language": "La langue du texte n’est pas celle indiquée ({detail}).",
        "hidden_text": "Un texte caché aux lecteurs a été écarté : « {detail} »",
        "orders": "Une consigne adressée à un assistant a été écartée : « {detail} »",
        "name_mismatch": "Le nom du fichier et les dates du texte ne s’accordent pas ({detail}).",
    },
    "en": {
        "no_date": "No opening, closing or validity date is given.",
        "far_end": "The closing date ({detail}) is so far ahead that it counts as unknown.",
        "no_programme": "The programme is not given.",
        "near_duplicate": "Nearly the same text as {detail}.",
        "same_name": "A published document has the same name: {detail}. Is this its new version?",
        "mixed_languages": "The text mixes French and English ({detail}).",
        "other_language": "The language of the text is not the one given ({detail}).",
        "hidden_text": "Text hidden from readers was left out: “{detail}”",
        "orders": "An instruction to an assistant was left out: “{detail}”",
        "name_mismatch": "The file name and the dates in the text do not agree ({detail}).",
    },
}


@dataclass(frozen=True, slots=True)
class PreviewWarning:
    """Something staff should look at; `detail` is the sentence, document id or value it is about.

    `warning_text` puts it into words; `page` is 0 where it concerns no page.
    """

    kind: WarningKind
    detail: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is shown before publishing; `pages` hold Markdown, with headings and tables.

    `without_text` and `recognised` are what the reader said of pages without text and pages
    read by OCR.
    """

    document: StaffDocument
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    dates: tuple[FoundDate, ...]
    warnings: tuple[PreviewWarning, ...]
    without_text: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()


def preview(drafts: Drafts, document_id: str) -> Preview:
    """The preview of a document in any state; raises DocumentNotFound."""
    document, source = drafts.document(document_id), drafts.source(document_id)
    chunks = split(source, characters=drafts.config.chunk_characters)
    dates = find_dates(source.pages) + standing_dates(source.pages, today=date.today())
    warnings = [
        *_missing(source),
        *_others(drafts, document),
        *_languages(source, chunks),
        *_orders(source),
        *_misnamed(source, dates),
    ]
    return Preview(
        document=document,
        pages=source.pages,
        chunks=tuple(chunks),
        dates=tuple(dates),
        warnings=tuple(warnings),
        without_text=_notes(source, PAGES_WITHOUT_TEXT),
        recognised=_notes(source, "note.recognised"),
    )


def warning_text(warning: PreviewWarning, language: str) -> str:
    """One sentence for staff in `fr` or `en`."""
    return WORDS[language][warning.kind].format(detail=warning.detail)


def _missing(source: Document) -> Iterator[PreviewWarning]:
    edition = source.edition
    if not (edition.opens or edition.closes or edition.valid_from or edition.valid_until):
        yield PreviewWarning("no_date")
    for end in edition.cut_offs:
        if fills_the_field(end, date.today()):
            yield PreviewWarning("far_end", end)
    if not edition.programme:
        yield PreviewWarning("no_programme")


def _others(drafts: Drafts, document: StaffDocument) -> Iterator[PreviewWarning]:
    """Other documents that hold the same text or have the same name."""
    for other in near_duplicates(drafts.catalogue.snapshot(), document.stored.id):
        if other != document.replaces:
            yield PreviewWarning("near_duplicate", other)
    same = drafts.same_name(document.stored.id)
    if document.state == "draft" and same and not document.replaces:
        yield PreviewWarning("same_name", same)


def _languages(source: Document, chunks: Sequence[Chunk]) -> Iterator[PreviewWarning]:
    held: Counter[str] = Counter()
    for chunk in chunks:
        held[chunk.language] += len(chunk.text)
    shares = {language: size / max(1, held.total()) for language, size in held.most_common()}
    shown = ", ".join(f"{language} {share:.0%}" for language, share in shares.items())
    if min(shares.get("fr", 0), shares.get("en", 0)) >= MIXED:
        yield PreviewWarning("mixed_languages", shown)
    elif next(iter(shares), "") not in ("", source.edition.language):
        yield PreviewWarning("other_language", shown)


def _orders(source: Document) -> Iterator[PreviewWarning]:
    """What the reader left out, and what a text that was read earlier still holds."""
    for note in source.notes:
        told = NOTES_OF_ORDERS.get(key_of(note))
        if told and isinstance(note, Message):
            detail = str(note.values[told])
            yield PreviewWarning("hidden_text" if hides_text(detail) else "orders", detail)
    for page in source.pages:
        for span in quotable_spans(page.text):
            if gives_orders(span.text):
                kind: WarningKind = "hidden_text" if hides_text(span.text) else "orders"
                yield PreviewWarning(kind, span.text, page.number)


def _misnamed(source: Document, dates: Sequence[FoundDate]) -> Iterator[PreviewWarning]:
    """A year in the file name that neither its dates nor its edition has."""
    named = set(YEAR.findall(source.name))
    dated = {date.iso[:4] for date in dates} | set(YEAR.findall(source.edition.edition))
    if named and dated and not named & dated:
        detail = f"{', '.join(sorted(named))} / {', '.join(sorted(dated))}"
        yield PreviewWarning("name_mismatch", detail)


def _notes(source: Document, key: str) -> tuple[str, ...]:
    return tuple(note for note in source.notes if key_of(note).startswith(key))
