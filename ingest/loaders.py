"""Reads a file of any supported format into a `Document`, in a child process with limits."""

import hashlib
import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import Any

from ingest.child_process import run_child
from ingest.config import IndexConfig
from ingest.documents import Document, Edition, Page
from ingest.errors import FileRefused
from ingest.file_kinds import KIND_OF_SUFFIX
from ingest.front_matter import read_front_matter
from ingest.injected import gives_orders, without_orders
from ingest.language import detect_language
from ingest.messages import from_json, message, os_reason

SUFFIXES = frozenset(KIND_OF_SUFFIX)
CHILD = ("-P", "-m", "ingest.parse")  # -P: the child's folder holds the file, not modules
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
NO_TITLE = re.compile(
    r"\W*(?:untitled|sans titre|(?:microsoft )?(?:word|powerpoint|excel)\b.*|"
    r"(?:powerpoint )?pr[eé]sentation(?: powerpoint)?|.*:|"
    r"(?:document|diapositive|slide|sheet|feuil(?:le)?)\W*\d*|"
    r"anonymous|unspecified|title|titre|adobe photoshop.*|"
    r".*\.(?:docx?|pptx?|xlsx?|odt|pdf|indd))\W*",
    re.IGNORECASE,
)
TITLE_CHARACTERS = 200
LANGUAGE_SAMPLE = 6_000
# The title of a document that calls itself by an order to an assistant.
NAMELESS = "Document"
MOST_NOTES, NOTE_CHARACTERS = 5, 160


def load(path: Path, config: IndexConfig, *, name: str | None = None) -> Document:
    """The document in the file, with its pages, edition and notes.

    `name` is how the file is called in messages and titles (an upload), by default its own.
    Raises FileRefused: one of seven kinds and one sentence that names the file.
    """
    shown = _printable(name or path.name)
    suffix = Path(shown).suffix.lower()
    if suffix not in SUFFIXES:
        read = ", ".join(sorted(SUFFIXES))
        raise FileRefused("unsupported", message("type", name=shown, read=read))
    data = _read_bytes(path, shown, config.file_megabytes * 1024**2)
    if not data.strip():
        raise FileRefused("empty", message("empty", name=shown))
    request = {"name": shown, "suffix": suffix, "seconds": config.file_seconds, "ocr": config.ocr}
    return _document(run_child(CHILD, data, request), shown, hashlib.sha256(data).hexdigest())


def original(
    path: Path, content_hash: str, config: IndexConfig, *, uploaded: bool = False
) -> bytes:
    """The bytes of a file that still has this content, of a PDF or of an upload; else empty.

    Where a file came from a folder, that folder keeps it.
    """
    if not uploaded and KIND_OF_SUFFIX.get(path.suffix.lower()) != "pdf":
        return b""
    try:
        data = _read_bytes(path, path.name, config.file_megabytes * 1024**2)
    except FileRefused:
        return b""  # it is gone since it was read; its text is stored all the same
    return data if hashlib.sha256(data).hexdigest() == content_hash else b""


def _printable(name: str) -> str:
    """The name without characters that hide or reorder what is shown."""
    kept = (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    return (
        "".join(kept).replace("/", "_").replace("\\", "_").strip()[-255:] or "file"
    )  # the ending tells the type


def _read_bytes(path: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file that does not lead out of its folder by a link."""
    try:
        target = path.resolve(strict=True)
        if path.is_symlink() and not target.is_relative_to(path.parent.resolve()):
            raise FileRefused("unreadable", message("unreadable.link", name=name))
        # Not blocking: opening a pipe would wait for its writer for ever.
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileRefused("unreadable", message("unreadable.kind", name=name))
            if status.st_size > limit:
                size = status.st_size // 1024**2
                raise FileRefused(
                    "too_large", message("large", name=name, size=size, most=limit // 1024**2)
                )
            return file.read(limit + 1)[:limit]
    except (OSError, ValueError, RuntimeError) as error:
        reason = message("unreadable", name=name, reason=os_reason(error))
        raise FileRefused("unreadable", reason) from error


def _document(reading: dict[str, Any], name: str, content_hash: str) -> Document:
    values: dict[str, Any] = {}
    notes = [from_json(note) for note in reading["notes"]]
    if reading["front_matter"]:
        block, line = reading["front_matter"], reading["front_matter_line"]
        values, problems = read_front_matter(block, line, name)
        values, ordering = _without_ordering(values)
        notes += problems + ordering
    pages, left_out = _read_pages(reading["pages"])
    notes += left_out
    if not pages:
        problem = message("empty.text", name=name)
        for note in reading["notes"]:
            problem = message("empty.because", problem=problem, note=from_json(note))
        raise FileRefused("empty", problem)
    if not values.get("title"):
        values["title"] = _title(reading["title"], pages[0].text, name)
    if not values.get("language"):
        sample = " ".join(page.text for page in pages[:10])[:LANGUAGE_SAMPLE]
        values["language"] = detect_language(sample)
    return Document(name, content_hash, Edition(**values), pages, tuple(notes))


def _read_pages(written: list[tuple[int, str]]) -> tuple[tuple[Page, ...], list[str]]:
    """The pages that hold text, and notes on what was left out of them: orders to an assistant."""
    pages: list[Page] = []
    notes: list[str] = []
    for number, text in written:
        told, ordering = without_orders(text)
        notes += [message("note.orders", text=order[:NOTE_CHARACTERS]) for order in ordering]
        if told.strip():
            pages.append(Page(number, told.strip("\n")))
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [message("note.orders.more", count=len(notes) - MOST_NOTES)]
    return tuple(pages), notes


def _without_ordering(values: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The front matter without values that give orders to an assistant, and notes on those."""
    ordering = [key for key, value in values.items() if any(map(gives_orders, _texts(value)))]
    notes = [message("note.orders.field", field=key) for key in sorted(ordering)]
    return {key: value for key, value in values.items() if key not in ordering}, list(notes)


def _texts(value: Any) -> list[str]:
    """The strings in a value of the front matter."""
    return [value] if isinstance(value, str) else [text for item in value for text in _texts(item)]


def _title(stated: str, text: str, name: str) -> str:
    """The first of the highest headings, else the file's own title, else its name in words."""
    headings = [(len(found.group(1)), found.group(2)) for found in HEADING.finditer(text[:3000])]
    highest = min(headings, key=lambda heading: heading[0])[1] if headings else ""
    for title in (_plain(highest), _plain(stated)):
        usable = 3 < len(title) <= TITLE_CHARACTERS and not NO_TITLE.fullmatch(title)
        if usable and not gives_orders(title):
            return title
    words = " ".join(re.split(r"[\s_-]+", Path(name).stem)).strip() or name
    return NAMELESS if gives_orders(words) else words


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`#]+|\[([^\]]*)\]\([^)]*\)", r"\1", text).split())
