"""Routes and limits of the web application, and the ratings it keeps."""

import json
import re
import time
from pathlib import Path

import pytest
from starlette.routing import Mount

from assistant.chat_page import Chat
from assistant.feedback import Feedback, store_feedback
from assistant.page_text import TEXT
from assistant.web_limits import BODY_BYTES, MOST_QUESTIONS

PROJECT = Path(__file__).parent.parent.parent


def test_health_counts_documents_and_chunks(browser):
    health = browser.get("/health").json()
    assert health["ready"] is True
    assert health["documents"] == 2
    assert health["chunks"] >= 2
    assert health["generation"] >= 1


def test_a_citation_opens_its_passage(browser, preparation):
    question = "What do the winners of the Aurora Pass receive?"
    asked = {"question": question, "turn": 1, "language": "en", "history": []}
    *_, last = Chat(preparation).events(asked)
    found = last["record"]["citations"][0]
    query = {key: found[key] for key in ("document", "start", "end")}
    response = browser.get("/passage", params={**query, "language": "fr"})
    assert response.status_code == 200
    marked = " ".join(re.findall(r"<mark>(.*?)</mark>", response.text, re.DOTALL))
    assert "twelve months" in marked
    assert TEXT["fr"]["passage.source"] in response.text


def test_an_unknown_passage_is_one_sentence(browser):
    response = browser.get("/passage", params={"document": "nothing", "start": 0, "end": 1})
    assert response.status_code == 404
    assert response.json()["detail"].endswith(".")
    assert (
        browser.get("/passage", params={"document": "x", "start": -1, "end": 1}).status_code == 422
    )


@pytest.mark.figure
def test_every_answer_has_the_security_headers(browser, reliability):
    paths = ("/", "/health", "/page/chat_page.js", "/page/chat_page.css", "/nowhere")
    for path in paths:
        headers = browser.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
        assert "script-src 'self' 'nonce-" in policy
    reliability.row(
        48,
        fault="security headers of the chat page",
        how=f"{len(paths)} answers, refusals among them: content policy with a nonce, no frames, "
        "no sniffing, no referrer",
        expected="every one on every answer",
        figure=f"missing 0 in {len(paths)} answers",
    )


def test_every_script_of_the_page_has_the_nonce_of_its_policy(browser):
    response = browser.get("/")
    nonce = re.search(r"'nonce-([\w-]+)'", response.headers["content-security-policy"])
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert nonce and scripts
    assert all(f'nonce="{nonce.group(1)}"' in script for script in scripts)
    assert nonce.group(1) not in browser.get("/").text


NOT_NEEDED = (
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", f"/gradio_api/file={PROJECT}/pyproject.toml"),
    ("GET", "/gradio_api/proxy=https://example.org/"),
    ("GET", "/gradio_api/info"),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/run/ask"),
    ("POST", "/gradio_api/component_server"),
    ("GET", "/gradio_api/queue/status"),
    ("POST", "/gradio_api/cancel"),
    ("GET", "/config"),
    ("GET", "/monitoring"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/login"),
)
NEEDED = {"/", "/favicon.ico", "/manifest.json", "/theme.css"} | {
    f"/{folder}/{{path:path}}" for folder in ("assets", "static")
}


@pytest.mark.figure
def test_what_the_page_does_not_need_is_refused(browser, reliability):
    for method, path in NOT_NEEDED:
        response = browser.request(method, path)
        assert response.status_code == 403, path
        assert response.json()["error"].endswith(".")
    (gradio,) = [route.app for route in browser.app.routes if isinstance(route, Mount)]
    paths = sorted({getattr(route, "path", "/") for route in gradio.routes})
    assert {path for path in paths if browser.get(path).status_code != 403} <= NEEDED
    reliability.row(
        47,
        fault="what else the libraries would offer to anybody",
        how=f"{len(NOT_NEEDED)} requests for files, uploads, proxies, lists of functions and "
        f"pages for developers; every one of the {len(paths)} routes of Gradio, read",
        expected="refused",
        figure=f"answered 0 / {len(NOT_NEEDED)}; open routes that the page does not need 0",
    )


@pytest.mark.figure
def test_floods_are_refused_at_once(browser, reliability):
    """Megabytes, a million empty lines, many questions: nothing of it reaches the assistant."""
    question = {"turn": 1, "language": "en", "history": []}
    floods = {
        "30 MB of text": json.dumps({**question, "question": "a" * 30_000_000}).encode(),
        "a million new lines": json.dumps({**question, "question": "\n" * 1_000_000}).encode(),
        "ten thousand questions": json.dumps([{**question, "question": "Who?"}] * 10_000).encode(),
    }
    longest = 0.0
    for body in floods.values():
        started = time.monotonic()
        assert browser.post("/gradio_api/queue/join", content=body).status_code == 413
        longest = max(longest, time.monotonic() - started)
    flooder = {"X-Forwarded-For": "203.0.113.9"}
    asked = [
        browser.post("/gradio_api/queue/join", json={}, headers=flooder).status_code
        for _ in range(500)
    ]
    accepted = sum(status != 429 for status in asked)
    assert accepted <= MOST_QUESTIONS
    reliability.row(
        28,
        fault="floods of input",
        how=f"{', '.join(floods)} in one request; 500 questions in a row from one address",
        expected=f"refused by the server within 1 s; at most {MOST_QUESTIONS} a minute",
        figure=f"refused 3 / 3, the slowest after {longest:.2f} s; {accepted} of 500 questions "
        "passed on",
    )


def test_a_body_over_the_limit_is_refused_announced_or_not(browser):
    body = b"x" * (BODY_BYTES + 1)
    announced = browser.post("/feedback", content=body)
    streamed = browser.post(
        "/feedback", content=(body[i : i + 999] for i in range(0, len(body), 999))
    )
    assert announced.status_code == streamed.status_code == 413
    assert announced.json() == streamed.json() == {"error": "The request is too large."}


def test_a_request_from_another_site_is_refused(browser):
    rating = {"rating": "up", "reason": "", "status": "answered", "language": "en"}
    other = browser.post("/feedback", json=rating, headers={"Origin": "https://evil.example"})
    own = browser.post("/feedback", json=rating, headers={"Origin": "http://testserver"})
    assert (other.status_code, own.status_code) == (403, 204)


def test_a_rating_is_kept_without_the_question(browser, assistant):
    path = assistant.config.index.data_dir / "feedback.jsonl"
    path.unlink(missing_ok=True)
    rating = {
        "rating": "down",
        "reason": "outdated",
        "status": "answered",
        "language": "fr",
        "documents": ["d-1", "d-2"],
    }
    assert browser.post("/feedback", json=rating).status_code == 204
    entry = json.loads(path.read_text("utf-8"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.pop("day"))
    assert entry == rating


@pytest.mark.parametrize(
    "change",
    [
        {"question": "what?"},
        {"reason": "free text"},
        {"rating": "5"},
        {"status": "x"},
        {"documents": ["a b"]},
        {"documents": ["d"] * 51},
    ],
)
def test_a_rating_takes_nothing_else(browser, change):
    rating = {"rating": "up", "reason": "", "status": "answered", "language": "en", "documents": []}
    assert browser.post("/feedback", json={**rating, **change}).status_code == 422


def test_a_full_file_of_ratings_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.feedback.FILE_BYTES", 10)
    rating = Feedback(rating="up", reason="", status="answered", language="en")
    store_feedback(rating, tmp_path)
    with pytest.raises(OSError, match="full"):
        store_feedback(rating, tmp_path)
