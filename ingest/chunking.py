"""Cuts a document into chunks along its headings, questions, tables, lists and sentences."""

import re
from collections.abc import Iterator, Sequence

from ingest.documents import Chunk, Document
from ingest.language import detect_language
from ingest.pieces import Piece, section_pieces
from ingest.sections import Section, read_sections

CHUNKER_VERSION = "2"
WORDS_FOR_LANGUAGE = 15
LANGUAGE_SAMPLE = 5_000


def split(document: Document, *, characters: int) -> list[Chunk]:
    """Chunks of about `characters` characters, in the order of the text, without overlap.

    Every chunk lies in one section of one page and `chunk.text` is `document.text[start:end]`;
    together they hold all text but the headings, which go into `section` and `context`.
    """
    text = document.text
    language = document.edition.language or detect_language(text[:LANGUAGE_SAMPLE])
    chunks = []
    for section in read_sections(document):
        for piece in _pack(section_pieces(text, section, characters), characters):
            context = _context(document.edition.title, section, piece)
            chunks.append(_chunk(text, section, piece, context=context, language=language))
    return chunks


def _pack(pieces: Sequence[Piece], characters: int) -> Iterator[Piece]:
    """Neighbouring pieces merged up to the limit; a lead-in goes with what follows it."""
    waiting: list[Piece] = []
    for piece in pieces:
        fits = bool(waiting) and piece.end - waiting[0].start <= characters
        if waiting and (piece.alone or waiting[-1].alone or not fits):
            leading = waiting.pop() if waiting[-1].leads else None
            if waiting:
                yield _merged(waiting)
            waiting = [leading] if leading else []
        waiting.append(piece)
    if waiting:
        yield _merged(waiting)


def _merged(pieces: Sequence[Piece]) -> Piece:
    first = pieces[0]
    return Piece(first.start, pieces[-1].end, first.carry, first.carry_end)


def _context(title: str, section: Section, piece: Piece) -> str:
    """Title, section path, and what stands before the piece and explains it."""
    path = section.path[1:] if section.path[:1] == (title,) else section.path
    lines = [title, " > ".join(path), piece.carry if piece.carry_end <= piece.start else ""]
    return "\n".join(line for line in lines if line)


def _chunk(text: str, section: Section, piece: Piece, *, context: str, language: str) -> Chunk:
    passage = text[piece.start : piece.end]
    if len(re.findall(r"[^\W\d_]{2,}", passage)) >= WORDS_FOR_LANGUAGE:
        language = detect_language(passage)
    return Chunk(passage, context, section.path, section.page, piece.start, piece.end, language)
