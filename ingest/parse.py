"""Child process that reads one file: `input` of its folder in, `result.json` out.

The only module that imports kreuzberg. Started by `ingest.loaders`, with limits on memory,
processor time and what it may write; whatever happens here cannot harm the process that asked.
"""

import json
import os
import re
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest import limits
from ingest.child_process import set_limits
from ingest.decoding import decode, mended
from ingest.errors import FileRefused
from ingest.file_kinds import TEXTS, check_kind
from ingest.markdown import tidy
from ingest.messages import message, to_json

MIME_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
}
SENTENCE_END = re.compile(r"[.!?…]\s|\n+")
SLIDE = re.compile(r"⟦slide (\d+)⟧")  # the mark that kreuzberg is told to put before each slide


@dataclass(frozen=True, slots=True)
class Request:
    """What to read: the shown name, its suffix, the seconds there are, whether to use OCR."""

    name: str
    suffix: str
    seconds: int
    ocr: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: text by page number, the YAML block and its line, the file's own title."""

    pages: list[tuple[int, str]]
    title: str = ""
    front_matter: str = ""
    front_matter_line: int = 0
    notes: list[str] = field(default_factory=list)


def main() -> None:
    """Reads the request on the command line and writes the reading or the refusal."""
    request = Request(**json.loads(sys.argv[1]))
    set_limits(request.seconds)
    _silence_output()
    result: dict[str, Any]
    try:
        reading = _bounded(_mended(read(Path("input").read_bytes(), request)), request.name)
        result = asdict(reading) | {"notes": [to_json(note) for note in reading.notes]}
    except FileRefused as refusal:
        result = {"refused": refusal.kind, "reason": to_json(refusal.reason)}
    except MemoryError:
        reason = message("large.memory", name=request.name)
        result = {"refused": "too_large", "reason": to_json(reason)}
    Path("result.json").write_text(json.dumps(result), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # skips the parsers' own clean-up, which prints and can hang


def _silence_output() -> None:
    """Tesseract prints on both streams; what is left of standard error tells why a child died."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _mended(reading: Reading) -> Reading:
    """The reading without letters that were broken when the file was stored, and a note on it."""
    pages = [(number, mended(text)) for number, text in reading.pages]
    title, block = mended(reading.title), mended(reading.front_matter)
    if (pages, title, block) == (reading.pages, reading.title, reading.front_matter):
        return reading
    notes = [*reading.notes, message("note.mended")]
    return replace(reading, pages=pages, title=title, front_matter=block, notes=notes)


def _bounded(reading: Reading, name: str) -> Reading:
    size = sum(len(text) for _, text in reading.pages)
    cells = sum(text.count(" | ") for _, text in reading.pages)
    if size > limits.TEXT_CHARACTERS:
        raise FileRefused("too_large", message("large.text", name=name, count=size))
    sentences = sum(len(SENTENCE_END.findall(text)) for _, text in reading.pages)
    if sentences > limits.SENTENCES:
        raise FileRefused("too_large", message("large.sentences", name=name, count=sentences))
    if cells > limits.TABLE_CELLS:
        raise FileRefused("too_large", message("large.cells", name=name, count=cells))
    return reading


def read(data: bytes, request: Request) -> Reading:
    """The text of the file by page; raises FileRefused with its kind and one sentence."""
    kind = check_kind(data, request.suffix, request.name)
    if kind == "pdf":
        return _read_pdf(data, request)
    if kind in TEXTS:
        return _read_text(data, kind, request.name)
    return _read_slides(data, request) if kind == "pptx" else _read_office(data, kind, request.name)


def _read_text(data: bytes, kind: str, name: str) -> Reading:
    from ingest.email_text import read_email  # only the kind in hand pays for its parser
    from ingest.front_matter import split_front_matter
    from ingest.html_text import read_html
    from ingest.plain_text import csv_table, plain_markdown

    if kind == "email":
        text, title, notes = read_email(data, name)
        return Reading([(1, tidy(text))], title, notes=notes)
    text, encoding = decode(data)
    notes = [message("note.encoding", encoding=encoding)] if encoding else []
    if kind == "csv":
        return Reading([(1, csv_table(text, name))], notes=notes)
    block, line, text = split_front_matter(text, name)
    title = ""
    if kind == "html":
        text, title = read_html(text)
    elif kind == "markdown":
        text = plain_markdown(text)
    return Reading([(1, tidy(text))], title, block, line, notes)


def _extract(data: bytes, mime_type: str, name: str, **settings: Any) -> Any:
    """What kreuzberg read; its failures become a refusal."""
    import kreuzberg  # loads a shared library of 60 MB: only for the files that need it

    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,
        postprocessor=kreuzberg.PostProcessorConfig(enabled=False),
        concurrency=kreuzberg.ConcurrencyConfig(max_threads=2),
        **settings,
    )
    try:
        return kreuzberg.extract_bytes_sync(data, mime_type, config)
    except Exception as error:  # the library raises many types; all mean that it cannot read
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise FileRefused("encrypted", message("encrypted", name=name)) from error
        raise FileRefused("corrupt", message("damaged.parse", name=name)) from error


def _read_office(data: bytes, kind: str, name: str) -> Reading:
    from ingest.office_text import tree_markdown

    result = _extract(data, MIME_TYPES[kind], name, include_document_structure=True)
    nodes = result.document["nodes"] if result.document else []
    text = tree_markdown(nodes) or str(result.content)
    return Reading([(1, tidy(text))], str(result.metadata.get("title") or ""))


def _read_slides(data: bytes, request: Request) -> Reading:
    import kreuzberg

    result = _extract(
        data,
        MIME_TYPES["pptx"],
        request.name,
        output_format="markdown",
        pages=kreuzberg.PageConfig(
            insert_page_markers=True, marker_format="\n\n⟦slide {page_num}⟧\n\n"
        ),
    )
    parts = SLIDE.split(str(result.content))
    pages = [
        (int(number), tidy(text)) for number, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    if not pages:
        pages = [(1, tidy(str(result.content)))]
    return Reading([page for page in pages if page[1]], str(result.metadata.get("title") or ""))


def _read_pdf(data: bytes, request: Request) -> Reading:
    from ingest.pdf_file import open_pdf, page_texts, scanned_pages

    started = time.monotonic()
    document = open_pdf(data, request.name)
    texts = page_texts(document)
    scanned = scanned_pages(document, texts)
    notes: list[str] = []
    if document.count_attachments():
        notes.append(message("note.attached", count=document.count_attachments()))
    if scanned and request.ocr:
        deadline = started + limits.OCR_SHARE * request.seconds
        notes += _recognise(document, texts, scanned, deadline=deadline, name=request.name)
    elif scanned:
        notes.append(message("note.pages.off", pages=_numbers(scanned)))
    title = str(document.get_metadata_dict().get("Title") or "")
    return Reading([(number, text) for number, text in texts.items() if text], title, notes=notes)


def _recognise(
    document: Any, texts: dict[int, str], scanned: list[int], *, deadline: float, name: str
) -> list[str]:
    """Reads pictures of pages into `texts` until the deadline; returns notes for the report."""
    import kreuzberg

    from ingest.pdf_file import page_picture, tesseract_languages

    languages = tesseract_languages()
    if not languages:
        return [message("note.pages.install", pages=_numbers(scanned))]
    done = []
    for number in scanned:
        if time.monotonic() > deadline:
            break
        result = _extract(
            page_picture(document, number),
            "image/png",
            name,
            ocr=kreuzberg.OcrConfig(backend="tesseract", language="+".join(languages)),
        )
        texts[number] = _joined_lines(str(result.content))
        done.append(number)
    notes: list[str] = [message("note.recognised", pages=_numbers(done))] if done else []
    left = [number for number in scanned if number not in done]
    if left:
        notes.append(message("note.pages.late", pages=_numbers(left)))
    return notes


def _joined_lines(text: str) -> str:
    """Recognised text with each paragraph on one line."""
    from ingest.hyphens import join_lines, words_of

    words = words_of(text.splitlines())
    paragraphs = [paragraph.splitlines() for paragraph in re.split(r"\n\s*\n", text)]
    return tidy("\n\n".join(join_lines(lines, words) for lines in paragraphs))


def _numbers(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")


if __name__ == "__main__":
    main()
