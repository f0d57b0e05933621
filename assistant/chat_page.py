"""The chat page: from a question sent by the browser to growing HTML, and its Gradio frame."""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Answer, Language, Turn
from assistant.answer_view import render_answer, render_notice, render_refusal
from assistant.assistant import Assistant
from assistant.editions import read_as_of
from assistant.page_shell import page_shell
from assistant.phrases import say
from assistant.preparation import Preparation
from assistant.question import QuestionRefused
from assistant.question_keeping import QuestionKeeping, Understanding
from assistant.receipt import make_receipt
from assistant.turnstile import Turnstile

if TYPE_CHECKING:
    from gradio import Blocks

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_EVENTS: Final = 0.2  # more often slows everyone down when many ask at once
SECONDS_TO_PREPARE: Final = 300.0
SECONDS_TO_ANSWER: Final = 3.0
# More would only take turns with each other and with the loop that serves the page.
ANSWERS_AT_ONCE: Final = 2
# An answer that waits for a chat model leaves its place on the processor to another.
ANSWERS_AT_ONCE_WITH_A_MODEL: Final = 4
SECONDS_BETWEEN_LOOKS: Final = 0.01
# Questions that Gradio takes at once, most of them waiting or told that there are too many.
THREADS: Final = 120

# Gradio runs these in the browser; the page's own script is loaded before, from /page/.
_START: Final = "window.programmeChat.start(trigger)"
_HEAD: Final = (
    '<link rel="stylesheet" href="/page/chat_page.css"><script src="/page/chat_page.js"></script>'
)
_RECEIVE: Final = "watch('value', () => window.programmeChat.receive(props.value))"


