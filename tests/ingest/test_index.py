"""The index finds every chunk, never one too many, and renews itself after any damage."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from made_documents import made_document, made_vectors

from ingest import generation as generations
from ingest.catalogue import Catalogue
from ingest.errors import CatalogueError
from ingest.generation_files import current_generation, orphans
from ingest.index import ChunkIndex


@pytest.fixture
def new_index(plain_config, catalogue) -> Iterator[Callable[..., ChunkIndex]]:
    """Makes indexes on the same folder; all are closed at the end."""
    made = []

    def make(model_id: str = "invented-model") -> ChunkIndex:
        made.append(ChunkIndex(plain_config, catalogue, model_id=model_id))
        return made[-1]

    yield make
    for index in made:
        index.close()


@pytest.fixture
def corpus(store) -> None:
    for number in range(12):
        language = ("fr", "en")[number % 2]
        status = ("in_force", "closed", "draft")[number % 3]
        store(f"{number}.md", language=language, status=status, size=10)


def every_chunk_is_found(index: ChunkIndex, catalogue: Catalogue) -> bool:
    snapshot = catalogue.snapshot()
    firsts = [index.search(vector, 1)[0][0] for vector in snapshot.vectors]
    return firsts == snapshot.ids.tolist()


def answered_by_chroma(index: ChunkIndex) -> bool:
    return bool(index.state()["up_to_date"])


def test_every_chunk_is_found_by_its_own_vector(corpus, catalogue, new_index):
    index = new_index()
    assert every_chunk_is_found(index, catalogue)  # before there is any Chroma folder
    assert index.sync()
    assert answered_by_chroma(index)
    assert every_chunk_is_found(index, catalogue)


@pytest.mark.parametrize("languages", [None, ["fr"], ["en"], ["fr", "en"], []])
@pytest.mark.parametrize("statuses", [None, ["in_force"], ["closed", "draft"], ["suspended"]])
def test_chroma_and_exact_search_agree(corpus, catalogue, new_index, languages, statuses):
    owner, other = new_index(), new_index()
    assert owner.sync()
    assert not other.sync()
    snapshot = catalogue.snapshot()
    for vector in np.random.default_rng(3).normal(size=(3, 384)).astype(np.float32):
        unit = vector / np.linalg.norm(vector)
        found = owner.search(unit, 7, statuses=statuses, languages=languages)
        assert found == other.search(unit, 7, statuses=statuses, languages=languages)
        by_id = {stored.id: stored for stored in snapshot.chunks}
        for chunk_id, similarity in found:
            stored = by_id[chunk_id]
            row = snapshot.ids.tolist().index(chunk_id)
            assert similarity == pytest.approx(float(snapshot.vectors[row] @ unit), abs=1e-6)
            assert languages is None or stored.chunk.language in languages
            status = snapshot.documents[stored.document].edition.status
            assert statuses is None or status in statuses


def test_more_than_there_is_gives_all_there_is(corpus, new_index, catalogue):
    index = new_index()
    index.sync()
    vector = catalogue.snapshot().vectors[0]
    assert len(index.search(vector, 10_000)) == 120
    assert len({chunk for chunk, _ in index.search(vector, 10_000)}) == 120
    assert index.search(vector, 0) == []


def test_an_empty_catalogue_finds_nothing(new_index):
    index = new_index()
    assert index.sync()
    assert index.search(np.ones(384, np.float32), 5) == []


def test_what_is_withdrawn_is_never_found_again(corpus, catalogue, new_index):
    index = new_index()
    index.sync()
    snapshot = catalogue.snapshot()
    for document in ("0-md", "5-md"):
        gone = {stored.id for stored in snapshot.chunks if stored.document == document}
        catalogue.withdraw(document)
        found = {chunk for chunk, _ in index.search(snapshot.vectors[0], 1000)}  # not yet synced
        assert gone.isdisjoint(found)
        index.sync()
        assert answered_by_chroma(index)
        found = {chunk for chunk, _ in index.search(snapshot.vectors[0], 1000)}
        assert gone.isdisjoint(found)
    assert every_chunk_is_found(index, catalogue)


def test_what_is_new_is_found_before_and_after_the_index_knows_it(store, catalogue, new_index):
    index = new_index()
    index.sync()
    store("a.md")
    assert every_chunk_is_found(index, catalogue)
    index.sync()
    store("a.md", version="v2")
    assert every_chunk_is_found(index, catalogue)
    index.sync()
    assert answered_by_chroma(index)
    assert every_chunk_is_found(index, catalogue)


def test_a_closed_index_is_opened_again_not_built_again(corpus, plain_config, new_index, catalogue):
    first = new_index()
    first.sync()
    first.close()
    assert not first.sync()
    second = new_index()
    assert second.sync()
    assert current_generation(plain_config.index_dir).name == "gen-1"
    assert every_chunk_is_found(second, catalogue)


def test_an_index_that_was_not_closed_is_built_again(corpus, plain_config, new_index, catalogue):
    lost = new_index()
    lost.sync()
    lost._lock.release()  # what the end of a process does, and nothing else
    second = new_index()
    assert second.sync()
    assert current_generation(plain_config.index_dir).name == "gen-2"
    assert [path.name for path in plain_config.index_dir.glob("gen-*")] == ["gen-2"]
    assert every_chunk_is_found(second, catalogue)
    lost._generation = None


def damage(path, how: str) -> None:
    if how == "removed":
        path.unlink()
    elif how == "truncated":
        os.truncate(path, path.stat().st_size // 2)
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 0xFF
        path.write_bytes(content)


@pytest.mark.parametrize("how", ["removed", "truncated", "flipped"])
@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin"])
def test_a_damaged_index_is_built_again(corpus, plain_config, new_index, catalogue, name, how):
    first = new_index()
    first.sync()
    first.close()
    folder = current_generation(plain_config.index_dir)
    damage(next(folder.rglob(name)), how)
    second = new_index()
    assert second.sync()
    assert answered_by_chroma(second)
    assert current_generation(plain_config.index_dir) != folder
    assert every_chunk_is_found(second, catalogue)
    assert orphans(plain_config.index_dir) == []


@pytest.mark.parametrize("what", ["CURRENT", "gen-1", "gen-1.seal.json", "."])
def test_a_missing_part_is_built_again(corpus, plain_config, new_index, catalogue, what):
    first = new_index()
    first.sync()
    first.close()
    path = plain_config.index_dir / what
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    second = new_index()
    assert second.sync()
    assert answered_by_chroma(second)
    assert every_chunk_is_found(second, catalogue)
    assert orphans(plain_config.index_dir) == []


def test_a_folder_removed_while_in_use_is_built_again(corpus, plain_config, new_index, catalogue):
    index = new_index()
    index.sync()
    shutil.rmtree(plain_config.index_dir)
    assert every_chunk_is_found(index, catalogue)
    assert index.sync()
    assert answered_by_chroma(index)
    assert current_generation(plain_config.index_dir).is_dir()
    assert every_chunk_is_found(index, catalogue)


def test_an_index_of_another_model_is_not_opened(corpus, plain_config, new_index, catalogue):
    first = new_index()
    first.sync()
    first.close()
    passages = {}
    for document in catalogue.documents():
        chunks = made_document(document.name)[1][:3]
        passages[document.id] = (chunks, made_vectors(chunks)[:, :64] * 4, ())
    catalogue.set_model("m2", chunker="1", passages=passages, change=catalogue.change())
    with pytest.raises(CatalogueError, match="model was changed"):
        first.search(np.ones(384, np.float32), 1)
    second = new_index("m2")
    assert second.sync()
    assert current_generation(plain_config.index_dir).name == "gen-2"
    assert second.search(catalogue.snapshot().vectors[0], 1)


def test_chroma_that_fails_or_hangs_does_not_stop_the_answers(
    corpus, catalogue, new_index, store, monkeypatch
):
    index = new_index()
    index.sync()
    monkeypatch.setattr(generations, "QUERY_SECONDS", 0.2)
    monkeypatch.setattr(index._generation._collection, "query", lambda **_: time.sleep(30))
    started = time.monotonic()
    assert index.search(catalogue.snapshot().vectors[3], 1)[0][0] == catalogue.snapshot().ids[3]
    assert time.monotonic() - started < 5
    assert not answered_by_chroma(index)
    monkeypatch.setattr(index._generation._collection, "add", lambda **_: 1 / 0)
    store("new.md")
    assert index.sync()  # into a new generation
    assert answered_by_chroma(index)
    assert every_chunk_is_found(index, catalogue)


def test_chroma_that_hangs_when_it_is_opened_is_not_waited_for_again(
    corpus, catalogue, new_index, monkeypatch
):
    index, tried = new_index(), []
    with monkeypatch.context() as patched:
        patched.setattr(generations, "OPEN_SECONDS", 0.2)
        patched.setattr(generations, "_client", lambda folder: tried.append(1) or time.sleep(30))
        for _ in range(3):
            assert index.sync()
            assert every_chunk_is_found(index, catalogue)
    assert len(tried) == 1 and "did not answer" in index.state()["error"]
    monkeypatch.setattr(index, "_hung_until", 0.0)  # half a minute later
    assert index.sync()
    assert answered_by_chroma(index)


def test_no_memory_for_a_thread_does_not_stop_the_answers(
    corpus, catalogue, new_index, monkeypatch
):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    index = new_index()
    with monkeypatch.context() as patched:
        patched.setattr(generations.threading.Thread, "start", refuse)
        assert index.sync()
        assert every_chunk_is_found(index, catalogue)
    assert index.sync()
    assert answered_by_chroma(index)


def test_a_rebuild_that_fails_leaves_nothing_and_is_made_up_for(
    corpus, plain_config, catalogue, new_index, store, monkeypatch
):
    index = new_index()
    index.sync()
    with monkeypatch.context() as patched:
        patched.setattr(generations, "_collection", lambda client: 1 / 0)
        catalogue.erase("0-md")
        assert index.sync()
        assert not answered_by_chroma(index)
        assert "could not be rebuilt" in index.state()["error"]
        assert list(plain_config.index_dir.glob("gen-*")) == []
        assert every_chunk_is_found(index, catalogue)
    assert index.sync()
    assert answered_by_chroma(index)
    assert index.state()["error"] == ""
    assert every_chunk_is_found(index, catalogue)


def test_a_forked_child_searches_but_does_not_touch_chroma(corpus, catalogue, new_index):
    index = new_index()
    index.sync()
    child = os.fork()
    if child == 0:
        wrong = index.sync() or not every_chunk_is_found(index, catalogue)
        os._exit(1 if wrong else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert answered_by_chroma(index)
    assert every_chunk_is_found(index, catalogue)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_the_thread_follows_the_catalogue_and_takes_over(corpus, store, catalogue, new_index):
    first, second = new_index(), new_index()
    first.start()
    assert wait_until(lambda: answered_by_chroma(first), 20)
    second.start()
    store("new.md")
    assert not answered_by_chroma(first)
    assert wait_until(lambda: answered_by_chroma(first), 20)
    first.close()
    assert wait_until(lambda: answered_by_chroma(second), 20)
    assert every_chunk_is_found(second, catalogue)


def test_searching_goes_on_while_documents_come_and_go(corpus, store, catalogue, new_index):
    index = new_index()
    index.start()
    wrong, done = [], threading.Event()

    def ask():
        while not done.is_set():
            before = catalogue.snapshot()
            found = {chunk for chunk, _ in index.search(before.vectors[5], 20)}
            after = catalogue.snapshot()
            if len(found) != 20 or not found <= {*before.ids.tolist(), *after.ids.tolist()}:
                wrong.append(found)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for round_number in range(12):
        store("turning.md", version=f"v{round_number}")
        time.sleep(0.15)
        catalogue.withdraw("turning-md")
    done.set()
    for asker in askers:
        asker.join()
    assert wrong == []
    assert wait_until(lambda: answered_by_chroma(index), 20)
    assert every_chunk_is_found(index, catalogue)


CANARIES = {"fr": "CANARI-de-Béhémoth", "en": "CANARY-of-Leviathan"}


def traces(folder, needles: list[bytes]) -> list[str]:
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [
        f"{path.name}: {needle[:20]!r}"
        for path, content in contents.items()
        for needle in needles
        if needle in content
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_erased_document_leaves_no_trace(
    corpus, store, plain_config, catalogue, new_index, language
):
    index = new_index()
    canary = CANARIES[language]
    needles = []
    for version in ("v1", "v2", "v3"):
        chunks = made_document(f"{canary}.md", language=language, version=version)[1]
        outcome = store(f"{canary}.md", language=language, version=version)
        needles += [vector.astype("<f4").tobytes() for vector in made_vectors(chunks)]
        index.sync()
    needles += [canary.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    needles += [outcome.document.encode(), canary.encode("unicode_escape")]
    assert len(traces(plain_config.data_dir, needles)) > 10  # the search for traces works
    catalogue.erase(outcome.document)
    index.sync()
    assert answered_by_chroma(index)
    assert traces(plain_config.data_dir, needles) == []
    index.close()
    catalogue.close()
    assert traces(plain_config.data_dir, needles) == []
    assert len(catalogue.documents()) == 12
