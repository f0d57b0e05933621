"""Measures start, memory, embedding speed and answer times on the demonstration corpus."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.encoder import tokenise
from ingest.packaged_model import unpack
from ingest.pipeline import ingest_paths

REPETITIONS = 3
START_SECONDS = 120  # longest wait for a page, on a slow machine

# What is asked: in both languages, answered and not stated, short and long.
QUESTIONS = {
    "fr": (
        "Qu’est-ce que le Golden Ticket ?",
        "Qui peut candidater au Golden Ticket ?",
        "Combien de temps dure l’accompagnement de Spartners ?",
        "Où se trouve l’incubateur Spartners ?",
        "Quand Spartners a-t-il ouvert ?",
        "Quelle est la date limite de candidature ?",
        "Le programme prend-il une part du capital ?",
        "Y a-t-il une aide financière, et de quel montant ?",
        "Quels équipements sont mis à disposition des start-up ?",
        "Qui siège au jury de sélection ?",
        "Qu’est-ce que l’open innovation ?",
        "Quels partenaires accompagnent les jeunes entreprises ?",
        "Peut-on candidater depuis l’étranger ?",
        "Comment se déroule la sélection des lauréats ?",
        "Quel est le rôle de Medicen ?",
        "Que fait l’alliance FAST ?",
        "Peut-on rencontrer l’équipe pendant la convention BIO ?",
        "À qui appartient la propriété intellectuelle des projets ?",
        "Combien de places le LabCentral offre-t-il ?",
        "Quel temps fera-t-il demain à Paris ?",
    ),
    "en": (
        "What is the Golden Ticket?",
        "Who can apply for the Golden Ticket?",
        "How long does the Spartners programme last?",
        "Where is the Spartners incubator?",
        "When did Spartners open?",
        "What is the application deadline?",
        "Does the programme take equity?",
        "Is there any funding, and how much?",
        "Which equipment can start-ups use?",
        "Who sits on the selection jury?",
        "What is open innovation?",
        "Which partners support the start-ups?",
        "Can a company from abroad apply?",
        "How are the winners selected?",
        "What is the role of Medicen?",
        "What does the FAST alliance do?",
        "Can we meet the team at the BIO convention?",
        "Who owns the intellectual property of the projects?",
        "How many desks does LabCentral offer?",
        "What will the weather be in Paris tomorrow?",
    ),
}


def measure(data_dir: Path) -> dict[str, float]:
    """Return all figures by name; the unit is the end of the name. Takes about a minute."""
    started = time.perf_counter()
    unpack(data_dir / "models")
    figures = {"unpack_s": time.perf_counter() - started}
    index = IndexConfig(data_dir=data_dir)
    assistant = Assistant(AssistantConfig(index=index))
    try:
        figures |= measure_ingestion(assistant)
        figures |= measure_embedding(assistant)
        figures |= measure_answers(assistant)
    finally:
        assistant.close()
    figures |= {"answers_rss_mb": memory("self", "VmRSS")}
    return figures | measure_ready(data_dir) | measure_page(data_dir)


def measure_ingestion(assistant: Assistant) -> dict[str, float]:
    """Take in the demonstration corpus, then again when nothing has changed."""
    assistant.embedder.load()
    config = assistant.config.index
    figures = {}
    for name in ("ingest_s", "ingest_again_s"):
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


def measure_embedding(assistant: Assistant) -> dict[str, float]:
    """Embed every passage of the corpus once more, and questions one by one."""
    embedder: Embedder = assistant.embedder
    passages = [stored.chunk.passage for stored in assistant.catalogue.snapshot().chunks]
    tokens = sum(len(ids) for ids in tokenise(embedder.load(), passages))
    started = time.perf_counter()
    embedder.encode_passages(passages)
    seconds = time.perf_counter() - started
    questions = [time_of(embedder.encode_queries, [question]) for question in asked()]
    return {
        "embed_tokens_per_s": tokens / seconds,
        "embed_passages_per_s": len(passages) / seconds,
        "embed_question_p50_ms": 1000 * float(np.percentile(questions, 50)),
    }


def measure_answers(assistant: Assistant) -> dict[str, float]:
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
        "answer_p50_ms": 1000 * float(np.percentile(warm, 50)),
        "answer_p95_ms": 1000 * float(np.percentile(warm, 95)),
        "answer_unread_p50_ms": 1000 * float(np.percentile(unread, 50)),
        "answer_unread_p95_ms": 1000 * float(np.percentile(unread, 95)),
        "read_ahead_s": reading,
    }


def measure_ready(data_dir: Path) -> dict[str, float]:
    """A new process without a page: from its start to its first answer."""
    code = (
        "from assistant.assistant import Assistant; from assistant.config import AssistantConfig;"
        "assistant = Assistant(AssistantConfig()); assistant.warm_up(); assistant.close()"
    )
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)}
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return {"start_to_answer_s": time.perf_counter() - started}


def measure_page(data_dir: Path) -> dict[str, float]:
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


def asked() -> Iterator[str]:
    """All questions, the languages by turns."""
    for pair in zip(*QUESTIONS.values(), strict=True):
        yield from pair


def time_of(call: Callable[..., object], *arguments: object) -> float:
    """The seconds that a call takes."""
    started = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - started


def memory(process: str, field: str) -> float:
    """A field of the status of a process (`VmRSS` now, `VmHWM` at most), in MB; Linux only."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def main() -> None:
    """Print a table, then all figures as one line of JSON."""
    # For the terminal only.
    from rich.console import Console
    from rich.table import Table

    with tempfile.TemporaryDirectory() as folder:
        figures = {name: round(value, 2) for name, value in measure(Path(folder)).items()}
    table = Table("figure", "value", title=f"{os.cpu_count()} cores")
    for name, value in figures.items():
        table.add_row(name, f"{value:,}")
    Console().print(table)
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
