"""The web application: the chat page with its routes, and the commands that serve it."""

import errno
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import ValidationError

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.preparation import Preparation
from assistant.question_encoder import load_question_encoder
from assistant.question_keeping import QuestionKeeping
from ingest.config import describe
from ingest.errors import CorpusError
from ingest.language import load_detector

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Server

commands = typer.Typer(add_completion=False, help="The chat over the programme documents.")


def build_application(
    assistant: Assistant, preparation: Preparation, keeping: QuestionKeeping
) -> "FastAPI":
    """The chat page at `/` and the staff page at `/staff`, each behind limits of its own."""
    # Gradio takes seconds to import; the command's help and its errors must not wait for it.
    import gradio as gr
    from fastapi import FastAPI

    from assistant import chat_page
    from assistant.question_desk import KeptQuestionDesk
    from assistant.trial import DraftTrial
    from assistant.web_limits import WebLimits
    from assistant.web_routes import build_routes
    from ingest.staff_app import StaffBeside, build_staff_application
    from ingest.staff_services import StaffServices

    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    application.include_router(build_routes(assistant, preparation, keeping))
    places = chat_page.ANSWERS_AT_ONCE
    if assistant.config.chat_model:
        places = chat_page.ANSWERS_AT_ONCE_WITH_A_MODEL
    chat = chat_page.Chat(preparation, keeping=keeping, at_once=places)
    application.add_middleware(WebLimits, admits=chat.admits)
    services = StaffServices.over(
        assistant.config.index,
        catalogue=assistant.catalogue,
        embedder=assistant.embedder,
        trial=DraftTrial(preparation),
        questions=KeptQuestionDesk(keeping, preparation),
    )
    # Added last, it comes first: a request goes to one of the two applications, never to both.
    application.add_middleware(StaffBeside, staff=build_staff_application(services))
    fonts = ["system-ui", "sans-serif"]  # Gradio's own themes would fetch fonts from the web
    mounted: FastAPI = gr.mount_gradio_app(
        application,
        chat_page.build_chat_page(chat),
        "/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        theme=gr.themes.Base(font=fonts, font_mono=["monospace"]),
    )
    return mounted


def prepare(assistant: Assistant, *, index: bool) -> Assistant:
    """The assistant with its model loaded; with `index`, the corpus folder is taken in first."""
    if index:
        index_corpus(assistant)
    assistant.warm_up()
    return assistant


def read_ahead(assistant: Assistant) -> None:
    """What a question that comes early would wait for itself: other models, the sentences."""
    load_question_encoder()  # first: others run beside it, and hear that the page is ready
    load_detector()
    assistant.read_ahead()


def index_corpus(assistant: Assistant) -> None:
    """Take in the corpus folder, skipping what did not change; says what came of it."""
    # Heavy, and `serve` does not need it.
    from ingest.pipeline import ingest_paths
    from ingest.terminal import progress_on_stderr, report_lines

    config = assistant.config.index
    with progress_on_stderr() as progress:
        report = ingest_paths(
            [config.corpus_dir],
            config=config,
            catalogue=assistant.catalogue,
            embedder=assistant.embedder,
            progress=progress,
        )
    for line in report_lines(report):
        typer.echo(line, err=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address; ends the program with one sentence when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # a browser that comes early waits instead of being refused
    except OSError as error:
        listener.close()
        reason = "is already in use" if error.errno == errno.EADDRINUSE else "cannot be used"
        fail(f"{host}:{port} {reason}; choose another port with ASSISTANT_PORT.")
    return listener


def fail(sentence: str) -> NoReturn:
    """Print the sentence and end with exit code 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def run(*, index: bool, open_browser: bool) -> None:
    """Serve the page at once and get the assistant ready meanwhile; ends with the server."""
    config = read_settings()
    listener = listen(config.host, config.port)
    assistant = open_assistant(config)
    preparation = Preparation(lambda: prepare(assistant, index=index))
    keeping = keep_questions(assistant, preparation)
    server = _server(build_application(assistant, preparation, keeping))
    failure: list[str] = []

    def give_up(error: Exception) -> None:
        failure.append(str(error) if isinstance(error, CorpusError) else repr(error))
        server.should_exit = True

    # The server raises the signal again once it has ended; the index must still be closed.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _end)
    preparation.start(give_up, then=lambda: read_ahead(assistant))
    keeping.start()
    address = f"http://{config.host}:{listener.getsockname()[1]}"
    typer.echo(f"The chat is served on {address} (Ctrl-C ends it).", err=True)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    try:
        server.run(sockets=[listener])
    finally:
        keeping.close()
        assistant.close()
    if failure:
        fail(failure[0])


def read_settings() -> AssistantConfig:
    """The settings of the environment; ends the program with one sentence when one is wrong."""
    try:
        return AssistantConfig()
    except ValidationError as error:
        fail(describe(error))


def open_assistant(config: AssistantConfig) -> Assistant:
    """The assistant over the data folder; ends the program when the folder cannot be used."""
    try:
        assistant = Assistant(config)
        assistant.catalogue.change()
    except CorpusError as error:
        fail(str(error))
    return assistant


def keep_questions(assistant: Assistant, preparation: Preparation) -> QuestionKeeping:
    """What keeps questions; ends the program when the data folder cannot be used."""
    try:
        return QuestionKeeping(assistant, preparation)
    except CorpusError as error:
        fail(str(error))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _server(application: "FastAPI") -> "Server":
    """The server, without an access log: who asks when is nobody's business."""
    from uvicorn import Config, Server

    class QuietlyEnding(Server):
        """Open pages keep a connection for ever; cutting it at the end is not worth a trace."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            super().handle_exit(sig, frame)

    return QuietlyEnding(
        Config(application, access_log=False, log_level="warning", timeout_graceful_shutdown=2)
    )


@commands.command()
def chat(
    *, browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True
) -> None:
    """Take in the corpus folder, then serve the chat page and open it."""
    run(index=True, open_browser=browser)


@commands.command()
def serve() -> None:
    """Serve the chat page alone, over the documents already taken in."""
    run(index=False, open_browser=False)


def main() -> None:
    """Entry point: `programme-assistant chat`, `programme-assistant serve`."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)  # some libraries raise their own loggers' level
    logging.basicConfig(handlers=[handler], format="%(name)s: %(message)s")
    try:
        commands()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        # Everything is closed. A thread that is still reading a model, in C++, would abort.
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    # `python ui.py` is the web application alone.
    sys.argv[1:] = sys.argv[1:] or ["serve"]
    main()
