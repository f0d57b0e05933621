"""The benchmark makes corpora that the pipeline takes, and shows all that it measured."""

import re
from itertools import islice

import numpy as np
import pytest

from assistant.evaluation import bench_growth
from assistant.evaluation.bench_corpus import Material, made_document, new_questions, write_sheet
from assistant.evaluation.bench_report import PLOTS, write_bench_report
from assistant.evaluation.bench_timing import QUESTIONS, asked, spread
from ingest.catalogue import Catalogue
from ingest.index import ChunkIndex
from ingest.language import detect_language

# Invented.
SENTENCES = {
    "fr": [
        f"Le jury numéro {n} du programme Orme se réunit à Nantes le {n} mars chaque année."
        for n in range(1, 30)
    ],
    "en": [
        f"Jury number {n} of the Elm programme meets in Nantes on {n} March of every year."
        for n in range(1, 30)
    ],
}
MATERIAL = Material(
    SENTENCES,
    {"fr": ["Jury", "Durée"], "en": ["Jury", "Duration"]},
    np.eye(30, 384, dtype=np.float32),
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_made_sheet_is_written_the_same_again_and_hardly_repeats_itself(tmp_path, language):
    number = ["fr", "en"].index(language)
    text = write_sheet(tmp_path, number, MATERIAL).read_text("utf-8")
    assert write_sheet(tmp_path, number, MATERIAL).read_text("utf-8") == text
    assert f"language: {language}\n" in text
    sentences = re.findall(r"(?:Le jury|Jury number)[^.]*\.", text)
    assert len(set(sentences)) > 0.8 * len(sentences) > 50


@pytest.mark.parametrize("number", [0, 1])
def test_a_document_made_without_the_model_is_one_that_the_catalogue_takes(number):
    document, chunks, vectors = made_document(number, MATERIAL)
    assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert vectors.shape == (len(chunks), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    again, _, same = made_document(number, MATERIAL)
    assert again == document
    assert np.array_equal(vectors, same)
    assert made_document(number, MATERIAL, version=2)[0].content_hash != document.content_hash


def test_questions_are_new_and_in_both_languages():
    questions = list(islice(new_questions(MATERIAL, ["Orme"], seed=1), 40))
    assert len(set(questions)) == 40
    assert [detect_language(question) for question in questions[:2]] == ["fr", "en"]
    assert len(list(asked())) == len(QUESTIONS["fr"]) + len(QUESTIONS["en"])


def test_times_are_given_in_milliseconds():
    assert spread("x", [0.001, 0.002, 0.003]) == pytest.approx({"x_p50_ms": 2, "x_p95_ms": 2.9})


def test_a_corpus_grows_to_its_size_and_is_measured(config, embedder, monkeypatch):
    monkeypatch.setattr(bench_growth, "REAL_CHUNKS", 40)
    monkeypatch.setattr(bench_growth, "SEARCHES", 10)
    monkeypatch.setattr(bench_growth, "ANSWERS", 2)
    monkeypatch.setattr(bench_growth, "UPDATES", 2)
    sheets = config.model_copy(update={"corpus_dir": config.data_dir / "sheets"})
    catalogue = Catalogue(sheets)
    real = bench_growth.grow(catalogue, embedder, MATERIAL, config=sheets, size=40)
    assert real["ingest_chunks_per_s"] > 0
    assert bench_growth.grow(catalogue, embedder, MATERIAL, config=sheets, size=250) == {}
    held = len(catalogue.snapshot().chunks)
    index = ChunkIndex(sheets, catalogue, model_id=embedder.model_id)
    assert index.rebuild()
    index.close()
    catalogue.close()
    found = bench_growth.measure_corpus(config.data_dir, started=0.0, answers=True)
    assert found["chunks"] == held >= 250
    assert {"read_s", "restart_s", "bm25_build_s", "bm25_update_ms", "update_ms"} <= set(found)
    assert found["retrieval_p50_ms"] <= found["retrieval_p95_ms"]
    assert {"retrieval_unread_p50_ms", "answer_unread_p50_ms", "read_ahead_s"} <= set(found)
    assert found["answer_p50_ms"] > found["retrieval_p50_ms"] > 0
    assert found["peak_mb"] >= found["rss_mb"] > 0


def test_the_page_shows_every_figure_and_needs_no_other_file(tmp_path):
    names = [name for drawn in PLOTS.values() for name in drawn]
    growth = [
        {"chunks": chunks, **{name: chunks / 7 + place for place, name in enumerate(names)}}
        for chunks in (1_000.0, 10_000.0)
    ]
    page = write_bench_report(tmp_path, {"ingest_ratio": 2.5}, growth).read_text("utf-8")
    assert page.count("<figure>") == len(PLOTS)
    for name in [*names, "ingest_ratio"]:
        assert f"<td>{name}</td>" in page
    assert "10,000 chunks" in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)
