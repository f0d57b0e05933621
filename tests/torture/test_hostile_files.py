"""Files that are broken or hostile are read or refused with a kind: nothing hangs or falls over."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import hostile_archives
import hostile_pdfs
import hostile_texts
from forms import forms
from hostile_mutations import mutations
from hostile_seeds import seeds

from ingest.errors import RefusalKind

KINDS = {"read", *get_args(RefusalKind)}
SECONDS, MEGABYTES = 30, 1024
SECRET = "a secret of this machine, 4711"


@dataclass
class Readings:
    """What became of the files that were read, and the memory of the largest process."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    megabytes: int = 0

    def check(self) -> None:
        """Every file was read or refused with a kind and one sentence, in time and in memory."""
        untyped = [row for row in self.rows if row["kind"] not in KINDS]
        assert untyped == []
        assert [row for row in self.rows if row["seconds"] > SECONDS] == []
        assert [row for row in self.rows if row["kind"] != "read" and not _is_sentence(row)] == []
        assert self.megabytes <= MEGABYTES

    def figure(self) -> str:
        kinds = Counter(row["kind"] for row in self.rows)
        found = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        died = sum("parser fail" in row["reason"] for row in self.rows)
        slowest = max(row["seconds"] for row in self.rows)
        return (
            f"{len(self.rows)} files ({found}): crashes of the process 0, hangs over {SECONDS} s "
            f"0, untyped errors 0; children that died, contained: {died}; slowest {slowest:.1f} s, "
            f"largest process {self.megabytes} MiB"
        )


def _is_sentence(row: Mapping[str, Any]) -> bool:
    reason = row["reason"]
    return row["name"] in reason and reason.endswith(".") and reason.isprintable()


def read_all(folder: Path, files: Mapping[str, bytes]) -> Readings:
    """Reads the files in a process of their own, which has to live on to the last one."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    reader = [sys.executable, str(Path(__file__).parent / "read_files.py"), str(folder)]
    project = Path(__file__).parent.parent.parent
    environment = {**os.environ, "PYTHONPATH": str(project)}
    run = subprocess.run(reader, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    *rows, last = map(json.loads, run.stdout.splitlines())
    assert len(rows) == len(files)
    return Readings(rows, last["megabytes"])


def chosen(files: Mapping[str, bytes], examples: int) -> dict[str, bytes]:
    """So many of the files, evenly spread over them; all when `examples` is 0."""
    names = sorted(files)
    step = max(1, len(names) // examples) if examples else 1
    return {name: files[name] for name in names[::step]}


def test_the_seeds_are_sound(tmp_path):
    found = read_all(tmp_path / "seeds", seeds())
    assert {row["kind"] for row in found.rows} == {"read"}


@forms(short=14, long=600)
def test_files_broken_by_chance(tmp_path, reliability, examples):
    found = read_all(tmp_path / "broken", dict(mutations(examples)))
    found.check()
    assert examples == 14 or len({row["kind"] for row in found.rows}) >= 4
    reliability.row(
        29,
        fault="malformed files",
        how=f"{examples} files of 12 formats, cut, flipped, blanked, doubled, renumbered, mixed",
        expected="read, or refused with a kind and one sentence; 30 s, 1 GiB",
        figure=found.figure(),
    )


@forms(short=3, long=0)
def test_archives_that_unpack_without_end(tmp_path, reliability, examples):
    size = hostile_archives.GIGABYTE if not examples else 20 * 1024**2
    found = read_all(tmp_path / "bombs", chosen(hostile_archives.bombs(size), examples))
    found.check()
    assert "read" not in {row["kind"] for row in found.rows}
    reliability.row(
        30,
        fault="zip bombs",
        how="1 GiB in a megabyte, sizes that lie, 10,000 parts, nests; docx, pptx, xlsx, odt, ods",
        expected="refused; 300 MiB, 5 s",
        figure=found.figure(),
    )
    assert found.megabytes <= 300
    assert max(row["seconds"] for row in found.rows) <= 5


@forms(short=3, long=0)
def test_sheets_and_texts_of_endless_size(tmp_path, reliability, examples):
    files = chosen(hostile_archives.sheets(), examples)
    files |= hostile_archives.heavy(400_000) if not examples else {}
    found = read_all(tmp_path / "sheets", files)
    found.check()
    reliability.row(
        31,
        fault="sparse and huge sheets, a million paragraphs",
        how="A1 and XFD1048576 written in ten ways, repeated cells, 250,000 rows, deep nesting",
        expected="read or refused; 30 s, 1 GiB",
        figure=found.figure(),
    )


@forms(short=5, long=0)
def test_entities_read_no_file_and_ask_no_server(tmp_path, reliability, canary, examples):
    (tmp_path / "secret").write_text(SECRET)
    address, heard = canary
    files = hostile_archives.entities(str(tmp_path / "secret"), address)
    found = read_all(tmp_path / "entities", chosen(files, examples))
    found.check()
    leaks = [row["name"] for row in found.rows if SECRET in row.get("text", "")]
    grown = [row["name"] for row in found.rows if row.get("characters", 0) > 200_000]
    assert leaks == grown == [] and heard == []
    reliability.row(
        32,
        fault="external and multiplying entities",
        how="6 attacks in docx, xlsx, pptx, odt, html, md; a secret file, a server that listens",
        expected="nothing read, nothing asked, nothing grown",
        figure=f"{found.figure()}; leaks 0, requests 0",
    )


@forms(short=4, long=0)
def test_hostile_pdf_files(tmp_path, reliability, canary, examples):
    address, heard = canary
    files = hostile_pdfs.trees() | hostile_pdfs.active(address)
    files |= hostile_pdfs.contents() if not examples else {}
    found = read_all(tmp_path / "pdf", chosen(files, examples))
    found.check()
    assert heard == []
    reliability.row(
        33,
        fault="hostile PDF files",
        how="page-tree loops, 100,000 pages, flate bombs, form fans, scripts, launches, fetches",
        expected="read or refused, nothing run; 30 s, 1 GiB",
        figure=f"{found.figure()}; requests 0",
    )


@forms(short=9, long=0)
def test_texts_that_make_parsers_slow(tmp_path, reliability, examples):
    files = hostile_texts.blocks() | hostile_texts.marks() | hostile_texts.mails()
    some = {name: data[:50_000] for name, data in chosen(files, examples).items()}
    found = read_all(tmp_path / "texts", some if examples else files)
    found.check()
    reliability.row(
        29,
        fault="texts that make parsers slow",
        how="a million marks never closed, deep nesting, YAML that multiplies, endless headers",
        expected="read or refused; 30 s, 1 GiB",
        figure=found.figure(),
    )
