"""The door of the staff page: origin, size, rate and session of every request, then its routes."""

import asyncio
import time
from collections import OrderedDict, deque
from http.cookies import CookieError, SimpleCookie
from typing import Final

from fastapi import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from ingest.errors import CorpusError
from ingest.sign_in import network
from ingest.staff_sessions import StaffSessions
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

HOME: Final = "/staff"
SIGN_IN: Final = f"{HOME}/sign-in"
ASSETS: Final = f"{HOME}/assets/"
UPLOADS: Final = (f"{HOME}/upload", "/replace")  # the first whole, the second as an ending
COOKIE: Final = "staff_session"
LANGUAGE_COOKIE: Final = "staff_language"

FORM_BYTES: Final = 128 * 1024
MESSAGE_SECONDS: Final = 20.0
WINDOW_SECONDS: Final = 60.0
MOST_REQUESTS: Final = 600
MOST_ADDRESSES: Final = 10_000

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class StaffDoor:
    """ASGI middleware: nothing behind it is reached without a session but the sign-in page.

    `scope["state"]["session"]` holds the session. There is no rule for other origins: none of
    them may read an answer, and a request that changes something must come from the page itself.
    """

    def __init__(
        self, application: Application, *, sessions: StaffSessions, upload_bytes: int
    ) -> None:
        """Keep what is protected, who is signed in, and the size of the largest upload."""
        self._application = application
        self._sessions = sessions
        self._upload_bytes = upload_bytes
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401, 403, 413, 429 or a redirection to the sign-in."""
        if scope["type"] != "http":
            return
        sender = with_headers(send, _added_headers(scope))
        status = self._refusal(scope)
        if status:
            await refuse(sender, status, _language(scope))
            return
        try:
            session = await run_in_threadpool(self._sessions.find, read_cookie(scope, COOKIE))
        except CorpusError:
            session = None  # the routes say what is wrong with the file
        if session is None and not _is_open(scope):
            await self._ask_to_sign_in(scope, receive, sender)
            return
        state = {**scope.get("state", {}), "session": session}
        most = self._largest(scope)
        await self._application({**scope, "state": state}, _limited(receive, most), sender)

    def _refusal(self, scope: Scope) -> int:
        """The status that the request is refused with, 0 when it may go on."""
        if self._is_too_often(network(client_address(scope))):
            return 429
        if scope["method"] in READING:
            return 0
        if not is_own_origin(scope):
            return 403
        return 413 if announces_more_than(scope, self._largest(scope)) else 0

    async def _ask_to_sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page leads to the sign-in, a form is answered with it; all else is told 401."""
        if "text/html" not in header(scope, b"accept"):
            await refuse(send, 401, _language(scope))
        elif scope["method"] in READING:
            await RedirectResponse(SIGN_IN, 303)(scope, receive, send)
        else:
            asked = {"method": "GET", "path": SIGN_IN, "raw_path": SIGN_IN.encode()}
            state = {**scope.get("state", {}), "session": None, "was_sent": True}
            page = {**scope, **asked, "query_string": b"", "state": state}
            await self._application(page, receive, send)

    def _largest(self, scope: Scope) -> int:
        whole, ending = UPLOADS
        is_upload = scope["path"] == whole or scope["path"].endswith(ending)
        return self._upload_bytes if is_upload else FORM_BYTES

    def _is_too_often(self, address: str) -> bool:
        now = time.monotonic()
        times = self._seen.setdefault(address, deque())
        self._seen.move_to_end(address)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        while times and times[0] <= now - WINDOW_SECONDS:
            times.popleft()
        if len(times) >= MOST_REQUESTS:
            return True
        times.append(now)
        return False


def read_cookie(scope: Scope, name: str) -> str:
    """The value of a cookie, empty when the browser sent none."""
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _language(scope: Scope) -> str:
    """The language of a refusal that no page is made for: of the page before, or the browser's."""
    chosen = read_cookie(scope, LANGUAGE_COOKIE) or header(scope, b"accept-language")[:2].lower()
    return "fr" if chosen == "fr" else "en"


def _is_open(scope: Scope) -> bool:
    path = str(scope["path"])
    return path == SIGN_IN or path.startswith(ASSETS)


def _added_headers(scope: Scope) -> dict[str, str]:
    added = {
        "Content-Security-Policy": _POLICY,
        # With `no-referrer` a browser sends a form of our own with the origin `null`.
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    if not scope["path"].startswith(ASSETS):
        added["Cache-Control"] = "no-store"
    if scope["scheme"] == "https":
        added["Strict-Transport-Security"] = "max-age=31536000"
    return added


def _limited(receive: Receive, most: int) -> Receive:
    """A receiver that ends a body that is too long or too slow with 413 or 408."""
    taken, more = 0, True

    async def limited() -> Message:
        nonlocal taken, more
        if not more:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), MESSAGE_SECONDS)
        except TimeoutError as error:
            raise HTTPException(408, "The request took too long to arrive.") from error
        taken += len(message.get("body", b""))
        more = bool(message.get("more_body", False))
        if taken > most:
            raise HTTPException(413, "The request is too large.")
        return message

    return limited
