"""The end of the way of a question: the answer worded, completed, and handed out line by line."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.answer import Answer
from assistant.generate import Rewriter
from assistant.inquiry import Inquiry
from assistant.receipt import corpus_of
from assistant.verify import is_withheld
from assistant.worded import reworded

# As often a question is asked again whose quotes were replaced or withdrawn meanwhile.
ASKED_AGAIN = 3


def answered(ask: Callable[[], Inquiry], change: Callable[[], int]) -> Inquiry:
    """What asking comes to; asked again when its quotes left the catalogue on the way.

    So an answer is that of one state of the documents, and of one in use when it was checked.
    """
    inquiry = ask()
    for _ in range(ASKED_AGAIN):
        if not is_withheld(inquiry.answer) or change() == inquiry.view.snapshot.change:
            break
        inquiry = ask()
    return inquiry


def delivered(inquiry: Inquiry, rewriter: Rewriter | None, *, started: float) -> Iterator[Answer]:
    """The growing values of an answered inquiry, the last one whole.

    Before them, while a chat model words the answer, values that say so. `started` is the time
    of `time.perf_counter` when the question came.
    """
    if inquiry.answer is None:
        raise RuntimeError("the chain ended without an answer")
    answer = yield from reworded(inquiry.answer, inquiry.question.text, rewriter)
    total = 1000 * (time.perf_counter() - started)
    answer = replace(
        answer,
        as_of=inquiry.as_of.isoformat(),
        retrieved=inquiry.retrieved,
        corpus=corpus_of(inquiry.view.snapshot, answer.citations),
        timings_ms={**inquiry.timings_ms, "total": round(total, 1)},
    )
    lines = answer.text.split("\n")
    for count in range(1, len(lines)):
        yield replace(answer, text="\n".join(lines[:count]), final=False)
    yield answer
