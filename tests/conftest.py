"""Fixtures of all tests: settings with a data folder of their own, and the packaged model."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.packaged_model import unpack
from ingest.pipeline import ingest_paths

PROJECT = Path(__file__).parent.parent
CORPUS = PROJECT / "corpus" / "documents"


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


@pytest.fixture(scope="session")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, models_dir: Path, embedder: Embedder
) -> Callable[[Path], None]:
    """Fills a data folder with the demonstration corpus, which is read once for all processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, filling = shared / "demonstration", shared / "demonstration.filling"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(filling, ignore_errors=True)
            _take_in_the_corpus(filling, embedder)
            filling.rename(made)

    def fill(data_dir: Path) -> None:
        shutil.copytree(made, data_dir, dirs_exist_ok=True)
        (data_dir / "models").symlink_to(models_dir, target_is_directory=True)

    return fill


def _take_in_the_corpus(folder: Path, embedder: Embedder) -> None:
    folder.mkdir()
    config = IndexConfig(data_dir=folder, corpus_dir=CORPUS)
    catalogue = Catalogue(config)
    report = ingest_paths([CORPUS], config=config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    assert not report.refused


class SkippedTests:
    """Collects the skipped tests of all processes: on the build machine they have failed."""

    def __init__(self) -> None:
        """Begin with none."""
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a test that was skipped, not one that is expected to fail."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.names.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run in CI when anything was skipped."""
        if os.environ.get("CI") and self.names:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skipped tests."""
    config.pluginmanager.register(SkippedTests())
