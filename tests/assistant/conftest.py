from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
TODAY = date(2026, 11, 22)


def fill(index_config, embedder, paths):
    catalogue = Catalogue(index_config)
    report = ingest_paths(paths, config=index_config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    assert not report.refused
    return report


@pytest.fixture(scope="session")
def assistant(tmp_path_factory, demonstration):
    """The assistant over the whole demonstration corpus, on a fixed day."""
    data_dir = tmp_path_factory.mktemp("demonstration")
    demonstration(data_dir)
    index_config = IndexConfig(data_dir=data_dir, corpus_dir=CORPUS)
    assistant = Assistant(AssistantConfig(index=index_config), today=lambda: TODAY)
    yield assistant
    assistant.close()


@pytest.fixture
def small(config, embedder, tmp_path):
    """Makes an assistant over sheets written by the test: `small({"a.md": text}, day)`."""
    opened = []

    def make(sheets, day=TODAY):
        folder = tmp_path / "sheets"
        folder.mkdir(exist_ok=True)
        for name, text in sheets.items():
            (folder / name).write_text(text, encoding="utf-8")
        if sheets:
            fill(config, embedder, [folder])
        assistant = Assistant(AssistantConfig(index=config), today=lambda: day)
        opened.append(assistant)
        return assistant

    yield make
    for assistant in opened:
        assistant.close()
