"""What a file is by its first bytes, and the refusals that need no parser."""

import io
import re
import zipfile
from collections.abc import Iterator

from ingest import limits
from ingest.errors import FileRefused
from ingest.messages import message

# The kind that a suffix promises.
KIND_OF_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".ods": "ods",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".eml": "email",
}
ARCHIVES = frozenset({"docx", "odt", "pptx", "xlsx", "ods"})
TEXTS = frozenset({"csv", "html", "markdown", "text", "email"})
MAGIC = (
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x1f\x8b", "compressed file"),
    (b"7z\xbc\xaf", "compressed file"),
    (b"Rar!", "compressed file"),
)
MAIN_PARTS = {
    "docx": b"wordprocessingml.document.main",
    "pptx": b"presentationml.presentation.main",
    "xlsx": b"spreadsheetml.sheet.main",
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
HTML_START = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|svg)\b", re.I | re.S
)
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,4})([0-9]{1,8})"')


def check_kind(data: bytes, suffix: str, name: str) -> str:
    """The kind to read the bytes as; raises FileRefused when they are not what the name says."""
    promised = KIND_OF_SUFFIX[suffix]
    found = sniff(data)
    if promised in ARCHIVES:
        return _check_archive(data, promised, found, name)
    if promised == "pdf":
        if found == "pdf":
            return promised
        raise _not_as_named(name, promised, found)
    if promised == "rtf":
        if found in ("rtf", "text"):  # a text file under the name of a word processor's
            return found
        raise _not_as_named(name, promised, found)
    if found not in ("text", "html"):
        raise FileRefused(
            "unsupported", message("type.content", name=name, found=message(f"found.{found}"))
        )
    return promised


def sniff(data: bytes) -> str:
    """`pdf`, `rtf`, `html`, `text`, `archive` or the name of something that is not read."""
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if HTML_START.match(data[:2000]):
        return "html"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "binary file" if b"\x00" in data[:8192] else "text"


def _not_as_named(name: str, promised: str, found: str) -> FileRefused:
    if found in ("text", "binary file"):
        return FileRefused("corrupt", message("damaged", name=name, promised=promised))
    return FileRefused(
        "unsupported",
        message("type.other", name=name, promised=promised, found=message(f"found.{found}")),
    )


def _check_archive(data: bytes, promised: str, found: str, name: str) -> str:
    if found == "old Office file":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused("encrypted", message("encrypted", name=name))
        raise FileRefused("unsupported", message("type.old", name=name, promised=promised))
    if found != "archive":
        raise _not_as_named(name, promised, found)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, name)
            _check_content(archive, promised, name)
            if promised == "xlsx":
                _check_sheets(archive, name)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # each way of packing has errors of its own
        raise FileRefused("corrupt", message("damaged.archive", name=name)) from error
    return promised


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > 10 * 1024**2 and unpacked > limits.ARCHIVE_RATIO * max(packed, 1)
    if len(members) > limits.ARCHIVE_MEMBERS or unpacked > limits.ARCHIVE_BYTES or bomb:
        raise FileRefused(
            "too_large",
            message("large.parts", name=name, size=unpacked // 1024**2, count=len(members)),
        )


def _check_content(archive: zipfile.ZipFile, promised: str, name: str) -> None:
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise FileRefused("encrypted", message("encrypted", name=name))
    part = "mimetype" if promised in ("odt", "ods") else "[Content_Types].xml"
    content = archive.read(part)
    if MAIN_PARTS[promised] not in content:
        key = "type.macros" if b"macroEnabled" in content else "type.inside"
        raise FileRefused("unsupported", message(key, name=name, promised=promised))
    if promised in ("odt", "ods") and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefused("encrypted", message("encrypted", name=name))


def _check_sheets(archive: zipfile.ZipFile, name: str) -> None:
    """Refuses sheets whose few cells lie so far apart that a parser would fill the gap."""
    cells = 0
    for member in archive.namelist():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
            continue
        last_row = last_column = 0
        for column, row in _cells(archive.read(member)):
            cells += 1
            last_row, last_column = max(last_row, row), max(last_column, column)
        if cells > limits.TABLE_CELLS or last_row * last_column > limits.SHEET_AREA:
            raise FileRefused("too_large", message("large.sheet", name=name, count=last_row))


def _cells(sheet: bytes) -> Iterator[tuple[int, int]]:
    for match in CELL.finditer(sheet):
        column = 0
        for letter in match.group(1):
            column = column * 26 + letter - 64
        yield column, int(match.group(2))
