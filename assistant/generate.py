"""The rewriter: a chat model words the quotes as an answer, and only what they support is shown."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import Language, Statement, Turn
from assistant.chat_model import ChatModel, ChatModelFailed, FailureKind, Message, Reply
from assistant.config import AssistantConfig
from assistant.guard import founded
from assistant.instructions import SCHEMA, Quote, rewording, standing_alone
from assistant.model_reply import read_claims
from assistant.question import clean
from assistant.support import Check, Checked, Fault, Support, is_instruction
from assistant.words import GENERIC
from ingest.lexical import terms

State = Literal["writing", "checking", "done"]
# What the page says when the quotes are shown as they are although a chat model is set.
NOTES: dict[str, dict[Language, str]] = {
    "failed": {
        "fr": "Le modèle de langage n'a pas répondu : voici les citations telles quelles.",
        "en": "The language model did not answer: here are the quotes as they are.",
    },
    "unsupported": {
        "fr": "La reformulation n'était pas appuyée par les citations : les voici telles quelles.",
        "en": "The rewording was not supported by the quotes: here they are as they are.",
    },
}
STATES: dict[State, dict[Language, str]] = {
    "writing": {"fr": "Rédaction…", "en": "Writing…"},
    "checking": {"fr": "Vérification…", "en": "Checking…"},
    "done": {"fr": "", "en": ""},
}
# A follow-up has a part of the time: the answer itself is still to come.
FOLLOW_UP_SHARE = 0.4
# Longest history that is sent, in turns and in characters of a turn.
TURNS_BACK, TURN_CHARACTERS = 6, 500
LONGEST_QUESTION = 300

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What came of a rewording: `statements` is empty when the quotes are shown as they are.

    `received` counts the model's sentences, `dropped` those not shown, by reason; `failure` is
    set when there was no answer to check; `note` is for the user, empty when all went well.
    """

    statements: tuple[Statement, ...] = ()
    received: int = 0
    dropped: Mapping[Fault, int] = field(default_factory=dict)
    failure: FailureKind | None = None
    note: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a rewording is; `rewrite` comes with the state `done`, nothing unchecked before."""

    state: State
    rewrite: Rewrite | None = None


class Rewriter:
    """Words quotes as an answer; may be shared by threads."""

    def __init__(self, config: AssistantConfig, support: Support) -> None:
        """Use the chat model of the settings; it is first asked with the first question.

        Raises ModelUnavailable when the setting cannot be used.
        """
        self._model = ChatModel(config)
        self._seconds = config.chat_model_seconds
        self._support = support
        self._structured = True

    @classmethod
    def from_config(
        cls, config: AssistantConfig, *, checks: Sequence[Check] = (founded,)
    ) -> "Rewriter | None":
        """The rewriter of the settings, None when no chat model is set.

        Every check must hold for a sentence and the passages it names, on top of our own checks.
        """
        return cls(config, Support(checks)) if config.chat_model else None

    def load(self) -> None:
        """Load the provider's package, so that no question waits for it; see ChatModel."""
        self._model.warm_up()

    def rewrite(self, question: str, quotes: Sequence[Quote], language: Language) -> Rewrite:
        """The quotes worded as an answer; never raises."""
        *_, last = self.stream(question, quotes, language)
        return last.rewrite or Rewrite()

    def stream(
        self, question: str, quotes: Sequence[Quote], language: Language
    ) -> Iterator[Progress]:
        """The states of a rewording, the last one with what may be shown; never raises."""
        started = time.monotonic()
        usable = [q for q in quotes if q.language == language and not is_instruction(q.text)]
        if not usable:
            yield Progress("done", Rewrite())
            return
        yield Progress("writing")
        try:
            reply = self._reply(question, usable, language, started + self._seconds)
        except ChatModelFailed as failure:
            log.warning("quotes are shown as they are: %s", failure)
            spent = time.monotonic() - started
            note = NOTES["failed"][language]
            yield Progress("done", Rewrite(failure=failure.kind, note=note, seconds=spent))
            return
        yield Progress("checking")
        claims = read_claims(reply)
        checked = self._support.checked(claims, usable, language)
        spent = time.monotonic() - started
        yield Progress("done", _rewrite(checked, len(claims), language, spent))

    def standalone(self, question: str, history: Sequence[Turn], language: Language) -> str | None:
        """A follow-up question in words that stand alone, or None: then the rules decide."""
        if not history:
            return None
        recent = [Turn(t.role, t.content[:TURN_CHARACTERS]) for t in history[-TURNS_BACK:]]
        messages = standing_alone(question, recent, language)
        try:
            reply = self._ask(messages, time.monotonic() + FOLLOW_UP_SHARE * self._seconds)
        except ChatModelFailed as failure:
            log.warning("the follow-up is read by rules: %s", failure)
            return None
        return _of_the_conversation(reply, [*(turn.content for turn in recent), question], language)

    def _reply(
        self, question: str, quotes: Sequence[Quote], language: Language, until: float
    ) -> Reply:
        """A reply with claims in it: structured, or plain where a model cannot do that."""
        if self._structured:
            messages = rewording(question, quotes, language, plain=False)
            try:
                reply = self._model.ask(messages, until=until, schema=SCHEMA)
                if any(claim.quotes for claim in read_claims(reply)):
                    return reply
            except ChatModelFailed as failure:
                if failure.kind not in ("refused", "unusable"):
                    raise
        reply = self._ask(rewording(question, quotes, language, plain=True), until)
        if not read_claims(reply):
            raise ChatModelFailed("unusable", "no sentence")
        self._structured = False  # the model answers, but not in a structure: it is not asked again
        return reply

    def _ask(self, messages: Sequence[Message], until: float) -> Reply:
        return self._model.ask(messages, until=until)


def _rewrite(checked: Checked, received: int, language: Language, seconds: float) -> Rewrite:
    marked = tuple(Statement(claim.text, tuple(sorted(claim.quotes))) for claim in checked.kept)
    note = "" if marked else NOTES["unsupported"][language]
    return Rewrite(marked, received, checked.dropped, note=note, seconds=seconds)


def _of_the_conversation(reply: Reply, said: Sequence[str], language: Language) -> str | None:
    """The reply if it is one question that brings in no word of its own."""
    question = clean(reply.text[: 2 * LONGEST_QUESTION]).strip('"“”«» ')
    known = set(terms(" ".join([*said, *GENERIC[language]]), language))
    fit = reply.whole and len(question) <= LONGEST_QUESTION and question.endswith("?")
    return question if fit and known.issuperset(terms(question, language)) else None
