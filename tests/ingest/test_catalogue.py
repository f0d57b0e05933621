"""The catalogue keeps what it accepted, tells files apart and explains its troubles."""

import os
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_documents import made_document, made_vectors

from ingest import schema
from ingest.catalogue import Catalogue, Stored
from ingest.errors import CatalogueError, DocumentNotFound, NewerDataFolder

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@LANGUAGES
def test_a_document_comes_back_as_it_was_stored(catalogue, store, language):
    document, chunks = made_document(f"ticket-{language}.md", language=language)
    assert store(document.name, language=language) == Stored("added", f"ticket-{language}-md")
    found = catalogue.document(f"ticket-{language}-md")
    assert (found.edition, found.content_hash) == (document.edition, document.content_hash)
    assert (found.version, found.pages, found.chunks) == (1, 1, len(chunks))
    assert found.notes == ("inventé",)
    assert catalogue.source(found.id) == document
    assert catalogue.text(found.id) == document.text
    snapshot = catalogue.snapshot()
    assert [stored.chunk for stored in snapshot.chunks] == chunks
    assert [stored.ordinal for stored in snapshot.chunks] == list(range(len(chunks)))
    assert np.array_equal(snapshot.vectors, made_vectors(chunks))
    assert set(snapshot.languages) == {language}


def test_the_same_content_is_unchanged_whatever_its_name(catalogue, store):
    store("a.md")
    before = catalogue.change()
    document, chunks = made_document("a.md")
    again = catalogue.store(document, chunks, made_vectors(chunks), source_path="/else/b.md")
    assert again == Stored("unchanged", "a-md")
    assert catalogue.change() == before
    assert catalogue.find(document.content_hash) == "a-md"
    assert catalogue.find("0" * 64) == ""


def test_new_content_replaces_and_the_old_version_is_history(catalogue, store):
    store("a.md", size=5)
    assert store("a.md", version="v2", size=3) == Stored("replaced", "a-md")
    assert [(v.version, v.chunks) for v in catalogue.history("a-md")] == [(1, 0), (2, 3)]
    assert "v2" in catalogue.text("a-md")
    assert len(catalogue.snapshot().chunks) == 3


def test_a_withdrawn_document_is_gone_and_can_come_back(catalogue, store):
    store("a.md")
    catalogue.withdraw("a-md")
    assert catalogue.documents() == []
    assert len(catalogue.snapshot().chunks) == 0
    with pytest.raises(DocumentNotFound, match="a-md"):
        catalogue.document("a-md")
    with pytest.raises(DocumentNotFound):
        catalogue.withdraw("a-md")
    assert store("a.md") == Stored("added", "a-md")
    assert catalogue.document("a-md").version == 2


@pytest.mark.parametrize(
    ("name", "path", "outcome"),
    [
        ("new.md", "/corpus/sub/guide.md", "replaced"),  # same source path
        ("sub/guide.md", "/copy/sub/guide.md", "replaced"),  # same name
        ("guide.md", "/downloads/guide.md", "replaced"),  # same base name, the only one
        ("other.md", "/corpus/sub/other.md", "added"),
    ],
)
def test_a_new_version_is_recognised(store, name, path, outcome):
    store("sub/guide.md", path="/corpus/sub/guide.md")
    assert store(name, path=path, version="v2").outcome == outcome


def test_a_base_name_that_two_documents_have_replaces_neither(store):
    store("a/guide.md")
    store("b/guide.md", distinct_from=("a-guide-md",))
    assert store("c/guide.md") == Stored("added", "c-guide-md")


def test_files_of_one_run_stay_distinct_and_are_named_by_their_folder(catalogue, store):
    store("guide.md", path="/x/a/guide.md")
    second = store("guide.md", path="/x/b/guide.md", version="v2", distinct_from=("guide-md",))
    assert second == Stored("added", "b-guide-md")
    assert [document.name for document in catalogue.documents()] == ["b/guide.md", "guide.md"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ticket d'Or – édition 2026.pdf", "ticket-d-or-edition-2026-pdf"),
        ("Golden Ticket 2026.docx", "golden-ticket-2026-docx"),
        ("计划.md", "md"),
        ("…", "document"),
    ],
)
def test_ids_are_readable(store, name, expected):
    assert store(name).document == expected


def test_ids_that_read_the_same_are_numbered(store):
    assert store("a b.md").document == "a-b-md"
    assert store("a_b.md").document == "a-b-md-2"


def test_a_chunk_number_is_never_given_twice(catalogue, store):
    store("a.md")
    first = set(catalogue.snapshot().ids.tolist())
    catalogue.erase("a-md")
    store("b.md")
    assert first.isdisjoint(catalogue.snapshot().ids.tolist())


