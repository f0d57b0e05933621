"""Ingestion puts every file in exactly one list and does nothing twice."""

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.errors import CatalogueError
from ingest.pipeline import Stopped, ingest_paths

TEXTS = {
    "fr": "# Ticket d'or (inventé)\n\nLe ticket d'or inventé dure douze mois à {place}.\n",
    "en": "# Golden ticket (invented)\n\nThe invented golden ticket lasts one year in {place}.\n",
}
QUESTIONS = {"fr": "Combien de temps dure le ticket ?", "en": "How long does the ticket last?"}


@pytest.fixture
def catalogue(config):
    opened = Catalogue(config)
    yield opened
    opened.close()


@pytest.fixture
def ingest(config, catalogue, embedder):
    """Ingests and says what became of each file: {path: outcome}, checking the lists."""

    def run(*paths: Path, progress=None, settings=config):
        report = ingest_paths(
            paths, config=settings, catalogue=catalogue, embedder=embedder, progress=progress
        )
        found = report.to_json()
        assert list(found) == ["added", "replaced", "unchanged", "refused", "seconds"]
        lists = {name: found[name] for name in ("added", "replaced", "unchanged", "refused")}
        outcomes = [(entry["path"], name) for name, entries in lists.items() for entry in entries]
        assert len(dict(outcomes)) == len(outcomes)
        return dict(outcomes), report

    return run


