"""Names that lead elsewhere and files that are not what they say: nothing gets out or in."""

import io
import os
import socket
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from forms import forms
from hostile_pdfs import one_page
from hostile_seeds import ENGLISH, archive, pdf, seeds, word_file

from ingest.config import IndexConfig
from ingest.errors import FileRefused
from ingest.file_kinds import KIND_OF_SUFFIX
from ingest.found_files import FoundFile, find_files
from ingest.loaders import load
from ingest.report import Refusal
from ingest.staff_uploads import safe_name
from ingest.uploads import uploaded_files

CONFIG = IndexConfig()
PARTS = (
    "../x", "../../etc/x", "..", "/etc/x", "//host/x", "C:\\x", "..\\x", "a/../../x", "./x", "~/x",
    "a\x00b", "a\nb", "a\rb", "a\tb", "\x1b[31mx", "a\x07b", "x" * 300, "é" * 200, "\u202excod",
    "\u2066x", "\ufeffx", "x\u200b", "CON", "NUL.a", "aux", "x.", "x ", " x", ".hidden", "-rf",
    "--help", "$(touch x)", "`id`", "x;id", "x|id", "x&id", "%2e%2e%2fx", "%00", "'; drop table--",
    "\"><script>ran(1)</script>", "{{7*7}}", "${jndi:x}", "😀", "\ud800", "a\u0301" * 40,
    "\\\\x\\y", "file:///etc/x", "http://x/y", "x:stream", "\u2215etc\u2215x",
)  # fmt: skip
ENDINGS = (".md", ".MD", ".txt", ".html")
SECRET = b"# root:x:0:0\n\nA secret outside of the folder.\n"


def names(count: int) -> list[str]:
    """So many hostile names, each with an ending that is read."""
    found = [f"{part}{ending}" for ending in ENDINGS for part in PARTS]
    return found[:: max(1, len(found) // count)][:count]


@forms(short=6, long=200)
def test_no_name_leads_out_of_its_folder(tmp_path, reliability, examples):
    work = tmp_path / "a" / "b" / "work"
    work.mkdir(parents=True)
    (tmp_path / "upload").write_bytes(f"# Ticket\n\n{ENGLISH}\n".encode())
    for number, name in enumerate(names(examples)):
        try:
            shown = load(tmp_path / "upload", CONFIG, name=name).name
        except FileRefused as refusal:  # a name that is nothing but an ending
            assert refusal.kind == "unsupported"
            shown = str(refusal).replace("/", "")
        assert "/" not in shown and "\\" not in shown and shown.isprintable()
        target = work / str(number)
        target.mkdir()
        (target / safe_name(name)).write_bytes(b"x")  # as an upload is written
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(name.encode("utf-8", "replace").decode().replace("\x00", ""), ENGLISH)
        (work / f"{number}.zip").write_bytes(packed.getvalue())
        for upload in uploaded_files([work / f"{number}.zip"], work / f"z{number}", CONFIG):
            assert upload.shown.isprintable()
            if isinstance(upload.found, FoundFile):
                assert upload.found.path.resolve().is_relative_to(work / f"z{number}")
    outside = [p for p in tmp_path.rglob("*") if p.is_file() and work not in p.parents]
    assert outside == [tmp_path / "upload"]
    reliability.row(
        34,
        fault="names that lead elsewhere",
        how=f"{examples} names: climbing, absolute, NUL, 300 characters, right to left; zip-slip",
        expected="files outside the folder 0",
        figure=f"files outside 0 / {examples} names, names shown with control characters 0",
    )


@forms(short=1, long=1)
def test_links_pipes_and_devices_are_passed_over(tmp_path, reliability, examples):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "secret.md").write_bytes(SECRET)
    (folder / "good.md").write_text(ENGLISH)
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "etc").symlink_to("/etc", target_is_directory=True)
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "zero.md").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.md"))
    if os.geteuid() == 0:  # only root may make one
        os.mknod(folder / "device.md", 0o600 | 0o020000, os.makedev(1, 5))
    found = find_files([folder], data_dir=tmp_path / "data")
    assert [item.name for item in found if isinstance(item, FoundFile)] == ["good.md"]
    refused = [item for item in found if isinstance(item, Refusal)]
    assert len(refused) == (7 if os.geteuid() == 0 else 6)
    for item in refused:
        with pytest.raises(FileRefused):
            load(Path(item.path), CONFIG)
    reliability.row(
        34,
        fault="links, pipes, sockets, devices in a folder",
        how="links to a file outside, to /etc, to itself, to /dev/zero; a pipe, a socket, a device",
        expected="passed over with a note, nothing hangs",
        figure=f"followed 0 / {len(refused)}",
    )


def lies() -> dict[str, bytes]:
    """Contents that are of another kind than any document, by what they are."""
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = word_file("<w:p/>")
    eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    return {
        "exe": b"MZ\x90\x00" + b"\x00" * 200,
        "elf": b"\x7fELF" + b"\x02" * 200,
        "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 99,
        "jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 99,
        "gif": b"GIF89a" + b"\x00" * 99,
        "gzip": b"\x1f\x8b" + b"\x00" * 99,
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\x00" * 99,
        "rar": b"Rar!\x1a\x07" + b"\x00" * 99,
        "class": b"\xca\xfe\xba\xbe" + b"\x00" * 99,
        "wasm": b"\x00asm" + b"\x00" * 99,
        "macros": archive({"[Content_Types].xml": macros, "word/vbaProject.bin": b"x"}),
        "jar": archive({"META-INF/MANIFEST.MF": "Main-Class: x", "x.class": b"\xca\xfe"}),
        "zip-of-exe": archive({"a.exe": b"MZ"}),
        "old-word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "gif-and-pdf": b"GIF89a" + one_page(),
        "zip-and-pdf": plain + pdf(),
        "exe-and-zip": b"MZ" + plain,
        "html": b"<!doctype html><script>x</script>",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        "eicar": eicar.encode(),
    }


def belongs(content: str, suffix: str) -> bool:
    """Whether the content may be read under this suffix: text is text."""
    kind = KIND_OF_SUFFIX[suffix]
    text = content in ("html", "svg", "eicar")
    return text and (kind in ("csv", "html", "markdown", "text") or (suffix == ".rtf"))


@forms(short=12, long=400)
def test_what_is_not_as_named_is_refused(tmp_path, reliability, examples):
    pairs = [(content, suffix) for suffix in KIND_OF_SUFFIX for content in lies()]
    pairs += [(name, suffix) for name in seeds() for suffix in KIND_OF_SUFFIX]
    lying = [pair for pair in pairs if not belongs(*pair) and not _is_named_so(*pair)]
    contents = lies() | seeds()
    chosen = lying[:: max(1, len(lying) // examples)]
    accepted = []
    for content, suffix in chosen:
        path = tmp_path / f"x{suffix}"
        path.write_bytes(contents[content])
        with suppress(FileRefused):
            accepted.append((content, suffix, load(path, CONFIG).text[:60]))
    assert accepted == []
    reliability.row(
        35,
        fault="files that are not what their names say",
        how=f"{len(chosen)} pairs: programs, pictures, archives, macros, two kinds in one file",
        expected="refused",
        figure=f"accepted 0 / {len(chosen)}",
    )


def _is_named_so(name: str, suffix: str) -> bool:
    """A seed under its own suffix, or a text under that of another text."""
    own = Path(name).suffix
    texts = (".csv", ".html", ".htm", ".md", ".markdown", ".txt", ".text", ".eml", ".rtf")
    return KIND_OF_SUFFIX.get(own) == KIND_OF_SUFFIX[suffix] or (own in texts and suffix in texts)