def test_a_snapshot_kept_up_to_date_equals_a_fresh_one(catalogue, store, plain_config):
    choose = random.Random(7)
    for step in range(40):
        name = f"{choose.randrange(6)}.md"
        known = [document.id for document in catalogue.documents()]
        if known and choose.random() < 0.3:
            remove = catalogue.erase if choose.random() < 0.3 else catalogue.withdraw
            remove(choose.choice(known))
        else:
            store(name, version=f"v{step}", size=choose.randrange(1, 5))
        kept, fresh_catalogue = catalogue.snapshot(), Catalogue(plain_config)
        fresh = fresh_catalogue.snapshot()
        fresh_catalogue.close()
        assert (kept.change, kept.documents, kept.chunks) == (
            fresh.change,
            fresh.documents,
            fresh.chunks,
        )
        for column in ("ids", "statuses", "languages", "vectors"):
            assert np.array_equal(getattr(kept, column), getattr(fresh, column))


def test_documents_that_did_not_change_are_not_read_again(catalogue, store):
    store("a.md")
    store("b.md", language="en")
    before = catalogue.snapshot()
    store("b.md", version="v2", language="en", status="closed")
    after = catalogue.snapshot()
    assert after.documents["a-md"] is before.documents["a-md"]
    assert all(a is b for a, b in zip(before.chunks[:4], after.chunks[:4], strict=True))
    assert after.documents["b-md"].edition.status == "closed"
    assert set(after.statuses[4:]) == {"closed"}
    assert len(after.chunks) == len(after.ids) == 8


def test_readers_see_a_whole_version_while_it_is_replaced(catalogue, store, plain_config):
    store("a.md", version="v0", size=30)
    done = threading.Event()
    mixed, seen = [], set()

    def read():
        reader = Catalogue(plain_config)
        while not done.is_set():
            versions = {
                stored.chunk.text.split("ticket d'or ")[1].split()[0]
                for stored in reader.snapshot().chunks
            }
            seen.update(versions)
            if len(versions) != 1 or len(reader.snapshot().chunks) != 30:
                mixed.append(versions)
        reader.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 25):
        store("a.md", version=f"v{number}", size=30)
    done.set()
    for reader in readers:
        reader.join()
    assert mixed == []
    assert len(seen) > 1


def test_another_model_replaces_all_chunks_or_nothing(catalogue, store):
    store("a.md")
    document, chunks = made_document("a.md")
    small = np.ones((len(chunks), 8), np.float32) / np.sqrt(8)
    outdated = catalogue.change() - 1
    passages = {"a-md": (chunks, small, ())}
    assert not catalogue.set_model("m2", chunker="1", passages=passages, change=outdated)
    assert catalogue.model_id() == "invented-model"
    change = catalogue.change()
    assert catalogue.set_model("m2", chunker="1", passages=passages, change=change)
    assert catalogue.snapshot().vectors.shape == (len(chunks), 8)
    assert catalogue.snapshot().model_id == "m2"


def test_vectors_of_two_models_do_not_mix(catalogue, store, plain_config):
    store("a.md")
    document, chunks = made_document("b.md")
    with pytest.raises(CatalogueError, match="another model"):
        catalogue.store(document, chunks, np.ones((4, 8), np.float32), source_path="/b.md")
    with pytest.raises(CatalogueError, match="shape"):
        catalogue.store(document, chunks, made_vectors(chunks[:2]), source_path="/b.md")
    other = Catalogue(plain_config)
    passages = {"a-md": (chunks, made_vectors(chunks), ())}
    assert other.set_model("m2", chunker="1", passages=passages, change=other.change())
    other.close()
    with pytest.raises(CatalogueError, match="changed meanwhile"):
        store("c.md")
    assert [found.id for found in catalogue.documents()] == ["a-md"]


def test_vectors_of_sentences_are_kept_replaced_and_gone_with_their_chunks(catalogue):
    document, chunks = made_document("a.md")
    vectors = made_vectors(chunks)
    sentences = [vectors[: number % 3] for number in range(len(chunks))]
    catalogue.store(document, chunks, vectors, sentences=sentences, source_path="/a.md")
    first = [stored.id for stored in catalogue.snapshot().chunks]
    held = catalogue.sentence_vectors(first, vectors.shape[1])
    assert list(held) == first
    for chunk, own in zip(first, sentences, strict=True):
        assert np.abs(held[chunk] - own).max(initial=0) < 1e-3
    again = replace(document, content_hash="other")
    catalogue.store(again, chunks, vectors, sentences=sentences[::-1], source_path="/a.md")
    second = [stored.id for stored in catalogue.snapshot().chunks]
    assert catalogue.sentence_vectors(first, vectors.shape[1]) == {}
    assert list(catalogue.sentence_vectors(second, vectors.shape[1])) == second
    catalogue.erase("a-md")
    assert catalogue.sentence_vectors(second, vectors.shape[1]) == {}


