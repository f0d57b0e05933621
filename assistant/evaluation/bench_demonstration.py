"""Measures the demonstration corpus: unpacking, ingestion, answers, start and memory."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluation.bench_timing import asked, memory, spread, time_of
from ingest.pipeline import ingest_paths

REPETITIONS = 3
START_SECONDS = 120  # longest wait for a page, on a slow machine

Figures = dict[str, float]


def measure_demonstration(assistant: Assistant, data_dir: Path) -> Figures:
    """All figures of the demonstration corpus; the unit is the end of the name."""
    figures = measure_ingestion(assistant) | measure_questions(assistant)
    figures |= measure_answers(assistant)
    figures |= {"answers_rss_mb": memory("self", "VmRSS")}
    return figures | measure_ready(data_dir) | measure_page(data_dir)


def measure_ingestion(assistant: Assistant) -> Figures:
    """Take in the demonstration corpus, then again when nothing has changed."""
    assistant.embedder.library()
    config = assistant.config.index
    figures: Figures = {}
    for name in ("ingest_all_s", "ingest_again_s"):
        report = ingest_paths(
            [config.corpus_dir],
            config=config,
            catalogue=assistant.catalogue,
            embedder=assistant.embedder,
        )
        figures[name] = report.seconds
    documents = assistant.catalogue.documents()
    chunks = sum(document.chunks for document in documents)
    return figures | {"documents": len(documents), "chunks": chunks}


def measure_questions(assistant: Assistant) -> Figures:
    """Embed questions one by one."""
    spent = [time_of(assistant.embedder.encode_queries, [question]) for question in asked()]
    return {"embed_question_p50_ms": 1000 * float(np.percentile(spent, 50))}


def measure_answers(assistant: Assistant) -> Figures:
    """Answer every question once before the corpus is read ahead, and once after, anew.

    `answer_*` is what a start-up meets on the page, which reads a small corpus ahead: each
    question is new, its passages are not. `answer_unread_*` is the same without reading ahead.
    """
    assistant.warm_up()
    unread = [time_of(assistant.answer, question) for question in asked()]
    reading = time_of(assistant.read_ahead)
    # one more letter makes a question new to every cache
    warm = [
        time_of(assistant.answer, f"{question} {mark}")
        for mark in "xyz"[:REPETITIONS]
        for question in asked()
    ]
    return {
        **spread("answer", warm),
        **spread("answer_unread", unread),
        "read_ahead_s": reading,
    }


def measure_ready(data_dir: Path) -> Figures:
    """A new process without a page: from its start to its first answer."""
    code = (
        "from assistant.assistant import Assistant; from assistant.config import AssistantConfig;"
        "assistant = Assistant(AssistantConfig()); assistant.warm_up(); assistant.close()"
    )
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)}
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return {"start_to_answer_s": time.perf_counter() - started}


def measure_page(data_dir: Path) -> Figures:
    """The web application over a data folder that exists: page, readiness, memory."""
    started = time.perf_counter()
    with served(data_dir) as (address, process):
        wait_for(f"{address}/", lambda body: b"<html" in body.lower())
        page = time.perf_counter() - started
        wait_for(f"{address}/health", lambda body: bool(json.loads(body)["ready"]))
        return {
            "page_served_s": page,
            "page_ready_s": time.perf_counter() - started,
            "page_rss_mb": memory(str(process), "VmRSS"),
            "page_peak_rss_mb": memory(str(process), "VmHWM"),
        }


@contextmanager
def served(data_dir: Path) -> Iterator[tuple[str, int]]:
    """Run the web application on a free port; gives its address and process number."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"ASSISTANT_DATA_DIR": str(data_dir), "ASSISTANT_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "ui"], env={**os.environ, **settings})
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(address: str, good: Callable[[bytes], bool]) -> None:
    """Ask for the address until what comes is good; raises TimeoutError after two minutes."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=START_SECONDS) as answer:
                if good(answer.read()):
                    return
        except urllib.error.URLError:
            pass  # not listening yet
        time.sleep(0.05)
    raise TimeoutError(f"{address} was not there after {START_SECONDS} s")
