"""What the staff page refuses, over HTTP: strangers, other sites, old cookies, large bodies."""

import asyncio
import re
import sys
import time
from typing import cast

import httpx
import pytest
from fastapi.openapi.utils import get_openapi
from starlette.responses import PlainTextResponse

from ingest.accounts import Accounts
from ingest.sign_in import SignIn
from ingest.staff_app import staff_routes
from ingest.staff_door import FORM_BYTES, MOST_REQUESTS, SIGN_IN, StaffDoor
from ingest.staff_questions import QuestionDesk
from ingest.staff_services import StaffServices
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore
from ingest.staff_trial import Trial
from ingest.web import Receive, Scope, Send

PASSWORDS = {"ada": "twelve green apples"}

OPEN = {("GET", "/staff/sign-in"), ("POST", "/staff/sign-in"), ("GET", "/staff/assets/{name}")}
ADMIN = {
    ("GET", "/staff/users"),
    ("POST", "/staff/users"),
    ("POST", "/staff/documents/{document_id}/erase"),
}


# No route is taken here.
UNKNOWN_TRIAL = cast(Trial, None)
UNKNOWN_QUESTIONS = cast(QuestionDesk, None)


def all_routes(staff) -> list[tuple[str, str]]:
    """Method and path of every route that the staff application has."""
    config = staff.assistant.config.index
    services = StaffServices.over(
        config,
        catalogue=staff.assistant.catalogue,
        embedder=staff.assistant.embedder,
        trial=UNKNOWN_TRIAL,
        questions=UNKNOWN_QUESTIONS,
    )
    schema = get_openapi(title="", version="", routes=staff_routes(services).routes)
    return sorted(
        (method.upper(), path) for path, methods in schema["paths"].items() for method in methods
    )


def address(path: str) -> str:
    return re.sub(r"{\w+}", "some-id", path)


@pytest.mark.figure
def test_a_stranger_reaches_no_route_but_the_sign_in(staff, reliability):
    found = all_routes(staff)
    assert len(found) > 25 and set(found) >= OPEN | ADMIN
    with staff.browser() as stranger:
        for method, path in found:
            if (method, path) in OPEN:
                continue
            for accept in ("text/html", "application/json"):
                answer = stranger.request(method, address(path), headers={"Accept": accept})
                if method == "GET" and accept == "text/html":
                    assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN), path
                    continue
                assert answer.status_code == 401, path
                if accept == "text/html":
                    assert 'action="/staff/sign-in"' in answer.text
                else:
                    assert answer.json()["error"].endswith(".")
    reliability.row(
        46,
        fault="staff routes, asked for by a stranger",
        how=f"all {len(found)} routes that the staff application has, as a browser and as a script",
        expected=f"refused, but for the {len(OPEN)} of the sign-in page",
        figure=f"open staff routes 0 / {len(found) - len(OPEN)}",
    )


@pytest.mark.parametrize(
    "path", ["/staff/", "/staff//", "/staff/nothing", "/staff/../staff", "/staff/%2e%2e/health"]
)
def test_a_stranger_is_not_told_what_exists(staff, path):
    with staff.browser() as stranger:
        assert stranger.post(path).status_code in (401, 403)
        assert stranger.get(path, headers={"Accept": "*/*"}).status_code in (401, 403)


@pytest.mark.parametrize("path", ["/STAFF", "/staffs", "/staff;x", "/%73taffx"])
def test_a_path_that_only_looks_like_ours_is_refused(staff, path):
    with staff.browser() as stranger:
        assert stranger.get(path).status_code == 403


def test_an_editor_does_not_reach_what_needs_an_administrator(staff, sign_in):
    editor, admin = sign_in("edgar"), sign_in("ada")
    for method, path in ADMIN:
        if method == "GET":
            assert editor.client.get(path).status_code == 403
            assert admin.client.get(path).status_code == 200
        else:
            form = {"form_token": editor.token, "step": "add", "name": "eve", "role": "admin"}
            answer = editor.client.post(address(path), data=form)
            assert answer.status_code == 403, path
    assert "/staff/users" not in editor.get("").text
    assert "/staff/users" in admin.get("").text


ORIGINS = ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"]


