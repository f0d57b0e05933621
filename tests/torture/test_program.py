"""The whole program while documents change under it: one version an answer, nothing stale."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from forms import forms
from programs import free_port, large_corpus

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

PROJECT = Path(__file__).parents[2]
SHEETS = {
    "fr": "# Ticket Zéphyr (inventé)\n\nLe ticket Zéphyr dure {months} mois.\n\n"
    "## Montant\n\nLe ticket Zéphyr verse {months}000 euros à chaque start-up.\n",
    "en": "# Zephyr ticket (invented)\n\nThe Zephyr ticket lasts {months} months.\n\n"
    "## Amount\n\nThe Zephyr ticket pays {months}000 euros to each start-up.\n",
}
QUESTIONS = {
    "fr": "Combien de mois dure le ticket Zéphyr, et combien verse-t-il ?",
    "en": "How many months does the Zephyr ticket last, and how much does it pay?",
}


def months_quoted(answer) -> set[int]:
    """The versions that the quotes of an answer come from."""
    quotes = " ".join(citation.quote for citation in answer.citations)
    return {int(found) for found in re.findall(r"(\d{2})(?:000 euros| mois| months)", quotes)}


class Asking:
    """Threads that ask while versions change; `wrong` says what should not have been said."""

    def __init__(self, assistant: Assistant, threads: int) -> None:
        self.wrong: list[str] = []
        self.answers = 0
        self.quoting = 0
        self.lowest = self.highest = 0  # versions that may be quoted: between these
        self._done = threading.Event()
        self._assistant = assistant
        languages = ["fr", "en"] * threads
        self._threads = [
            threading.Thread(target=self._ask, args=(languages[n],)) for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def _ask(self, language: str) -> None:
        while not self._done.is_set():
            lowest = self.lowest
            try:
                quoted = months_quoted(self._assistant.answer(QUESTIONS[language]))
            except Exception as error:
                self.wrong.append(repr(error))
                continue
            self.answers += 1
            self.quoting += bool(quoted)
            if len(quoted) > 1 or any(not lowest <= month <= self.highest for month in quoted):
                self.wrong.append(f"{quoted} when {lowest} to {self.highest} were in use")

    def end(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()


@forms(short=2, long=20)
def test_an_answer_never_mixes_versions(config, embedder, tmp_path, reliability, examples):
    files = {language: tmp_path / f"zephyr.{language}.md" for language in SHEETS}
    catalogue = Catalogue(config)

    def take_in(months: int) -> None:
        for language, file in files.items():
            file.write_text(SHEETS[language].format(months=months))
        paths = list(files.values())
        report = ingest_paths(paths, config=config, catalogue=catalogue, embedder=embedder)
        assert len(report.added) + len(report.replaced) == 2

    assistant = Assistant(AssistantConfig(index=config), today=lambda: date(2026, 11, 23))
    asking, withdrawn = None, 0
    for number in range(examples):
        if asking:
            asking.highest = 10 + number
        take_in(10 + number)
        if asking is None:
            assistant.answer(QUESTIONS["fr"])
            asking = Asking(assistant, 4 if examples < 10 else 20)
            asking.highest = 10
        asking.lowest = 10 + number
        wait_for_answers(asking, 4 if examples < 10 else 25)
        if number % 5 == 4:
            for document in ("zephyr-fr-md", "zephyr-en-md"):
                catalogue.withdraw(document)
            asking.lowest = 10 + number + 1
            withdrawn += 1
            wait_for_answers(asking, 25)
    asking.end()
    assistant.close()
    catalogue.close()
    assert asking.wrong == []
    assert asking.quoting > asking.answers / 3
    reliability.row(
        14,
        fault="20 threads ask the assistant while documents are replaced and withdrawn",
        how=f"two sheets (French, English) with two figures each are replaced {examples} times "
        f"and withdrawn {withdrawn} times; packaged model, the whole way to the answer",
        expected="every answer quotes one version, and none that was gone when it was asked",
        figure=f"mixed 0, stale 0, errors 0 in {asking.answers:,} answers "
        f"({asking.quoting:,} with quotes of the sheets)",
    )


def wait_for_answers(asking: Asking, more: int) -> None:
    wanted, deadline = asking.answers + more, time.monotonic() + 200
    while asking.answers < wanted and time.monotonic() < deadline and not asking.wrong:
        time.sleep(0.01)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_what_the_command_line_removes_is_gone_from_the_page(
    config, embedder, tmp_path, reliability
):
    file = tmp_path / "zephyr.fr.md"
    assistant = Assistant(AssistantConfig(index=config), today=lambda: date(2026, 11, 23))
    longest = 0.0
    for number in range(10):
        file.write_text(SHEETS["fr"].format(months=10 + number))
        command_line(config, "add", str(file))
        assert months_quoted(assistant.answer(QUESTIONS["fr"])) == {10 + number}
        command_line(config, "remove", "zephyr-fr-md")
        removed = time.monotonic()
        assert months_quoted(assistant.answer(QUESTIONS["fr"])) == set()
        longest = max(longest, time.monotonic() - removed)
    assistant.close()
    reliability.row(
        15,
        fault="the command line removes a document while the program runs",
        how="10 times `python -m ingest add`, a question, `python -m ingest remove`, the question",
        expected="gone from the next answer on",
        figure=f"stale answers 0 / 10; longest answer {longest:.1f} s",
    )


def command_line(config: IndexConfig, *words: str) -> None:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(config.data_dir)}
    command = [sys.executable, "-m", "ingest", *words]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)


@forms(short=1, long=10)
def test_a_killed_page_is_ready_again(config, embedder, reliability, examples):
    chunks = large_corpus(config, embedder, documents=10 * examples, size=200)
    port = free_port()
    environment = {
        **os.environ,
        "ASSISTANT_DATA_DIR": str(config.data_dir),
        "ASSISTANT_PORT": str(port),
    }
    seconds, early = [], set()
    for _ in range(examples):
        started = time.monotonic()
        command = [sys.executable, "ui.py"]
        with subprocess.Popen(
            command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL
        ) as process:
            while not (state := health(port)).get("ready"):
                early.add(str(state.get("ready", "no connection")))
                assert process.poll() is None
                assert time.monotonic() - started < 120
                time.sleep(0.1)
            seconds.append(time.monotonic() - started)
            assert state["chunks"] == chunks
            process.kill()
    seconds.sort()
    reliability.row(
        18,
        fault="SIGKILL of the web program",
        how=f"{examples} kills and starts with {chunks:,} chunks; the index is unclean every time "
        "and renewed in the background",
        expected="ready within 5 s of a quiet machine; before, `/health` says that it is not",
        figure=f"ready after {seconds[examples // 2]:.1f} s (median), {seconds[-1]:.1f} s "
        f"(longest); lost documents 0; before: {', '.join(sorted(early))}",
    )


def health(port: int) -> dict:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            return dict(json.load(answer))
    except OSError:
        return {}
