"""BM25 finds inflected words, keeps languages apart, and updates to what a fresh index gives."""

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.lexical import K1, B, LexicalIndex, fold, terms

PASSAGES = [
    "Le lauréat reçoit un an d'accès au laboratoire.",
    "La date limite n'est pas précisée.",
    "The winner gets one year of laboratory access.",
    "The deadline is not stated.",
]
LANGUAGES = ["fr", "fr", "en", "en"]
WORDS = {
    "fr": "laboratoire lauréat délai jury capital le sélection bourse 2026 d'accès l’été".split(),
    "en": "laboratory winner deadline jury equity the selection grant 2026 access".split(),
    "de": "Labor Preis Frist".split(),
}
LETTERS = "abelsty0 1éÈçœŒßﬁ'’…½.-–(\t\n\u00a0\u0301"
PASSAGE = st.sampled_from(sorted(WORDS)).flatmap(
    lambda language: st.tuples(
        st.lists(st.sampled_from(WORDS[language]), max_size=8).map(" ".join), st.just(language)
    )
)
CHANGE = st.tuples(st.lists(st.booleans(), min_size=8, max_size=8), st.lists(PASSAGE, max_size=4))


@pytest.fixture
def index():
    return LexicalIndex(PASSAGES, LANGUAGES)


def made(corpus):
    return LexicalIndex([text for text, _ in corpus], [language for _, language in corpus])


def scores_of_library(corpus, question, language):
    """What the package bm25s makes of the passages of one language."""
    tokens = [terms(text, language) for text, own in corpus if own == language]
    expected = np.zeros(len(corpus), np.float32)
    if any(tokens):
        reference = bm25s.BM25(method="lucene", k1=K1, b=B)
        reference.index(tokens, show_progress=False)
        known = [term for term in terms(question, language) if term in reference.vocab_dict]
        if known:
            rows = [row for row, (_, own) in enumerate(corpus) if own == language]
            expected[rows] = reference.get_scores(known)
    return expected


@pytest.mark.parametrize(
    ("question", "language", "best"),
    [
        ("accès aux laboratoires", "fr", 0),
        ("ACCES LABORATOIRE", "fr", 0),
        ("quelles dates limites ?", "fr", 1),
        ("access to laboratories", "en", 2),
        ("what deadlines?", "en", 3),
    ],
)
def test_inflected_words_find_their_passage(index, question, language, best):
    assert int(np.argmax(index.scores(question, language))) == best


def test_passages_of_the_other_language_have_no_vote(index):
    assert not index.scores("laboratory year access deadline", "fr")[2:].any()
    assert not index.scores("laboratoire an accès date", "en")[:2].any()


def test_a_question_without_known_words_scores_nothing(index):
    assert not index.scores("zzz", "fr").any()
    assert not LexicalIndex([], []).scores("a", "en").any()
    assert not LexicalIndex(["", "the"], ["en", "en"]).scores("the a", "en").any()


def test_rare_stems_weigh_more_than_common_ones(index):
    assert index.rarity("zzz", "en") == 1.0
    assert index.rarity("deadlin", "en") < index.rarity("zzz", "en")


def test_terms_drop_stop_words_and_accents():
    assert terms("L'éligibilité des sociétés", "fr") == terms("l'eligibilite de la société", "fr")
    assert terms("The eligible companies", "en") == terms("eligible company", "en")
    assert fold("Œuvre d’été") == "oeuvre d'ete"


@pytest.mark.parametrize("language", ["fr", "en"])
@given(text=st.text(LETTERS, max_size=40))
def test_a_text_has_the_terms_of_its_words_one_by_one(language, text):
    apart = [term for word in text.split() for term in terms(word, language)]
    folded = "".join(c if c.isalnum() else " " for c in fold(text))
    assert terms(text, language) == apart == terms(folded, language)


@settings(max_examples=60)
@given(first=st.lists(PASSAGE, max_size=8), changes=st.lists(CHANGE, max_size=5))
def test_an_index_kept_up_to_date_equals_a_fresh_one_and_the_library(first, changes):
    corpus, index = first, made(first)
    for mask, added in changes:
        kept = np.resize(np.array(mask), len(corpus))
        index = index.updated(kept, [text for text, _ in added], [own for _, own in added])
        corpus = [passage for passage, keep in zip(corpus, kept, strict=True) if keep] + added
    fresh = made(corpus)
    for language, words in WORDS.items():
        question = " ".join([*words, words[0]])
        found = index.scores(question, language)
        assert found.tobytes() == fresh.scores(question, language).tobytes()
        assert found.tobytes() == scores_of_library(corpus, question, language).tobytes()
        for term in terms(question, language):
            assert index.rarity(term, language) == fresh.rarity(term, language)


def test_an_update_leaves_the_earlier_index_alone(index):
    before = index.scores("laboratory access", "en")
    after = index.updated(np.array([True, False, False, True]), ["laboratory access"], ["en"])
    assert np.array_equal(index.scores("laboratory access", "en"), before)
    assert after.scores("laboratory access", "en").nonzero()[0].tolist() == [2]
    assert after.rarity("winner", "en") == 1.0
