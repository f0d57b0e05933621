"""Keeps questions beside the chat, in the background: their storing, ageing and closing."""

import logging
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from queue import Full, Queue
from typing import Any, Final

from langchain_core.callbacks import BaseCallbackHandler

from assistant.answer import Answer, Language, Status
from assistant.assistant import Assistant
from assistant.inquiry import Inquiry
from assistant.mentions import programme_names
from assistant.preparation import Preparation
from assistant.question import folded_words
from assistant.question_closing import close_answered
from assistant.question_topics import Topic, Topics, without_names
from assistant.rate_limit import RateLimit
from assistant.unanswered import Kind, UnansweredQuestions, utc_today
from assistant.words import POINTING
from ingest.audit import Audit
from ingest.schema import open_engine
from ingest.sign_in import network

logger = logging.getLogger(__name__)

# "Not in the documents", wholly or in part; a table with an empty cell is no gap.
UNANSWERED: Final[frozenset[Status]] = frozenset({"not_stated", "partial"})
# Answers that a reader may reject; what was declined or asked back is no question to keep.
REJECTABLE: Final[frozenset[Status]] = frozenset({"answered", "conflicting", "expired"})
# Changes after which a document may answer what none did before.
ANSWERING: Final = (
    *("added", "published", "replaced", "restored", "rolled_back", "edited"),
    "model",
)
SECONDS_BETWEEN_LOOKS: Final = 5.0
# Asking again leaves two thirds of the time of one processor to those who wait for an answer.
REST: Final = 2.0
MOST_WAITING: Final = 100
RATED_A_MINUTE: Final = 6
RATED_BY_ALL: Final = 60
WHO: Final = "assistant"
CLOSED: Final = "questions.closed"


class Understanding(BaseCallbackHandler):
    """Hears how the assistant understood a question."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self.inquiry: Inquiry | None = None

    def on_chain_end(self, outputs: Any, **about: Any) -> None:
        """Remember the inquiry of a step."""
        if isinstance(outputs, Inquiry):
            self.inquiry = outputs

    def standalone(self, question: str) -> str:
        """The question with what it takes from the turns before, as one text."""
        if self.inquiry is None or not self.inquiry.history:
            return question
        if self.inquiry.table or _names_all(self.inquiry):
            return self.inquiry.question.text
        context = self.inquiry.parts[0].resolved.context
        return " ".join(f"{context} {self.inquiry.question.text}".split())


class QuestionKeeping:
    """Keeps questions where the settings say so; whatever fails here is logged and harms nobody."""

    def __init__(
        self,
        assistant: Assistant,
        preparation: Preparation,
        *,
        today: Callable[[], date] = utc_today,
    ) -> None:
        """Take the settings; raises CatalogueError. Where nothing is kept, the file is deleted."""
        config, catalogue = assistant.config, assistant.catalogue
        self.days = config.days_kept
        self.store = UnansweredQuestions(config.index.data_dir, days=self.days, today=today)
        self._today = today
        self.topics = Topics(names=lambda: programme_names(catalogue.snapshot().documents.values()))
        self._preparation = preparation
        self._longest = config.question_characters
        self._limit = RateLimit(RATED_A_MINUTE, together=RATED_BY_ALL)
        self._waiting: Queue[tuple[str, Language, Kind]] = Queue(MOST_WAITING)
        self._ended = threading.Event()
        self._aged: date | None = None
        self._new = threading.Event()
        self._new.set()
        self._engine = open_engine(config.index.catalogue_path)
        self._audit = Audit(self._engine)
        if not self.days:
            self.store.remove()

    def start(self) -> None:
        """Begin to work in the background, where questions are kept at all."""
        for work in (self._write, self._watch) if self.days else ():
            threading.Thread(target=work, name="kept-questions", daemon=True).start()

    def close(self) -> None:
        """End the work in the background."""
        self._ended.set()
        self._engine.dispose()

    def answered(self, question: str, heard: Understanding, answer: Answer) -> str:
        """Keep the question when the documents do not state what it asks; never waits.

        The question is given back as it stands alone, whatever the turns before it.
        """
        try:
            asked = heard.standalone(question)
        except Exception as error:  # the answer is there and must be shown
            logger.error("a question was kept as it is: %s", type(error).__name__)
            asked = question
        if answer.status in UNANSWERED and answer.table is None:
            self._keep(asked, answer.language, "unanswered")
        return asked

    def rejected(self, question: str, language: Language, *, status: Status, address: str) -> None:
        """Keep a question whose answer a reader rejected; what had none is kept already.

        One address has a few of them a minute; more are not kept.
        """
        text = question.strip()
        if text and status in REJECTABLE and self._limit.allows(network(address)):
            self._keep(text, language, "thumbs_down")

    def look(self) -> None:
        """Delete what is too old, once a day, group what is new, ask again after a change.

        Raises what goes wrong.
        """
        today = self._today()
        if today != self._aged:
            self.store.forget_old()
            self._aged = today
        assistant = self._preparation.assistant(0)
        if assistant is None:
            return
        if self._new.is_set():
            self._new.clear()
            self.topics.of(self.store.all())  # so that staff do not wait for it
        change = self._audit.latest(*ANSWERING)
        if change != self.store.asked_at():
            self._ask_again(assistant, change)

    def _ask_again(self, assistant: Assistant, change: int) -> None:
        before = self.store.all()
        closed = {kept.id for kept in close_answered(self.store, assistant, goes_on=self._rest)}
        if closed:
            topics = [_unanswered(topic) for topic in self.topics.of(before)]
            detail = {"topics": sum(ids <= closed for ids in topics if ids)}
            self._audit.note(CLOSED, who=WHO, detail={**detail, "questions": len(closed)})
        if not self._ended.is_set():
            self.store.set_asked_at(change)

    def written(self) -> None:
        """Wait until what was to be kept is kept."""
        self._waiting.join()

    def _keep(self, question: str, language: Language, kind: Kind) -> None:
        if not self.days:
            return
        try:
            self._waiting.put_nowait((question[: self._longest], language, kind))
        except Full:
            logger.warning("a question was not kept: too many are waiting")

    def _write(self) -> None:
        while not self._ended.is_set():
            question, language, kind = self._waiting.get()
            failure = _failure(partial(self.store.keep, question, language=language, kind=kind))
            self._new.set()
            self._waiting.task_done()
            if failure:
                logger.error("a question was not kept: %s", failure)

    def _watch(self) -> None:
        told = ""  # what goes wrong is logged once, not every few seconds
        while not self._ended.wait(SECONDS_BETWEEN_LOOKS):
            failure = _failure(self.look)
            if failure not in ("", told) and not self._ended.is_set():
                logger.error("kept questions could not be looked at: %s", failure)
            told = failure

    def _rest(self, spent: float) -> bool:
        return not self._ended.wait(REST * spent)


def _names_all(inquiry: Inquiry) -> bool:
    """Whether the question names its programme and is more than that name and a link word."""
    left = folded_words(without_names(inquiry.question.text, inquiry.names))
    pointing = POINTING[inquiry.question.language]
    linked = left[:2] == ["what", "about"] or bool(pointing.intersection(left[:1]))
    return bool(inquiry.question.mentions) and len(left) > 1 and not linked


def _unanswered(topic: Topic) -> set[int]:
    return {kept.id for kept in topic.questions if kept.kind == "unanswered"}


def _failure(step: Callable[[], None]) -> str:
    """Take the step; the kind of error when it failed, not its words: they may hold a question."""
    try:
        step()
    except Exception as error:
        return type(error).__name__
    return ""
