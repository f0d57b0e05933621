"""Misspelt words of a question: written as the corpus writes them, others left alone."""

import pytest

from assistant.assistant import Assistant
from assistant.spelling import correct


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("fr", "Que gagnent les loréats ?", "lauréats"),
        ("fr", "Un accompagnemant par des experts ?", "accompagn"),
        ("en", "What do the winers get?", "winners"),
        ("en", "What is the elligibility?", "eligib"),
        ("fr", "c koi le R&D ?", "c'est quoi le R&D ?"),
        ("en", "wat is teh R&D?", "what is the R&D?"),
        ("fr", "Combein de mois ?", "combien"),
        ("en", "Wher is it locatd?", "where is it located"),
    ],
)
def test_a_misspelt_word_becomes_the_word_of_the_corpus(
    assistant: Assistant, language: str, written: str, meant: str
):
    assert meant in correct(written, language, assistant.retriever.view())


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "Peut-on garer une bourriche près du loyer de la prestation ?"),
        ("fr", "Avec qui travaille la société Lauréane ?"),
        ("en", "Does anybody keep a beehive near the parking meters?"),
        ("en", "Who runs the company Winnersby?"),
    ],
)
def test_words_of_a_dictionary_and_names_stay(assistant: Assistant, language: str, written: str):
    assert correct(written, language, assistant.retriever.view()) == written


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Que gagnent les loréats du Goldn Tiket ?", "un an"),
        ("What do the winers of the Goldn Tiket get?", "year"),
    ],
)
def test_a_misspelt_question_is_answered(assistant: Assistant, question: str, expected: str):
    answer = assistant.answer(question)

    assert answer.status in ("answered", "partial")
    assert any(expected in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quels sont les criteres d'eligibilite ?", "quels sont les critères d'éligibilité ?"),
        ("Etrangeres ou non, quelle duree ?", "Étrangères ou non, quelle durée ?"),
        ("le marche et la demarche", "le marche et la démarche"),
        ("qui dirige la societe Criteres ?", "qui dirige la société Criteres ?"),
    ],
)
def test_accents_are_written_where_they_are_usual(assistant: Assistant, written: str, meant: str):
    assert correct(written, "fr", assistant.retriever.view()) == meant


def test_english_words_get_no_accents(assistant: Assistant):
    written = "Is the residence of the delegation in the region?"
    assert correct(written, "en", assistant.retriever.view()) == written


@pytest.mark.parametrize(
    ("bare", "full"),
    [
        (
            "Quelle est la duree de l'acces au laboratoire du Golden Ticket ?",
            "Quelle est la durée de l'accès au laboratoire du Golden Ticket ?",
        ),
        ("Que recoit le laureat du Golden Ticket ?", "Que reçoit le lauréat du Golden Ticket ?"),
    ],
)
def test_a_question_without_accents_is_answered_like_one_with_them(
    assistant: Assistant, bare: str, full: str
):
    assert assistant.answer(bare).text == assistant.answer(full).text
