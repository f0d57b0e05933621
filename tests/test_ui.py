"""The commands that serve the page: what goes wrong is one sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

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
