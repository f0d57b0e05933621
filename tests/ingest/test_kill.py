"""Killed at any moment, `python -m ingest add` loses nothing it reported and mixes nothing.

The processes are real ones with the real model. They are forked from a server that has loaded
the model and never used Chroma, so that the kills fall on the work and not on the loading.
"""

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forms import forms
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.catalogue import Catalogue
from ingest.index import ChunkIndex

FILES = 5
SERVER = """
import faulthandler, json, os, signal, sys, traceback
import chromadb, torch
from ingest import __main__ as command_line, embeddings
from ingest.config import IndexConfig
from ingest.packaged_model import unpack

# The packaged model run by PyTorch: OpenVINO's threads would not live on in a forked child.
loaded = embeddings.Embedder(IndexConfig(embedding_model=str(unpack(IndexConfig().models_dir))))
loaded.load()  # and no more: the threads that embed would not live on either
embeddings.Embedder = lambda config: loaded
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the children
print("ready", flush=True)
for line in sys.stdin:
    paths, output = json.loads(line)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1), os.dup2(file, 2)
        faulthandler.register(signal.SIGUSR1)  # to see where it hangs, if ever
        sys.argv = ["ingest", "add", *paths]
        torch.set_num_threads(1)  # else two threads of the child set it up at once, and one fails
        try:
            command_line.main()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(0)
    print(child, flush=True)
"""
TEXTS = {
    "fr": "# Ticket {name} (inventé)\n\nÉdition {mark} : le ticket inventé dure douze mois.\n\n"
    "## Suite\n\nFin de l'édition {mark}, à Paris.\n",
    "en": "# Ticket {name} (invented)\n\nEdition {mark}: the invented ticket lasts a year.\n\n"
    "## More\n\nEnd of edition {mark}, in London.\n",
}


class Run:
    """One `python -m ingest add`, forked from the server."""

    def __init__(self, process: int, output: Path) -> None:
        self.process = process
        self.output = output

    def acknowledged(self) -> list[Path]:
        lines = self.output.read_text().splitlines() if self.output.exists() else []
        return [Path(line.split("] ", 1)[1]) for line in lines if re.match(r"\[\d+/\d+\] ", line)]

    def alive(self) -> bool:
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        return True

    def finish(self) -> str:
        deadline = time.monotonic() + 120
        while self.alive():
            if time.monotonic() > deadline:
                os.kill(self.process, signal.SIGUSR1)
                time.sleep(1)
                os.kill(self.process, signal.SIGKILL)
                pytest.fail(f"the process hangs:\n{self.output.read_text()}")
            time.sleep(0.01)
        return self.output.read_text()

    def kill(self) -> None:
        if self.alive():
            os.kill(self.process, signal.SIGKILL)
        self.finish()


@pytest.fixture(scope="module")
def server_config(tmp_path_factory, models_dir):
    from ingest.config import IndexConfig

    data_dir = tmp_path_factory.mktemp("killed") / "data"
    data_dir.mkdir()
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    return IndexConfig(data_dir=data_dir)


@pytest.fixture(scope="module")
def start_add(server_config, tmp_path_factory) -> Iterator[Callable[..., Run]]:
    environment = {
        **os.environ,
        "ASSISTANT_DATA_DIR": str(server_config.data_dir),
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    outputs = tmp_path_factory.mktemp("outputs")
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=environment,
    ) as server:
        assert server.stdout.readline() == "ready\n"

        def start(*paths: Path) -> Run:
            output = outputs / f"{time.monotonic_ns()}.txt"
            server.stdin.write(json.dumps([[str(path) for path in paths], str(output)]) + "\n")
            return Run(int(server.stdout.readline()), output)

        yield start
        server.stdin.close()


