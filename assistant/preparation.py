"""Getting the assistant ready in the background, while the page is already served."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong

from assistant.assistant import Assistant


class Preparation:
    """Runs `prepare` once in a thread and hands out the assistant it made."""

    def __init__(self, prepare: Callable[[], Assistant]) -> None:
        """Keep what is to be run; `start` runs it."""
        self._prepare = prepare
        self._future: Future[Assistant] = Future()

    def start(
        self, failed: Callable[[Exception], None], *, then: Callable[[], None] = lambda: None
    ) -> None:
        """Begin in the background; `failed` is called with the error when there is one.

        `then` runs in the same thread when questions can be answered already.
        """
        threading.Thread(
            target=self._run, args=(failed, then), name="preparation", daemon=True
        ).start()

    @property
    def ready(self) -> bool:
        """Whether questions can be answered now."""
        return self._future.done() and self._future.exception() is None

    def assistant(self, seconds: float) -> Assistant | None:
        """The assistant, waiting at most `seconds`; None while it is not ready.

        Raises the error that ended the preparation.
        """
        try:
            return self._future.result(timeout=seconds)
        except WaitedTooLong:
            return None

    def _run(self, failed: Callable[[Exception], None], then: Callable[[], None]) -> None:
        try:
            self._future.set_result(self._prepare())
        except Exception as error:  # handed to whoever started the preparation
            self._future.set_exception(error)
            failed(error)
        else:
            then()
