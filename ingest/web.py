"""What the chat page and the staff page check of a request and add to an answer."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

READING: Final = frozenset({"GET", "HEAD"})

_REFUSALS: Final = {
    "fr": {
        401: "Connectez-vous d’abord.",
        403: "Cette adresse ou cette origine n’est pas permise.",
        408: "La demande a mis trop de temps à arriver.",
        413: "La demande est trop grande.",
        429: "Trop de demandes ; attendez une minute.",
        503: "Trop de questions arrivent en ce moment : réessayez dans une minute.",
    },
    "en": {
        401: "Sign in first.",
        403: "This address or origin is not allowed.",
        408: "The request took too long to arrive.",
        413: "The request is too large.",
        429: "Too many requests; wait a minute.",
        503: "Too many questions are arriving right now: try again in a minute.",
    },
}

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def header(scope: Scope, name: bytes) -> str:
    """The value of a header, its name in small letters; empty when it was not sent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def client_address(scope: Scope) -> str:
    """The address that the request came from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_own_origin(scope: Scope) -> bool:
    """Whether the Origin header names the host that was asked; False when there is none."""
    origin = header(scope, b"origin")
    return bool(origin) and urlsplit(origin).netloc == header(scope, b"host")


def announces_more_than(scope: Scope, most: int) -> bool:
    """Whether the request says itself that its body has more than this many bytes."""
    announced = header(scope, b"content-length")
    return announced.isdecimal() and int(announced) > most


def with_headers(send: Send, added: Mapping[str, str]) -> Send:
    """A sender that gives each answer the security headers and these, in place of its own."""
    added = {**_HEADERS, **added}
    names = {name.lower().encode() for name in added}

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
            extra = [(name.lower().encode(), value.encode()) for name, value in added.items()]
            message = {**message, "headers": [*kept, *extra]}
        await send(message)

    return sender


async def refuse(send: Send, status: int, language: str = "en") -> None:
    """Answer one of the statuses above with its sentence as JSON."""
    body = json.dumps({"error": _REFUSALS[language][status]}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
