"""An assistant over two invented documents, one hostile, and its web application."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import ui
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.preparation import Preparation
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

ATTACK = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>"

DOCUMENTS = {
    "aurora.fr.md": "---\ntitle: Règlement du Passeport Aurore (inventé)\nlanguage: fr\n"
    "programme: Passeport Aurore\nsource: https://example.org/aurore\n"
    "source_kind: invented\n---\n\n"
    "# Passeport Aurore\n\nLe Passeport Aurore offre douze mois d’hébergement aux lauréats.\n\n"
    f"## Notes\n\nTexte piégé : {ATTACK}\n",
    "aurora.en.md": "---\ntitle: Rules of the Aurora Pass (invented)\nlanguage: en\n"
    "programme: Aurora Pass\nsource: https://example.org/aurora\nsource_kind: invented\n---\n\n"
    "# Aurora Pass\n\nThe Aurora Pass gives the winners twelve months of bench space.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Assistant]:
    """An assistant over two invented documents, one of them hostile."""
    folder = tmp_path_factory.mktemp("ui")
    (folder / "models").symlink_to(models_dir, target_is_directory=True)
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_text(text, "utf-8")
    index = IndexConfig(data_dir=folder, corpus_dir=corpus)
    assistant = Assistant(AssistantConfig(index=index))
    report = ingest_paths(
        [corpus], config=index, catalogue=assistant.catalogue, embedder=assistant.embedder
    )
    assert not report.refused
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def preparation(assistant: Assistant) -> Preparation:
    preparation = Preparation(lambda: ui.prepare(assistant, index=False))
    preparation.start(lambda error: None)
    assert preparation.assistant(120) is assistant
    return preparation


@pytest.fixture(scope="module")
def browser(assistant: Assistant, preparation: Preparation) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        # Outside a running loop Gradio makes loops that it never closes.
        return ui.build_application(
            assistant, preparation, ui.keep_questions(assistant, preparation)
        )

    application = asyncio.run(build())
    with TestClient(application) as client:
        yield client
