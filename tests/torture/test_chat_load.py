"""A crowd at the chat: answers in time or a word at once, and nobody's answer for anybody else."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from chat_users import own_address
from forms import forms
from page_server import served_here, serving

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from ingest.config import IndexConfig

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
LONG = pytest.mark.parametrize(
    "examples", [pytest.param(200, marks=[pytest.mark.torture, pytest.mark.timeout(1800)])]
)
BOTS, HASTY, READING = (0.2, 0.6), (1, 4), (20, 60)


@pytest.fixture
def address(request, tmp_path, demonstration) -> Iterator[str]:
    """A server over the demonstration corpus: a process of its own in the long form."""
    demonstration(tmp_path)
    if request.node.get_closest_marker("torture"):
        with serving(tmp_path, CORPUS) as server:
            time.sleep(45)  # what is read ahead after the start is read
            yield server.address
        return
    index = IndexConfig(data_dir=tmp_path, corpus_dir=CORPUS)
    assistant = Assistant(AssistantConfig(index=index))
    with served_here(assistant) as here:
        yield here
    assistant.close()


def crowd(
    address: str, users: int, seconds: float, thinking: tuple[float, float]
) -> dict[str, Any]:
    program = str(Path(__file__).parent / "chat_users.py")
    command = [sys.executable, program, address, *map(str, (users, seconds, *thinking))]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    assert found["errors"] == found["leaks"] == []
    assert found["wrong_language"] == 0
    return found


def share(values: list[float], part: float) -> float:
    """The value below which this part of them lies; 0 for none."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else 0.0


def described(found: dict[str, Any]) -> str:
    answers, busy = found["answers"], found["busy"]
    told = f"{len(busy)} told “busy” (p95 after {share(busy, 0.95):.1f} s)" if busy else "busy 0"
    return (
        f"{len(answers)} answers, p50 {share(answers, 0.5):.1f} s, p95 {share(answers, 0.95):.1f} "
        f"s; {told}; errors 0, words of others 0"
    )


@forms(short=6, long=200)
def test_many_users(address, reliability, examples):
    long = examples == 200
    found = crowd(address, examples, 300, HASTY) if long else crowd(address, examples, 5, BOTS)
    # On a busy machine some are told that there are too many, as they should be.
    assert found["answers"] and len(found["answers"]) + len(found["busy"]) >= examples
    reliability.row(
        23,
        fault="200 people who ask again after 1 to 4 s",
        how="5 minutes over loopback, the queue's protocol, each with a token in the question",
        expected="errors 0; p95 of answers ≤ 6 s; who gets none is told at once in his language",
        figure=described(found),
    )
    reliability.row(
        24,
        fault="more questions than can be answered",
        how="the same 5 minutes: about 80 questions a second",
        expected="told at once in the reader's language; the program goes on",
        figure=f"{len(found['busy']):,} told after p50 {share(found['busy'], 0.5):.2f} s, p95 "
        f"{share(found['busy'], 0.95):.2f} s; crashes 0, in the wrong language 0",
    )
    reliability.row(
        25,
        fault="answers of one session in another",
        how="the token of each user looked for in everything that all others receive",
        expected="own token only",
        figure=f"leaks 0 / {len(found['answers'])} answers",
    )
    if long:
        assert share(found["answers"], 0.95) <= 6
        assert share(found["busy"], 0.95) <= 2
        read = crowd(address, examples, 180, READING)
        reliability.row(
            23,
            fault="200 people who read for 20 to 60 s",
            how="3 minutes, as above",
            expected="errors 0; p95 of answers ≤ 6 s",
            figure=described(read),
        )
        assert share(read["answers"], 0.95) <= 6


@LONG
def test_another_session_gives_nothing(address, reliability, examples):
    stream = f"{address}/gradio_api/queue/data"
    with httpx.Client(timeout=20) as stranger:
        for number in range(examples):
            guessed = stranger.get(stream, params={"session_hash": f"jeton{number:012x}"})
            assert "process_" not in guessed.text
            assert '"session_not_found":true' in guessed.text.replace(" ", "")
    reliability.row(
        25,
        fault="guessed sessions",
        how=f"{examples} made-up session names at the queue's stream",
        expected="nothing but “not found”",
        figure=f"events received 0 / {examples}",
    )


@LONG
def test_clients_that_stop_in_the_middle_slow_nobody(address, reliability, examples):
    host, port = address.removeprefix("http://").split(":")
    before, during = [], []
    for _ in range(3):  # in turn, so that other work on the machine slows both alike
        before += crowd(address, 5, 30, HASTY)["answers"]
        with ExitStack() as held:
            for number in range(examples):
                opened = held.enter_context(socket.create_connection((host, int(port))))
                opened.sendall(_half(number, host, examples))
            found = crowd(address, 5, 30, HASTY)
        assert found["busy"] == []
        during += found["answers"]
    slower = share(during, 0.95) / share(before, 0.95)
    reliability.row(
        26,
        fault="half clients",
        how=f"{examples} connections, streams never read, headers and bodies that never end; 5 "
        "users without and with them in turn, 3 times 30 s each",
        expected="p95 of others ≤ 2×",
        figure=f"p95 {share(before, 0.95):.2f} → {share(during, 0.95):.2f} s ({slower:.1f}×), "
        "errors 0",
    )
    assert slower <= 2


def _half(number: int, host: str, count: int) -> bytes:
    head = f"Host: {host}\r\nX-Forwarded-For: {own_address(f'{number:04x}')['X-Forwarded-For']}\r\n"
    asked = (
        f"GET /gradio_api/queue/data?session_hash=half{number} HTTP/1.1\r\n{head}\r\n",
        f"POST /gradio_api/queue/join HTTP/1.1\r\n{head}Content-Length: 900\r\n\r\n{{",
        f"GET / HTTP/1.1\r\n{head}",
        f"POST /staff/sign-in HTTP/1.1\r\n{head}Content-Length: {count}\r\n\r\nn",
    )
    return asked[number % len(asked)].encode()
