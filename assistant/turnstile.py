"""How many questions are answered at once, how many wait, and who is told at once to come back."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Of the seconds that an answer takes, how much the newest one counts, and what the first one takes.
_NEWEST: Final = 0.2
_FIRST: Final = 1.0
# Who was let wait is told to come back only when answers got this much slower meanwhile.
_SLOWER: Final = 2.0


class Turnstile:
    """Lets questions in, a few at a time; sends those away that would not be answered in time.

    How many may wait follows from how long answers have taken: a crowd that all waited would make
    everyone wait longer and longer. Shared by threads.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        """`patience` is how soon an answer is due, in seconds, unless one alone takes longer."""
        self._places = threading.BoundedSemaphore(at_once)
        self._at_once = at_once
        self._patience = patience
        self._lock = threading.Lock()
        self._coming: deque[float] = deque()  # when those came that no thread has taken up yet
        self._inside = self._waiting = 0
        self._seconds = _FIRST

    def admits(self) -> bool:
        """Whether a question that comes now is answered in time; if so, it is counted as coming."""
        now = time.monotonic()
        with self._lock:
            # Some never arrive: their sender left, or their form was wrong.
            while self._coming and self._coming[0] < now - self._longest():
                self._coming.popleft()
            if self._crowded():
                return False
            self._coming.append(now)
            return True

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

    def _crowded(self) -> bool:
        before = len(self._coming) + self._waiting + self._inside
        due = (before + 1) * self._seconds / self._at_once
        return before >= self._at_once and due > self._longest()

    def _enter(self) -> bool:
        with self._lock:
            if self._coming:
                self._coming.popleft()
            elif self._crowded():
                return False
            self._waiting += 1
        let_in = self._places.acquire(timeout=_SLOWER * self._longest())
        with self._lock:
            self._waiting -= 1
            self._inside += let_in
        return let_in

    def _longest(self) -> float:
        return max(self._patience, self._seconds)

    def _leave(self, taken: float) -> None:
        with self._lock:
            self._inside -= 1
            self._seconds += (taken - self._seconds) * _NEWEST
        self._places.release()
