"""Receipts: complete, without secrets, and replayed they tell what is different today."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.__main__ import app
from assistant.answer import Turn
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.subject import EvaluatedAssistant
from assistant.receipt import NotAReceipt, Receipt, corpus_of, make_receipt, read_receipt
from assistant.replay import replay
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

SHEETS = {
    "fr": "---\ntitle: Passeport Aurore (inventé)\nprogramme: Passeport Aurore\nlanguage: fr\n"
    "{front}---\n\n# Passeport Aurore\n\n"
    "Les lauréats du Passeport Aurore reçoivent {months} mois d’hébergement.\n",
    "en": "---\ntitle: Boreal Pass (invented)\nprogramme: Boreal Pass\nlanguage: en\n"
    "{front}---\n\n# Boreal Pass\n\n"
    "The winners of the Boreal Pass receive {months} months of bench space.\n",
}
QUESTIONS = {
    "fr": "Que reçoivent les lauréats du Passeport Aurore ?",
    "en": "What do the winners of the Boreal Pass receive?",
}
STILL = {
    "fr": "Peut-on candidater au Passeport Aurore ?",
    "en": "Can we apply for the Boreal Pass?",
}
STATED = ("answered", "partial")
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
def small(config, embedder, tmp_path):
    """Makes an assistant over sheets written by the test, with the model loaded already."""
    opened = []

    def make(sheets, day=date(2026, 11, 22)):
        folder = tmp_path / "sheets"
        folder.mkdir(exist_ok=True)
        for name, text in sheets.items():
            (folder / name).write_text(text, "utf-8")
        settings = AssistantConfig(index=config)
        assistant = EvaluatedAssistant(settings, embedder, today=lambda: day)
        opened.append(assistant)
        paths = [folder] if sheets else []
        ingest_paths(paths, config=config, catalogue=assistant.catalogue, embedder=embedder)
        return assistant

    yield make
    for assistant in opened:
        assistant.close()


def sheet(language: str, months: int = 12, front: str = "") -> dict[str, str]:
    text = SHEETS[language].format(months=months, front=front)
    return {f"pass.{language}.md": text}


def receipt_of(assistant: Assistant, question: str, folder: Path, **changes: object) -> Receipt:
    """The receipt of an answer given now, written to a file and read again."""
    answer = replace(assistant.answer(question), **changes)
    made = make_receipt(
        question,
        (Turn("user", "Bonjour"),),
        answer=answer,
        config=assistant.config,
        model_id=assistant.embedder.model_id,
    )
    path = folder / "receipt.json"
    path.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    return read_receipt(path)


@LANGUAGES
def test_a_receipt_holds_what_the_answer_rests_on(small, tmp_path, language):
    assistant = small(sheet(language))
    receipt = receipt_of(assistant, QUESTIONS[language], tmp_path)
    fields = json.loads((tmp_path / "receipt.json").read_text("utf-8"))
    (document,) = assistant.catalogue.documents()
    assert receipt.question == QUESTIONS[language]
    assert receipt.turns == (Turn("user", "Bonjour"),)
    assert receipt.answer.status in STATED and receipt.answer.language == language
    assert "12" in receipt.answer.citations[0].quote
    assert receipt.corpus.cited == {document.id: document.content_hash}
    assert receipt.corpus.change == assistant.catalogue.change()
    assert receipt.model == assistant.embedder.model_id
    assert abs((datetime.now(UTC) - receipt.time).total_seconds()) < 60
    assert len({receipt.id, receipt_of(assistant, QUESTIONS[language], tmp_path).id}) == 2
    (retrieved,) = fields["answer"]["retrieved"]
    assert retrieved["document"] == document.id and isinstance(retrieved["score"], float)
    assert fields["answer"]["as_of"] == "2026-11-22"


def test_no_secret_and_no_folder_is_in_a_receipt(small, tmp_path):
    assistant = small(sheet("en"))
    answer = assistant.answer(QUESTIONS["en"])
    config = AssistantConfig(
        chat_model="openai:invented",
        chat_model_url="https://name:secret-word@example.org/v1",
        reranker="/srv/secret-word/reranker-one",
        index=IndexConfig(data_dir=tmp_path / "secret-word"),
    )
    made = make_receipt(QUESTIONS["en"], (), answer=answer, config=config, model_id="m")
    assert "secret-word" not in json.dumps(made)
    assert made["settings"]["chat_model"] == "openai:invented"
    assert made["settings"]["reranker"] == "reranker-one"


@LANGUAGES
def test_the_same_corpus_gives_the_same_answer(small, tmp_path, language):
    assistant = small(sheet(language))
    compared = replay(receipt_of(assistant, QUESTIONS[language], tmp_path), assistant)
    assert (compared.verdict, compared.differences, compared.notes) == ("same", (), ())


@LANGUAGES
def test_a_replaced_document_is_named_with_what_changed(small, tmp_path, language):
    receipt = receipt_of(small(sheet(language)), QUESTIONS[language], tmp_path)
    compared = replay(receipt, small(sheet(language, months=18)))
    assert compared.verdict == "documents"
    kinds = [difference.kind for difference in compared.differences]
    assert kinds[0] == "document_replaced" and {"citations", "wording"} <= set(kinds)
    lost, found = [d for d in compared.differences if d.kind == "citations"]
    assert "12 " in lost.was and "18 " in found.now
    assert "corpus has changed" in compared.notes[0]


@LANGUAGES
def test_a_document_that_is_gone_changes_the_status(small, tmp_path, language):
    assistant = small(sheet(language))
    receipt = receipt_of(assistant, QUESTIONS[language], tmp_path)
    assistant.catalogue.withdraw(f"pass-{language}-md")
    compared = replay(receipt, assistant)
    assert compared.differences[0].kind == "document_gone"
    assert compared.differences[0].was.startswith(f"pass-{language}-md ")
    status = next(d for d in compared.differences if d.kind == "status")
    assert status.was in STATED and status.now == compared.answer.status


@LANGUAGES
def test_another_quote_is_said(small, tmp_path, language):
    assistant = small(sheet(language))
    receipt = receipt_of(assistant, QUESTIONS[language], tmp_path, citations=())
    compared = replay(receipt, assistant)
    assert compared.verdict == "citations"
    (found,) = compared.differences
    assert found.was == "" and found.now.startswith(f"pass-{language}-md: ")


@LANGUAGES
def test_other_words_around_the_same_quotes_are_said(small, tmp_path, language):
    assistant = small(sheet(language))
    text = assistant.answer(QUESTIONS[language]).text
    receipt = receipt_of(assistant, QUESTIONS[language], tmp_path, text=f"Autrement.\n{text}")
    compared = replay(receipt, assistant)
    assert compared.verdict == "wording"
    assert [(d.was, d.now) for d in compared.differences] == [("Autrement.", "")]


@LANGUAGES
def test_the_question_is_asked_as_of_the_day_of_the_receipt(small, tmp_path, language):
    front = "valid_from: 2026-01-01\nvalid_until: 2026-12-31\n"
    receipt = receipt_of(small(sheet(language, front=front)), STILL[language], tmp_path)
    later = small({}, date(2028, 1, 1))
    assert later.answer(STILL[language]).status == "expired"
    assert replay(receipt, later).answer.status == receipt.answer.status != "expired"


def test_the_hash_of_the_corpus_depends_on_every_document(small):
    assistant = small({**sheet("fr"), **sheet("en")})
    before = corpus_of(assistant.catalogue.snapshot())
    assistant.catalogue.withdraw("pass-fr-md")
    after = corpus_of(assistant.catalogue.snapshot())
    assert before.hash != after.hash and before.change < after.change
    small(sheet("fr"))
    assert corpus_of(assistant.catalogue.snapshot()).hash == before.hash


BROKEN = {
    "empty": b"",
    "text": "Reçu".encode(),
    "latin": "Reçu".encode("latin-1"),
    "list": b"[]",
    "other": b'{"kind": "invoice"}',
    "number": b'{"receipt": "one"}',
    "old": b'{"receipt": 0}',
    "deep": b"[" * 100_000,
    "large": b" " * (2 * 1024**2 + 1),
    "newer": b'{"receipt": 99}',
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_what_is_no_receipt_is_told_in_one_sentence(tmp_path, kind):
    path = tmp_path / f"{kind}.json"
    path.write_bytes(BROKEN[kind])
    word = "newer version" if kind == "newer" else "not a receipt"
    with pytest.raises(NotAReceipt, match=word) as raised:
        read_receipt(path)
    assert "\n" not in str(raised.value)
    assert path.name in str(raised.value)


def test_a_receipt_without_a_field_names_it(small, tmp_path):
    receipt_of(small(sheet("en")), QUESTIONS["en"], tmp_path)
    path = tmp_path / "receipt.json"
    fields = json.loads(path.read_text("utf-8"))
    del fields["answer"]["status"]
    path.write_text(json.dumps(fields))
    with pytest.raises(NotAReceipt, match=r"\(answer\.status\)"):
        read_receipt(path)


@pytest.fixture
def run(config, monkeypatch):
    """Runs `python -m assistant` over the data folder of the test, in this process."""
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(config.data_dir))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_commands_write_and_replay_a_receipt(small, run, tmp_path):
    assistant = small({**sheet("fr"), **sheet("en")})
    path = tmp_path / "written.json"
    asked = run("ask", QUESTIONS["fr"], "--receipt", path)
    assert asked.exit_code == 0, asked.output
    assert path.stat().st_mode & 0o077 == 0
    assert read_receipt(path).question == QUESTIONS["fr"]
    same = run("replay", path)
    assert (same.exit_code, same.stdout.split()[0]) == (0, "[same]"), same.output
    assistant.catalogue.withdraw("pass-fr-md")
    other = run("replay", path)
    assert other.exit_code == 1
    assert other.stdout.startswith("[documents] A cited document is gone or was replaced.\n")
    assert "document_gone:\n    - pass-fr-md " in other.stdout
    found = json.loads(run("replay", path, "--json").stdout)
    assert (found["verdict"], found["same"]) == ("documents", False)
    assert found["differences"][0]["kind"] == "document_gone"


def test_wrong_use_is_told_with_exit_code_2(run, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    for path in (broken, tmp_path / "absent.json"):
        done = run("replay", path)
        assert done.exit_code == 2
        assert str(path) in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert run("ask", "--questions", "-", "--receipt", "r.json").exit_code == 2


def test_a_receipt_that_cannot_be_written_is_told(small, run, tmp_path):
    small(sheet("en"))
    done = run("ask", QUESTIONS["en"], "--receipt", tmp_path / "absent" / "r.json")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
