"""The chat model: any LangChain provider, asked within a deadline whatever the provider does."""

import contextvars
import importlib.util
import logging
import math
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from assistant.config import AssistantConfig
from assistant.model_http import LARGEST_REPLY, ReplyTooLong, bounded_client
from ingest.errors import ModelUnavailable

FailureKind = Literal[
    "timed_out",  # no whole answer within the time
    "busy",  # too many calls are under way or hang
    "passing",  # 429, 5xx, no connection: may work in a moment
    "refused",  # 4xx: key, model name or request not accepted
    "unusable",  # an answer that is none: HTML, no JSON, cut, too long
]
Role = Literal["system", "user", "assistant"]
Message = tuple[Role, str]
Result = TypeVar("Result")

TRIES = 2
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.3, 1.0
# Calls that may be under way at once; one that hangs keeps its place until it ends.
CALLS_AT_ONCE = 4
ANSWER_TOKENS = 600
# Where providers say why the model stopped, and what they say when it was done.
FINISHES = ("finish_reason", "stop_reason", "done_reason")
WHOLE = ("stop", "end_turn", "stop_sequence")
# The Python package of a provider; others are found by LangChain itself.
PACKAGES = {
    "openai": "langchain_openai",
    "ollama": "langchain_ollama",
    "mistralai": "langchain_mistralai",
    "anthropic": "langchain_anthropic",
}

log = logging.getLogger(__name__)


