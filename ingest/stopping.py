"""Ends a run properly on Ctrl-C and SIGTERM: the documents in hand are finished, then it stops."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE_SECONDS = 8


@contextmanager
def stop_asked() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether a stop was asked for.

    Whoever does not stop within 8 seconds, or is asked twice, is ended on the spot: every change
    of the catalogue is a transaction, so nothing is left half done.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked:
            leave(number, None)
        asked.append(number)
        signal.alarm(PATIENCE_SECONDS)

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.stderr.write("Stopped at once; documents reported so far are safe.\n")
        sys.stderr.flush()
        os._exit(1)

    handlers = {signal.SIGINT: ask, signal.SIGTERM: ask, signal.SIGALRM: leave}
    earlier = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield lambda: bool(asked)
    finally:
        signal.alarm(0)
        for number, handler in earlier.items():
            signal.signal(number, handler)
