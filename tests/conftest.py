"""Fixtures of all tests: settings with a data folder of their own, and the packaged model."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from kept_figures import Reliability

from ingest.catalogue import Catalogue
from ingest.chunking import CHUNKER_VERSION
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.packaged_model import unpack
from ingest.pipeline import ingest_paths
from ingest.schema import SCHEMA_VERSION

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
def demonstration(models_dir: Path, embedder: Embedder) -> Callable[[Path], None]:
    """Fills a data folder with the demonstration corpus, which is read once for all processes.

    It is kept between runs, as long as corpus, chunks, tables and model are the same.
    """
    seal = hashlib.sha256(f"{CHUNKER_VERSION} {SCHEMA_VERSION} {embedder.model_id}".encode())
    for path in sorted(CORPUS.iterdir()):
        seal.update(path.name.encode() + path.read_bytes())
    kept = models_dir.parent / "tests"
    kept.mkdir(exist_ok=True)
    made = kept / seal.hexdigest()[:16]
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            filling = Path(tempfile.mkdtemp(dir=kept))
            _take_in_the_corpus(filling, embedder)
            filling.rename(made)

    def fill(data_dir: Path) -> None:
        shutil.copytree(made, data_dir, dirs_exist_ok=True)
        (data_dir / "models").symlink_to(models_dir, target_is_directory=True)

    return fill


def _take_in_the_corpus(folder: Path, embedder: Embedder) -> None:
    config = IndexConfig(data_dir=folder, corpus_dir=CORPUS)
    catalogue = Catalogue(config)
    report = ingest_paths([CORPUS], config=config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    assert not report.refused


@pytest.fixture
def reliability(request: pytest.FixtureRequest) -> Reliability:
    """Keeps the figures of tests with the mark `torture`, `soak` or `figure`."""
    node = request.node
    marked = any(node.get_closest_marker(name) for name in ("torture", "soak", "figure"))
    return Reliability(node.nodeid, kept=marked)


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
