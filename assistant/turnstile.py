"""How many questions are answered at once, how many wait, and who is told at once to come back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Of the seconds that an answer takes, how much the newest one counts.
_NEWEST: Final = 0.1
# Of the longest wait, how much may be expected: who waits should not wait for nothing.
_HOPE: Final = 0.5


class Turnstile:
    """Lets questions in, a few at a time; keeps only those waiting whose turn will come soon.

    A crowd that all waited would make everyone wait longer and longer. Shared by threads.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        """`patience` is the longest wait in seconds, or one answer's time where that is longer."""
        self._places = threading.BoundedSemaphore(at_once)
        self._at_once = at_once
        self._patience = patience
        self._lock = threading.Lock()
        self._inside = self._waiting = 0
        self._seconds = 0.0

    @property
    def crowded(self) -> bool:
        """Whether all places are taken and too many wait for one."""
        expected = (self._waiting + 1) * self._seconds / self._at_once
        return self._inside >= self._at_once and expected > _HOPE * self._longest()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether there is a place, waited for where it is worth it; free again at the end."""
        if not self._enter():
            yield False
            return
        began = time.monotonic()
        try:
            yield True
        finally:
            self._leave(time.monotonic() - began)

    def _enter(self) -> bool:
        with self._lock:
            if self.crowded:
                return False
            self._waiting += 1
        let_in = self._places.acquire(timeout=self._longest())
        with self._lock:
            self._waiting -= 1
            self._inside += let_in
        return let_in

    def _longest(self) -> float:
        return max(self._patience, self._seconds)

    def _leave(self, taken: float) -> None:
        with self._lock:
            self._inside -= 1
            self._seconds += (taken - self._seconds) * (_NEWEST if self._seconds else 1)
        self._places.release()
