import numpy as np
import pytest

from ingest.lexical import LexicalIndex, fold, terms

PASSAGES = [
    "Le lauréat reçoit un an d'accès au laboratoire.",
    "La date limite n'est pas précisée.",
    "The winner gets one year of laboratory access.",
    "The deadline is not stated.",
]
LANGUAGES = ["fr", "fr", "en", "en"]


@pytest.fixture
def index():
    return LexicalIndex(PASSAGES, LANGUAGES)


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


def test_rare_stems_weigh_more_than_common_ones(index):
    assert index.rarity("zzz", "en") == 1.0
    assert index.rarity("deadlin", "en") < index.rarity("zzz", "en")


def test_terms_drop_stop_words_and_accents():
    assert terms("L'éligibilité des sociétés", "fr") == terms("l'eligibilite de la société", "fr")
    assert terms("The eligible companies", "en") == terms("eligible company", "en")
    assert fold("Œuvre d’été") == "oeuvre d'ete"