def test_the_trail_names_who_did_what_but_not_what_was_erased(plain_config, catalogue, store):
    store("a.md")
    store("secret.md")
    catalogue.withdraw("a-md")
    catalogue.erase("secret-md")
    with sqlite3.connect(plain_config.catalogue_path) as connection:
        trail = connection.execute("SELECT who, what, document FROM changes").fetchall()
    connection.close()
    assert trail == [
        ("cli", "model", ""),
        ("cli", "added", "a-md"),
        ("cli", "withdrawn", "a-md"),
        ("cli", "erased", ""),
    ]


def test_folder_and_files_are_private(catalogue, store, plain_config):
    store("a.md")
    assert stat.S_IMODE(plain_config.data_dir.stat().st_mode) == 0o700
    for path in plain_config.data_dir.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_the_file_is_written_safely(catalogue):
    with catalogue._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }


def test_a_newer_data_folder_is_refused(catalogue, plain_config):
    with sqlite3.connect(plain_config.catalogue_path) as connection:
        connection.execute("UPDATE settings SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    with pytest.raises(NewerDataFolder, match="newer version"):
        Catalogue(plain_config)


@pytest.mark.parametrize(
    "content", [b"no database at all" * 400, b"SQLite format 3\0" + b"x" * 9999]
)
def test_a_damaged_file_is_explained(plain_config, content):
    plain_config.data_dir.mkdir()
    plain_config.catalogue_path.write_bytes(content)
    with pytest.raises(CatalogueError, match="damaged"):
        Catalogue(plain_config)


def test_a_page_damaged_later_is_explained(catalogue, store, plain_config):
    for number in range(40):
        store(f"{number}.md", size=20)
    catalogue.compact()
    catalogue.close()
    content = bytearray(plain_config.catalogue_path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    plain_config.catalogue_path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"damaged|cannot be used"):
        Catalogue(plain_config).snapshot()


def test_a_folder_that_cannot_be_made_is_explained(plain_config, tmp_path):
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(CatalogueError, match="data folder"):
        Catalogue(plain_config)


def test_a_catalogue_locked_for_too_long_is_explained(catalogue, store, plain_config, monkeypatch):
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.2)
    impatient = Catalogue(plain_config)
    blocker = sqlite3.connect(plain_config.catalogue_path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    document, chunks = made_document("b.md")
    with pytest.raises(CatalogueError, match="writing to it for too long"):
        impatient.store(document, chunks, made_vectors(chunks), source_path="/b.md")
    assert impatient.documents() == []  # reading goes on
    blocker.execute("ROLLBACK")
    blocker.close()
    stored = impatient.store(document, chunks, made_vectors(chunks), source_path="/b.md")
    impatient.close()
    assert stored.outcome == "added"


IN_TROUBLE = """
import os, resource, sys
sys.path[:0] = [{tests!r}]
from made_documents import made_document, made_vectors
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import CatalogueError
from pathlib import Path
{trouble}
try:
    catalogue = Catalogue(IndexConfig(data_dir=Path({folder!r})))
    for number in range(1000):
        document, chunks = made_document(f"{{number}}.md", size=50)
        catalogue.store(document, chunks, made_vectors(chunks), source_path=f"/{{number}}.md")
except CatalogueError as error:
    print(error)
"""


def run_in_trouble(trouble: str, folder: Path) -> str:
    program = IN_TROUBLE.format(
        tests=str(Path(__file__).parent), trouble=trouble, folder=str(folder)
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def test_a_disk_that_takes_no_more_is_explained_and_loses_nothing(plain_config):
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))"
    assert "disk" in run_in_trouble(limit, plain_config.data_dir)
    catalogue = Catalogue(plain_config)
    assert catalogue.damage() == []
    documents = catalogue.documents()
    assert documents
    assert all(document.chunks == 50 for document in documents)
    catalogue.close()


def test_a_read_only_folder_is_explained():
    # Outside of pytest's folders, which only their owner may enter.
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        folder.mkdir()
        for path in (Path(place), folder):
            path.chmod(0o555)
        drop_rights = "if os.getuid() == 0: os.setuid(65534)"
        assert "Permission denied" in run_in_trouble(drop_rights, folder)
        folder.chmod(0o755)


def test_a_fork_does_not_share_connections(catalogue, store):
    store("a.md")
    child = os.fork()
    if child == 0:
        os._exit(0 if len(catalogue.documents()) == 1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(catalogue.documents()) == 1


def test_many_processes_may_open_a_new_catalogue_at_once(plain_config):
    program = (
        "from ingest.catalogue import Catalogue; from ingest.config import IndexConfig;"
        "Catalogue(IndexConfig())"
    )
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(plain_config.data_dir)}
    running = [subprocess.Popen([sys.executable, "-c", program], env=environment) for _ in range(4)]
    assert [process.wait(timeout=60) for process in running] == [0] * 4
