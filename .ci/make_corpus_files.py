"""Make the demonstration PDF and DOCX from the Markdown sheets, the same bytes every time.

Every cell and sentence that goes in stands word for word in a sheet, or nothing is made.
"""

import argparse
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import frontmatter
import yaml

CORPUS = Path(__file__).parent.parent / "corpus" / "documents"
WORDING = Path(__file__).parent / "corpus_files.yaml"
PDF_NAME = "programmes-overview.en.pdf"
DOCX_NAME = "guide-des-programmes.fr.docx"
AUTHOR = "programme-assistant"
MADE_ON = datetime(2026, 11, 22)
SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-ZÀ-Ý«])")


@dataclass(frozen=True, slots=True)
class Guide:
    """The wording of one output file, from corpus_files.yaml."""

    language: str
    tag: str
    title: str
    origin: str
    columns: list[str]
    not_stated: str
    deadline: str
    label: str
    notes: str
    rows: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One programme as it is printed: table cells, source line, label and sentences."""

    cells: tuple[str, ...]
    source: str
    label: str
    sentences: tuple[str, ...]


def read_guide(language: str) -> Guide:
    """Read the wording in this language, `fr` or `en`."""
    return Guide(language, **yaml.safe_load(WORDING.read_text("utf-8"))[language])


def entries(guide: Guide, corpus: Path = CORPUS) -> list[Entry]:
    """One entry per row; raises ValueError for a phrase that is not in its sheet."""
    return [_entry(guide, row, corpus) for row in guide.rows]


def _entry(guide: Guide, row: dict[str, str], corpus: Path) -> Entry:
    sheet = frontmatter.load(str(corpus / f"{row['sheet']}.{guide.language}.md"))
    sentences = sentences_of(sheet.content)
    cells = [row[column] for column in ("place", "since", "provided")]
    # the deadline column says "not stated" because a sentence of the sheet says so
    phrases = [*filter(None, cells), guide.deadline]
    proofs = [_first_with(phrase, sentences, row["sheet"]) for phrase in phrases]
    programme, edition = str(sheet["programme"]), str(sheet["edition"]) or guide.not_stated
    return Entry(
        cells=(programme, *(cell or guide.not_stated for cell in (*cells, ""))),
        source=f"{sheet['title']} ({sheet['publisher']}, {sheet['published']})",
        label=guide.label.format(programme=programme, edition=edition),
        sentences=tuple(dict.fromkeys(proofs)),
    )


def sentences_of(content: str) -> list[str]:
    """Split a sheet into its sentences, in order, without headings and list marks."""
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    return [text for line in lines for text in SENTENCE_END.split(line.removeprefix("- "))]


def _first_with(phrase: str, sentences: list[str], sheet: str) -> str:
    for sentence in sentences:
        if phrase in sentence:
            return sentence
    raise ValueError(f"{sheet}: no sentence holds “{phrase}”")


def make_pdf(corpus: Path = CORPUS) -> bytes:
    """Make the English overview: a table on page 1, the sentences behind it on page 2."""
    # Imported here: only development environments have reportlab.
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

    guide, styles = read_guide("en"), getSampleStyleSheet()
    listed = entries(guide, corpus)

    def paragraph(text: str, style: str = "BodyText") -> Any:
        return Paragraph(escape(text), styles[style])

    header = [paragraph(text, "Heading5") for text in guide.columns]
    grid = [header, *([paragraph(text) for text in entry.cells] for entry in listed)]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table = Table(grid, colWidths=(140, 150, 140, 230, 80), repeatRows=1, style=lines)
    story = [paragraph(guide.title, "Title"), paragraph(guide.origin), Spacer(1, 12), table]
    story += [PageBreak(), paragraph(guide.notes, "Heading1")]
    for entry in listed:
        story += [paragraph(entry.source, "Heading4")]
        story += [paragraph(entry.label), paragraph(" ".join(entry.sentences))]
    target = io.BytesIO()
    # invariant and no compression: the same bytes on every machine
    SimpleDocTemplate(
        target, pagesize=landscape(A4), title=guide.title, author=AUTHOR, subject=guide.origin,
        lang=guide.tag, invariant=1, pageCompression=0, topMargin=40, bottomMargin=40,
        leftMargin=50, rightMargin=50,
    ).build(story)  # fmt: skip
    return target.getvalue()


def make_docx(corpus: Path = CORPUS) -> bytes:
    """Make the French guide: a table, then a heading and the sentences behind it per programme."""
    # Imported here: only development environments have python-docx.
    from docx import Document

    guide, document = read_guide("fr"), Document()
    listed = entries(guide, corpus)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = guide.title, guide.origin, guide.tag
    properties.author = properties.last_modified_by = AUTHOR
    properties.created = properties.modified = MADE_ON
    properties.comments = guide.origin
    document.add_heading(guide.title, level=1)
    document.add_paragraph(guide.origin)
    table = document.add_table(rows=0, cols=len(guide.columns), style="Table Grid")
    for row in (guide.columns, *(entry.cells for entry in listed)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading(guide.notes, level=1)
    for entry in listed:
        document.add_heading(entry.source, level=2)
        for text in (entry.label, *entry.sentences):
            document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return _without_clock(target.getvalue())


def _without_clock(archive: bytes) -> bytes:
    """Date every member of a zip archive MADE_ON."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, MADE_ON.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(member, source.read(name))
    return target.getvalue()


def main() -> None:
    """Write both files into the folder given, by default next to the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=CORPUS)
    folder = parser.parse_args().folder
    for name, content in ((PDF_NAME, make_pdf()), (DOCX_NAME, make_docx())):
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
