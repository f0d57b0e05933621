"""PDF files are kept byte for byte while their document is in use, and not a day longer."""

import sqlite3
from dataclasses import replace

import pytest
from made_documents import made_document, made_vectors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest import prepare
from ingest.catalogue import Catalogue
from ingest.pipeline import ingest_paths

TEXTS = {
    "fr": "Le ticket d'or inventé dure douze mois à {place}.",
    "en": "The invented golden ticket lasts twelve months in {place}.",
}


@pytest.fixture
def catalogue(config):
    opened = Catalogue(config)
    yield opened
    opened.close()


@pytest.fixture
def add(config, catalogue, embedder, tmp_path):
    """Writes a PDF of one sentence and takes it in; gives its id and its bytes."""

    def write_and_add(language, place):
        path = tmp_path / f"ticket.{language}.pdf"
        style = getSampleStyleSheet()["BodyText"]
        SimpleDocTemplate(str(path), invariant=1).build(
            [Paragraph(TEXTS[language].format(place=place), style)]
        )
        report = ingest_paths([path], config=config, catalogue=catalogue, embedder=embedder)
        assert not report.refused
        return f"ticket-{language}-pdf", path.read_bytes()

    return write_and_add


def kept_rows(config):
    with sqlite3.connect(config.catalogue_path) as connection:
        (count,) = connection.execute("SELECT count(*) FROM originals").fetchone()
    connection.close()
    return count


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_follows_its_document(config, catalogue, add, language):
    document, paris = add(language, "Paris")
    assert catalogue.originals.read(document) == paris
    _, lyon = add(language, "Lyon")
    assert catalogue.originals.read(document) == lyon != paris
    assert kept_rows(config) == 1
    catalogue.withdraw(document)
    assert catalogue.originals.read(document) == b""
    assert kept_rows(config) == 0
    add(language, "Lyon")
    assert catalogue.originals.read(document) == lyon
    catalogue.erase(document)
    assert kept_rows(config) == 0
    remains = [path for path in config.data_dir.glob("catalogue*") if lyon in path.read_bytes()]
    assert remains == []


def test_other_files_are_not_kept(config, catalogue, embedder, tmp_path):
    (tmp_path / "sheet.en.md").write_text(TEXTS["en"].format(place="Boston"))
    ingest_paths([tmp_path / "sheet.en.md"], config=config, catalogue=catalogue, embedder=embedder)
    assert catalogue.originals.read("sheet-en-md") == b""
    assert kept_rows(config) == 0


def test_a_catalogue_made_before_files_were_kept_is_completed(config, catalogue, add):
    document, data = add("en", "Paris")
    with sqlite3.connect(config.catalogue_path) as connection:
        connection.execute("DELETE FROM originals")
    connection.close()
    change = catalogue.change()
    add("en", "Paris")
    assert catalogue.originals.read(document) == data
    assert catalogue.change() == change


def test_a_file_changed_while_it_was_read_is_not_kept_under_the_other_text(
    config, catalogue, embedder, tmp_path, monkeypatch
):
    path = tmp_path / "ticket.en.pdf"
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(str(path)).build([Paragraph(TEXTS["en"].format(place="Paris"), style)])

    load = prepare.load

    def load_and_change(found, settings):
        document = load(found, settings)
        with path.open("ab") as file:
            file.write(b"\n% another version")
        return document

    monkeypatch.setattr(prepare, "load", load_and_change)
    ingest_paths([path], config=config, catalogue=catalogue, embedder=embedder)
    assert "Paris" in catalogue.text("ticket-en-pdf")
    assert catalogue.originals.read("ticket-en-pdf") == b""


def test_the_original_and_the_text_are_one_transaction(catalogue, monkeypatch):
    catalogue.set_model("invented-model", chunker="1", passages={}, change=0)
    document, chunks = made_document("a.pdf")
    monkeypatch.setattr("ingest.catalogue.replace_chunks", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        catalogue.store(
            replace(document, original=b"%PDF-1.7 invented"),
            chunks,
            made_vectors(chunks),
            source_path="/a.pdf",
        )
    assert catalogue.documents() == []
    assert catalogue.originals.read("a-pdf") == b""