class Message(BaseModel):
    """One earlier message, as the browser keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=4000)]


class Request(BaseModel):
    """What the browser sends with a question; `turn` is given back with each event.

    `as_of` is the day to answer for, empty for today.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Annotated[str, Field(max_length=20_000)]
    turn: int
    language: Language
    history: tuple[Message, ...] = Field((), max_length=12)
    as_of: Annotated[str, Field(max_length=40)] = ""

    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant reads it."""
        return tuple(Turn(message.role, message.content) for message in self.history)

    def day(self) -> date | None:
        """The day to answer for, None for today; raises QuestionRefused for what is no day."""
        try:
            return read_as_of(self.as_of) if self.as_of else None
        except ValueError as error:
            raise QuestionRefused(say("bad_day", self.language), self.language) from error


class Event(TypedDict):
    """What the browser shows: escaped HTML; `record` is the answer, only when there is one."""

    turn: int
    html: str
    final: bool
    record: dict[str, Any] | None


class Chat:
    """Answers the questions of the page, a few at a time."""

    def __init__(
        self,
        preparation: Preparation,
        *,
        at_once: int = ANSWERS_AT_ONCE,
        patience: float = SECONDS_TO_ANSWER,
        keeping: QuestionKeeping | None = None,
    ) -> None:
        """Keep the assistant to come; `patience` is how soon an answer is due.

        `keeping` is given the questions that get no answer, where the settings say so.
        """
        self._preparation = preparation
        self._keeping = keeping if keeping and keeping.days else None
        self._turnstile = Turnstile(at_once, patience)

    def events(self, data: object) -> Iterator[Event]:
        """The events of one question; what went wrong is the last event, never an exception."""
        try:
            request = Request.model_validate(data)
        except ValidationError:
            # The message of the error would hold the question, and is not logged.
            yield _notice(0, "error.failed", "en")
            return
        try:
            yield from self._answered(request)
        except QuestionRefused as refusal:
            yield _event(request.turn, render_refusal(str(refusal)), final=True)
        except Exception as error:  # the page must get a sentence whatever happened
            logger.error("a question failed: %s", type(error).__name__)
            yield _notice(request.turn, "error.failed", request.language)

    @property
    def days_kept(self) -> int:
        """Days for which questions are kept, 0 when none is."""
        return self._keeping.days if self._keeping else 0

    def admits(self) -> bool:
        """Whether a question that comes now is answered in time; if so, it is counted as coming."""
        return self._turnstile.admits()

    def _answered(self, request: Request) -> Iterator[Event]:
        assistant = self._preparation.assistant(0)
        if assistant is None:
            yield _notice(request.turn, "getting_ready", request.language, final=False)
            assistant = self._preparation.assistant(SECONDS_TO_PREPARE)
        with self._turnstile.turn() as let_in:
            if assistant is None or not let_in:
                yield _notice(request.turn, "error.busy", request.language)
            else:
                yield from _streamed(assistant, request, self._keeping)


def paced(answers: Iterable[Answer], seconds: float = SECONDS_BETWEEN_EVENTS) -> Iterator[Answer]:
    """The answers without those that follow too fast; the final one always comes."""
    shown = float("-inf")
    for answer in answers:
        now = time.monotonic()
        if answer.final or now - shown >= seconds:
            shown = now
            yield answer


def build_chat_page(chat: Chat) -> "Blocks":
    """The page as Gradio blocks: the shell, and a channel that carries the events."""
    # Gradio takes seconds to import, and only the web application needs it.
    import gradio as gr

    def ask(event: gr.EventData) -> Iterator[Event]:
        """Answer the question that the page sent with its event."""
        yield from chat.events(event._data)

    with gr.Blocks(analytics_enabled=False, title="Programme Assistant", fill_width=True) as blocks:
        page = gr.HTML(
            page_shell(chat.days_kept), head=_HEAD, js_on_load=_START, apply_default_css=False
        )
        channel = gr.HTML(html_template="", js_on_load=_RECEIVE, visible="hidden")
        page.submit(
            ask,
            inputs=None,
            outputs=channel,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=None,  # the turnstile lets in or sends away
        )
    blocks.max_threads = THREADS
    # Gradio would keep who asked when, and count it all anew after every question.
    os.environ |= {"GRADIO_ANALYTICS_MAX_EVENTS": "1"}
    os.environ |= {"GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000"}
    blocks.queue(max_size=4 * THREADS)
    # Gradio looks a thousand times a second whether there is a question, and stops every answer
    # that is being made for it.
    blocks._queue.sleep_when_free = SECONDS_BETWEEN_LOOKS
    page_blocks: Blocks = blocks
    return page_blocks


def _streamed(
    assistant: Assistant, request: Request, keeping: QuestionKeeping | None
) -> Iterator[Event]:
    day = request.day()
    yield _notice(request.turn, "searching", request.language, final=False)
    heard = [Understanding()] if keeping and not day else []
    answers = assistant.stream(request.question, request.turns(), day, callbacks=heard)
    for answer in paced(answers):
        record = _record(assistant, request, answer) if answer.final else None
        if record and keeping and heard:
            # The page sends it back with a thumbs-down.
            record["asked"] = keeping.answered(request.question, heard[0], answer)
        html = render_answer(answer, request.language)
        yield _event(request.turn, html, final=answer.final, record=record)


def _record(assistant: Assistant, request: Request, answer: Answer) -> dict[str, Any]:
    """The answer as the browser keeps it for history, export, rating and receipt."""
    fields = answer.to_json()
    kept = {key: fields[key] for key in ("status", "language", "text", "citations", "as_of")}
    receipt = make_receipt(
        request.question,
        request.turns(),
        answer=answer,
        config=assistant.config,
        model_id=assistant.embedder.model_id,
    )
    return {**kept, "receipt": receipt}


def _notice(turn: int, key: str, language: Language, *, final: bool = True) -> Event:
    return _event(turn, render_notice(key, language), final=final)


def _event(turn: int, html: str, *, final: bool, record: dict[str, Any] | None = None) -> Event:
    return {"turn": turn, "html": html, "final": final, "record": record}
