"""Who hears of the steps of an answer: the handlers passed, the collector set, and no one else."""

import os
import re
import subprocess
import sys
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from scripted_chat_server import ScriptedServer, states

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.subject import EvaluatedAssistant
from assistant.question import QuestionRefused
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import CorpusError
from ingest.pipeline import ingest_paths

QUESTIONS = {
    "fr": "Quelle somptueuse subvention offre le Passeport Aurore aux lauréats ?",
    "en": "Which sumptuous subsidy does the Boreal Pass give to winners?",
}
SHEETS = {
    "pass.fr.md": "---\ntitle: Passeport Aurore (inventé)\nprogramme: Passeport Aurore\n"
    "language: fr\n---\n\n# Passeport Aurore\n\n"
    "Le Passeport Aurore offre aux lauréats une subvention de 4321 euros.\n",
    "pass.en.md": "---\ntitle: Boreal Pass (invented)\nprogramme: Boreal Pass\n"
    "language: en\n---\n\n# Boreal Pass\n\n"
    "The Boreal Pass gives the winners a subsidy of 4321 euros.\n",
}
STEPS = ["answer", "understanding", "scope", "retrieval", "evidence", "writing"]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


class Heard(BaseCallbackHandler):
    """Notes what it hears, as any handler of LangChain would."""

    def __init__(self):
        self.names = {}
        self.parents = {}
        self.ended = []
        self.outputs = {}
        self.errors = []

    def on_chain_start(self, serialized, inputs, *, run_id, parent_run_id=None, **about):
        self.names[run_id] = about["name"]
        self.parents[run_id] = parent_run_id

    def on_chain_end(self, outputs, *, run_id, **about):
        self.ended.append(self.names[run_id])
        self.outputs[self.names[run_id]] = outputs

    def on_chain_error(self, error, *, run_id, **about):
        self.errors.append((self.names[run_id], type(error)))

    def on_chat_model_start(self, serialized, messages, *, run_id, parent_run_id=None, **about):
        self.names[run_id] = "chat_model"
        self.parents[run_id] = parent_run_id

    def on_llm_end(self, response, *, run_id, **about):
        self.ended.append("chat_model")

    def root(self, name):
        run = next(run for run, given in self.names.items() if given == name)
        while self.parents[run]:
            run = self.parents[run]
        return self.names[run]