@pytest.mark.figure
def test_another_site_changes_nothing(staff, sign_in, reliability):
    """With the cookie and the token: the origin alone is enough to be refused."""
    visitor = sign_in("ada")
    paths = [path for method, path in all_routes(staff) if method == "POST"]
    for origin in (*ORIGINS, ""):
        headers = {"Origin": origin, "X-Form-Token": visitor.token}
        for path in paths:
            form = {"form_token": visitor.token}
            answer = visitor.client.post(address(path), headers=headers, data=form)
            assert answer.status_code == 403, path
            assert "access-control-allow-origin" not in answer.headers
    count = len(paths) * (len(ORIGINS) + 1)
    reliability.row(
        45,
        fault="another web site sends staff's browser to a staff route",
        how=f"all {len(paths)} routes that change something, from {len(ORIGINS) + 1} origins, with "
        "the cookie and even the token of the form; the cookie is `SameSite=Strict`",
        expected="403, and no rule that lets the other site read",
        figure=f"changes of state 0 / {count}, origins echoed 0",
    )


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_of_the_session_changes_nothing(staff, sign_in, token):
    visitor = sign_in("ada")
    for method, path in all_routes(staff):
        if method == "POST" and (method, path) not in OPEN:
            answer = visitor.client.post(address(path), data={"form_token": token})
            assert answer.status_code == 403, path


