"""A chat-model server on loopback that answers, or fails, as a test has scripted it."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What hangs or drips ends with the test, at the latest after this many seconds.
LONGEST = 30


class ScriptedServer:
    """Answers the n-th request with the n-th reply; the last reply is for all that follow.

    A reply is a function of the handler and the request's body. `bodies` are the requests seen.
    """

    def __init__(self):
        self.replies = []
        self.bodies = []
        self.over = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                size = int(self.headers["content-length"])
                body = json.loads(self.rfile.read(size))
                server.bodies.append(body)
                reply = server.replies[min(len(server.bodies), len(server.replies)) - 1]
                self.over = server.over
                self.close_connection = True
                # a client that has left, as it should, is no error
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    reply(self, body)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def reset(self, *replies):
        self.replies, self.bodies = list(replies), []

    def close(self):
        self.over.set()
        self.http.shutdown()
        self.http.server_close()


def send(handler, body, *, status=200, kind="application/json", length=None, **headers):
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(body) if length is None else length))
    handler.send_header("connection", "close")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


def whole(message, finish="stop"):
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def event(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps(data | {"choices": [choice]}).encode() + b"\n\n"


def says(text, **message):
    """The model's text: streamed when that is asked, in two pieces, else whole."""

    def reply(handler, body):
        if not body.get("stream"):
            send(handler, whole({"content": text, **message}))
            return
        half = len(text) // 2
        parts = [event({"content": text[:half]}), event({"content": text[half:], **message})]
        events = b"".join([*parts, event({}, "stop"), b"data: [DONE]\n\n"])
        send(handler, events, kind="text/event-stream")

    return reply


def states(*statements):
    """A structured reply; each statement is (text, quotes)."""
    return says(json.dumps({"statements": [{"text": t, "quotes": q} for t, q in statements]}))


def fails(status, **headers):
    return lambda handler, _: send(handler, b'{"error": {}}', status=status, **headers)


def raw(content, kind="application/json", **options):
    return lambda handler, _: send(handler, content, kind=kind, **options)


def redirects(url):
    return lambda handler, _: send(handler, b"", status=307, location=url)


def hangs(handler, _):
    handler.over.wait(LONGEST)


def drips(handler, _):
    """One byte of white space at a time: each one arrives before a reading time-out."""
    send(handler, b"{", length=1_000_000)
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and not handler.over.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def cut(text):
    """A stream that ends in the middle of the text, without an end."""
    return raw(event({"content": text}), "text/event-stream")


def floods(handler, _):
    """A reply of 200 MB, if it is read."""
    send(handler, b'{"text": "', length=200_000_000)
    for _ in range(200):
        handler.wfile.write(b"a" * 1_000_000)
