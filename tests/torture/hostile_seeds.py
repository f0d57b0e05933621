"""Sound files of every format, made here: invented texts, the seeds of what is broken later."""

import io
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

FRENCH = "Le ticket inventé dure douze mois et coûte 310 € à l’élève ; clôture le 15 mai 2026."
ENGLISH = "The invented ticket lasts twelve months, costs £310 and closes on 15 May 2026."
OPEN_DOCUMENT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(members: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    """A zip archive of the members, in their order."""
    buffer = io.BytesIO()
    way = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", way) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def _office(main: str, kind: str, parts: Mapping[str, str], relations: str = "") -> bytes:
    """An Office file: the parts, with what tells a reader which of them is the main one."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}.{kind}"/>'
        if name == main
        else f'<Override PartName="/{name}" ContentType="{OFFICE}.{kind.rsplit(".", 2)[0]}.part"/>'
        for name in parts
    )
    folder, _, name = main.partition("/")
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{types}'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="{main}"/></Relationships>',
        **parts,
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    return archive(members)


def word_file(body: str, *, before: str = "") -> bytes:
    """A DOCX with this XML as its body; `before` stands ahead of the root element."""
    document = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return _office(
        "word/document.xml", "wordprocessingml.document.main+xml", {"word/document.xml": document}
    )


def workbook(rows: str, *, before: str = "", place: str = "worksheets/sheet1.xml") -> bytes:
    """An XLSX of one sheet with these rows; `place` is where the sheet is kept below `xl`."""
    sheet = f'{before}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Tarifs" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    relation = f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="{place}"/>'
    parts = {"xl/workbook.xml": book, f"xl/{place}": sheet}
    return _office("xl/workbook.xml", "spreadsheetml.sheet.main+xml", parts, relation)


def slides(text: str, *, before: str = "") -> bytes:
    """A PPTX of one slide that shows the text."""
    show = (
        f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{RELATIONS}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>'
    )
    slide = (
        f'{before}<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree><p:sp><p:txBody>'
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )
    relation = f'<Relationship Id="r1" Type="{RELATIONS}/slide" Target="slides/slide1.xml"/>'
    parts = {"ppt/presentation.xml": show, "ppt/slides/slide1.xml": slide}
    return _office("ppt/presentation.xml", "presentationml.presentation.main+xml", parts, relation)


def open_document(kind: str, body: str, *, before: str = "") -> bytes:
    """An ODT or ODS (`kind` is `text` or `spreadsheet`) with this XML as its body."""
    content = (
        f"{before}<office:document-content {OPEN_DOCUMENT}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": content,
    }
    return archive(members)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def pdf(*, compressed: bool = True) -> bytes:
    """Two pages with headings, paragraphs and a table."""
    style = getSampleStyleSheet()
    story = [
        Paragraph("Règlement inventé", style["Title"]),
        Paragraph(FRENCH * 3, style["BodyText"]),
        Table([["Étape", "Date"], ["Clôture", "15 mai 2026"], ["Jury", "2 juin 2026"]]),
        PageBreak(),
        Paragraph("Rules", style["Heading1"]),
        Paragraph(ENGLISH * 3, style["BodyText"]),
    ]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pageCompression=int(compressed), invariant=1).build(story)
    return buffer.getvalue()


def _docx() -> bytes:
    file = docx.Document()
    file.add_heading("Règlement inventé", 1)
    file.add_paragraph(FRENCH)
    file.add_paragraph(ENGLISH, style="List Bullet")
    file.add_table(rows=2, cols=2).cell(0, 0).text = "Étape"
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _email() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "equipe@invente.example", "candidats@invente.example"
    message["Subject"], message["Date"] = "Délai prolongé", "Mon, 02 Mar 2026 10:00:00 +0100"
    message.set_content(FRENCH)
    message.add_alternative(f"<p>{ENGLISH}</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


def seeds() -> dict[str, bytes]:
    """One or two sound files of each format by their names; every one of them can be read."""
    sheet = f'<text:h text:outline-level="1">Aide</text:h><text:p>{FRENCH}</text:p>'
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p>'
    ods = "".join(f"{row.format(text)}</table:table-cell></table:table-row>" for text in "abc")
    html = f"<!doctype html><title>Aide</title><h1>Aide</h1><p>{FRENCH}</p><ul><li>un</ul>"
    markdown = (
        "---\ntitle: Ticket inventé\nlanguage: fr\ncloses: 2026-05-15\naliases: [TI]\n---\n"
        f"# Ticket\n\n{FRENCH}\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n<details>x</details>\n"
    )
    return {
        "packed.pdf": pdf(),
        "plain.pdf": pdf(compressed=False),
        "a.docx": _docx(),
        "b.docx": word_file(f"<w:p><w:r><w:t>{ENGLISH}</w:t></w:r></w:p>"),
        "a.xlsx": workbook(f"<row r='1'>{cell('A1', 'Poste')}{cell('B1', '900 €')}</row>"),
        "a.pptx": slides(FRENCH),
        "a.odt": open_document("text", sheet),
        "a.ods": open_document("spreadsheet", f'<table:table table:name="P">{ods}</table:table>'),
        "a.rtf": rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Le d\'e9lai est long.\par}",
        "a.html": html.encode("latin-1", "replace"),
        "a.csv": f"Taille;Taux\nPetite;60 %\n{FRENCH};50 %\n".encode(),
        "a.md": markdown.encode(),
        "a.txt": f"{FRENCH}\n\n{ENGLISH}\n".encode("utf-16"),
        "a.eml": _email(),
    }
