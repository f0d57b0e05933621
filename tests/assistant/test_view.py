"""A view that follows an earlier one equals a view made anew, whatever happened in between."""

import random
from dataclasses import replace

import numpy as np
import pytest

from assistant.view import View
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.documents import Chunk, Document, Edition, Page

WORDS = {
    "fr": "ticket laboratoire lauréat délai jury capital bourse dossier durée région".split(),
    "en": "ticket laboratory winner deadline jury equity grant file duration region".split(),
}


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(IndexConfig(data_dir=tmp_path / "data", corpus_dir=tmp_path))
    opened.set_model("invented-model", chunker="1", passages={}, change=0)
    yield opened
    opened.close()


def store(catalogue, name, choose):
    """Store an invented document: a few passages of words drawn at random."""
    language = choose.choice(sorted(WORDS))
    texts = [
        " ".join(choose.choices(WORDS[language], k=choose.randrange(1, 9)))
        for _ in range(choose.randrange(1, 6))
    ]
    chunks = [Chunk(text, "", (), 1, 0, len(text), language) for text in texts]
    edition = Edition(name, language=language, status=choose.choice(("in_force", "draft")))
    document = Document(name, f"{choose.getrandbits(64)}", edition, (Page(1, " ".join(texts)),))
    vectors = np.eye(8, dtype=np.float32)[: len(chunks)]
    catalogue.store(document, chunks, vectors, source_path=name)


def change(catalogue, choose):
    known = [document.id for document in catalogue.documents()]
    chance = choose.random()
    if known and chance < 0.1:
        catalogue.erase(choose.choice(known))
    elif known and chance < 0.3:
        catalogue.withdraw(choose.choice(known))
    else:
        store(catalogue, f"{choose.randrange(12)}.md", choose)


def assert_equal(view, fresh):
    assert view.rows == fresh.rows
    assert view.names == fresh.names
    assert np.array_equal(view.languages, fresh.languages)
    for language, words in WORDS.items():
        for question in (" ".join(words), words[0], f"{words[3]} {words[3]} zzz"):
            found = view.lexical.scores(question, language)
            assert found.tobytes() == fresh.lexical.scores(question, language).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_a_view_kept_up_to_date_equals_a_fresh_one(catalogue, seed):
    choose, view = random.Random(seed), None
    for _ in range(25):
        for _ in range(choose.randrange(1, 4)):
            change(catalogue, choose)
        view = View.of(catalogue.snapshot(), view)
        assert_equal(view, View.of(catalogue.snapshot()))


def test_an_earlier_view_stays_as_it_was(catalogue):
    choose = random.Random(5)
    for number in range(4):
        store(catalogue, f"{number}.md", choose)
    view = View.of(catalogue.snapshot())
    chunks, scores = view.snapshot.chunks, view.lexical.scores("ticket jury", "fr")
    catalogue.withdraw("2-md")
    assert len(View.of(catalogue.snapshot(), view).snapshot.chunks) < len(chunks)
    assert view.snapshot.chunks is chunks
    assert np.array_equal(view.lexical.scores("ticket jury", "fr"), scores)


def test_numbers_given_anew_do_not_bring_back_old_passages(catalogue):
    """As in a catalogue restored from a backup, where a number may stand for another passage."""
    choose = random.Random(6)
    store(catalogue, "a.md", choose)
    view = View.of(catalogue.snapshot())
    chunk = Chunk("jury jury", "", (), 1, 0, 9, "fr")
    other = tuple(replace(stored, chunk=chunk) for stored in view.snapshot.chunks)
    languages = np.full(len(other), "fr")
    snapshot = replace(view.snapshot, chunks=other, languages=languages)
    assert_equal(View.of(snapshot, view), View.of(snapshot))
