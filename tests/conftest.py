"""Fixtures of all tests: settings with a data folder of their own, and the packaged model."""

import os
from pathlib import Path

import pytest

from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.packaged_model import unpack

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
