"""How often something may happen: for one address, and for all of them."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

WINDOW_SECONDS: Final = 60.0
MOST_ADDRESSES: Final = 10_000
_ALL: Final = ""


class RateLimit:
    """Counts in memory what happened in the last minute; may be shared by threads."""

    def __init__(
        self, each: int, *, together: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow `each` a minute for an address and `together` for all addresses."""
        self._most = (each, together)
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Whether it may happen once more now; if so, it is counted."""
        now = self._clock()
        with self._lock:
            counted = [self._times(address or "unknown", now), self._times(_ALL, now)]
            if any(len(t) >= most for t, most in zip(counted, self._most, strict=True)):
                return False
            for times in counted:
                times.append(now)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            return True

    def _times(self, name: str, now: float) -> deque[float]:
        times = self._seen.setdefault(name, deque())
        self._seen.move_to_end(name)
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        return times
