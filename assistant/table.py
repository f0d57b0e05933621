"""Programmes side by side: a search for each cell, and an answer whose every cell is quoted."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from assistant.admissions import split_sides
from assistant.answer import Answer, Cell, Row, Status, Table
from assistant.aspects import Aspect
from assistant.compose import Draft
from assistant.editions import Clock, is_over
from assistant.evidence import CELLS, Evidence
from assistant.findings import limits_beside, publisher_and_date
from assistant.follow_up import Resolved
from assistant.inquiry import Inquiry, Part
from assistant.mentions import Name
from assistant.phrases import say
from assistant.question import read_question
from assistant.retrieval import ProgrammeRetriever, Query
from assistant.subjects import Subjects
from assistant.table_request import TableRequest
from assistant.verdict import judge
from assistant.view import PUBLIC_STATUSES, View
from ingest.documents import Edition

# Passages that a cell's search looks through, and those about the programme that are read.
LOOKED_THROUGH, READ = 80, 16
VERSIONS = 2
# A sentence of at least this score tells the aspect of a cell that the verdict leaves open.
TELLING = 6.0
# The share of the words of an aspect in the asker's words that a quote has to hold.
HELD = 0.5


def published_programmes(view: View, clock: Clock) -> list[str]:
    """The programmes that start-ups may see: those not over first, most documents first."""
    editions: dict[str, list[Edition]] = {}
    for edition in _published(view):
        editions.setdefault(edition.programme, []).append(edition)

    def place(name: str) -> tuple[bool, int, str]:
        own = editions[name]
        return all(is_over(edition, clock) for edition in own), -len(own), name

    return sorted(editions, key=place)


def cell_parts(request: TableRequest, names: Sequence[Name], *, limit: int) -> tuple[Part, ...]:
    """The question of each cell, row by row; `limit` is the most characters of a question."""
    parts = []
    for programme, aspect in product(request.programmes, request.aspects):
        text = aspect.asked_of(programme, request.topic)
        asked = read_question(text[:limit], names, limit=limit)
        parts.append(Part(aspect.label, Resolved(replace(asked, language=request.language))))
    return tuple(parts)


def find_cells(
    request: TableRequest, inquiry: Inquiry, retriever: ProgrammeRetriever
) -> tuple[Part, ...]:
    """The parts of a table with the passages on their programmes, best first."""
    subjects, found = Subjects.of(inquiry.names), []
    for part, (programme, _) in zip(inquiry.parts, _cells(request), strict=True):
        query = Query.of(part.resolved, part.resolved.question.searched, view=inquiry.view)
        left_out = inquiry.editions.left_out(inquiry.asked(part))
        hits = retriever.search(query, LOOKED_THROUGH, left_out=left_out)
        own = [hit for hit in hits if subjects.concerns(programme, hit)]
        found.append(replace(part, hits=tuple(own[:READ])))
    return tuple(found)


def write_table(request: TableRequest, inquiry: Inquiry, *, quotes: int) -> Answer:
    """The answer of an inquiry whose parts are the cells of a table, row by row."""
    subjects = Subjects.of(inquiry.names)
    cells = [
        _stated(part, cell[1], _usable(part.evidence, cell, request, subjects), quotes)
        for part, cell in zip(inquiry.parts, _cells(request), strict=True)
    ]
    width = len(request.aspects)
    rows = [
        (programme, cells[number * width : (number + 1) * width])
        for number, programme in enumerate(request.programmes)
    ]
    if not request.compares:
        rows.sort(key=lambda row: not any(row[1]))  # what is stated first, else as they stood
    status: Status = "answered" if all(cells) else "partial" if any(cells) else "not_stated"
    draft = Draft(request.language)
    draft.phrase(status)
    written = tuple(_row(draft, name, found, (request, inquiry)) for name, found in rows)
    if request.compares:
        draft.lines.append("")
        draft.phrase("table_choice")
    if request.left_out:
        draft.lines.append("")
        draft.phrase("table_left_out", programmes=", ".join(request.left_out))
    columns = tuple(aspect.label for aspect in request.aspects)
    return replace(draft.answer(status), table=Table(columns, written))


def _cells(request: TableRequest) -> list[tuple[str, Aspect]]:
    return list(product(request.programmes, request.aspects))


def _usable(
    evidence: Sequence[Evidence],
    cell: tuple[str, Aspect],
    request: TableRequest,
    subjects: Subjects,
) -> list[Evidence]:
    """The sentences that tell the aspect of the programme, and the gaps admitted on it alone."""
    programme, aspect = cell
    others = frozenset(request.programmes) - {programme}

    def is_usable(item: Evidence) -> bool:
        about = subjects.is_about(programme, item, topic=request.topic, others=others)
        if item.gap:
            alone = set(subjects.named(item.text)) <= {programme, request.topic}
            return about and alone and aspect.is_left_open_by(item.text)
        told = item.focus >= HELD if aspect.own else aspect.is_told_by(item.text)
        beside = any(map(aspect.beside.search, subjects.after(programme, item.text)))
        return told and (about or beside)

    return [item for item in evidence if is_usable(item)]


def _stated(
    part: Part, aspect: Aspect, evidence: Sequence[Evidence], quotes: int
) -> tuple[Evidence, ...]:
    """What is quoted in a cell: one sentence with a limit to it, or the versions that differ.

    Empty when nothing is stated.
    """
    verdict = judge(part.resolved.question, evidence, quotes=quotes)
    if verdict.status == "conflicting":
        return verdict.facts[:VERSIONS]
    facts, gaps = split_sides(part.resolved.question, evidence)
    if not facts or (verdict.status == "not_stated" and not _outweighs(facts[0], gaps)):
        return ()
    near = verdict.facts or facts
    sentences = [item for item in near if CELLS not in item.text]
    best = max(sentences or near, key=lambda item: aspect.richness(item.text))
    return (best, *limits_beside(part, [best])[:1])


def _outweighs(fact: Evidence, gaps: Sequence[Evidence]) -> bool:
    """Whether a sentence that tells the aspect does so as well as any gap is admitted.

    A gap is one of many that a document may admit on an aspect ("the fields accepted are not
    stated") beside what it does state, so it need not outweigh a sentence that is known to tell it.
    """
    if fact.score < TELLING:
        return False
    return all(fact.score >= gap.score or fact.dense >= gap.dense for gap in gaps[:1])


def _row(
    draft: Draft,
    programme: str,
    cells: Sequence[Sequence[Evidence]],
    context: tuple[TableRequest, Inquiry],
) -> Row:
    request, inquiry = context
    note = _note(programme, cells, inquiry, draft)
    draft.lines += ["", say("table_row", draft.language, programme=programme, note=note).strip()]
    return Row(
        programme,
        note,
        tuple(
            _cell(draft, aspect.label, found)
            for aspect, found in zip(request.aspects, cells, strict=True)
        ),
    )


def _cell(draft: Draft, label: str, found: Sequence[Evidence]) -> Cell:
    """One cell, written as a line of its own."""
    quoted: list[str] = []
    numbers: list[int] = []
    for item in found:
        draft.quote(item, label=_source(item, found))
        quoted.append(draft.lines.pop())
        numbers += draft.statements[-1].citations
    said = " ".join(quoted) or say("part_missing", draft.language)
    draft.phrase("part", part=label, found=said)
    return Cell("\n".join(quoted) or say("table_missing", draft.language), tuple(numbers))


def _source(item: Evidence, found: Sequence[Evidence]) -> str:
    """Who says it and when, where another of the quotes found is from elsewhere; else empty."""
    if len({other.hit.chunk.document for other in found}) < 2:
        return ""
    return publisher_and_date(item.hit.edition)


def _note(
    programme: str, cells: Sequence[Sequence[Evidence]], inquiry: Inquiry, draft: Draft
) -> str:
    """What marks a row whose edition is over, or which quotes one that is; else empty."""
    own = [item for item in _published(inquiry.view) if item.programme == programme]
    over = [item for item in own if is_over(item, inquiry.editions.clock)]
    quoted = [item.hit.edition for cell in cells for item in cell]
    past = [item for item in quoted if is_over(item, inquiry.editions.clock)]
    if len(over) < len(own) and not past:
        return ""
    until = max((item.valid_until or item.closes for item in past or over), default="")
    since = say("table_since", draft.language, date=until) if until else ""
    return say("table_over", draft.language, until=since)


def _published(view: View) -> list[Edition]:
    return [
        document.edition
        for document in view.snapshot.documents.values()
        if document.edition.programme and document.edition.status in PUBLIC_STATUSES
    ]