@pytest.fixture
def folder(tmp_path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for language, text in TEXTS.items():
        (corpus / f"ticket.{language}.md").write_text(text.format(place="Paris"))
    return corpus


def names(outcomes: dict[str, str]) -> dict[str, str]:
    return {Path(path).name: outcome for path, outcome in outcomes.items()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_goes_from_added_to_unchanged_to_replaced(
    folder, ingest, catalogue, embedder, language
):
    path = folder / f"ticket.{language}.md"
    assert ingest(path)[0] == {str(path): "added"}
    change = catalogue.change()
    assert ingest(path)[0] == {str(path): "unchanged"}
    assert catalogue.change() == change
    path.write_text(TEXTS[language].format(place="Lyon"))
    assert ingest(path)[0] == {str(path): "replaced"}
    snapshot = catalogue.snapshot()
    assert "Lyon" in catalogue.text(f"ticket-{language}-md")
    assert not any("Paris" in stored.chunk.text for stored in snapshot.chunks)
    assert (snapshot.vectors @ embedder.encode_query(QUESTIONS[language])).max() > 0.8
    assert set(snapshot.languages) == {language}


def test_every_file_met_is_in_one_list_and_the_rest_is_passed_over(
    folder, ingest, config, tmp_path
):
    (folder / "empty.md").write_bytes(b"")
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 invented and broken")
    (folder / ".hidden.md").write_text("hidden")
    (folder / ".git").mkdir()
    (folder / ".git" / "note.md").write_text("hidden")
    (folder / "link.md").symlink_to(folder / "ticket.fr.md")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.md")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "fin.md").write_text(TEXTS["fr"].format(place="Nice"))
    outcomes, report = ingest(folder, folder / "ticket.fr.md", folder / "gone.md")
    assert names(outcomes) == {
        "ticket.fr.md": "added",
        "ticket.en.md": "added",
        "fin.md": "added",
        "empty.md": "refused",
        "program.exe": "refused",
        "broken.pdf": "refused",
        "link.md": "refused",
        "up": "refused",
        "pipe.md": "refused",
        "gone.md": "refused",
    }
    kinds = {Path(refusal.path).name: refusal.kind for refusal in report.refused}
    assert kinds == {
        "empty.md": "empty",
        "program.exe": "unsupported",
        "broken.pdf": "corrupt",
        "link.md": "unsupported",
        "up": "unsupported",
        "pipe.md": "unsupported",
        "gone.md": "unreadable",
    }
    assert all(Path(refusal.path).name in refusal.reason for refusal in report.refused)
    assert {entry.document for entry in report.added} == {
        "ticket-fr-md",
        "ticket-en-md",
        "deep-er-fin-md",
    }


def test_the_data_folder_is_not_read(folder, ingest, config):
    inside = config.data_dir / "inside.md"
    inside.write_text("not a document")
    (config.data_dir.parent / "beside.md").write_text(TEXTS["en"].format(place="Rome"))
    assert names(ingest(config.data_dir.parent)[0]) == {
        "beside.md": "added",
        "ticket.fr.md": "added",
        "ticket.en.md": "added",
    }


def test_the_order_is_fixed_and_progress_comes_after_the_document_is_safe(folder, ingest, config):
    heard = []

    def progress(done, total, path):
        reader = Catalogue(config)
        heard.append((done, total, Path(path).name, len(reader.documents())))
        reader.close()

    ingest(folder, progress=progress)
    assert heard == [(1, 2, "ticket.en.md", 1), (2, 2, "ticket.fr.md", 2)]


def test_a_stopped_run_keeps_what_it_reported(folder, ingest, catalogue):
    def progress(done, total, path):
        raise Stopped

    outcomes, report = ingest(folder, progress=progress)
    assert report.stopped
    assert names(outcomes) == {"ticket.en.md": "added"}
    assert [document.id for document in catalogue.documents()] == ["ticket-en-md"]
    assert names(ingest(folder)[0]) == {"ticket.en.md": "unchanged", "ticket.fr.md": "added"}


def test_files_of_the_same_name_in_one_run_stay_apart_for_ever(tmp_path, ingest, catalogue):
    paths = [tmp_path / part / "guide.md" for part in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(TEXTS["fr"].format(place=path.parent.name))
    assert set(ingest(*paths)[0].values()) == {"added"}
    for round_number in range(2):
        for path in paths:
            path.write_text(TEXTS["en"].format(place=f"{path.parent.name} {round_number}"))
        assert set(ingest(*[path.parent for path in paths])[0].values()) == {"replaced"}
        assert {found.name for found in catalogue.documents()} == {"guide.md", "b/guide.md"}
    assert "lasts one year in a 1" in catalogue.text("guide-md")
    assert "lasts one year in b 1" in catalogue.text("b-guide-md")


def test_a_new_file_does_not_take_the_place_of_one_that_is_still_there(tmp_path, ingest, catalogue):
    corpus = tmp_path / "corpus"
    (corpus / "b").mkdir(parents=True)
    (corpus / "a").mkdir()
    (corpus / "b" / "guide.md").write_text(TEXTS["fr"].format(place="Brest"))
    ingest(corpus)
    (corpus / "a" / "guide.md").write_text(TEXTS["fr"].format(place="Albi"))
    outcomes, _ = ingest(corpus)
    assert sorted(outcomes.values()) == ["added", "unchanged"]
    assert "Brest" in catalogue.text("b-guide-md")
    assert "Albi" in catalogue.text("a-guide-md")


def test_a_moved_and_changed_file_replaces_its_document(tmp_path, folder, ingest):
    ingest(folder)
    moved = tmp_path / "elsewhere" / "deep" / "ticket.fr.md"
    moved.parent.mkdir(parents=True)
    shutil.move(folder / "ticket.fr.md", moved)
    moved.write_text(TEXTS["fr"].format(place="Metz"))
    assert ingest(tmp_path / "elsewhere")[0] == {str(moved): "replaced"}


def test_a_withdrawn_document_can_be_added_again(folder, ingest, catalogue):
    ingest(folder)
    catalogue.withdraw("ticket-fr-md")
    assert names(ingest(folder)[0]) == {"ticket.fr.md": "added", "ticket.en.md": "unchanged"}
    assert len(catalogue.documents()) == 2


def test_another_chunk_size_cuts_everything_again_without_reading(
    folder, ingest, config, catalogue
):
    long = "\n\n".join(TEXTS["fr"].format(place=f"ville {n}").split("\n\n")[1] for n in range(30))
    (folder / "long.md").write_text(f"# Long (inventé)\n\n{long}")
    ingest(folder)
    coarse = catalogue.snapshot()
    shutil.rmtree(folder)
    folder.mkdir()
    ingest(folder, settings=config.model_copy(update={"chunk_characters": 300}))
    fine = catalogue.snapshot()
    assert len(fine.chunks) > len(coarse.chunks)
    assert fine.ids.min() > coarse.ids.max()
    assert list(fine.documents) == list(coarse.documents)
    change = catalogue.change()
    ingest(folder, settings=config.model_copy(update={"chunk_characters": 300}))
    assert catalogue.change() == change


def test_a_disk_almost_full_is_refused_before_any_work(folder, ingest, catalogue, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CatalogueError, match="nothing was taken in"):
        ingest(folder)
    assert catalogue.documents() == []


def test_names_that_no_terminal_could_show_are_taken_in(tmp_path, ingest, catalogue):
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in (b"caf\xe9.md", b"\x1b[31mrouge.md", "\u202emd.exe.md".encode(), b"a\nb.md"):
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.write_text(TEXTS["en"].format(place=str(name)))
    assert set(ingest(folder)[0].values()) == {"added"}
    shown = "".join(found.name for found in catalogue.documents())
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert "\u202e" not in shown
    assert set(ingest(folder)[0].values()) == {"unchanged"}