class Collector:
    """An OpenTelemetry collector on loopback: keeps the bodies that are posted to it."""

    def __init__(self):
        self.bodies = []
        self.paths = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"] or 0))
                collector.paths.append(self.path)
                collector.bodies.append(body)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def do_GET(self):
                self.do_POST()

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def spans(self):
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def close(self):
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def collector():
    opened = Collector()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def index(tmp_path_factory, models_dir, embedder):
    """A catalogue of two invented sheets."""
    folder = tmp_path_factory.mktemp("traced")
    (folder / "models").symlink_to(models_dir, target_is_directory=True)
    (folder / "corpus").mkdir()
    for name, text in SHEETS.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    config = IndexConfig(data_dir=folder)
    catalogue = Catalogue(config)
    ingest_paths([folder / "corpus"], config=config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    return config


@pytest.fixture
def opened(index, embedder):
    """Opens an assistant with more settings and the model loaded already; closes it at the end."""
    assistants = []

    def open_assistant(**settings):
        config = AssistantConfig(index=index, **settings)
        assistants.append(EvaluatedAssistant(config, embedder, today=date.today))
        return assistants[-1]

    yield open_assistant
    for assistant in assistants:
        assistant.close()


@LANGUAGES
def test_a_handler_hears_every_step(opened, language):
    heard = Heard()
    assistant = opened()
    answer = assistant.answer(QUESTIONS[language], callbacks=[heard])
    assert [name for name in heard.names.values() if name in STEPS] == STEPS
    assert sorted(name for name in heard.ended if name in STEPS) == sorted(STEPS)
    assert {heard.root(step) for step in STEPS} == {"answer"}
    assert heard.outputs["answer"] == answer
    assert heard.outputs["retrieval"].retrieved == answer.retrieved
    silent = len(heard.ended)
    assistant.answer(QUESTIONS[language])
    assert len(heard.ended) == silent  # it was passed for one answer


def test_a_handler_hears_of_a_failure(opened):
    heard = Heard()
    with pytest.raises(QuestionRefused):
        opened().answer("  ", callbacks=[heard])
    assert ("understanding", QuestionRefused) in heard.errors
    assert ("answer", QuestionRefused) in heard.errors


@LANGUAGES
def test_a_handler_hears_the_chat_model(opened, language):
    server = ScriptedServer()
    server.reset(states(("x 4321 euros", [1])))
    heard = Heard()
    assistant = opened(chat_model="openai:invented", chat_model_url=f"{server.address}/v1")
    assistant.answer(QUESTIONS[language], callbacks=[heard])
    server.close()
    assert len(server.bodies) == 1
    assert heard.ended.count("chat_model") == 1
    assert heard.root("chat_model") == "answer"


@LANGUAGES
def test_a_collector_is_told_times_and_counts_and_no_word(opened, collector, language):
    assistant = opened(otel_endpoint=collector.address)
    answer = assistant.answer(QUESTIONS[language])
    assistant.close()
    spans = {span.name: span for span in collector.spans()}
    assert set(collector.paths) == {"/v1/traces"}
    assert sorted(spans) == sorted(STEPS)
    root = spans["answer"]
    assert not root.parent_span_id
    assert {spans[step].parent_span_id for step in STEPS[1:]} == {root.span_id}
    assert all(span.end_time_unix_nano > span.start_time_unix_nano for span in spans.values())
    told = {item.key: item.value for item in root.attributes}
    assert told["assistant.status"].string_value == answer.status
    assert told["assistant.language"].string_value == language
    assert told["assistant.citations"].int_value == len(answer.citations) > 0
    sent = b"".join(collector.bodies).lower()
    words = f"{QUESTIONS[language]} {answer.text} {SHEETS[f'pass.{language}.md']}".split()
    telling = {word.strip("?.:“”«»()[]#").lower() for word in words} - {"programme", "language"}
    telling = {word for word in telling if len(word) > 3}
    assert len(telling) > 10
    assert [
        word for word in telling if re.search(rb"\b%b\b" % re.escape(word.encode()), sent)
    ] == []
    assert b"assistant.status" in sent


def test_a_failure_tells_its_class_and_not_its_message(opened, collector):
    assistant = opened(otel_endpoint=f"{collector.address}/v1/traces")
    with pytest.raises(QuestionRefused):
        assistant.answer("sumptuous " * 100)
    assistant.close()
    spans = {span.name: span for span in collector.spans()}
    assert spans["answer"].status.message == "QuestionRefused"
    assert b"sumptuous" not in b"".join(collector.bodies)
    assert not any(span.events for span in spans.values())


def test_a_chat_model_is_a_span_without_what_it_was_told(opened, collector):
    server = ScriptedServer()
    server.reset(states(("x 4321 euros", [1])))
    assistant = opened(
        chat_model="openai:invented",
        chat_model_url=f"{server.address}/v1",
        otel_endpoint=collector.address,
    )
    assistant.answer(QUESTIONS["en"])
    assistant.close()
    server.close()
    spans = {span.name: span for span in collector.spans()}
    assert spans["chat_model"].parent_span_id == spans["answer"].span_id
    assert b"4321" not in b"".join(collector.bodies)
    assert not spans["chat_model"].attributes


def test_a_collector_that_is_gone_costs_no_answer(opened, caplog):
    assistant = opened(otel_endpoint="http://127.0.0.1:9")
    assert assistant.answer(QUESTIONS["fr"]).citations
    started = time.monotonic()
    assistant.close()
    assert time.monotonic() - started < 30
    assert "somptueuse" not in caplog.text


def test_without_its_packages_the_setting_is_explained(index, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CorpusError, match=r"programme-assistant\[otel\]"):
        Assistant(AssistantConfig(index=index, otel_endpoint="http://127.0.0.1:9"))


PROGRAM = """
import sys
from langchain_core.runnables import RunnableLambda
from langsmith import Client
from assistant.assistant import Assistant
from assistant.config import AssistantConfig

if sys.argv[1] == "trap":  # LangChain alone obeys the environment
    RunnableLambda(lambda text: text).invoke(sys.argv[2])
else:
    assistant = Assistant(AssistantConfig())
    print(assistant.answer(sys.argv[2]).status)
    assistant.chain.invoke(assistant.understand(sys.argv[2]))
    assistant.close()
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize(("what", "sent"), [("trap", True), ("assistant", False)])
def test_environment_variables_switch_no_sending_on(index, collector, what, sent):
    variables = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_ENDPOINT": collector.address,
        "LANGCHAIN_ENDPOINT": collector.address,
        "LANGSMITH_API_KEY": "invented",
        "LANGCHAIN_API_KEY": "invented",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
        "OTEL_TRACES_EXPORTER": "otlp",
        "ASSISTANT_DATA_DIR": str(index.data_dir),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, what, QUESTIONS["fr"]],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert bool(collector.bodies) is sent, (done.stdout, done.stderr)