class ChatModelFailed(Exception):
    """A call without a usable answer; `kind` says why, `pause` what the server asked to wait."""

    def __init__(self, kind: FailureKind, reason: str = "", *, pause: float = 0.0) -> None:
        """Keep the kind beside the reason; the reason is for the log, not for the page."""
        super().__init__(f"{kind}: {reason}")
        self.kind: FailureKind = kind
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said: `data` when it answered in the structure asked for, else its text.

    `whole` is false when the text stops without the model having said that it is done.
    """

    text: str
    data: dict[str, Any] | None = None
    whole: bool = True


class ChatModel:
    """One chat model behind LangChain's `init_chat_model`; may be shared by threads."""

    def __init__(self, config: AssistantConfig, *, tokens: int = ANSWER_TOKENS) -> None:
        """Check the setting; the provider's package loads with the first call.

        Raises ModelUnavailable when the setting is not `provider:model` or the package is missing.
        """
        self._config = config
        self._tokens = tokens
        self._provider, _, name = config.chat_model.partition(":")
        if not (self._provider and name):
            raise ModelUnavailable(
                f"ASSISTANT_CHAT_MODEL is {config.chat_model!r}; it is written provider:model."
            )
        package = PACKAGES.get(self._provider)
        if package and importlib.util.find_spec(package) is None:
            raise ModelUnavailable(
                f"ASSISTANT_CHAT_MODEL={config.chat_model} needs the package "
                f"{package.replace('_', '-')}: install programme-assistant[{self._provider}]."
            )
        self._places = threading.BoundedSemaphore(CALLS_AT_ONCE)
        self._building = threading.Lock()

    @cached_property
    def _model(self) -> Any:
        # imported here: loads the whole provider package, which nothing else needs
        from langchain.chat_models import init_chat_model

        model = init_chat_model(self._config.chat_model, **self._options())
        if self._provider == "anthropic":
            # it has no option for this, and would send its key along to another host
            model._client._client.follow_redirects = False
        return model

    def warm_up(self) -> None:
        """Load the provider's package, so that no question waits for it; asks the model nothing.

        Raises ModelUnavailable when the provider does not accept the settings (no key, say).
        """
        try:
            with self._building:
                _ = self._model
        except Exception as error:  # every provider raises its own
            raise ModelUnavailable(
                f"ASSISTANT_CHAT_MODEL={self._config.chat_model} cannot be opened "
                f"({type(error).__name__}): check the name, the address and the provider's key."
            ) from error

    def ask(
        self, messages: Sequence[Message], *, until: float, schema: dict[str, Any] | None = None
    ) -> Reply:
        """The model's reply before `until` (a time of `time.monotonic`).

        A passing failure is tried once more if the server does not ask for a long pause.
        Raises ChatModelFailed.
        """
        for left in reversed(range(TRIES)):
            try:
                return self._within(until, lambda: self._call(messages, schema, until))
            except ChatModelFailed as failure:
                pause = failure.pause or PAUSE_SECONDS
                late = time.monotonic() + pause >= until
                if failure.kind != "passing" or not left or late or pause > LONGEST_PAUSE_SECONDS:
                    raise
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _options(self) -> dict[str, Any]:
        """Options of the provider: its time-out, no retries of its own, no redirects."""
        seconds, url = self._config.chat_model_seconds, self._config.chat_model_url
        options: dict[str, Any] = {"temperature": 0}
        if url:
            options["base_url"] = url
        if self._provider == "ollama":
            http = {"timeout": seconds, "follow_redirects": False}
            return options | {"num_predict": self._tokens, "client_kwargs": http}
        whole = math.ceil(seconds)  # some providers count in whole seconds
        options |= {"timeout": whole, "max_retries": 0, "max_tokens": self._tokens}
        if self._provider == "openai":
            options["http_client"] = bounded_client(seconds)
            if url:
                options["use_responses_api"] = False  # compatible servers lack it
                if not os.environ.get("OPENAI_API_KEY"):
                    options["api_key"] = "none"  # a server of one's own asks for no key
        return options

    def _within(self, until: float, call: Callable[[], Result]) -> Result:
        """Run a call in a thread of its own, and leave it when the time is over."""
        if not self._places.acquire(blocking=False):
            raise ChatModelFailed("busy", f"{CALLS_AT_ONCE} calls are under way")
        outcome: queue.SimpleQueue[tuple[Result | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                outcome.put((call(), None))
            except Exception as error:  # every provider raises its own
                outcome.put((None, error))
            finally:
                self._places.release()

        within = contextvars.copy_context()  # LangChain finds its callbacks there
        threading.Thread(target=within.run, args=(run,), name="chat-model", daemon=True).start()
        try:
            result, error = outcome.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise ChatModelFailed("timed_out", "no answer in time") from None
        if error is not None:
            raise _failure(error) from error
        return result  # type: ignore[return-value]

    def _call(
        self, messages: Sequence[Message], schema: dict[str, Any] | None, until: float
    ) -> Reply:
        with self._building:
            model = self._model
        if schema is None:
            return _streamed(model.stream(_langchain(messages)), until)
        asked = model.with_structured_output(schema, include_raw=True)
        answer = asked.invoke(_langchain(messages))
        parsed = answer["parsed"]
        return Reply(str(answer["raw"].text), parsed if isinstance(parsed, dict) else None)


def _langchain(messages: Sequence[Message]) -> list[Any]:
    """The messages as LangChain's own, built directly: no template reads what they hold."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[role](content=text) for role, text in messages]


def _streamed(chunks: Any, until: float) -> Reply:
    """The text of a stream; what is no text (tool calls, images) is left out."""
    parts: list[str] = []
    size, finish = 0, ""
    for chunk in chunks:
        text = str(chunk.text)
        size += len(text)
        if size > LARGEST_REPLY:
            raise ReplyTooLong(f"{size} characters read")
        if time.monotonic() > until:
            raise ChatModelFailed("timed_out", "still writing")
        parts.append(text)
        said = chunk.response_metadata
        finish = (
            said.get("finish_reason")
            or said.get("stop_reason")
            or said.get("done_reason")
            or finish
        )
    return Reply("".join(parts), whole=finish in ("stop", "end_turn", "stop_sequence"))


def _failure(error: Exception) -> ChatModelFailed:
    """The provider's error in our terms."""
    if isinstance(error, ChatModelFailed):
        return error
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    names = {parent.__name__ for parent in type(error).__mro__}
    reason = f"{type(error).__name__} {status or ''}".strip()
    log.warning("the chat model failed: %s", reason)
    if names & {"TimeoutException", "APITimeoutError", "TimeoutError"}:
        return ChatModelFailed("timed_out", reason)
    if status == 429 or (status or 0) >= 500:
        return ChatModelFailed("passing", reason, pause=_pause(response))
    if names & {"ConnectError", "APIConnectionError", "ConnectionError"}:
        return ChatModelFailed("passing", reason)
    return ChatModelFailed("refused" if (status or 0) >= 400 else "unusable", reason)


def _pause(response: Any) -> float:
    """Seconds that the server asks to wait, 0 when it does not say; a date counts as long."""
    asked = getattr(response, "headers", {}).get("retry-after", "")
    if not asked:
        return 0.0
    return float(asked) if asked.isdecimal() else 2 * LONGEST_PAUSE_SECONDS
