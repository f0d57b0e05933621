import string
from datetime import date

import pytest
import written_quantities as written
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.quantities import quantities

WHOLE = st.integers(2, 999_999_999)
ROUND = st.integers(1, 9_999).map(lambda number: number * 100_000)
EVERY_WAY = {
    "number": (written.numbers, st.integers(2, 999_999)),
    "money": (written.amounts, WHOLE | ROUND | st.integers(1, 999).map(lambda n: n * 1_000)),
    "percentage": (written.percentages, st.integers(0, 100)),
    "duration": (written.durations, st.integers(2, 120)),
    "measure": (written.areas, st.integers(2, 99_999)),
}
# The machine may be busy: no example fails for being slow.
UNHURRIED = settings(deadline=None)
DAYS = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def read(text):
    found = quantities(text)
    assert len(found) == 1, (text, found)
    return found[0]


@pytest.mark.parametrize("kind", EVERY_WAY)
@UNHURRIED
@given(data=st.data())
def test_every_way_of_writing_a_quantity_is_one_quantity(kind, data):
    write, values = EVERY_WAY[kind]
    styles = write(data.draw(values))
    meant = {read(style) for style in styles}
    assert len(meant) == 1, {style: read(style) for style in styles}
    assert meant.pop().kind == kind


@pytest.mark.parametrize("kind", EVERY_WAY)
@UNHURRIED
@given(data=st.data())
def test_different_values_are_different_quantities(kind, data):
    write, values = EVERY_WAY[kind]
    one, other = data.draw(st.tuples(values, values).filter(lambda pair: pair[0] != pair[1]))
    first, second = data.draw(st.sampled_from(write(one))), data.draw(st.sampled_from(write(other)))
    assert read(first) != read(second)


@UNHURRIED
@given(DAYS)
def test_every_way_of_writing_a_date_is_one_date(day):
    assert {(read(style).kind, read(style).value) for style in written.days(day)} == {
        ("date", day.isoformat())
    }


@UNHURRIED
@given(st.data())
def test_different_dates_differ(data):
    one, other = data.draw(st.tuples(DAYS, DAYS).filter(lambda pair: pair[0] != pair[1]))
    first, second = (data.draw(st.sampled_from(written.days(day))) for day in (one, other))
    assert read(first) != read(second)


@UNHURRIED
@given(st.integers(0, 23), st.integers(0, 59))
def test_every_way_of_writing_a_time_is_one_time(hour, minute):
    styles = written.times(hour, minute)
    assert {read(style).value for style in styles} == {f"{hour:02}:{minute:02}"}
    assert {read(style).kind for style in styles} == {"time"}


@UNHURRIED
@given(
    st.text(max_size=120)
    | st.text("0123456789 .,-/€%$kmMhèàé²un deux et demi million", max_size=60)
)
def test_no_text_stops_the_reading(text):
    assert all(item.value for item in quantities(text))


@pytest.mark.parametrize(
    "text", ["9" * 5_000, "9" * 5_000 + " mars", "9" * 5_000 + "h", "0e", "00"]
)
def test_long_and_odd_numbers_are_read(text):
    assert quantities(text)


@UNHURRIED
@given(st.text(string.ascii_lowercase + " ,", max_size=60), st.integers(2, 99_999))
def test_words_around_a_quantity_do_not_change_it(around, number):
    amount = read(f"{number} €")
    assert amount in quantities(f"{around} ; {number} € ; {around}")


