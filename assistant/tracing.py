"""The steps of an answer as LangChain runs, and as OpenTelemetry spans when a collector is set."""

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant.answer import Answer
from assistant.inquiry import Inquiry
from assistant.receipt import software_version
from ingest.errors import CorpusError

if TYPE_CHECKING:
    from opentelemetry.trace import Span

# The runs that become spans, by name; the chat model's, whatever its class is called, too.
STEPS: Final = ("answer", "understanding", "scope", "retrieval", "evidence", "writing")
CHAT_MODEL: Final = "chat_model"
EXPORT_SECONDS: Final = 5
TRACES: Final = "/v1/traces"


def only_told_observers() -> None:
    """Keep LangSmith's environment variables from sending questions anywhere, process-wide.

    LangChain would obey them without a line of code. A handler that is passed still hears all.
    """
    import langsmith  # a tenth of a second, which the first run of LangChain costs anyway

    langsmith.configure(enabled=False)


def observed(
    answers: Callable[[], Iterator[Answer]],
    question: str,
    observers: Sequence[BaseCallbackHandler],
) -> Iterator[Answer]:
    """The answers as one LangChain run; what runs inside, the chat model too, is its child."""

    def transform(_: Iterator[str]) -> Iterator[Answer]:
        yield from answers()

    run: Runnable[str, Answer] = RunnableGenerator(transform, name="answer")
    yield from run.stream(question, {"callbacks": list(observers)})


def timed_step(name: str, step: Callable[[Inquiry], Inquiry]) -> "RunnableLambda[Inquiry, Inquiry]":
    """The step as a runnable that notes its time, and is passed over once there is an answer."""

    def run(inquiry: Inquiry) -> Inquiry:
        if inquiry.answer is not None:
            return inquiry
        started = time.perf_counter()
        result = step(inquiry)
        spent = round(1000 * (time.perf_counter() - started), 1)
        return replace(result, timings_ms={**result.timings_ms, name: spent})

    return RunnableLambda(run, name=name)


def facts(output: object) -> dict[str, str | int]:
    """What a span says of the output of a step: statuses and counts, never a text."""
    if isinstance(output, Inquiry):
        found = {
            "assistant.language": output.question.language,
            "assistant.parts": len(output.parts),
            "assistant.passages": len(output.retrieved),
            "assistant.sentences": sum(len(part.evidence) for part in output.parts),
        }
        return found | (facts(output.answer) if output.answer else {})
    if isinstance(output, Answer):
        return {
            "assistant.language": output.language,
            "assistant.status": output.status,
            "assistant.statements": len(output.statements),
            "assistant.citations": len(output.citations),
            "assistant.passages": len(output.retrieved),
            "assistant.warnings": len(output.warnings),
        }
    return {}


@dataclass(frozen=True, slots=True)
class _Run:
    """A run under way: its own span, or that of the run around it."""

    span: "Span | None"
    own: bool


class SpanExporter(BaseCallbackHandler):
    """Sends a span for each step to an OpenTelemetry collector, over OTLP/HTTP."""

    def __init__(self, endpoint: str) -> None:
        """Open the way to the collector; nothing is sent before the first question.

        Raises CorpusError when the packages of the extra `otel` are not installed.
        """
        if importlib.util.find_spec("opentelemetry.exporter.otlp.proto.http") is None:
            raise CorpusError("ASSISTANT_OTEL_ENDPOINT needs: install programme-assistant[otel].")
        # imported here: an optional extra, and half a second
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        address = endpoint.rstrip("/")
        address = address if address.endswith(TRACES) else address + TRACES
        names = {"service.name": "programme-assistant", "service.version": software_version()}
        # A provider of our own: the global one may send to wherever the environment says.
        self._provider = TracerProvider(resource=Resource.create(names))
        exporter = OTLPSpanExporter(endpoint=address, timeout=EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("assistant")
        self._runs: dict[UUID, _Run] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Send what is left; waits a few seconds at most."""
        self._provider.shutdown()

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **about: Any) -> None:
        """Begin the span of a step."""
        name = str(about.get("name"))
        self._begin(name if name in STEPS else "", run_id, about.get("parent_run_id"))

    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, run_id: UUID, **about: Any
    ) -> None:
        """Begin the span of a call of the chat model."""
        self._begin(CHAT_MODEL, run_id, about.get("parent_run_id"))

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **about: Any) -> None:
        """End the span of a step with its status and counts."""
        self._end(run_id, facts(outputs))

    def on_llm_end(self, response: Any, *, run_id: UUID, **about: Any) -> None:
        """End the span of a call of the chat model."""
        self._end(run_id, {})

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **about: Any) -> None:
        """End the span of a step that failed."""
        self._end(run_id, {}, error)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **about: Any) -> None:
        """End the span of a call that failed."""
        self._end(run_id, {}, error)

    def _begin(self, name: str, run_id: UUID, parent: UUID | None) -> None:
        from opentelemetry.trace import set_span_in_context

        with self._lock:
            around = self._runs.get(parent) if parent else None
            span = around.span if around else None
            if name:
                context = set_span_in_context(span) if span else None
                span = self._tracer.start_span(name, context)
            self._runs[run_id] = _Run(span, bool(name))

    def _end(
        self, run_id: UUID, attributes: dict[str, str | int], error: BaseException | None = None
    ) -> None:
        from opentelemetry.trace import StatusCode

        with self._lock:
            run = self._runs.pop(run_id, None)
        if run is None or run.span is None or not run.own:
            return
        run.span.set_attributes(attributes)
        if error is not None:
            # The message of an error may repeat the question; its class does not.
            run.span.set_status(StatusCode.ERROR, type(error).__name__)
        run.span.end()
