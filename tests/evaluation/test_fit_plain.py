"""Examples for the signals of plain documents: labelled questions, or the same without answer."""

import json
import shutil

from assistant.evaluation.fit_plain import read_examples


def test_labelled_questions_are_one_example_each(beir_folder, embedder, settings):
    signals, answered = read_examples(beir_folder, embedder, settings)
    assert signals.shape == (len(answered), 3)
    assert {True, False} == set(answered)
    assert len(answered) <= len((beir_folder / "queries.jsonl").read_text("utf-8").splitlines())


def test_without_labels_the_documents_with_the_answer_are_taken_away(
    beir_folder, embedder, settings, tmp_path
):
    folder = tmp_path / "unlabelled"
    shutil.copytree(beir_folder, folder)
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines()]
    kept = [query for query in queries if query["metadata"].get("answers")]
    for query in kept:
        query["metadata"].pop("answerable", None)
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, kept)) + "\n")

    signals, answered = read_examples(folder, embedder, settings)

    assert len(answered) == 2 * len(kept)
    (with_it, without) = (signals[[label is own for label in answered]] for own in (True, False))
    assert (with_it.mean(axis=0) > without.mean(axis=0)).all()
