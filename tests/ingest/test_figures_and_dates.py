"""Figures are the same in both languages; dates of a call carry the sentence they stand in."""

import pytest

from ingest.documents import Page
from ingest.edition_dates import find_dates
from ingest.edition_diff import changed_passages
from ingest.figures import figures

# All sentences are invented.
SAME = [
    ("Au plus 60 % des coûts, jusqu'à 1,5 M€.", "At most 60% of costs, up to EUR 1.5 million."),
    ("1 200 euros par mois", "1,200 euros a month"),
    ("1\u202f200 € puis 600 k€", "€1,200, then €600k"),
    ("un labo de 1 850 m² pendant douze mois", "one lab of 1,850 square metres for 12 months"),
    ("le 3 mars 2027 à 17 h", "March 3, 2027 at 5 p.m."),
    ("5 milliards d'euros et 2,5 millions de dollars", "€5bn and $2.5 million"),
    ("avant midi, le 1er avril 2026", "on 1 April 2026, before noon"),
]


@pytest.mark.parametrize(("french", "english"), SAME)
def test_a_figure_has_one_value_in_both_languages(french, english):
    left, right = ([f.value for f in figures(text)] for text in (french, english))
    assert left == right != []


def test_figures_stand_in_the_text_as_they_are_given():
    text = "Un loyer de 1 200 euros dès le 3 mars 2027 à 9h30, soit 4,5 %."
    assert [f.written for f in figures(text) if not f.spelt] == [
        "1 200 euros",
        "3 mars 2027",
        "4,5 %",
    ]
    assert all(text[f.start : f.start + len(f.written)] == f.written for f in figures(text))


DATED = [
    (
        "Les candidatures ferment le 3 mars 2027 à 17 h (heure de Paris).",
        [("closes", "2027-03-03T17:00 Europe/Paris")],
    ),
    (
        "Applications close on March 3, 2027 at 5:00 p.m. Brussels time.",
        [("closes", "2027-03-03T17:00 Europe/Brussels")],
    ),
    (
        "Les candidatures sont reçues du 3 au 28 février 2026.",
        [("opens", "2026-02-03"), ("closes", "2026-02-28")],
    ),
    (
        "Applications are accepted from 3 January to 28 February 2026, 23:59 CET.",
        [("opens", "2026-01-03"), ("closes", "2026-02-28T23:59 CET")],
    ),
    (
        "L'appel ouvre le 2 mars 2026 à 9h et ferme le 30 juin 2026.",
        [("opens", "2026-03-02T09:00"), ("closes", "2026-06-30")],
    ),
    (
        "## Dates\n\n| Étape | Date |\n|---|---|\n| Ouverture | 2 mars 2026 |\n"
        "| Clôture | 30 juin 2026 à midi |",
        [("opens", "2026-03-02"), ("closes", "2026-06-30T12:00")],
    ),
    ("## Deadline\n\n12 May 2026, 17:00 UTC+2", [("closes", "2026-05-12T17:00 +02:00")]),
    ("## Date limite\n\n12 mai 2026 à 17 h", [("closes", "2026-05-12T17:00")]),
    (
        "La clôture, d'abord fixée au 12 mai 2026, est reportée au 1er juillet 2026.",
        [("closes", "2026-07-01")],
    ),
    (
        "The deadline of 12 May 2026 is extended to 1 July 2026.",
        [("closes", "2026-07-01")],
    ),
    (
        "Ces conditions restent en vigueur jusqu'au 31 décembre 2026.",
        [("valid_until", "2026-12-31")],
    ),
    ("The offer is valid until 31 December 2026.", [("valid_until", "2026-12-31")]),
]


@pytest.mark.parametrize(("text", "expected"), DATED)
def test_dates_of_a_call_are_read_with_hour_and_zone(text, expected):
    found = find_dates([Page(4, text)])
    assert [(date.field, date.iso) for date in found] == expected
    assert all(date.sentence in text and date.page == 4 for date in found)


@pytest.mark.parametrize(
    "text",
    [
        "Déposez votre dossier avant le 5 juin.",  # which year?
        "Submit your application by 5 June.",
        "Apply by 03/04/2026.",  # March or April?
        "L'entreprise doit être créée avant le 1er janvier 2020.",
        "The company was founded before 3 May 2020.",
        "Le paiement est dû avant le 3 mars 2026 par les candidats.",
        "La conférence a eu lieu le 3 mars 2024.",
        "The article of 3 March 2024 gives no deadline.",
        "L'article du 3 mars 2024 ne donne pas de date limite.",
        "Les dossiers sont examinés par le jury avant le 6 mai 2026.",
        "Les candidatures ferment le 31 février 2026.",
    ],
)
def test_what_is_not_surely_a_date_of_the_call_stays_unknown(text):
    assert find_dates([Page(1, text)]) == []


def test_changed_passages_come_with_dates_and_numbers_first():
    before = Page(1, "# Ticket\n\nLe labo est à Paris.\n\nLe loyer est de 900 € par mois.\n\n"
                     "La clôture est le 3 mars 2026.\n\nLe jury est en mai.")  # fmt: skip
    after = Page(1, "# Ticket\n\nLe jury est en mai.\n\nLe labo est à Lyon.\n\n"
                    "Le loyer est de 950 € par mois.\n\nLa clôture est le 4 mars 2026.\n\n"
                    "Un badge est remis.")  # fmt: skip
    changes = changed_passages([before], [after])
    assert [(c.kind, c.figures) for c in changes[:2]] == [
        ("changed", (("3 mars 2026",), ("4 mars 2026",))),
        ("changed", (("900 €",), ("950 €",))),
    ]
    assert {(c.before, c.after) for c in changes[2:]} == {
        ("Le labo est à Paris.", "Le labo est à Lyon."),
        ("", "Un badge est remis."),
    }
    assert changed_passages([before], [before]) == []


def test_a_passage_that_is_gone_is_told_in_english_too():
    before = Page(2, "The rent is 900 euros a month.\n\nThe deadline is 3 March 2026.")
    changes = changed_passages([before], [Page(1, "The rent is 900 euros a month.")])
    assert [(c.kind, c.page_before, c.page_after, c.figures) for c in changes] == [
        ("removed", 2, 0, (("3 March 2026",), ()))
    ]


@pytest.mark.parametrize(
    ("french", "english", "value"),
    [
        ("dix-sept mois", "seventeen months", "17 month"),
        ("vingt-quatre mois", "twenty-four months", "24 month"),
        ("quatre-vingt-dix jours", "ninety days", "90 day"),
        ("trente-six mois", "thirty-six months", "36 month"),
    ],
)
def test_numbers_in_words_are_one_figure_in_both_languages(french, english, value):
    assert [figure.value for text in (french, english) for figure in figures(text)] == [value] * 2
