"""The processes and the small corpora that the tests of faults share."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from children import Children
from work import State, make_base


@pytest.fixture(scope="session")
def children() -> Children:
    """Starts child processes whose file operations can be made to fail."""
    return Children()


@pytest.fixture(scope="session")
def base(children: Children, tmp_path_factory) -> tuple[Path, State]:
    """A closed corpus to copy, and the versions of its documents."""
    folder = tmp_path_factory.mktemp("base") / "data"
    return folder, children.run(make_base, folder)


@pytest.fixture
def fresh(base: tuple[Path, State], tmp_path: Path) -> Callable[[], tuple[Path, State]]:
    """Puts a copy of the base in the place of the last one."""

    def copy() -> tuple[Path, State]:
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        shutil.copytree(base[0], tmp_path / "data")
        return tmp_path / "data", base[1]

    return copy


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 12 MiB, its size to be changed; needs the rights of root."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def resize(megabytes: int, *, first: bool = False) -> Path:
        options = f"size={megabytes}m" if first else f"remount,size={megabytes}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
        return folder

    resize(12, first=True)
    yield resize
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server on loopback, and the requests that reached it."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            heard.append(connection.recv(500))
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    listener.close()
