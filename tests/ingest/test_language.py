import pytest

from ingest.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Qui peut candidater au Golden Ticket ?", "fr"),
        ("Who can apply for the Golden Ticket?", "en"),
        ("date limite golden ticket", "fr"),
        ("deadline golden ticket", "en"),
        ("c koi le golden tiket", "fr"),
        ("wats teh goldn ticket", "en"),
        ("Combien ?", "fr"),
        ("How much?", "en"),
        ("L'hébergement dure-t-il plus d'un an à Saclay ?", "fr"),
        ("Does hosting at Saclay last longer than a year?", "en"),
    ],
)
def test_short_questions_are_recognised_in_both_languages(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuál es la fecha límite del Golden Ticket?",
        "Wann ist die Frist für das Golden Ticket?",
        "Qual è la scadenza per presentare la domanda?",
        "截止日期是什么时候",
    ],
)
def test_third_languages_are_neither(text):
    assert detect_language(text) == "other"


def test_empty_text_counts_as_english():
    assert detect_language("") == "en"