def test_no_rule_lets_another_site_read(staff, sign_in):
    visitor = sign_in("ada")
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for answer in (
        visitor.client.get("/staff", headers=asked),
        visitor.client.options("/staff/upload", headers=asked),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(staff):
    for scheme, secure in (("http", False), ("https", True)):
        with staff.browser(origin=staff.address.replace("http", scheme)) as client:
            form = {"name": "ada", "password": PASSWORDS["ada"]}
            answer = client.post(SIGN_IN, data=form, headers={"X-Forwarded-Proto": scheme})
            cookie = answer.headers["set-cookie"].lower()
            assert "httponly" in cookie and "samesite=strict" in cookie and "path=/staff" in cookie
            assert ("secure" in cookie) == secure
            assert ("strict-transport-security" in answer.headers) == secure


@pytest.mark.figure
def test_an_old_cookie_opens_nothing(staff, sign_in, reliability):
    visitor, other = sign_in("edgar"), sign_in("edgar")
    cookie = {"Cookie": f"staff_session={visitor.client.cookies['staff_session']}"}
    assert visitor.post("/sign-out").headers["location"] == SIGN_IN
    with staff.browser() as thief:
        assert thief.get("/staff", headers=cookie).headers["location"] == SIGN_IN
    assert other.get("").status_code == 200
    assert other.post("/sign-out", everywhere="1").status_code == 303
    assert other.get("").status_code == 303
    reliability.row(
        46,
        fault="cookies of sessions that have ended",
        how="after signing out, and after signing out everywhere; removed users, other passwords "
        "and idle sessions are tested beside it",
        expected="they open nothing",
        figure="opened 0 / 2",
    )


def test_a_removed_user_is_out_at_once(staff, sign_in):
    admin = sign_in("ada")
    made = admin.post("/users", step="add", name="eve", password="seven blue boats", role="editor")
    assert made.status_code == 303
    with staff.browser() as client:
        form = {"name": "eve", "password": "seven blue boats"}
        assert client.post(SIGN_IN, data=form).headers["location"] == "/staff"
        assert client.get("/staff").status_code == 200
        assert admin.post("/users", step="remove", name="eve").status_code == 303
        assert client.get("/staff").status_code == 303


def test_ones_own_password_is_changed_with_the_present_one(staff, sign_in):
    admin = sign_in("ada")
    admin.post("/users", step="add", name="iris", password="three grey herons", role="editor")
    with staff.browser() as client:
        client.post(SIGN_IN, data={"name": "iris", "password": "three grey herons"})
        token = re.search(r'name="form_token" value="(\w+)"', client.get("/staff/account").text)
        form = {"form_token": token.group(1), "password": "four grey herons"}
        old = client.cookies["staff_session"]
        assert client.post("/staff/account", data={**form, "present": "wrong"}).status_code == 422
        SignIn(*open_accounts(staff)).forgive("iris")
        client.headers["X-Forwarded-For"] = "203.0.113.200"  # the address has to wait as well
        weak = {**form, "present": "three grey herons", "password": "short"}
        assert client.post("/staff/account", data=weak).status_code == 422
        right = {**form, "present": "three grey herons"}
        changed = client.post("/staff/account", data=right)
        assert changed.headers["location"].endswith("?done=users.saved")
        assert client.cookies["staff_session"] != old
        assert client.get("/staff").status_code == 200
    with staff.browser() as thief:
        assert thief.get("/staff", headers={"Cookie": f"staff_session={old}"}).status_code == 303
    admin.post("/users", step="remove", name="iris")


@pytest.mark.figure
def test_every_answer_has_the_security_headers(staff, sign_in, reliability):
    visitor = sign_in("ada")
    paths = ("", "/sign-in", "/nowhere", "/audit.csv", "/assets/staff.js", "/users")
    for path in paths:
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "script-src 'self';" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert path.startswith("/assets") or headers["cache-control"] == "no-store"
    reliability.row(
        48,
        fault="security headers of the staff page",
        how=f"{len(paths)} pages, downloads and refusals: content policy without `unsafe`, "
        "no frames, no sniffing, no referrer, not stored; HSTS and a secure cookie behind TLS",
        expected="every one on every answer",
        figure=f"missing 0 in {len(paths)} answers",
    )


def test_no_page_needs_a_script_or_a_style_of_its_own(sign_in):
    visitor = sign_in("ada")
    for path in ("", "/add", "/audit", "/users", "/account"):
        page = visitor.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", page), path


def test_a_body_over_the_limit_is_refused_announced_or_not(staff, sign_in):
    visitor = sign_in("ada")
    body = b"form_token=" + b"x" * FORM_BYTES
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    announced = visitor.client.post("/staff/users", content=body, headers=kind)
    pieces = (body[i : i + 9_999] for i in range(0, len(body), 9_999))
    streamed = visitor.client.post("/staff/users", content=pieces, headers=kind)
    assert (announced.status_code, streamed.status_code) == (413, 413)
    with staff.browser() as stranger:
        assert stranger.post("/staff/upload", content=b"x" * 1_000_000).status_code == 401


def test_so_many_requests_a_minute_and_no_more(staff):
    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("")(scope, receive, send)

    async def statuses(door: StaffDoor, client: str, count: int) -> list[int]:
        transport = httpx.ASGITransport(door, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=staff.address) as browser:
            return [(await browser.get("/staff/assets/x")).status_code for _ in range(count)]

    sessions = StaffSessions(StaffStore(staff.data_dir))
    door = StaffDoor(nothing, sessions=sessions, upload_bytes=1)
    assert asyncio.run(statuses(door, "192.0.2.1", MOST_REQUESTS)) == [200] * MOST_REQUESTS
    assert asyncio.run(statuses(door, "192.0.2.1", 2)) == [429, 429]
    assert asyncio.run(statuses(door, "192.0.2.2", 1)) == [200]


@pytest.mark.figure
def test_many_wrong_passwords_over_http(staff, reliability):
    """From fifty addresses, as fast as they go, for a name that exists and one that does not.

    A thousand of them within an hour: tests/staff/test_accounts.py.
    """
    looked_at, started = {"ada": 0, "nobody": 0}, time.monotonic()
    with staff.browser() as client:
        for number in range(200):
            name = ("ada", "nobody")[number % 2]
            form = {"name": name, "password": f"wrong {number}"}
            sender = {"X-Forwarded-For": f"203.0.113.{number % 50}"}
            answer = client.post(SIGN_IN, data=form, headers=sender)
            assert answer.status_code in (401, 429)
            looked_at[name] += answer.status_code == 401
    minutes = (time.monotonic() - started) / 60
    sys.stdout.write(f"200 wrong passwords in {minutes:.1f} min, looked at: {looked_at}\n")
    assert max(looked_at.values()) <= 5
    reliability.row(
        44,
        fault="wrong passwords as fast as they go, over HTTP",
        how="200 from 50 addresses, half of them for a name that does not exist",
        expected="at most 5 a name are looked at; both names are answered alike",
        figure=f"looked at {looked_at['ada']} for the account, {looked_at['nobody']} for none",
    )
    SignIn(*open_accounts(staff)).forgive("ada")


def test_the_answer_does_not_tell_whether_an_account_exists(staff):
    answers = []
    for name in ("edgar", "nobody-of-this-name"):
        with staff.browser() as client:
            page = client.post(SIGN_IN, data={"name": name, "password": "wrong"})
            answers.append((page.status_code, page.text))
    assert answers[0] == answers[1]
    SignIn(*open_accounts(staff)).forgive("edgar")


def open_accounts(staff):
    store = StaffStore(staff.data_dir)
    return store, Accounts(store), StaffSessions(store)


@pytest.mark.parametrize("path", ["/upload", "/gradio_api/upload", "/", "/feedback", "/passage"])
def test_the_public_page_takes_no_file(staff, path):
    before = staff.assistant.catalogue.known()
    with staff.browser() as stranger:
        sent = stranger.post(path, files={"files": ("a.md", b"# A file\n\nIts text.\n")})
        assert sent.status_code in (403, 404, 405, 422)
    assert staff.assistant.catalogue.known() == before
    assert 'type="file"' not in stranger_page(staff)


def stranger_page(staff) -> str:
    with staff.browser() as stranger:
        return stranger.get("/").text + stranger.get("/page/chat_page.js").text
