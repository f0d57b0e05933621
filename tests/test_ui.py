"""The commands that serve the page: what goes wrong is one sentence."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def run_serve(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "ui.py"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = run_serve(ASSISTANT_PORT=port, ASSISTANT_DATA_DIR=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr == (
        f"127.0.0.1:{port} is already in use; choose another port with ASSISTANT_PORT.\n"
    )


def test_a_data_folder_that_cannot_be_used_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    result = run_serve(ASSISTANT_PORT=port, ASSISTANT_DATA_DIR=str(tmp_path / "file"))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1 and "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_server_ends_quietly_and_soon_while_a_page_is_open(tmp_path, name):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_DATA_DIR": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "ui.py"], cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    served = process.stderr.readline()
    address = f"http://127.0.0.1:{port}/gradio_api/heartbeat/x"
    with urllib.request.urlopen(address, timeout=60) as page:
        page.readline()
        process.send_signal(getattr(signal, name))
        ended = process.wait(20)
    with process.stderr:
        assert (ended, process.stderr.read()) == (0, "")
    assert f"http://127.0.0.1:{port}" in served
