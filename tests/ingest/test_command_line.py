"""The staff command line: its JSON, its exit codes, and one sentence for every trouble."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest import __main__ as command_line
from ingest.catalogue import Catalogue
from ingest.generation_files import current_generation
from ingest.index import ChunkIndex

TEXTS = {
    "fr": "# Ticket (inventé) {number}\n\nLe ticket inventé numéro {number} dure douze mois.\n",
    "en": "# Ticket (invented) {number}\n\nThe invented ticket number {number} lasts a year.\n",
}


@pytest.fixture
def environment(config, monkeypatch) -> dict[str, str]:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(config.data_dir))
    return dict(os.environ)


@pytest.fixture
def run(environment, embedder, monkeypatch, capsys):
    """Runs a command in this process, with the model already loaded: (code, stdout, stderr)."""
    monkeypatch.setattr("ingest.embeddings.Embedder", lambda config: embedder)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ingest", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run_command


@pytest.fixture
def corpus(tmp_path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for language, text in TEXTS.items():
        (folder / f"ticket.{language}.md").write_text(text.format(number=1))
    return folder


def test_add_prints_the_agreed_json(run, corpus):
    code, out, _ = run("add", str(corpus), "--json")
    added = json.loads(out)
    assert code == 0
    assert added.pop("seconds") >= 0
    assert added == {
        "added": [
            {"path": str(corpus / f"ticket.{language}.md"), "document": f"ticket-{language}-md"}
            for language in ("en", "fr")
        ],
        "replaced": [],
        "unchanged": [],
        "refused": [],
    }
    code, out, _ = run("add", str(corpus), str(corpus / "gone.md"), "--json")
    again = json.loads(out)
    assert code == 1
    assert len(again["unchanged"]) == 2
    assert again["refused"] == [
        {
            "path": str(corpus / "gone.md"),
            "kind": "unreadable",
            "reason": "gone.md cannot be opened: No such file or directory.",
        }
    ]


def test_add_says_in_words_what_it_did(run, corpus):
    (corpus / "empty.md").write_bytes(b"")
    code, out, err = run("add", str(corpus))
    assert code == 1
    assert "2 added, 0 replaced, 0 unchanged, 1 refused" in out
    assert "empty.md is empty" in out
    assert err.splitlines()[-1] == f"[3/3] {corpus / 'ticket.fr.md'}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_list_remove_and_add_again(run, corpus, language):
    run("add", str(corpus))
    code, out, _ = run("list", "--json")
    listed = {document["id"]: document for document in json.loads(out)["documents"]}
    document = f"ticket-{language}-md"
    assert code == 0
    assert listed[document]["edition"]["language"] == language
    assert listed[document]["version"] == 1
    assert run("remove", document)[:2] == (0, f"{document} is withdrawn.\n")
    assert document not in run("list")[1]
    assert run("remove", document)[0] == 1
    assert len(json.loads(run("add", str(corpus), "--json")[1])["added"]) == 1
    assert document in run("list")[1]


def test_erase_asks_and_leaves_nothing(run, corpus, config, monkeypatch):
    run("add", str(corpus))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run("erase", "ticket-fr-md")[0] == 1  # nobody answered
    assert "ticket-fr-md" in run("list")[1]
    code, out, _ = run("erase", "ticket-fr-md", "--json")
    assert (code, json.loads(out)) == (0, {"erased": "ticket-fr-md"})
    left = [path for path in config.data_dir.rglob("*") if path.is_file()]
    assert not any(b"douze mois" in path.read_bytes() for path in left)
    assert run("erase", "ticket-fr-md", "--yes")[0] == 1
    assert run("check")[0] == 0


def test_erase_waits_for_the_program_that_owns_the_index(run, corpus, config):
    run("add", str(corpus))
    catalogue = Catalogue(config)
    chat = ChunkIndex(config, catalogue, model_id=catalogue.model_id())
    chat.start()
    while not chat.state()["up_to_date"]:
        time.sleep(0.02)
    before = current_generation(config.index_dir)
    assert run("erase", "ticket-fr-md", "--yes")[0] == 0
    assert current_generation(config.index_dir) != before
    assert not before.exists() or chat.state()["orphans"]
    code, out, _ = run("check", "--json")
    assert (code, json.loads(out)["index_in_use"]) == (0, True)
    code, _, err = run("rebuild")
    assert (code, len(err.splitlines())) == (1, 1)
    chat.close()
    catalogue.close()


def test_check_tells_what_is_wrong_and_rebuild_mends_it(run, corpus, config):
    assert run("check")[0] == 0  # nothing there yet, nothing wrong
    run("add", str(corpus))
    code, out, _ = run("check", "--json")
    health = json.loads(out)
    assert code == 0
    assert health["healthy"] is True
    assert health["chunks_catalogue"] == health["chunks_index"] == 2
    assert (health["documents"], health["generation"], health["orphans"]) == (2, "gen-1", [])
    generation = current_generation(config.index_dir)
    database = generation / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:-100])
    (config.index_dir / "gen-77").mkdir()
    code, out, _ = run("check", "--json")
    health = json.loads(out)
    assert (code, health["healthy"], health["orphans"]) == (1, False, ["gen-77"])
    assert "damaged" in " ".join(health["problems"])
    code, out, _ = run("rebuild", "--json")
    assert (code, json.loads(out)["chunks"]) == (0, 2)
    assert run("check")[0] == 0


def test_add_commits_while_another_program_owns_the_index(run, corpus, config):
    catalogue = Catalogue(config)
    chat = ChunkIndex(config, catalogue, model_id="")
    assert chat.sync()
    assert run("add", str(corpus))[0] == 0
    assert len(catalogue.documents()) == 2
    chat.close()
    catalogue.close()


@pytest.mark.parametrize(
    "arguments", [["add"], ["remove"], ["erase"], ["fly"], ["list", "--wrong"]]
)
def test_wrong_usage_is_exit_code_2(run, arguments):
    code, _, err = run(*arguments)
    assert code == 2
    assert "Traceback" not in err


def test_a_wrong_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("ASSISTANT_CHUNK_CHARACTERS", "many")
    code, _, err = run("list")
    assert code == 2
    assert err.startswith("ASSISTANT_CHUNK_CHARACTERS: ")
    assert len(err.splitlines()) == 1


def test_a_damaged_catalogue_is_one_sentence(run, config):
    config.catalogue_path.write_bytes(b"nothing that SQLite could read " * 100)
    code, out, err = run("list")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "The catalogue cannot be used: the file is damaged or no catalogue; "
        "restore it from a backup."
    ]


def test_help_loads_nothing_heavy(environment):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ingest", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=environment,
    )
    for command in ("add", "list", "remove", "erase", "check", "rebuild"):
        assert command in done.stdout
    for heavy in ("torch", "chromadb", "sqlalchemy", "numpy", "pydantic"):
        assert not any(line.endswith(f" {heavy}") for line in done.stderr.splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_properly(environment, tmp_path, config, number):
    folder = tmp_path / "many"
    folder.mkdir()
    for count in range(300):
        text = TEXTS[("fr", "en")[count % 2]].format(number=count)
        (folder / f"{count:03}.md").write_text(text)
    command = [sys.executable, "-m", "ingest", "add", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        first = process.stderr.readline()
        process.send_signal(number)
        asked = time.monotonic()
        out, err = process.communicate(timeout=60)
    assert time.monotonic() - asked < 10
    assert process.returncode == 1
    assert "Traceback" not in err
    reported = [first, *(line for line in err.splitlines() if line.startswith("["))]
    assert 0 < len(reported) < 300
    assert "Stopped" in out + err
    catalogue = Catalogue(config)
    stored = catalogue.documents()
    assert len(stored) >= len(reported)
    assert all(document.chunks for document in stored)
    assert catalogue.damage() == []
    catalogue.close()
