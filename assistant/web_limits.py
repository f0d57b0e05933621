"""What a browser may send and do: allowed addresses, size and origin of a request, headers."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Final

from assistant.rate_limit import RateLimit
from ingest.sign_in import network
from ingest.web import (
    READING,
    Application,
    Message,
    Receive,
    Scope,
    Send,
    announces_more_than,
    client_address,
    header,
    is_own_origin,
    refuse,
    with_headers,
)

BODY_BYTES: Final = 64 * 1024
BODY_SECONDS: Final = 10.0
# Questions a minute from one address, behind which a whole incubator may sit.
MOST_QUESTIONS: Final = 120
MOST_OF_ALL: Final = 6_000
_ASKING: Final = "/gradio_api/queue/join"
_HEARING: Final = "/gradio_api/queue/data"

# Everything else is refused: Gradio would also offer uploads, files, a proxy and its own API.
_ALLOWED: Final = frozenset(
    {"/", "/health", "/passage", "/passage/sheet", "/passage/picture", "/feedback"}
    | {"/theme.css", "/favicon.ico", "/manifest.json"}
    | {f"/gradio_api/{name}" for name in ("queue/join", "queue/data", "app_id", "startup-events")}
)
_ALLOWED_UNDER: Final = ("/page/", "/assets/", "/static/", "/gradio_api/heartbeat/")

# Gradio compiles its components' code in the browser ('unsafe-eval') and writes styles into
# elements; inline scripts run only with the nonce, so an injected handler does not.
_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'self'; "
    "form-action 'self'"
)


class WebLimits:
    """ASGI middleware that refuses what the page never sends and adds the security headers."""

    def __init__(self, application: Application, *, admits: Callable[[], bool]) -> None:
        """Keep what is protected, and who says whether a question would be answered in time."""
        self._application = application
        self._admits = admits
        self._limit = RateLimit(MOST_QUESTIONS, together=MOST_OF_ALL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403, 408, 413, 429 or 503 with one sentence as JSON."""
        if scope["type"] != "http":
            # No websocket is used by the page; only the start and stop events go through.
            if scope["type"] == "lifespan":
                await self._application(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        sender = with_headers(send, {"Content-Security-Policy": _POLICY.format(nonce=nonce)})
        status = self._refusal(scope)
        if status:
            await refuse(sender, status)
            return
        try:
            body = await asyncio.wait_for(_body(scope, receive), BODY_SECONDS)
        except TimeoutError:
            await refuse(sender, 408)
            return
        if body is None:
            await refuse(sender, 413)
            return
        # Once the question is there: those that never end take nobody's place. Sent away here:
        # further on, saying no costs a fourth of an answer.
        if scope["path"] == _ASKING and not self._admits():
            await refuse(sender, 503)
            return
        if scope["path"] == "/":
            scope, sender = _uncompressed(scope), _with_nonce(sender, nonce)
        try:
            await self._application(scope, _replayed(body, receive), sender)
        except RuntimeError:
            # Gradio raises after it has told a stranger that it does not know his session.
            if scope["path"] != _HEARING:
                raise
            await sender({"type": "http.response.body", "body": b""})

    def _refusal(self, scope: Scope) -> int:
        """The status that the request is refused with, 0 when it may go on."""
        if not _is_allowed(scope):
            return 403
        asking = scope["path"] == _ASKING
        if asking and not self._limit.allows(network(client_address(scope))):
            return 429
        return 0


def _is_allowed(scope: Scope) -> bool:
    """Whether the path is one of the page's, and a changing request comes from the page itself."""
    path = scope["path"]
    if path not in _ALLOWED and not path.startswith(_ALLOWED_UNDER):
        return False
    if scope["method"] in READING or not header(scope, b"origin"):
        return True
    return is_own_origin(scope)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, None as soon as it is over the limit or its sender has left."""
    if scope["method"] in READING:
        return b""
    if announces_more_than(scope, BODY_BYTES):
        return None
    body = b""
    while len(body) <= BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None  # nobody waits for an answer
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body if len(body) <= BODY_BYTES else None
    return None


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A receiver that gives the body once, then waits for the client as before."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _uncompressed(scope: Scope) -> Scope:
    """The request without the wish for compression: the nonce is written into the answer."""
    kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": kept}


def _with_nonce(send: Send, nonce: str) -> Send:
    """A sender that collects the page and gives each of its script elements the nonce."""
    start: Message = {}
    chunks: list[bytes] = []

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        if message["type"] != "http.response.body":
            await send(message)
            return
        chunks.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        page = b"".join(chunks).replace(b"<script", f'<script nonce="{nonce}"'.encode())
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(page)).encode())
        await send({**start, "headers": [*kept, length]})
        await send({"type": "http.response.body", "body": page})

    return sender
