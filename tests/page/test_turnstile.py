"""A few questions at once, some waiting, the others told at once; and how often one may ask."""

import threading
import time

import pytest

from assistant.turnstile import Turnstile
from assistant.web_limits import MOST_QUESTIONS, WebLimits


def occupy(turnstile: Turnstile, over: threading.Event, count: int) -> list[threading.Thread]:
    """So many threads inside, which leave when `over` is set."""
    inside = threading.Barrier(count + 1)

    def stay() -> None:
        with turnstile.turn() as let_in:
            assert let_in
            inside.wait(10)
            over.wait(30)

    threads = [threading.Thread(target=stay) for _ in range(count)]
    for thread in threads:
        thread.start()
    inside.wait(10)
    return threads


def wait_behind(turnstile: Turnstile, *, count: int, seconds: float) -> None:
    """One more than the `count` who stay inside for so long is let wait, and comes in."""
    over = threading.Event()
    threads = occupy(turnstile, over, count)
    assert turnstile.admits()
    threading.Timer(seconds, over.set).start()
    with turnstile.turn() as let_in:
        assert let_in
    for thread in threads:
        thread.join()


def test_a_few_come_in_and_the_next_one_waits_for_a_place():
    wait_behind(Turnstile(2, patience=20), count=2, seconds=0.2)


def test_who_was_let_wait_is_not_sent_away_for_a_slow_answer_before():
    turnstile = Turnstile(1, patience=0.5)
    for _ in range(20):
        with turnstile.turn():
            pass  # answers were quick so far
    wait_behind(turnstile, count=1, seconds=0.7)


def test_who_would_wait_in_vain_is_told_at_once():
    turnstile, over = Turnstile(1, patience=0.01), threading.Event()
    threads = occupy(turnstile, over, 1)
    assert not turnstile.admits()  # one answer after the other takes longer than one
    with turnstile.turn() as let_in:
        assert not let_in
    over.set()
    for thread in threads:
        thread.join()
    assert turnstile.admits()


def test_so_many_may_wait_as_are_answered_in_time():
    turnstile = Turnstile(2, patience=1)
    for _ in range(40):
        with turnstile.turn():
            time.sleep(0.02)
    quick = 0
    while turnstile.admits():  # they come, and no thread takes them up yet
        quick += 1
    assert 40 < quick <= 100  # two at once, 0.02 s each, within a second
    slow = Turnstile(2, patience=1)
    with slow.turn():
        time.sleep(1.5)
    assert [slow.admits() for _ in range(3)] == [True, True, False]


def test_who_was_let_in_and_never_came_is_forgotten():
    turnstile = Turnstile(1, patience=0.1)
    for _ in range(20):
        with turnstile.turn():
            pass
    while turnstile.admits():
        pass
    time.sleep(0.15)
    assert turnstile.admits()


def test_a_place_is_free_again_after_an_error():
    turnstile = Turnstile(1, patience=0.01)
    with pytest.raises(ValueError, match="x"), turnstile.turn():
        raise ValueError("x")
    with turnstile.turn() as let_in:
        assert let_in


ASKING = {"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": []}


async def status(limits: WebLimits, client: str) -> int:
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    await limits({**ASKING, "client": (client, 1)}, receive, send)
    assert b"." in sent[-1]["body"] or sent[0]["status"] == 200
    return sent[0]["status"]


async def answering(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.anyio
async def test_one_address_asks_so_often_and_no_more():
    limits = WebLimits(answering, admits=lambda: True)
    found = [await status(limits, "192.0.2.1") for _ in range(MOST_QUESTIONS + 2)]
    assert found == [200] * MOST_QUESTIONS + [429, 429]
    assert await status(limits, "192.0.2.2") == 200


@pytest.mark.anyio
async def test_a_question_that_never_ends_takes_no_place():
    asked = []
    limits = WebLimits(answering, admits=lambda: bool(asked.append(1)) or True)
    began = {**ASKING, "client": ("192.0.2.1", 1)}
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await limits(began, receive, send)
    assert (sent[0]["status"], asked) == (413, [])
    assert await status(limits, "192.0.2.1") == 200
    assert asked == [1]


@pytest.mark.anyio
async def test_a_crowd_is_sent_away_before_gradio():
    assert await status(WebLimits(answering, admits=lambda: False), "192.0.2.1") == 503