def values(text):
    return [(item.kind, item.value) for item in quantities(text)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("du 3 au 28 février 2026", "from 3 to 28 February 2026", "3-28 February 2026"),
         [("date", "2026-02-03"), ("date", "2026-02-28")]),
        (("du 28 février au 3 mars 2026", "28 February to 3 March 2026"),
         [("date", "2026-02-28"), ("date", "2026-03-03")]),
        (("les 4 et 5 juin 2026", "4 and 5 June 2026"),
         [("date", "2026-06-04"), ("date", "2026-06-05")]),
        (("de mars à mai 2026", "from March to May 2026"),
         [("date", "2026-03"), ("date", "2026-05")]),
        (("2024-2026", "2024 à 2026", "2024 to 2026", "de 2024 à 2026"),
         [("date", "2024"), ("date", "2026")]),
        (("25/03/2026", "03/25/2026", "25.3.26"), [("date", "2026-03-25")]),
        (("T1 2026", "premier trimestre 2026", "1er trimestre 2026", "Q1 2026",
          "first quarter of 2026", "1er trimestre de l'année 2026"), [("date", "2026 q1")]),
        (("S2 2026", "second semestre 2026", "deuxième semestre 2026", "H2 2026",
          "second half of 2026"), [("date", "2026 h2")]),
        (("printemps 2027", "spring 2027", "spring of 2027"), [("date", "2027 spring")]),
        (("en mai", "in May"), [("date", "-05")]),
        (("2 à 5 salariés", "2-5 employees", "between two and five employees", "2 to 5 employees"),
         [("number", "2"), ("number", "5")]),
        (("10 à 20 k€", "€10-20k", "10 to 20 k€", "€10k to €20k", "between €10,000 and €20,000"),
         [("money", "10000"), ("money", "20000")]),
        (("1 à 2 millions d'euros", "€1-2 million", "between €1 and €2 million"),
         [("money", "1000000"), ("money", "2000000")]),
        (("entre cent et mille euros", "between one hundred and one thousand euros"),
         [("money", "100"), ("money", "1000")]),
        (("en 2025 et 12 mois", "in 2025 and 12 months"), [("date", "2025"), ("duration", "12")]),
        (("500 € à 2 millions d'euros", "€500 to €2 million"),
         [("money", "500"), ("money", "2000000")]),
        (("5 à 10 %", "5% to 10%", "5–10%", "de 5 % à 10 %"),
         [("percentage", "5"), ("percentage", "10")]),
        (("de 9h à 12h30", "9 am to 12:30 pm", "9h-12h30"),
         [("time", "09:00"), ("time", "12:30")]),
        (("17h30, heure de Paris", "5:30 pm (Paris time)", "17:30 CET"),
         [("time", "17:30"), ("zone", "paris")]),
        (("à midi", "at noon"), [("time", "12:00")]),
        (("sous 48h", "48 heures", "within 48 hours"), [("duration", "2880")]),
        (("un an", "une année", "one year", "a year", "12 mois", "twelve months"),
         [("duration", "12")]),
        (("un an et demi", "a year and a half", "one and a half years", "18 mois"),
         [("duration", "18")]),
        (("une demi-journée", "half a day", "a half-day"), [("duration", "0.5")]),
        (("une douzaine d'équipes", "a dozen teams", "12 équipes"), [("number", "12")]),
        (("la moitié du loyer", "half of the rent", "50 %"), [("percentage", "50")]),
        (("un tiers du budget", "a third of the budget"), [("percentage", "100/3")]),
        (("trois quarts des frais", "three quarters of the costs"), [("percentage", "75")]),
        (("aged 18", "18 years old", "over 18", "18 ans révolus"), [("age", "18")]),
        (("2e édition", "2ème édition", "deuxième édition", "seconde édition", "2nd edition",
          "second edition"), [("ordinal", "2")]),
        (("TRL 4", "TRL-4", "TRL4"), [("code", "trl4")]),
        (("TRL 4 à 6", "TRL 4-6", "TRL 4 to 6"), [("code", "trl4"), ("code", "trl6")]),
        (("phase II", "phase 2", "Phase 2"), [("code", "phase2")]),
        (("par mois", "per month", "/ mois", "mensuel", "monthly", "every month", "chaque mois"),
         [("period", "month")]),
        (("deux millions et demi d'euros", "two and a half million euros", "€2.5m"),
         [("money", "2500000")]),
        (("50 000 dollars", "$50,000", "US$50,000", "USD 50,000", "$50k"), [("money", "50000")]),
    ],
)  # fmt: skip
def test_both_languages_mean_the_same(texts, expected):
    assert {text: values(text) for text in texts} == dict.fromkeys(texts, expected)


@pytest.mark.parametrize(
    "text",
    [
        "un lauréat parmi une équipe", "one of the teams has an office", "You may apply",
        "les équipes doivent march", "mis à jour", "une société tierce", "per cent", "neither",
        "l'an dernier", "last year", "§", "",
    ],
)  # fmt: skip
def test_articles_and_plain_words_are_no_quantities(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Voir https://WWW.Exemple.example/Depot/.", "link", "exemple.example/Depot"),
        ("See www.exemple.example/Depot,", "link", "exemple.example/Depot"),
        ("(exemple.example/Depot)", "link", "exemple.example/Depot"),
        ("Écrire à Contact@Exemple.example.", "mail", "contact@exemple.example"),
        ("Call +1 (617) 555-0100", "phone", "16175550100"),
        ("Tél. 01.99.00.12.34", "phone", "199001234"),
        ("H2020", "code", "h2020"),
        ("COVID-19", "code", "covid19"),
        ("ISO 9001", "code", "iso9001"),
        ("5G", "code", "5g"),
    ],
)
def test_addresses_and_codes_have_one_form(text, kind, value):
    assert values(text) == [(kind, value)]
