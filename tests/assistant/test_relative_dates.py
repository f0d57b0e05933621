"""Relative dates in quotes: what they count from, and the year where that follows."""

import re

import pytest

from assistant.phrases import PHRASES
from assistant.relative_dates import date_note, relative_dates


@pytest.mark.parametrize(
    ("text", "published", "written", "year"),
    [
        ("lancé l'an dernier", "2024-04-23", "l'an dernier", 2023),
        ("launched last year", "2024-04-23", "last year", 2023),
        ("depuis cette année", "2023-03", "cette année", 2023),
        ("since this year", "2023", "this year", 2023),
        ("dès l’année prochaine", "2024", "l’année prochaine", 2025),
        ("from next year", "2024", "next year", 2025),
        ("signé en mai dernier", "2024-04-23", "mai dernier", 2023),
        ("signé en mai dernier", "2024-05-23", "mai dernier", 2023),
        ("signé en mai dernier", "2024-09", "mai dernier", 2024),
        ("signed last May", "2024-09", "last May", 2024),
        ("opens next spring", "2024-01-10", "next spring", 2024),
        ("opens next spring", "2024-10", "next spring", 2025),
        ("au printemps prochain", "2024-10", "printemps prochain", 2025),
        ("cet été", "2024-03-01", "été", 2024),
    ],
)
def test_the_year_follows_from_the_date_of_publication(text, published, written, year):
    (found,) = relative_dates(text, published)
    assert written in found.text
    assert found.year == year


@pytest.mark.parametrize("published", ["", "undated", "non daté"])
@pytest.mark.parametrize("text", ["l'an dernier", "last year", "mai dernier", "next spring"])
def test_no_year_follows_without_a_date(text, published):
    assert [found.year for found in relative_dates(text, published)] == [0]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("en mai dernier", "2024"),  # before or after May
        ("last May", "2024"),
        ("au printemps prochain", "2024-04-10"),  # this one or the one after
        ("next spring", "2024-04-10"),
        ("last winter", "2024-06-01"),  # lies in two years
        ("l'hiver prochain", "2024-06-01"),
        ("le mois dernier", "2024-06-01"),
        ("two years ago", "2024-06-01"),
        ("il y a deux ans", "2024-06-01"),
    ],
)
def test_what_is_not_sure_gets_no_year(text, published):
    assert [found.year for found in relative_dates(text, published)] == [0]
    for language in ("fr", "en"):
        allowed = set(re.findall(r"\d{4}", published))
        assert set(re.findall(r"\d{4}", date_note(text, published, language))) == allowed


@pytest.mark.parametrize(
    "text",
    [
        "the last year of the programme",
        "la dernière année du programme",
        "the last three months",
        "les 12 derniers mois",
        "next to the Golden Ticket",
        "last May 2023",
        "en mai 2024",
        "deux ans",
    ],
)
def test_what_names_its_year_or_is_a_duration_is_left_alone(text):
    assert relative_dates(text, "2024-04-23") == ()
    assert date_note(text, "2024-04-23", "en") == ""


SHEET = (
    "---\ntitle: Prix Galerne\nprogramme: Prix Galerne\nlanguage: {language}\n"
    "published: {published}\n---\n\n# Prix Galerne\n\n{text}\n"
)
TEXTS = {
    "fr": "Le Prix Galerne, exemple inventé, a été lancé l'an dernier à Brest.",
    "en": "The Galerne Prize, an invented example, was launched last year in Brest.",
}
QUESTIONS = {"fr": "Où le Prix Galerne a-t-il été lancé ?", "en": "Where was it launched?"}


@pytest.mark.parametrize(
    ("language", "published", "line"),
    [
        ("fr", "2024-04-01", "« l'an dernier » : le document a été publié le 1er avril 2024, il "
         "s'agit donc de 2023."),
        ("en", "2024-04", "“last year”: the document was published in April 2024, so this means "
         "2023."),
        ("fr", "non daté", PHRASES["relative_undated"]["fr"].format(words="« l'an dernier »")),
        ("en", "undated", PHRASES["relative_undated"]["en"].format(words="“last year”")),
    ],
)  # fmt: skip
def test_the_line_follows_the_quote(small, language, published, line):
    text = TEXTS[language]
    sheet = SHEET.format(language=language, published=published, text=text)
    answer = small({"galerne.md": sheet}).answer(QUESTIONS[language])
    lines = answer.text.split("\n")
    (at,) = [number for number, shown in enumerate(lines) if text in shown]
    assert lines[at + 1] == line
