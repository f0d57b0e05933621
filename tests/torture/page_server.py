"""The web application over documents that a test has chosen, in this process or in another."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from uvicorn import Config, Server

import ui
from assistant.assistant import Assistant
from assistant.preparation import Preparation

PROJECT = Path(__file__).parent.parent.parent
SECONDS_TO_START = 300


@dataclass(frozen=True)
class PageServer:
    """A server of chat and staff page; `log` is what it wrote on its two streams."""

    address: str
    data_dir: Path
    process: "subprocess.Popen[bytes]"
    log: Path

    def memory(self) -> float:
        """Megabytes of memory in use."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def handles(self) -> int:
        """Open files and sockets."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self) -> None:
        """End the process, if it has not ended, and wait for its end."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(120)


@contextmanager
def serving(
    data_dir: Path,
    corpus_dir: Path,
    *,
    settings: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Iterator[PageServer]:
    """The server, ready for questions; `before` is a command that the process runs under."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"DATA_DIR": str(data_dir), "CORPUS_DIR": str(corpus_dir), "PORT": str(port)}
    environment = dict(os.environ)
    environment |= {f"ASSISTANT_{key}": value for key, value in (own | (settings or {})).items()}
    log = data_dir / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "ui", "chat", "--no-browser"],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    server = PageServer(f"http://127.0.0.1:{port}", data_dir, process, log)
    try:
        _await_ready(server)
        yield server
    finally:
        server.stop()


def _await_ready(server: PageServer) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.log.read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{server.address}/health", timeout=5) as response:
                if json.load(response)["ready"]:
                    return
        except OSError:
            pass  # not listening yet
        time.sleep(0.2)
    raise AssertionError(server.log.read_text("utf-8"))


@contextmanager
def served_here(assistant: Assistant) -> Iterator[str]:
    """The address of a server in a thread of this process, over this assistant."""
    preparation = Preparation(lambda: ui.prepare(assistant, index=False))
    preparation.start(lambda error: None)
    assert preparation.assistant(SECONDS_TO_START) is assistant
    listener = socket.create_server(("127.0.0.1", 0))
    server: list[Server] = []

    async def serve() -> None:
        # Outside a running loop Gradio makes loops that it never closes.
        keeping = ui.keep_questions(assistant, preparation)
        application = ui.build_application(assistant, preparation, keeping)
        server.append(Server(Config(application, log_level="warning", access_log=False)))
        await server[0].serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while thread.is_alive() and not (server and server[0].started):
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server[0].should_exit = True
    thread.join()
