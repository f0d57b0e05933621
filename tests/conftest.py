"""Fixtures of all tests: settings with a data folder of their own, and the packaged model."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.packaged_model import unpack

SKIPPED = pytest.StashKey[list[str]]()
PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Folder of the unpacked model, kept between runs: it is checked by hash at every use."""
    folder = PROJECT / ".data" / "models"
    unpack(folder)
    return folder


@pytest.fixture
def config(tmp_path: Path, models_dir: Path) -> IndexConfig:
    """Settings whose data folder is new and empty, but for the model that all tests share."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    return IndexConfig(data_dir=data_dir, corpus_dir=tmp_path / "corpus")


@pytest.fixture(scope="session")
def embedder(models_dir: Path) -> Embedder:
    """The packaged model, loaded once for all tests."""
    return Embedder(IndexConfig(data_dir=models_dir.parent))


def pytest_configure(config: pytest.Config) -> None:
    """Remember what is skipped: on the build machine a skipped test is a failed one."""
    config.stash[SKIPPED] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Collect the skipped tests."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        item.config.stash[SKIPPED].append(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run in CI when anything was skipped."""
    if os.environ.get("CI") and session.config.stash[SKIPPED]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
