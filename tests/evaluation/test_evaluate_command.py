"""The command from its options to its exit code, and the pages that it leaves."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.evaluation.command import evaluate

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
    def write(least):
        path = tmp_path / "gate.json"
        path.write_text(json.dumps({"at_least": {"ndcg@10": least}}), encoding="utf-8")
        return path

    return write


def test_a_run_prints_json_last_writes_a_report_and_passes_or_misses_its_gate(
    run_command, beir_folder, gate, tmp_path
):
    folder = tmp_path / "run"
    done = run_command("--data", beir_folder, "--json", "--report", folder, "--gate", gate(0.1))
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout.splitlines()[-1])
    for name in ("ndcg@10", "recall@5", "recall@10", "mrr@10", "answer_in_1_sentence", "auc"):
        assert isinstance(figures[name], float), name
    assert set(figures["directions"]) == {"en->en", "en->fr", "fr->en", "fr->fr"}
    page = read_page(folder / "report.html")
    assert page.images >= 3
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)

    options = ("--data", beir_folder, "--retriever", "bm25", "--report", tmp_path / "other")
    missed = run_command(*options, "--gate", gate(1.1))
    assert missed.exit_code == 1
    assert "Gate missed: ndcg@10" in missed.stderr
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
