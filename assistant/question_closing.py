"""Asks the kept questions again when documents changed, and forgets those answered by now."""

import time
from collections.abc import Callable

from assistant.assistant import Assistant
from assistant.question import QuestionRefused
from assistant.unanswered import KeptQuestion, UnansweredQuestions


def close_answered(
    store: UnansweredQuestions,
    assistant: Assistant,
    *,
    goes_on: Callable[[float], bool] = lambda seconds: True,
) -> list[KeptQuestion]:
    """Ask the kept questions again and forget those that are answered now; they are given back.

    After each one `goes_on` hears how long it took, and ends the work early when it says no.
    What readers rejected is not judged by its status and stays.
    """
    answered: dict[str, bool] = {}
    open_questions = [kept for kept in store.all() if kept.kind == "unanswered"]
    for text in dict.fromkeys(kept.text for kept in open_questions):
        started = time.monotonic()
        answered[text] = _is_answered(assistant, text)
        if not goes_on(time.monotonic() - started):
            break
    closed = [kept for kept in open_questions if answered.get(kept.text)]
    store.forget([kept.id for kept in closed])
    return closed


def _is_answered(assistant: Assistant, text: str) -> bool:
    """Whether the documents state it now; the status needs no chat model to word the quotes."""
    try:
        inquiry = assistant.chain.invoke(assistant.understand(text))
    except QuestionRefused:
        return False
    return inquiry.answer is not None and inquiry.answer.status == "answered"
