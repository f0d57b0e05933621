"""Runs a module over the bytes of one file in a child process with limits."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingest import limits
from ingest.errors import FileRefused
from ingest.messages import from_json, message

PASSED_ON = ("TESSDATA_PREFIX", "LD_LIBRARY_PATH", "SYSTEMROOT")  # all that the child sees of ours
PROJECT = Path(__file__).resolve().parent.parent


def run_child(arguments: Sequence[str], data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    """What the child wrote into `result.json` about the bytes, its `input`.

    `arguments` are those of the Python interpreter; the request, as JSON, is put behind them and
    holds the `name` of the file and the `seconds` there are.
    Raises FileRefused when the child refused the file, died or hung.
    """
    name = request["name"]
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        (Path(folder) / "input").write_bytes(data)
        command = [sys.executable, *arguments, json.dumps(request)]
        with (Path(folder) / "errors").open("wb") as errors:
            child = subprocess.Popen(
                command,
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
            try:
                child.wait(timeout=request["seconds"])
            except subprocess.TimeoutExpired as expired:
                reason = message("slow", name=name, seconds=request["seconds"])
                raise FileRefused("timed_out", reason) from expired
            finally:
                _kill_group(child)
        return _result(Path(folder), child.returncode, name)


def set_limits(seconds: int) -> None:
    """Bound the memory, the processor time and the written bytes of this very process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_DATA, (limits.DATA_BYTES, limits.DATA_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.RESULT_BYTES, limits.RESULT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds + 5))  # two threads for OCR


def _environment(folder: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    fixed = {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    return {**kept, **fixed, "PYTHONPATH": str(PROJECT), "OMP_THREAD_LIMIT": "2"}


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _result(folder: Path, code: int, name: str) -> dict[str, Any]:
    if code != 0:
        if -code == signal.SIGXCPU:
            raise FileRefused("timed_out", message("slow.processor", name=name))
        errors = (folder / "errors").read_bytes()[-4000:]
        if b"memory allocation" in errors or b"MemoryError" in errors or b"bad_alloc" in errors:
            raise FileRefused("too_large", message("large.memory", name=name))
        raise FileRefused("corrupt", message("damaged.parser", name=name))
    try:
        text = (folder / "result.json").read_text(encoding="utf-8")
        result: dict[str, Any] = json.loads(text)
    except (OSError, ValueError) as error:
        raise FileRefused("corrupt", message("damaged.result", name=name)) from error
    if "refused" in result:
        raise FileRefused(result["refused"], from_json(result["reason"]))
    return result
