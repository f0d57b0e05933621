"""Measures answers of the running page while another program takes in documents."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from random import randrange
from typing import Any

from assistant.assistant import Assistant
from assistant.evaluation.bench_corpus import Material, new_questions, write_sheet
from assistant.evaluation.bench_demonstration import served, wait_for
from assistant.evaluation.bench_timing import spread
from ingest.language import detect_language

FILES = 200
SECTIONS = 10  # of a file, as the sheets of programmes have
IDLE_ANSWERS = 60
WARM_ANSWERS = 8
SECONDS = 60
READERS = int(ip_address("198.51.100.1"))  # set apart for examples (RFC 5737)
CONFIG = re.compile(r"gradio_config = (\{.*?\});", re.DOTALL)

Figures = dict[str, float]


def measure_beside_ingestion(
    assistant: Assistant, folder: Path, material: Material, *, files: int = FILES
) -> Figures:
    """Times of answers of the page alone, and while `python -m ingest add` reads new files.

    The page is a process of its own over a copy of the assistant's catalogue; questions are asked
    one after the other and are all new. `beside_ratio` compares the 95th percentiles.
    """
    index = assistant.config.index
    copy, sheets = folder / "data", folder / "sheets"
    copy.mkdir(parents=True)
    sheets.mkdir()
    (copy / "models").symlink_to(index.models_dir.resolve(), target_is_directory=True)
    # A copy of the file alone would miss what is in its log.
    source = sqlite3.connect(index.catalogue_path)
    with closing(source), closing(sqlite3.connect(copy / index.catalogue_path.name)) as target:
        source.backup(target)
    for number in range(files):
        write_sheet(sheets, number, material, sections=SECTIONS)
    titles = [document.edition.title for document in assistant.catalogue.documents()]
    questions = new_questions(material, titles, seed=files)
    with served(copy) as (address, _):
        wait_for(f"{address}/health", lambda body: bool(json.loads(body)["ready"]))
        page = Page(address)
        for question in islice(questions, WARM_ANSWERS):
            page.ask(question)
        alone = [page.ask(question) for question in islice(questions, IDLE_ANSWERS)]
        started = time.perf_counter()
        beside = list(_asked_during(page, questions, copy, sheets))
        figures = {"beside_ingest_s": time.perf_counter() - started}
    figures |= spread("beside_idle", alone) | spread("beside", beside)
    ratio = figures["beside_p95_ms"] / figures["beside_idle_p95_ms"]
    return figures | {"beside_answers": len(beside), "beside_ratio": ratio}


def _asked_during(
    page: "Page", questions: Iterator[str], data_dir: Path, sheets: Path
) -> Iterator[float]:
    """The seconds of each answer that was given while the command was at work."""
    command = [sys.executable, "-m", "ingest", "add", str(sheets), "--json"]
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as ingestion:
        while ingestion.poll() is None:
            yield page.ask(next(questions))
    if ingestion.returncode:
        raise RuntimeError(f"`ingest add` ended with code {ingestion.returncode}.")


class Page:
    """Asks the chat page as its script does: a place in the queue, then the events of a session."""

    def __init__(self, address: str) -> None:
        """Read from the page under which number questions are asked."""
        self._address = address
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:
            found = CONFIG.search(answer.read().decode())
        functions = json.loads(found[1])["dependencies"] if found else []
        (self._asking,) = [function for function in functions if function["targets"]]

    def ask(self, question: str) -> float:
        """The seconds until the answer is whole; raises RuntimeError when there is none."""
        session = uuid.uuid4().hex
        language = "fr" if detect_language(question) == "fr" else "en"
        asked = {"question": question, "turn": 1, "language": language, "history": [], "as_of": ""}
        started = time.perf_counter()
        # An address of its own: one reader may not ask that often.
        reader = {"X-Forwarded-For": str(ip_address(READERS + randrange(250)))}
        self._send(
            {
                "data": [],
                "fn_index": self._asking["id"],
                "trigger_id": self._asking["targets"][0][0],
                "session_hash": session,
                "event_data": asked,
            },
            reader,
        )
        events = f"{self._address}/gradio_api/queue/data?session_hash={session}"
        listening = urllib.request.Request(events, headers=reader)
        with urllib.request.urlopen(listening, timeout=SECONDS) as stream:
            for line in stream:
                if line.startswith(b"data: ") and b'"process_completed"' in line:
                    if not json.loads(line[6:])["success"]:
                        raise RuntimeError(line.decode())
                    return time.perf_counter() - started
        raise RuntimeError("The page ended without an answer.")

    def _send(self, body: dict[str, Any], reader: dict[str, str]) -> None:
        request = urllib.request.Request(
            f"{self._address}/gradio_api/queue/join",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", **reader},
        )
        urllib.request.urlopen(request, timeout=SECONDS).close()
