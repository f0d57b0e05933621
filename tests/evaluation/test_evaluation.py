"""A small set through the real chunker, model and retriever, and what a broken one looks like."""

import json

import pytest

from assistant.evaluation.comparison import compare
from assistant.evaluation.datasets import EvaluationDataError
from assistant.evaluation.evaluation import Plan, run_evaluation
from assistant.evaluation.figures import missed
from assistant.evaluation.rankers import RankedChunk, make_ranker, rank_documents
from assistant.evaluation.runs import read_run

GATE = {"at_least": {"ndcg@10": 0.8, "directions/fr->en/mrr@10": 0.6}}


def silent(what: str, done: int, total: int) -> None:
    assert 0 < done <= total, what


def reversed_ranker(name, dataset, assistant, progress):
    rank = make_ranker(name, dataset, assistant, progress)
    return lambda query: list(reversed(rank(query)))


@pytest.fixture(scope="module")
def run(beir_folder, settings, tmp_path_factory):
    plan = Plan(data=(beir_folder,), retrievers=("hybrid", "dense", "bm25"))
    return run_evaluation(plan, settings, tmp_path_factory.mktemp("run"), progress=silent)


@pytest.fixture(scope="module")
def broken_run(beir_folder, settings, tmp_path_factory, run):
    plan = Plan(data=(beir_folder,), answers=False)
    folder = tmp_path_factory.mktemp("broken")
    return run_evaluation(plan, settings, folder, progress=silent, make=reversed_ranker)


def test_a_working_retriever_passes_the_gate(run):
    assert missed(run.figures, GATE) == []
    assert run.figures["ndcg@10"] > 0.8


def test_a_broken_retriever_misses_the_gate(broken_run):
    problems = missed(broken_run.figures, GATE)
    assert [problem.split()[0] for problem in problems] == list(GATE["at_least"])


def test_the_gate_lies_between_a_working_and_a_broken_retriever(run, broken_run):
    for path, least in GATE["at_least"].items():
        working, broken = run.figures, broken_run.figures
        for part in path.split("/"):
            working, broken = working[part], broken[part]
        assert broken < least - 0.1 < least <= working


def test_a_figure_that_is_not_there_misses_the_gate(run):
    assert missed(run.figures, {"at_least": {"no_such_figure": 0.0}})
    assert missed({"ndcg@10": float("nan")}, {"at_least": {"ndcg@10": 0.0}})
    assert missed({"auc": float("nan")}, {"at_most": {"auc": 1.0}})
    assert missed(run.figures, {"at_most": {"false_answer_rate": -0.1}})


def test_every_direction_and_relevance_file_is_reported(run):
    directions = run.figures["directions"]
    assert set(directions) == {"en->en", "en->fr", "fr->en", "fr->fr"}
    # searched among five documents of one language, the only relevant one is always found
    assert all(figures["recall@5"] == 1.0 for figures in directions.values())
    assert run.figures["variants"]["cross"]["questions"] == 2


def test_overall_figures_are_numbers_within_their_intervals(run):
    for name in ("ndcg@10", "recall@5", "recall@10", "mrr@10", "answer_in_3_sentences", "auc"):
        low, high = run.figures["intervals"][name]
        assert 0 <= low <= run.figures[name] <= high <= 1, name


def test_answers_and_answerability_are_measured(run):
    figures = run.figures
    assert figures["answer_in_1_sentence"] <= figures["answer_in_2_sentences"]
    assert figures["answer_in_2_sentences"] <= figures["answer_in_3_sentences"]
    assert figures["auc"] > 0.5
    labelled = [row for row in run.rows if row.get("answerable") is not None]
    assert len(labelled) == 6
    refused = [row for row in labelled if row["answerable"] and row["status"] == "not_stated"]
    assert figures["false_refusal_rate"] == pytest.approx(len(refused) / 4)


def test_baselines_stand_beside_the_assistant(run):
    assert set(run.figures["baselines"]) == {"dense", "bm25"}
    assert run.figures["baselines"]["dense"]["ndcg@10"] > 0.5
    assert run.figures["baselines"]["bm25"]["ndcg@10"] > 0.5
    answered = {row["retriever"] for row in run.rows if "status" in row}
    assert answered == {"hybrid"}


