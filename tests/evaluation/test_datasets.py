"""Reading evaluation sets, and saying clearly what is wrong with one."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.datasets import (
    EvaluationDataError,
    dataset_folders,
    read_dataset,
    read_expected_answers,
)

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions" / "questions.jsonl"


def test_a_beir_folder_is_read_with_all_its_labels(beir_folder):
    dataset = read_dataset(beir_folder)
    assert dataset.name == "invented"
    assert len(dataset.corpus) == 10
    assert dataset.languages["rent-fr"] == "fr"
    queries = {query.id: query for query in dataset.queries}
    assert queries["q-rent-fr"].answers == ("310 euros",)
    assert queries["q-none-en"].answerable is False
    assert queries["q-patent-en"].answerable is None
    assert [turn.role for turn in queries["q-more-en"].history] == ["user", "assistant"]
    assert dataset.relevance["q-jury-fr"] == {"jury-en": 1, "jury-fr": 1}
    assert dataset.variants["cross"]["q-rent-fr"] == {"rent-en": 1}


def test_a_limit_keeps_the_first_queries(beir_folder):
    assert len(read_dataset(beir_folder, limit=3).queries) == 3


def test_a_folder_of_sets_gives_each_of_them(beir_folder):
    assert dataset_folders(beir_folder) == [beir_folder]
    assert dataset_folders(beir_folder.parent) == [beir_folder]
    with pytest.raises(EvaluationDataError, match=r"holds no corpus\.jsonl"):
        dataset_folders(QUESTIONS.parent)


def broken(folder: Path, name: str, text: str) -> Path:
    row = json.dumps({"_id": "1", "text": "An invented text."})
    for file, content in {
        "corpus.jsonl": row,
        "queries.jsonl": row,
        "qrels.tsv": "a\tb\tc",
    }.items():
        (folder / file).write_text(content, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("corpus.jsonl", "{not json", "line 1: not JSON"),
        ("corpus.jsonl", '{"_id": "1"}', "text is missing"),
        ("corpus.jsonl", '{"_id": 1, "text": ""}\n{"_id": 1, "text": ""}', "is there twice"),
        ("qrels.tsv", "header\nq\td\tmuch", "line 2: three columns"),
        ("qrels.tsv", "header\nq d 1", "line 2: three columns"),
        ("qrels.tsv", "header\nq\tnowhere\t1", "names no document"),
        ("corpus.jsonl", '{"_id": "1", "text": null}', "line 1: not JSON of the expected form"),
        ("corpus.jsonl", "\n", "is empty"),
        ("queries.jsonl", "", "is empty"),
        ("queries.jsonl", '{"_id": "1", "text": "?", "metadata": 3}', "line 1: not JSON of"),
        ("queries.jsonl", '{"_id": "1", "text": "?", "metadata": {"answers": "a"}}', "a list"),
        ("queries.jsonl", '{"_id": "1", "text": "?", "metadata": {"answerable": 3}}', "true, f"),
        ("queries.jsonl", '{"_id": "1", "text": "?", "metadata": {"history": [{}]}}', "role is"),
    ],
)
def test_a_broken_line_is_named(tmp_path, name, text, said):
    with pytest.raises(EvaluationDataError, match=said) as caught:
        read_dataset(broken(tmp_path, name, text))
    assert name in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(EvaluationDataError, match=r"corpus\.jsonl cannot be read"):
        read_dataset(tmp_path)


def test_our_own_questions_are_read():
    questions = read_expected_answers(QUESTIONS)
    assert len(questions) >= 120
    assert {question.language for question in questions} == {"fr", "en", "mixed"}
    assert any(question.history for question in questions)
    assert all(question.status for question in questions)
