"""From a question to the events of the page: answers, refusals, waiting, errors."""

import threading

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.chat_page import Chat, paced
from assistant.page_text import TEXT
from assistant.preparation import Preparation


def asked(question: str, language: str = "en") -> dict[str, object]:
    return {"question": question, "turn": 7, "language": language, "history": []}


@pytest.mark.parametrize(
    ("question", "language", "quoted"),
    [
        ("Que reçoivent les lauréats du Passeport Aurore ?", "fr", "douze mois"),
        ("What do the winners of the Aurora Pass receive?", "en", "twelve months"),
    ],
)
def test_a_question_ends_in_a_quoted_answer(preparation, question, language, quoted):
    events = list(Chat(preparation).events(asked(question, language)))
    assert [event["final"] for event in events] == [False] * (len(events) - 1) + [True]
    assert {event["turn"] for event in events} == {7}
    record = events[-1]["record"]
    assert record is not None and record["language"] == language
    assert any(quoted in found["quote"] for found in record["citations"])
    assert 'class="mark"' in events[-1]["html"]


@pytest.mark.parametrize(
    ("question", "word"),
    [("à propos du programme " * 60, "caractères"), ("about it " * 90, "characters")],
)
def test_a_question_that_is_too_long_is_refused_in_its_language(preparation, question, word):
    *_, last = Chat(preparation).events(asked(question))
    assert last["final"] and last["record"] is None
    assert word in last["html"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {},
        {**asked("x"), "language": "de"},
        {**asked("x"), "more": 1},
        {**asked("x"), "history": [{"role": "system", "content": "x"}]},
        {**asked("x"), "history": [{"role": "user", "content": "x"}] * 13},
        asked("x" * 20_001),
    ],
)
def test_what_the_page_never_sends_is_answered_with_a_sentence(preparation, data):
    events = list(Chat(preparation).events(data))
    assert len(events) == 1 and events[0]["final"]
    assert TEXT["en"]["error.failed"] in events[0]["html"]


def test_a_question_before_the_assistant_is_ready_waits_and_says_so(assistant):
    begin = threading.Event()

    def prepare() -> Assistant:
        begin.wait(30)
        return assistant

    preparation = Preparation(prepare)
    preparation.start(lambda error: None)
    events = Chat(preparation).events(asked("What is the Aurora Pass?"))
    assert "getting_ready" in next(events)["html"]
    assert not preparation.ready
    begin.set()
    *_, last = events
    assert last["record"] is not None and preparation.ready


def test_a_preparation_that_fails_is_told_and_gives_a_sentence(caplog):
    def prepare() -> Assistant:
        raise OSError("secret path")

    told: list[Exception] = []
    preparation = Preparation(prepare)
    preparation.start(told.append)
    *_, last = Chat(preparation).events(asked("Is my secret question logged?"))
    assert TEXT["en"]["error.failed"] in last["html"]
    assert isinstance(told[0], OSError) and not preparation.ready
    assert "OSError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_too_many_questions_at_once_are_told_to_come_back(preparation, language):
    chat = Chat(preparation, at_once=1, patience=0.05)
    first = chat.events(asked("What is the Aurora Pass?"))
    next(first)
    *_, busy = chat.events(asked("What is the Aurora Pass?", language))
    assert "error.busy" in busy["html"]
    *_, answered = first
    assert answered["record"] is not None
    *_, again = chat.events(asked("What is the Aurora Pass?"))
    assert again["record"] is not None


def test_answers_that_follow_too_fast_are_left_out_but_never_the_last():
    growing = [Answer("answered", "en", text, final=text == "abc") for text in ("a", "ab", "abc")]
    assert [answer.text for answer in paced(growing)] == ["a", "abc"]
    assert [answer.text for answer in paced(growing, 0)] == ["a", "ab", "abc"]


@pytest.mark.parametrize(
    ("question", "before", "language"),
    [
        ("Et combien de temps dure-t-il ?", "Qu’est-ce que le Passeport Aurore ?", "fr"),
        ("And how long does it last?", "What is the Aurora Pass?", "en"),
    ],
)
def test_a_follow_up_is_understood_from_the_history(preparation, question, before, language):
    history = [{"role": "user", "content": before}, {"role": "assistant", "content": "…"}]
    request = {**asked(question, language), "history": history}
    *_, last = Chat(preparation).events(request)
    assert last["record"]["status"] != "needs_clarification"
    *_, alone = Chat(preparation).events(asked(question, language))
    assert alone["record"]["text"] != last["record"]["text"]
