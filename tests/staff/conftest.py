"""The whole web application in a server on loopback, with two staff accounts."""

import asyncio
import itertools
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from uvicorn import Config, Server

import ui
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.preparation import Preparation
from ingest.accounts import Accounts
from ingest.config import IndexConfig
from ingest.sign_in import SignIn
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore

# In a process of its own: one that closes a file of the running server frees the server's locks.
SCAN = """
import json, pathlib, sys
needles = [bytes.fromhex(needle) for needle in json.load(sys.stdin)]
found = set()
for path in pathlib.Path(sys.argv[1]).rglob("*"):
    if path.is_file() and "models" not in path.parts:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue  # the index is renewed meanwhile
        found |= {number for number, needle in enumerate(needles) if needle in data}
print(json.dumps(sorted(found)))
"""

PASSWORDS = {"ada": "twelve green apples", "edgar": "a bicycle in the rain"}


@dataclass
class Staff:
    """A server of chat and staff page; `data_dir` holds its documents and accounts."""

    address: str
    data_dir: Path
    assistant: Assistant

    def held(self, needles: list[bytes]) -> set[int]:
        """The numbers of the needles that some file of the data folder holds, models aside."""
        command = [sys.executable, "-c", SCAN, str(self.data_dir)]
        asked = json.dumps([needle.hex() for needle in needles])
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
        return set(json.loads(done.stdout))

    def browser(self, origin: str = "") -> httpx.Client:
        """A visitor from an address of its own, so that tests do not lock each other out."""
        own = {
            "Origin": origin or self.address,
            "Accept": "text/html",
            "Accept-Language": "en",
            "X-Forwarded-For": f"198.51.100.{next(ADDRESSES) % 250}",
        }
        return httpx.Client(base_url=self.address, headers=own, timeout=60)


ADDRESSES = itertools.count(1)


@dataclass
class Visitor:
    """A browser that is signed in, and the token of its forms."""

    client: httpx.Client
    token: str

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"/staff{path}")

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.client.post(f"/staff{path}", data={"form_token": self.token, **fields})

    def upload(self, path: str, files: dict[str, bytes]) -> dict[str, object]:
        """What became of the files, by their names."""
        headers = {"Accept": "application/json", "X-Form-Token": self.token}
        sent = [("files", file) for file in files.items()]
        started = self.client.post(f"/staff{path}", headers=headers, files=sent)
        assert started.status_code == 202, started.text
        while True:
            state = self.client.get(f"/staff/uploads/{started.json()['upload']}", headers=headers)
            if state.json()["finished"]:
                return dict(state.json())
            time.sleep(0.1)


@pytest.fixture(scope="session")
def staff(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Staff]:
    data_dir = tmp_path_factory.mktemp("staff")
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    accounts = Accounts(StaffStore(data_dir))
    accounts.add("ada", password=PASSWORDS["ada"], role="admin")
    accounts.add("edgar", password=PASSWORDS["edgar"], role="editor")
    index = IndexConfig(data_dir=data_dir, corpus_dir=data_dir / "corpus")
    assistant = Assistant(AssistantConfig(index=index))
    preparation = Preparation(lambda: ui.prepare(assistant, index=False))
    preparation.start(lambda error: None)
    assert preparation.assistant(900) is assistant
    listener = socket.create_server(("127.0.0.1", 0))
    server: list[Server] = []

    async def serve() -> None:
        # Outside a running loop Gradio makes loops that it never closes.
        application = ui.build_application(
            assistant, preparation, ui.keep_questions(assistant, preparation)
        )
        server.append(Server(Config(application, log_level="warning", access_log=False)))
        await server[0].serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not (server and server[0].started):
        time.sleep(0.05)
    yield Staff(f"http://127.0.0.1:{listener.getsockname()[1]}", data_dir, assistant)
    server[0].should_exit = True
    thread.join()
    assistant.close()


@pytest.fixture
def sign_in(staff: Staff) -> Iterator[Callable[[str], Visitor]]:
    """Opens a browser that is signed in under this name."""
    clients: list[httpx.Client] = []

    def enter(name: str) -> Visitor:
        client = staff.browser()
        clients.append(client)
        form = {"name": name, "password": PASSWORDS[name]}
        assert client.post("/staff/sign-in", data=form).headers["location"] == "/staff"
        page = client.get("/staff/account").text
        found = re.search(r'name="form_token" value="(\w+)"', page)
        assert found
        return Visitor(client, found.group(1))

    yield enter
    for client in clients:
        client.close()


class Clock:
    """Seconds since 1970 that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> StaffStore:
    return StaffStore(tmp_path)


@pytest.fixture
def accounts(store: StaffStore) -> Accounts:
    """One account, its hashes cheap: what they cost is tested apart."""
    accounts = Accounts(store, hasher=PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts.add("ada", password=PASSWORDS["ada"], role="admin")
    return accounts


@pytest.fixture
def sessions(store: StaffStore, clock: Clock) -> StaffSessions:
    return StaffSessions(store, clock=clock)


@pytest.fixture
def door(store: StaffStore, accounts: Accounts, sessions: StaffSessions, clock: Clock) -> SignIn:
    return SignIn(store, accounts, sessions, clock=clock)
