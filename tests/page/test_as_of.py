"""The day that the page sends with a question, checked by the server."""

import pytest

from assistant.chat_page import Chat


def asked(as_of, language):
    question = {"fr": "Qu'est-ce que le Passeport Aurore ?", "en": "What is the Aurora Pass?"}
    return {
        "question": question[language],
        "turn": 3,
        "language": language,
        "history": [],
        "as_of": as_of,
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_answer_is_as_of_the_day_sent(preparation, language):
    *_, last = Chat(preparation).events(asked("2024-05-01", language))
    assert last["record"]["as_of"] == "2024-05-01"
    assert "2024-05-01" in last["html"]


def test_no_day_is_today(preparation, assistant):
    *_, last = Chat(preparation).events(asked("", "en"))
    assert last["record"]["as_of"] == assistant.answer("What is the Aurora Pass?").as_of


@pytest.mark.parametrize("day", ["2024-02-30", "1999-12-31", "2101-01-01", "tomorrow", "<b>1</b>"])
@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "La date doit"), ("en", "The date must be written like")]
)
def test_what_is_no_day_is_one_sentence(preparation, day, language, sentence):
    *_, last = Chat(preparation).events(asked(day, language))
    assert last["final"] and last["record"] is None
    assert sentence in last["html"] and day not in last["html"]


@pytest.mark.parametrize("day", [20240501, None, ["2024-05-01"], "1" * 41])
def test_what_the_page_never_sends_is_refused(preparation, day):
    (event,) = Chat(preparation).events(asked(day, "en"))
    assert "failure" in event["html"]