def test_the_gains_are_those_over_each_baseline_question_by_question(run):
    gains = run.figures["gains"]
    assert set(gains) == {"dense", "bm25"}
    for name, gain in gains.items():
        of = run.figures["baselines"][name]["ndcg@10"]
        assert gain["ndcg@10"] == pytest.approx(run.figures["ndcg@10"] - of, abs=2e-4)
        assert gain["interval"][0] <= gain["ndcg@10"] <= gain["interval"][1]
        assert 0 < gain["p_value"] <= 1


def test_a_set_without_judgements_is_not_ranked_by_the_baselines(beir_folder, settings, tmp_path):
    copy = tmp_path / "invented"
    copy.mkdir()
    for path in beir_folder.glob("*.jsonl"):
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n", encoding="utf-8")
    plan = Plan(data=(copy,), retrievers=("hybrid", "dense", "quickstart"))
    figures = run_evaluation(plan, settings, tmp_path / "run", progress=silent).figures
    assert "ndcg@10" not in figures
    assert "baselines" not in figures
    assert figures["auc"] > 0.5


def test_steps_are_reported_with_the_set_that_they_belong_to(beir_folder, settings, tmp_path):
    copy = tmp_path / "copied"
    copy.mkdir()
    for path in beir_folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    heard = {}
    plan = Plan(data=(copy, beir_folder), retrievers=("hybrid", "bm25"), answers=False, limit=2)
    run_evaluation(
        plan,
        settings,
        tmp_path / "run",
        progress=lambda what, *counts: heard.update({what: counts}),
    )
    steps = [name for name in heard if "embedded" not in name]
    assert steps == [
        "1/2 copied: hybrid",
        "1/2 copied: bm25",
        "2/2 invented: hybrid",
        "2/2 invented: bm25",
    ]
    assert set(heard.values()) >= {(2, 2)}


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_computed(
    beir_folder, settings, tmp_path
):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    plan = Plan(data=(beir_folder,), limit=1)
    with pytest.raises(EvaluationDataError, match="cannot be written"):
        run_evaluation(plan, settings, tmp_path / "file" / "run", progress=pytest.fail)


def test_the_conversation_is_used_by_the_assistant_alone(run):
    ranks = {
        row["retriever"]: row["ranking"].index("rent-en")
        for row in run.rows
        if row["id"] == "q-more-en"
    }
    assert ranks["hybrid"] <= 1


def test_a_run_can_be_read_again(run):
    again = read_run(run.folder)
    assert again.rows == run.rows
    assert again.figures == run.figures
    assert again.config["data"]["invented"] == run.config["data"]["invented"]
    assert len(again.config["git_commit"]) >= 40
    names = {path.name for path in run.folder.iterdir()}
    assert {"config.json", "generated.jsonl", "aggregate.json"} <= names


def test_the_same_run_twice_gives_the_same_rows(run, beir_folder, settings, tmp_path):
    plan = Plan(data=(beir_folder,), retrievers=("hybrid", "dense", "bm25"))
    again = run_evaluation(plan, settings, tmp_path, progress=silent)
    assert [without_times(row) for row in again.rows] == [without_times(row) for row in run.rows]
    figures = [without_times(r.figures) for r in (run, again)]
    assert json.dumps(figures[0]) == json.dumps(figures[1])


def without_times(values):
    return {
        key: value for key, value in values.items() if not key.startswith(("timings", "latency"))
    }


def test_a_comparison_shows_what_got_worse(run, broken_run):
    comparison = compare(run, broken_run)
    ndcg = next(change for change in comparison.figures if change.name == "ndcg@10")
    assert ndcg.questions == 7
    assert ndcg.second < ndcg.first
    assert ndcg.worse == 7
    assert ndcg.high < 0
    assert ndcg.p_value < 0.05
    assert comparison.questions[0].by < 0
    assert len({change.id for change in comparison.questions}) == len(comparison.questions) == 7


def test_a_run_compared_with_itself_shows_nothing(run):
    comparison = compare(run, run)
    assert comparison.questions == ()
    assert {change.p_value for change in comparison.figures} == {1.0}


def test_documents_are_ranked_by_their_best_chunk_or_by_several():
    chunks = [
        RankedChunk(*values, "") for values in (("a", 3.0), ("b", 2.9), ("b", 2.8), ("c", 1.0))
    ]
    assert [document.id for document in rank_documents(chunks, count=1)] == ["a", "b", "c"]
    assert [document.id for document in rank_documents(chunks, count=2)] == ["b", "a", "c"]
    assert rank_documents([]) == []
