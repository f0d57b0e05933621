"""The command from its options to its exit code, and the pages that it leaves."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from made_cross_encoder import save_cross_encoder
from typer.testing import CliRunner

from assistant.evaluation.command import evaluate
from assistant.evaluation.subject import RestrictedRetriever

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(evaluate)


class Page(HTMLParser):
    """Collects addresses and checks that elements are closed in the order they were opened."""

    EMPTY = frozenset({"meta", "img", "br", "!doctype"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.images = 0

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action")]
        self.images += tag == "img"
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read_page(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == []
    return page


@pytest.fixture
def run_command(settings, monkeypatch):
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(settings.index.data_dir))

    def run(*options):
        return CliRunner().invoke(app, [str(option) for option in options])

    return run


@pytest.fixture
def gate(tmp_path):
    limits = {"at_least": {"ndcg@10": 0.8, "directions/fr->en/mrr@10": 0.6}}
    path = tmp_path / "gate.json"
    path.write_text(json.dumps(limits), encoding="utf-8")
    return path


@pytest.fixture
def break_retriever(monkeypatch):
    """Makes the retriever that the assistant uses put its worst passage first."""
    found = RestrictedRetriever.search

    def backwards(self, query, count=None, **options):
        hits = reversed(found(self, query, 200, **options))
        return [replace(hit, score=-hit.score) for hit in hits][: count or self.passages]

    return lambda: monkeypatch.setattr(RestrictedRetriever, "search", backwards)


def test_a_run_prints_json_last_writes_a_report_and_passes_or_misses_its_gate(
    run_command, beir_folder, gate, tmp_path, break_retriever
):
    folder = tmp_path / "run"
    done = run_command("--data", beir_folder, "--json", "--report", folder, "--gate", gate)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout.splitlines()[-1])
    for name in ("ndcg@10", "recall@5", "recall@10", "mrr@10", "answer_in_1_sentence", "auc"):
        assert isinstance(figures[name], float), name
    assert set(figures["directions"]) == {"en->en", "en->fr", "fr->en", "fr->fr"}
    page = read_page(folder / "report.html")
    assert page.images >= 3
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)

    break_retriever()
    options = ("--data", beir_folder, "--no-answers", "--report", tmp_path / "other")
    missed = run_command(*options, "--gate", gate)
    assert missed.exit_code == 1
    assert "Gate missed: ndcg@10" in missed.stderr
    assert "Gate missed: directions/fr->en/mrr@10" in missed.stderr
    assert "Gate missed" in (tmp_path / "other" / "report.html").read_text(encoding="utf-8")

    compared = run_command("--compare", folder, tmp_path / "other", "--json")
    assert compared.exit_code == 0, compared.output
    changes = json.loads(compared.stdout.splitlines()[-1])
    assert {change["name"] for change in changes["figures"]} >= {"ndcg@10", "recall@5"}
    assert read_page(tmp_path / "other" / "comparison.html").addresses == []
    in_words = run_command("--compare", folder, tmp_path / "other")
    assert "invented: ndcg@10" in in_words.stdout


@pytest.mark.parametrize(
    "options", [(), ("--data", "/nowhere", "--retriever", "oracle"), ("--limit", "-1")]
)
def test_wrong_usage_has_exit_code_two(run_command, options):
    assert run_command(*options).exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "{not json",
        "{}",
        "[]",
        '{"at_least": {}}',
        '{"at_least": {"ndcg@10": "much"}}',
        '{"at_least": {"ndcg@10": 0.5}, "at_mots": {"false_answer_rate": 0.1}}',
    ],
)
def test_a_gate_that_would_not_be_checked_whole_is_an_error(run_command, beir_folder, gate, text):
    gate.write_text(text, encoding="utf-8")
    done = run_command("--data", beir_folder, "--gate", gate)
    assert done.exit_code == 1
    assert str(gate) in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_what_cannot_be_read_is_said_in_one_sentence(run_command, tmp_path, monkeypatch):
    done = run_command("--data", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "nowhere holds no corpus.jsonl" in done.stderr
    compared = run_command("--compare", tmp_path, tmp_path)
    assert compared.exit_code == 1
    assert "is not the folder of a run" in compared.stderr
    monkeypatch.setenv("ASSISTANT_PASSAGES", "many")
    settings = run_command("--data", tmp_path)
    assert settings.exit_code == 2
    assert "ASSISTANT_PASSAGES" in settings.stderr


def test_one_bad_set_among_several_stops_the_run_before_anything_is_computed(
    run_command, beir_folder, tmp_path
):
    bad = tmp_path / "sets" / "bad"
    bad.mkdir(parents=True)
    for path in beir_folder.iterdir():
        (bad / path.name).write_bytes(path.read_bytes())
    (bad / "queries.jsonl").write_text('{"_id": "q", "text": "?", "metadata": 3}', "utf-8")
    done = run_command("--data", beir_folder, "--data", bad, "--report", tmp_path / "run")
    assert done.exit_code == 1
    assert "bad/queries.jsonl, line 1" in done.stderr
    assert "1/2" not in done.stderr
    assert not (tmp_path / "run").exists()


def test_all_retrievers_stand_beside_each_other_in_the_terminal(
    run_command, beir_folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    options = ("--data", beir_folder, "--retriever", "all", "--report", tmp_path / "run")
    done = run_command(*options)
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    table = [line.split() for line in done.stdout.splitlines()]
    assert ["hybrid", "dense", "bm25", "quickstart", "gain"] in table
    heads = [line[0] for line in table if line]
    for label in ("invented", "fr->en", "en->fr", "cross", "recall@5", "mrr@10", "auc"):
        assert label in heads
    assert "1/1 invented: quickstart" in done.stderr
    html = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert html.count("<summary>recall@5</summary>") == 1


def test_the_reranker_of_the_settings_orders_what_is_evaluated(
    run_command, beir_folder, tmp_path, monkeypatch
):
    options = ("--data", beir_folder, "--no-answers", "--json", "--report")
    plain = run_command(*options, tmp_path / "plain")
    reranker = save_cross_encoder(tmp_path / "tiny")
    monkeypatch.setenv("ASSISTANT_RERANKER", str(reranker))
    ordered = run_command(*options, tmp_path / "ordered")
    assert ordered.exit_code == 0, ordered.output
    figures = [json.loads(done.stdout.splitlines()[-1])["ndcg@10"] for done in (plain, ordered)]
    assert figures[1] < figures[0]  # its weights are random
    configs = [
        json.loads((tmp_path / name / "config.json").read_text(encoding="utf-8"))
        for name in ("plain", "ordered")
    ]
    assert configs[0]["reranker"] == configs[0]["settings"]["reranker"] == ""
    assert configs[1]["settings"]["reranker"] == str(reranker)
    assert configs[1]["reranker"].startswith("tiny-")
    page = (tmp_path / "ordered" / "report.html").read_text(encoding="utf-8")
    assert f"ordered by <code>{configs[1]['reranker']}</code>" in page

    monkeypatch.setenv("ASSISTANT_RERANKER", "/nowhere/reranker")
    missing = run_command(*options, tmp_path / "missing")
    assert missing.exit_code == 1
    assert "The reranker /nowhere/reranker cannot be used" in missing.stderr


def test_a_report_shows_hostile_texts_as_texts(run_command, beir_folder, tmp_path):
    copy = tmp_path / "hostile"
    copy.mkdir()
    for path in beir_folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("Nantes", "<script>alert(1)</script>")
        text = text.replace("Who keeps", "<img src=http://example.org/x>")
        # judged wrongly, so that the question is among the worst cases
        text = text.replace("q-patent-en\tpatent", "q-patent-en\tvisit")
        (copy / path.name).write_text(text, encoding="utf-8")
    options = ("--data", copy, "--no-answers", "--retriever", "bm25", "--report", tmp_path / "run")
    done = run_command(*options)
    assert done.exit_code == 0, done.output
    html = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;img src=http://example.org/x&gt;" in html
