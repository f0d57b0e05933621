"""Child processes forked from a server that has loaded the libraries, with faults on demand."""

import ctypes
import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
COUNT, KILL, TEAR, ONCE, EVER = range(5)
EIO, ENOSPC = errno.EIO, errno.ENOSPC


class ChildDied(Exception):
    """The child ended without a result; the message says by which signal."""


class Child:
    """A function that runs in a process of its own."""

    def __init__(self, context: Any, function: Callable[..., Any], arguments: Any) -> None:
        self._results, sending = context.Pipe(duplex=False)
        self.process = context.Process(target=_run, args=(sending, function, arguments))
        self.process.start()
        sending.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def result(self, seconds: float = 300) -> Any:
        """What the function returned; raises what it raised, ChildDied, or TimeoutError."""
        if not self._results.poll(seconds):
            self.kill()
            raise TimeoutError(f"no result within {seconds} s")
        try:
            failed, value = self._results.recv()
        except EOFError:
            self.process.join()
            raise ChildDied(f"exit code {self.process.exitcode}") from None
        self.process.join(seconds)
        assert not failed, value
        return value


class Children:
    """Starts children; they can have faults when this was made with the library of faults."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["work"])
        # The server of Python 3.11 looks for what it preloads on its own path, not on ours.
        paths = os.pathsep.join(path for path in sys.path if path)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("LD_PRELOAD", str(library()))
            environment.setenv("PYTHONPATH", paths)
            environment.setenv("OMP_NUM_THREADS", "1")
            forkserver.ensure_running()

    def pipe(self) -> tuple[Connection, Connection]:
        return self._context.Pipe()

    def start(self, function: Callable[..., Any], *arguments: Any) -> Child:
        return Child(self._context, function, arguments)

    def run(self, function: Callable[..., Any], *arguments: Any, seconds: float = 300) -> Any:
        return self.start(function, *arguments).result(seconds)


def library() -> Path:
    """The library that makes file operations fail, compiled when it is not there yet."""
    source = HERE / "faults.c"
    folder = HERE.parent.parent / ".data" / "torture"
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"faults-{int(source.stat().st_mtime_ns)}.so"
    if not made.exists():
        compiler = shutil.which("gcc")
        assert compiler, "the tests of faults need gcc, see .ci/system-packages"
        fresh = made.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", fresh, source], check=True)
        fresh.rename(made)
    return made


def arm(folder: Path, at: int, how: int, code: int = 0) -> None:
    """From here on, in this process, the change number `at` of a file below `folder` fails."""
    _faults().faults_arm(str(folder).encode(), ctypes.c_long(at), how, code)


def disarm() -> None:
    """No more faults."""
    _faults().faults_disarm()


def counted() -> int:
    """The changes of files since `arm`."""
    _faults().faults_count.restype = ctypes.c_long
    return int(_faults().faults_count())


def _faults() -> ctypes.CDLL:
    return ctypes.CDLL(os.environ["LD_PRELOAD"])  # of the server that this was forked from


def _run(results: Connection, function: Callable[..., Any], arguments: Any) -> None:
    try:
        outcome = (False, function(*arguments))
    except BaseException:
        outcome = (True, traceback.format_exc())
    disarm()
    results.send(outcome)
    results.close()


class Worker:
    """A process that takes one command after the other, until it is closed or killed."""

    def __init__(self, children: Children, serve: Callable[..., Any], *arguments: Any) -> None:
        self._commands, far = children.pipe()
        self._child = children.start(serve, far, *arguments)
        far.close()

    def begin(self, *command: Any) -> None:
        """Have it do something without waiting."""
        self._commands.send(command)

    def result(self, seconds: float = 300) -> Any:
        """What came of the oldest command; raises ChildDied or TimeoutError."""
        if not self._commands.poll(seconds):
            self.kill()
            raise TimeoutError(f"no result within {seconds} s")
        try:
            failed, value = self._commands.recv()
        except (EOFError, ConnectionResetError):
            raise ChildDied("the worker is gone") from None
        assert not failed, value
        return value

    def do(self, *command: Any) -> Any:
        self.begin(*command)
        return self.result()

    def answered(self) -> bool:
        """Whether a command was done, also when the worker was killed since."""
        try:
            return self._commands.poll() and not self._commands.recv()[0]
        except (EOFError, ConnectionResetError):
            return False

    def kill(self) -> None:
        self._child.kill()

    def close(self) -> None:
        """Have it end by itself."""
        self._commands.close()
        self._child.result()


def serve(commands: Connection, act: Callable[..., Any]) -> None:
    """Answer commands until there are no more."""
    while True:
        try:
            command = commands.recv()
        except EOFError:
            return
        try:
            outcome = (False, act(*command))
        except BaseException:
            outcome = (True, traceback.format_exc())
        commands.send(outcome)
