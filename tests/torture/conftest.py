"""The processes and the small corpora that the tests of faults share."""

import shutil
from collections.abc import Callable
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
