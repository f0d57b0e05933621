"""Parts of a section that are not cut: sentences, list items, table rows, question with answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import BOLD_LINE, Block, is_question_line
from ingest.sections import Section, plain
from ingest.sentences import sentence_spans

QUESTION_FACTOR = 3  # a question and its answer stay together up to this many times the limit
ROW_FACTOR = 3  # and so does a table row
CARRIED_CHARACTERS = 300
QUESTION_CHARACTERS = 250


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]`; `carry` stands before `carry_end` and explains the piece.

    A lead-in (`leads`) stays with what follows; a piece that is `alone` is not merged.
    """

    start: int
    end: int
    carry: str = ""
    carry_end: int = 0
    alone: bool = False
    leads: bool = False


def section_pieces(text: str, section: Section, characters: int) -> list[Piece]:
    """The pieces of a section in order; together they hold all of its text."""
    blocks = section.blocks
    asked = bool(section.path) and section.path[-1].endswith("?")
    whole = blocks[-1].end - blocks[0].start
    if asked and whole <= QUESTION_FACTOR * characters:
        return [Piece(blocks[0].start, blocks[-1].end, alone=True)]
    pieces: list[Piece] = []
    for group in _groups(text, blocks):
        pieces += _group_pieces(text, group, characters)
    return pieces


def _groups(text: str, blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks before the first question, then each question with what follows up to the next."""
    group: list[Block] = []
    for block in blocks:
        if group and is_question(text, block):
            yield group
            group = []
        group.append(block)
    yield group


def is_question(text: str, block: Block) -> bool:
    """Whether the block is nothing but a question (bold, marked `Q:`, or one plain sentence)."""
    passage = text[block.start : block.end]
    if block.kind != "paragraph" or len(passage) > QUESTION_CHARACTERS:
        return False
    if is_question_line(passage):
        return True
    return passage.endswith("?") and len(sentence_spans(passage)) == 1


def _group_pieces(text: str, group: Sequence[Block], characters: int) -> list[Piece]:
    start, end = group[0].start, group[-1].end
    asked = is_question(text, group[0])
    if asked and end - start <= QUESTION_FACTOR * characters:
        return [Piece(start, end, alone=True)]
    pieces: list[Piece] = []
    lead = Piece(0, 0)
    for block in group:
        found = _block_pieces(text, block, characters)
        if block.kind == "item" and lead.end:
            found = [_carrying(text, piece, lead) for piece in found]
        elif block.kind == "paragraph":
            passage = text[block.start : block.end]
            leads = passage.endswith(":") or bool(BOLD_LINE.match(passage))
            found = [*found[:-1], replace(found[-1], leads=leads)]
            lead = found[-1] if leads else Piece(0, 0)
        pieces += found
    if asked:
        question = Piece(group[0].start, group[0].end)
        pieces = [piece if piece.carry else _carrying(text, piece, question) for piece in pieces]
    return pieces


def _carrying(text: str, piece: Piece, from_: Piece) -> Piece:
    carry = plain(text[max(from_.start, from_.end - CARRIED_CHARACTERS) : from_.end])
    return replace(piece, carry=carry, carry_end=from_.end)


def _block_pieces(text: str, block: Block, characters: int) -> list[Piece]:
    if block.kind == "table":
        return _table_pieces(text, block, characters)
    if block.end - block.start <= characters:
        return [Piece(block.start, block.end)]
    if block.kind == "code":
        return _line_pieces(text, block.start, block.end)
    pieces: list[Piece] = []
    for start, end in sentence_spans(text, block.start, block.end):
        pieces += _cut(text, start, end, characters=characters)
    return pieces


def _line_pieces(text: str, start: int, end: int) -> list[Piece]:
    pieces = []
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            pieces.append(Piece(start, start + len(line.rstrip())))
        start += len(line)
    return pieces


def _table_pieces(text: str, block: Block, characters: int) -> list[Piece]:
    """The header with the first row, then row by row; later rows carry the header."""
    lines = _line_pieces(text, block.start, block.end)
    header = text[lines[0].start : lines[0].end][:CARRIED_CHARACTERS]
    first = lines[min(2, len(lines) - 1)]
    pieces = [Piece(block.start, first.end)]
    for line in lines[3:]:
        row = replace(line, carry=header, carry_end=lines[0].end)
        pieces += _row_pieces(text, row, characters)
    return pieces


def _row_pieces(text: str, row: Piece, characters: int) -> list[Piece]:
    """The row, cut only when it is far too long; its parts carry its first cell too."""
    if row.end - row.start <= ROW_FACTOR * characters:
        return [row]
    cell = text[row.start : row.end].strip("| ").split("|")[0].strip()[:CARRIED_CHARACTERS]
    parts = _cut(text, row.start, row.end, characters=characters)
    carry = f"{row.carry}\n{cell}"
    return [
        replace(part, carry=carry if number else row.carry, carry_end=row.carry_end, alone=True)
        for number, part in enumerate(parts)
    ]


def _cut(text: str, start: int, end: int, *, characters: int) -> list[Piece]:
    """The span as one piece, or cut between words when it is longer than the limit."""
    if end - start <= characters:
        return [Piece(start, end)]
    # Imported here: it loads in 0.2 s and only over-long sentences need it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=["\n", "; ", " : ", ", ", " ", ""],
        keep_separator="end",
        chunk_size=characters,
        chunk_overlap=0,
        add_start_index=True,
    )
    parts = splitter.create_documents([text[start:end]])
    return [
        Piece(begin, begin + len(part.page_content))
        for part in parts
        for begin in (start + part.metadata["start_index"],)
    ]
