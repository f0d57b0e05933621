"""What the command line does beside a running chat is seen within two seconds, and never half."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_staff_pages import SHEETS

PROJECT = Path(__file__).parent.parent.parent
SECONDS = 2.0
FACTS = {
    "fr": {"old": "dix-sept mois", "new": "dix-neuf mois"},
    "en": {"old": "seventeen months", "new": "nineteen months"},
}
# Both sections change at once: an answer with the old one and the new one is half.
PARTS = {
    "fr": "\n## Lieu\n\nLe Passeport Zéphyr se passe à {place} pour les lauréats.\n",
    "en": "\n## Place\n\nThe Zephyr Pass takes place in {place} for the winners.\n",
}
BOTH = {
    "fr": "Combien de mois le Passeport Zéphyr offre-t-il et où se passe-t-il ?",
    "en": "How many months does the Zephyr Pass give and where does it take place?",
}
PLACES = {"old": "Caen", "new": "Arras"}


def sheet(language: str, version: str) -> str:
    text = SHEETS[language].replace(FACTS[language]["old"], FACTS[language][version])
    return text + PARTS[language].format(place=PLACES[version])


def command(staff, *words: str) -> dict[str, object]:
    """What `python -m ingest` printed, in a process of its own over the same data folder."""
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *words, "--json"],
        cwd=PROJECT,
        env={**os.environ, "ASSISTANT_DATA_DIR": str(staff.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def shown(staff, language: str) -> str:
    """Which version of the sheet is quoted: old, new, none, or both of them."""
    quotes = " ".join(quote.quote for quote in staff.assistant.answer(BOTH[language]).citations)
    held = [
        version
        for version in ("old", "new")
        if FACTS[language][version] in quotes or PLACES[version] in quotes
    ]
    return " ".join(held) or "none"


class Asking:
    """Asks one question over and over, and keeps what was quoted, with the time it was asked."""

    def __init__(self, staff, language: str) -> None:
        self._staff, self._language = staff, language
        self.seen: list[tuple[float, str]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        while not self._ended.is_set():
            asked = time.monotonic()
            self.seen.append((asked, shown(self._staff, self._language)))

    def close(self) -> None:
        self._ended.set()
        self._thread.join()


@pytest.fixture
def asking(staff) -> Iterator[Callable[[str], Asking]]:
    """Starts to ask beside the test, until its end."""
    started: list[Asking] = []

    def start(language: str) -> Asking:
        started.append(Asking(staff, language))
        return started[-1]

    yield start
    for one in started:
        one.close()


def waits(asking: Asking, version: str, since: float) -> float:
    """Seconds from the end of the command to the first question that is told of it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        told = [asked for asked, seen in list(asking.seen) if asked >= since and seen == version]
        if told:
            return told[0] - since
        time.sleep(0.01)
    pytest.fail(f"{version} is not seen: {asking.seen[-1]}")


@pytest.mark.torture  # a minute or two for each language: fourteen programs are started
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_running_chat_sees_each_command_within_two_seconds(staff, asking, tmp_path, language):
    file = tmp_path / f"outside_{language}.md"
    file.write_text(sheet(language, "old"), "utf-8")
    asks, document, took = asking(language), "", {}
    for step, version in (
        ("add", "old"), ("replace", "new"), ("withdraw", "none"), ("restore", "new"),
        ("remove", "none"), ("add again", "old"), ("erase", "none"),
    ):  # fmt: skip
        if step in ("replace", "add again"):
            file.write_text(sheet(language, version), "utf-8")
        if step in ("add", "replace", "add again"):
            report = command(staff, "add", str(file))
            (entry,) = [*report["added"], *report["replaced"]]
            document = entry["document"]
        else:
            command(staff, step, document, *(["--yes"] if step == "erase" else []))
        took[step] = waits(asks, version, time.monotonic())
    asks.close()
    shares = ", ".join(f"{step} {seconds:.2f}" for step, seconds in took.items())
    half = [seen for _, seen in asks.seen if seen == "old new"]
    told = f"{language}: seconds until seen: {shares}; {len(half)} half of {len(asks.seen)} answers"
    sys.stdout.write(f"{told}\n")
    assert max(took.values()) <= SECONDS and not half, told