def write_files(folder: Path, *, prefix: str, mark: str) -> list[Path]:
    """Sheets, and as the last one of each language a PDF, whose file is kept too."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(FILES):
        language = ("fr", "en")[number % 2]
        suffix = "md" if number < FILES - 2 else "pdf"
        paths.append(folder / f"{prefix}-{number}.{language}.{suffix}")
        text = TEXTS[language].format(name=paths[-1].stem, mark=mark)
        if suffix == "pdf":
            style = getSampleStyleSheet()["BodyText"]
            story = [Paragraph(line, style) for line in text.splitlines() if line]
            SimpleDocTemplate(str(paths[-1])).build(story)
        else:
            paths[-1].write_text(text)
    return paths


def marks(catalogue: Catalogue) -> dict[str, str]:
    """The edition mark of every document; fails on a document that is a mixture."""
    snapshot = catalogue.snapshot()
    found: dict[str, str] = {}
    for document in snapshot.documents.values():
        text = catalogue.text(document.id)
        chunks = [stored.chunk for stored in snapshot.chunks if stored.document == document.id]
        texts = [text, *(chunk.text for chunk in chunks)]
        seen = {mark for part in texts for mark in re.findall(r"mark-\d+", part)}
        assert len(seen) == 1, (document.id, seen)
        assert len(chunks) == document.chunks > 0
        assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
        if document.name.endswith(".pdf"):
            kept = catalogue.originals.read(document.id)
            assert hashlib.sha256(kept).hexdigest() == document.content_hash
        found[document.name] = seen.pop()
    return found


def check_index(config, catalogue: Catalogue) -> int:
    """How many chunks there are, all of them found first by their own vector."""
    index = ChunkIndex(config, catalogue, model_id=catalogue.model_id())
    try:
        assert index.sync()
        assert index.state()["up_to_date"]
        snapshot = catalogue.snapshot()
        for chunk_id, vector in zip(snapshot.ids, snapshot.vectors, strict=True):
            best = index.search(vector, 1)[0]
            assert best[1] == pytest.approx(1, abs=1e-3)
            assert best[0] == chunk_id
        assert index.state()["up_to_date"]
        return len(snapshot.ids)
    finally:
        index.close()


@forms(short=8, long=100)
def test_killed_at_any_moment_nothing_reported_is_lost(
    start_add, server_config, tmp_path, reliability, examples
):
    folder = tmp_path / "corpus"
    write_files(folder, prefix="first", mark="mark-0")
    first = start_add(folder)
    while not first.acknowledged() and first.alive():
        time.sleep(0.005)
    started = time.monotonic()
    output = first.finish()
    assert f"{FILES} added, 0 replaced, 0 unchanged, 0 refused" in output, output
    whole = time.monotonic() - started  # without the start, in which nothing is written
    expected = dict.fromkeys((path.name for path in folder.iterdir()), "mark-0")
    needed = examples if examples >= 100 else examples // 4  # kills that fall into the work
    chance, number, cut, reported, found_by_vector = random.Random(25), 0, 0, 0, 0
    while number < examples or cut < needed:
        number += 1
        assert number < 6 * examples
        paths = write_files(folder, prefix=f"round{number // 6}", mark=f"mark-{number}")
        run = start_add(*paths)
        # Counted from what is reported: a busy machine does not keep the kills at the start.
        while len(run.acknowledged()) < number % FILES and run.alive():
            time.sleep(0.005)
        time.sleep(chance.random() * whole / FILES)
        run.kill()
        cut += len(run.acknowledged()) < FILES
        catalogue = Catalogue(server_config)
        assert catalogue.damage() == []
        found = marks(catalogue)
        for path in run.acknowledged():
            expected[path.name] = f"mark-{number}"
            reported += 1
        for name, mark in expected.items():
            assert found[name] in (mark, f"mark-{number}"), (name, number)
        found_by_vector += check_index(server_config, catalogue)
        catalogue.close()
        expected = found
    assert reported >= examples // 4
    reliability.row(
        1,
        fault="SIGKILL in the middle of `python -m ingest add`",
        how=f"{number} kills at random moments, real process, packaged model, Markdown and PDF, "
        "new documents and new versions; after each, a new process opens the folder and asks for "
        "every chunk by its own vector",
        expected="nothing acknowledged is lost, no operator is needed",
        figure=f"acknowledged lost 0 / {reported:,}, mixed versions 0, operator actions 0, "
        f"unreachable chunks 0 / {found_by_vector:,} ({cut} of the kills in mid-ingest)",
    )


@forms(short=1, long=100)
def test_asked_to_stop_it_stops_in_time(start_add, server_config, tmp_path, reliability, examples):
    folder = tmp_path / "asked"
    chance, longest = random.Random(6), 0.0
    for number in range(examples):
        mark = f"mark-{1000 + number}"
        paths = write_files(folder, prefix=f"asked{number // 6}", mark=mark)
        run = start_add(*paths)
        time.sleep(chance.uniform(0.1, 1.5))
        asked = time.monotonic()
        if run.alive():
            os.kill(run.process, (signal.SIGTERM, signal.SIGINT)[number % 2])
        run.finish()
        longest = max(longest, time.monotonic() - asked)
        catalogue = Catalogue(server_config)
        found = marks(catalogue)
        assert all(found[path.name] == mark for path in run.acknowledged())
        check_index(server_config, catalogue)
        catalogue.close()
    assert longest < 10 or examples == 1
    reliability.row(
        6,
        fault="SIGTERM and Ctrl-C in the middle of `python -m ingest add`",
        how=f"{examples} signals at random moments, every second one of each",
        expected="the documents in hand are finished, the end comes within 10 s",
        figure=f"damaged or lost 0 / {examples}; longest end {longest:.1f} s",
    )


def test_two_processes_adding_at_once_lose_nothing(start_add, server_config, tmp_path):
    folders = [tmp_path / "left", tmp_path / "right"]
    paths = [
        path
        for folder in folders
        for path in write_files(folder, prefix=folder.name, mark="mark-100")
    ]
    outputs = [run.finish() for run in [start_add(folder) for folder in folders]]
    for text in outputs:
        assert f"{FILES} added, 0 replaced, 0 unchanged, 0 refused" in text, text
    catalogue = Catalogue(server_config)
    found = marks(catalogue)
    assert {path.name for path in paths} <= set(found)
    check_index(server_config, catalogue)
    catalogue.close()


def test_another_process_sees_each_document_when_it_is_reported(start_add, server_config, tmp_path):
    catalogue = Catalogue(server_config)
    index = ChunkIndex(server_config, catalogue, model_id=catalogue.model_id())
    index.start()
    paths = write_files(tmp_path / "seen", prefix="seen", mark="mark-200")
    run = start_add(*paths)
    seen: set[str] = set()
    while len(seen) < FILES:
        assert run.alive() or len(run.acknowledged()) == FILES
        for path in run.acknowledged():
            seen.add(path.name)
            assert marks(catalogue)[path.name] == "mark-200"
            snapshot = catalogue.snapshot()
            assert index.search(snapshot.vectors[-1], 1)[0][0] == snapshot.ids[-1]
    reported = time.monotonic()
    run.finish()
    while not index.state()["up_to_date"]:
        assert time.monotonic() < reported + 20
        time.sleep(0.02)
    index.close()
    catalogue.close()
