"""Names inside archives, in whatever letters they were written: every file has an outcome."""

import zipfile
from pathlib import Path

import pytest

from ingest.config import IndexConfig
from ingest.report import Refusal
from ingest.uploads import uploaded_files

PLAIN = b"rXgles_XtX.md"


def archive(folder: Path, name: bytes, *more: str) -> Path:
    """A zip of one file whose name is written in these bytes, without a word on its letters."""
    path = folder / "envoi.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(PLAIN.decode(), "Un texte inventé.")
        for other in more:
            packed.writestr(other, f"An invented text, {other}.")
    path.write_bytes(path.read_bytes().replace(PLAIN, name))
    return path


@pytest.mark.parametrize("letters", ["cp850", "cp1252"])
def test_a_name_is_read_in_the_letters_it_was_written_in(tmp_path, letters):
    path = archive(tmp_path, "règles_été.md".encode(letters))
    (upload,) = uploaded_files([path], tmp_path / "unpacked", IndexConfig())
    assert upload.shown == "envoi.zip/règles_été.md"
    assert not isinstance(upload.found, Refusal)
    assert upload.found.path.read_text("utf-8") == "Un texte inventé."


def test_nothing_of_an_archive_is_passed_over_but_what_file_managers_leave(tmp_path):
    path = archive(
        tmp_path, PLAIN, ".hidden.md", "a/.git/note.md", "a/b.md", "a/B.md", "c/b.md",
        "__MACOSX/a/._b.md", "a/.DS_Store", "Thumbs.db",
    )  # fmt: skip
    uploads = uploaded_files([path], tmp_path / "unpacked", IndexConfig())
    refused = {upload.shown: isinstance(upload.found, Refusal) for upload in uploads}
    assert refused == {
        "envoi.zip/rXgles_XtX.md": False,
        "envoi.zip/.hidden.md": True,
        "envoi.zip/a/.git/note.md": True,
        "envoi.zip/a/b.md": False,
        "envoi.zip/a/B.md": False,
        "envoi.zip/c/b.md": False,
    }
    assert len({upload.found.path for upload in uploads if not refused[upload.shown]}) == 4
