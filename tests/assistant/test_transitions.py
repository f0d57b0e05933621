"""A rule that changes on a day: the one that applies is told, and never the wrong one alone."""

from datetime import date

import pytest

from assistant.asked_time import AskedTime
from assistant.transitions import asked_days, change_day

CHANGE = date(2025, 3, 1)
# Invented sheets: each says in another way that the share goes from 15 % to 20 % on that day.
WAYS = {
    "fr": (
        "À compter du 1er mars 2025, le Fonds Zéphyr prend en charge 20 % des frais de laboratoire"
        " ; avant cette date, il en prend en charge 15 %.",
        "Jusqu'au 28 février 2025, le Fonds Zéphyr prend en charge 15 % des frais de laboratoire. "
        "À partir du 1er mars 2025, le Fonds Zéphyr en prend en charge 20 %.",
        "La part des frais de laboratoire que prend en charge le Fonds Zéphyr passe de 15 % à 20 % "
        "le 1er mars 2025.",
    ),
    "en": (
        "From 1 March 2025 the Zephyr Fund covers 20% of laboratory costs; before that date it "
        "covers 15%.",
        "Until 28 February 2025 the Zephyr Fund covers 15% of laboratory costs. "
        "As of 1 March 2025 the Zephyr Fund covers 20% of them.",
        "The Zephyr Fund covers a share of laboratory costs that goes from 15% to 20% on "
        "1 March 2025.",
    ),
}
HEADS = {
    "fr": "---\ntitle: Fonds Zéphyr (inventé)\nprogramme: Fonds Zéphyr\nlanguage: fr\n"
    "source_kind: invented\n---\n\n# Fonds Zéphyr\n\n## Part prise en charge\n\n",
    "en": "---\ntitle: Zephyr Fund (invented)\nprogramme: Zephyr Fund\nlanguage: en\n"
    "source_kind: invented\n---\n\n# Zephyr Fund\n\n## Share that is covered\n\n",
}
QUESTIONS = {
    "fr": "Quelle part des frais de laboratoire le Fonds Zéphyr prend-il en charge{when} ?",
    "en": "What share of laboratory costs does the Zephyr Fund cover{when}?",
}
WHEN = {"fr": " en 2024", "en": " in 2024"}
TOLD = {
    "fr": {"after": "c'est la nouvelle qui", "before": "c'est l'ancienne qui"},
    "en": {"after": "the new one applies", "before": "the old one applies"},
}
AS_OF = {"after": date(2026, 11, 22), "before": date(2025, 2, 1)}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("way", [0, 1, 2])
def test_the_rule_of_the_day_asked_is_told_and_the_other_named(small, language, way):
    assistant = small({"zephyr.md": HEADS[language] + WAYS[language][way] + "\n"})
    now = QUESTIONS[language].format(when="")
    cases = [(now, day, period) for period, day in AS_OF.items()]
    cases.append((QUESTIONS[language].format(when=WHEN[language]), AS_OF["after"], "before"))
    for question, day, period in cases:
        answer = assistant.answer(question, as_of=day)
        quotes = [citation.quote for citation in answer.citations]
        assert answer.status in ("answered", "partial"), answer.text
        assert TOLD[language][period] in answer.text, answer.text
        assert all(share in " ".join(quotes) for share in ("15", "20")), answer.text
        if len(quotes) > 1:
            assert {"after": "20", "before": "15"}[period] in quotes[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_way_of_writing_a_change_gives_its_day(language):
    assert {change_day(text) for text in WAYS[language]} == {CHANGE}


@pytest.mark.parametrize(
    "text",
    [
        "Les candidatures ouvrent du 1er mars 2025 au 30 juin 2025, pour 3 000 ou 5 000 euros.",
        "Applications are open from 1 March 2025 until 30 June 2025 and give €5,000 or €8,000.",
        "Depuis le 1er mars 2025, le loyer est de 300 euros.",
        "Since 1 March 2025 the rent is 300 euros; before that date nothing was asked.",
        "Avant le 1er mars 2025, deux dossiers ; après le 1er avril 2025, trois dossiers.",
        "The deadline is moved from 3 March 2025 to 5 March 2025.",
    ],
)
def test_other_sentences_with_dates_state_no_change(text):
    assert change_day(text) is None


def test_the_days_that_a_question_is_about():
    day, asked = date(2026, 11, 22), AskedTime("", frozenset(), past=False, coming=False)
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert asked_days("Quel taux ?", asked, day) == (day, day)
    assert asked_days("Which rate in 2024?", asked, day) == year
    last = AskedTime("", frozenset({2024}), past=True, coming=False)
    assert asked_days("Quel taux l'an dernier ?", last, day) == year
    before = (date(2025, 2, 28), date(2025, 2, 28))
    assert asked_days("Quel taux avant le 1er mars 2025 ?", asked, day) == before
    assert asked_days("Which rate before March 2025?", asked, day) == before
