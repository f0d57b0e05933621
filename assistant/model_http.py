"""A connection to a chat model's server that goes nowhere else, and ends: in time and in size."""

import time
from collections.abc import Iterator
from typing import Any

LARGEST_REPLY = 512 * 1024


class ReplyTooLong(Exception):
    """The server sent more, or for longer, than an answer can be."""


def bounded_client(seconds: float) -> Any:
    """A client for the `openai` package.

    It follows no redirect: quotes and key are sent to the address of the settings, or to none.
    Reading a reply raises ReplyTooLong past `LARGEST_REPLY` bytes or `seconds` of drip.
    """
    # imported here: part of an optional extra, and slow to load
    import httpx2
    from openai import DefaultHttpxClient

    class BoundedStream(httpx2.SyncByteStream):
        """The bytes of a reply, up to the limits."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream
            self._until = time.monotonic() + seconds

        def __iter__(self) -> Iterator[bytes]:
            read = 0
            for part in self._stream:
                read += len(part)
                if read > LARGEST_REPLY or time.monotonic() > self._until:
                    raise ReplyTooLong(f"{read} bytes read")
                yield part

        def close(self) -> None:
            self._stream.close()

    def bound(response: Any) -> None:
        response.stream = BoundedStream(response.stream)

    return DefaultHttpxClient(
        follow_redirects=False, timeout=seconds, event_hooks={"response": [bound]}
    )
