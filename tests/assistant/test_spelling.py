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
