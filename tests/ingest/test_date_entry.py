"""Dates as staff type them, and ends of applications that a text states without a date."""

from datetime import date

import pytest

from ingest.date_entry import date_entry, monthly_entry
from ingest.documents import Edition, Page
from ingest.edition_dates import standing_dates
from ingest.edition_form import edited
from ingest.errors import BadValue
from ingest.messages import in_language

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1er mars 2027 à 17h", "2027-03-01T17:00"),
        ("le lundi 1er mars 2027 à 17 h, heure de Paris", "2027-03-01T17:00 Europe/Paris"),
        ("1er mars 2027 à 17h (Paris)", "2027-03-01T17:00 Europe/Paris"),
        ("March 1st, 2027, 5pm CET", "2027-03-01T17:00 CET"),
        ("Monday 1 March 2027 at noon Brussels time", "2027-03-01T12:00 Europe/Brussels"),
        ("31/03/2027", "2027-03-31"),
        ("fin mars 2027", "2027-03"),
        ("end of March 2027", "2027-03"),
        ("au fil de l’eau", "rolling"),
        ("Rolling", "rolling"),
    ],
)
def test_a_date_is_read_however_it_is_typed(written, expected):
    assert date_entry(written) == expected
    assert edited(Edition("t"), {"closes": written}, today=TODAY).closes == expected


@pytest.mark.parametrize(
    "written",
    ["fin mars", "end of March", "31 avril 2027", "mi-mars 2027", "early March 2027",
     "sauf le 1er mars 2027", "except 1 March 2027", "1 March 2027 and 3 May 2027", "bientôt"],
)  # fmt: skip
def test_what_is_no_single_date_is_refused_and_nothing_is_guessed(written):
    assert date_entry(written) == ""
    with pytest.raises(BadValue) as refused:
        edited(Edition("t"), {"valid_until": written}, today=TODAY)
    assert written in refused.value.message
    no_year = "2027" not in written
    assert ("ne dit pas l’année" in in_language(refused.value.message, "fr")) == no_year


def test_of_several_cut_offs_each_is_read():
    entered = {"closes": "1er mars 2027 à 17h; 3 May 2027"}
    assert edited(Edition("t"), entered, today=TODAY).closes == "2027-03-01T17:00; 2027-05-03"
    with pytest.raises(BadValue):
        edited(Edition("t"), {"opens": "rolling"}, today=TODAY)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("premier mardi de chaque mois", "2026-12-01", "2027-11-02"),
        ("the first Tuesday of each month", "2026-12-01", "2027-11-02"),
        ("dernier lundi du mois", "2026-11-30", "2027-10-25"),
        ("last Friday of the month at 5 pm, Paris time", "2026-12-25T17:00 Europe/Paris",
         "2027-11-26T17:00 Europe/Paris"),
        ("3e jeudi de chaque mois à 17 h, heure de Paris", "2026-12-17T17:00 Europe/Paris",
         "2027-11-18T17:00 Europe/Paris"),
    ],
)  # fmt: skip
def test_a_day_of_each_month_is_counted_out(written, first, last):
    days = monthly_entry(written, today=TODAY).split("; ")
    assert (len(days), days[0], days[-1]) == (12, first, last)
    assert edited(Edition("t"), {"closes": written}, today=TODAY).cut_offs == tuple(days)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les candidatures sont reçues au fil de l’eau.", "rolling"),
        ("Applications are accepted on a rolling basis.", "rolling"),
        ("Les candidatures ne sont pas reçues au fil de l’eau.", ""),
        ("The laboratory is open all year.", ""),
        ("Déposez votre dossier avant le premier mardi de chaque mois.", "2026-12-01"),
        ("Short proposals are submitted until the first Tuesday of each month.", "2026-12-01"),
    ],
)
def test_ends_without_a_date_are_offered_to_staff(text, expected):
    found = standing_dates([Page(3, f"# Appel\n\n{text}\n")], today=TODAY)
    assert [(one.iso.partition(";")[0], one.page, one.sentence) for one in found] == (
        [(expected, 3, text)] if expected else []
    )
