"""Editions at a moment: dates with hours and zones, status, several cut-offs."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from assistant.asked_time import asked_time
from assistant.editions import (
    Clock,
    ended,
    is_over,
    next_cut_off,
    present,
    read_as_of,
    standing,
)
from ingest.documents import Edition
from ingest.edition_end import end_of, last_day
from ingest.written_dates import on_date, since_date, written_date

TODAY = date(2026, 3, 15)
PARIS = ZoneInfo("Europe/Paris")
DEADLINE = "2026-03-01T17:00 Europe/Paris"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T17:00 Europe/Paris", date(2026, 3, 1)),
        ("2024-02", date(2024, 2, 29)),
        ("2024", date(2024, 12, 31)),
        ("2024-13-01", None),
        ("undated", None),
        ("", None),
    ],
)
def test_days_are_read_from_iso_texts(text, expected):
    assert last_day(text) == expected


def test_an_edition_is_over_after_its_last_day_not_on_it():
    assert not is_over(Edition("t", valid_until="2026-03-15"), TODAY)
    assert is_over(Edition("t", valid_until="2026-03-14"), TODAY)


def test_a_closed_edition_is_over_and_an_unknown_end_is_not():
    assert is_over(Edition("t", status="closed"), TODAY)
    assert is_over(Edition("t", status="closed", closes="2026-12-31"), TODAY)  # closed early
    assert not is_over(Edition("t"), TODAY)


def test_what_a_status_says_today_says_nothing_of_the_past():
    clock = Clock.at(TODAY, date(2025, 3, 15))
    assert standing(Edition("t", status="closed"), clock) == "unknown"
    assert standing(Edition("t", status="closed", closes="2025-06-01"), clock) == "open"
    assert standing(Edition("t", status="suspended"), clock) == "unknown"
    assert standing(Edition("t", status="suspended"), Clock.at(TODAY)) == "suspended"


def test_the_end_of_applications_counts_when_no_validity_is_given():
    edition = Edition("t", closes="2026-03-01T12:00 Europe/Paris")
    assert is_over(edition, TODAY)
    assert ended(edition, Clock.at(TODAY)) == "2026-03-01T12:00 Europe/Paris"


def test_applications_end_before_the_edition_does():
    edition = Edition("t", closes="2026-03-01", valid_until="2026-12-31")
    assert not is_over(edition, TODAY)
    assert standing(edition, Clock.at(TODAY)) == "over"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), "upcoming"),
        (date(2026, 2, 1), "open"),
        (date(2026, 3, 1), "open"),
        (date(2026, 3, 2), "over"),
    ],
)
def test_a_day_stands_before_between_or_after(day, expected):
    edition = Edition("t", opens="2026-02-01", closes=DEADLINE)
    assert standing(edition, Clock.at(TODAY, day)) == expected


def test_an_unknown_end_is_unknown_and_never_open():
    assert standing(Edition("t", opens="2026-01-01"), Clock.at(TODAY)) == "unknown"
    assert standing(Edition("t", opens="2026-04-01"), Clock.at(TODAY)) == "upcoming"
    assert standing(Edition("t"), Clock.at(TODAY)) == "unknown"


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ("rolling", "open"),
        ("2026-09-01", "open"),
        ("2041-12-31", "open"),
        ("2050-12-31", "unknown"),
        ("9999-12-31", "unknown"),
        ("2026-03-01; 2050-12-31", "unknown"),
    ],
)
def test_an_end_that_only_fills_the_field_is_unknown_and_any_time_is_open(closes, expected):
    assert standing(Edition("t", closes=closes), Clock.at(date(2026, 6, 1))) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 1, 16, 59, tzinfo=PARIS), "open"),
        (datetime(2026, 3, 1, 17, 0, tzinfo=PARIS), "over"),
        (datetime(2026, 3, 1, 15, 59, tzinfo=ZoneInfo("UTC")), "open"),
        (datetime(2026, 3, 1, 16, 0, tzinfo=ZoneInfo("UTC")), "over"),
        # in Tokyo it is the day after already, in Paris not yet five
        (datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "open"),
        (datetime(2026, 3, 2, 1, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "over"),
    ],
)
def test_the_hour_and_the_zone_of_a_deadline_count(now, expected):
    assert standing(Edition("t", closes=DEADLINE), Clock.at(now)) == expected


@pytest.mark.parametrize(
    "written", ["2026-07-01T17:00 Europe/Paris", "2026-07-01T17:00 CEST", "2026-07-01T15:00 Z",
                "2026-07-01T17:00 +02:00", "2026-07-01T11:00 ET"]
)  # fmt: skip
def test_zones_are_understood_in_every_way_of_writing(written):
    end = datetime(2026, 7, 1, 17, 0, tzinfo=timezone(timedelta(hours=2)))
    edition = Edition("t", closes=written)
    assert standing(edition, Clock.at(end - timedelta(minutes=1))) == "open"
    assert standing(edition, Clock.at(end)) == "over"


def test_a_zone_that_nobody_knows_leaves_the_whole_day():
    edition = Edition("t", closes="2026-03-01T17:00 Atlantis")
    assert standing(edition, Clock.at(datetime(2026, 3, 1, 23, 0, tzinfo=PARIS))) == "open"
    assert standing(edition, Clock.at(datetime(2026, 3, 2, 0, 1, tzinfo=PARIS))) == "over"


def test_opening_has_its_hour_too():
    edition = Edition("t", opens="2026-03-01T09:00 Europe/Paris", closes="2026-04-01")
    before = datetime(2026, 3, 1, 8, 59, tzinfo=PARIS)
    assert standing(edition, Clock.at(before)) == "upcoming"
    assert standing(edition, Clock.at(before + timedelta(minutes=1))) == "open"


def test_of_several_cut_offs_the_next_one_counts():
    edition = Edition("t", closes="2026-09-01; 2026-03-01; 2026-06-01T12:00 Europe/Paris")
    assert next_cut_off(edition, Clock.at(TODAY)) == "2026-06-01T12:00 Europe/Paris"
    assert ended(edition, Clock.at(TODAY)) == "2026-03-01"
    assert standing(edition, Clock.at(date(2026, 6, 2))) == "open"
    assert standing(edition, Clock.at(date(2026, 9, 2))) == "over"


def test_today_as_a_day_is_today_to_the_minute():
    now = datetime(2026, 3, 1, 17, 30, tzinfo=PARIS)
    assert Clock.at(now, date(2026, 3, 1)).asked == now
    assert Clock.at(now, date(2026, 2, 28)).asked == date(2026, 2, 28)
    assert present().tzinfo is not None


@pytest.mark.parametrize("text", ["2024-05-01", "2000-01-01", "2100-12-31"])
def test_a_day_is_read(text):
    assert read_as_of(text).isoformat() == text


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-5-1", "20240501", "2024-02-30", "1999-12-31", "2101-01-01",
             "2024-05-01T12:00", "２０２４-05-01", "mai 2024", "2024-W18-3"]
)  # fmt: skip
def test_what_is_no_day_from_2000_to_2100_is_refused(text):
    with pytest.raises(ValueError, match="."):
        read_as_of(text or " ")


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2024-06-06", "le 6 juin 2024", "on 6 June 2024"),
        ("2026-03-01", "le 1er mars 2026", "on 1 March 2026"),
        ("2024-06", "en juin 2024", "in June 2024"),
        ("2024", "en 2024", "in 2024"),
        (DEADLINE, "le 1er mars 2026 à 17:00 (Europe/Paris)",
         "on 1 March 2026 at 17:00 (Europe/Paris)"),
        ("undated", "", ""),
        ("2024-13", "", ""),
    ],
)  # fmt: skip
def test_dates_are_written_as_their_reader_does(iso, french, english):
    assert (on_date(iso, "fr"), on_date(iso, "en")) == (french, english)
    assert since_date("2024-06-06", "fr") == "le 6 juin 2024"
    assert since_date("2024-06", "fr") == written_date("2024-06", "fr") == "juin 2024"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("En mai 2024, pouvait-on candidater ?", "fr"),
        ("Qui a gagné le prix ?", "fr"),
        ("Quel était le montant ?", "fr"),
        ("Le concours a-t-il eu lieu ?", "fr"),
        ("Les conditions de l'édition précédente ?", "fr"),
        ("Combien de dossiers ont été déposés ?", "fr"),
        ("In May 2024, could we apply?", "en"),
        ("Was it open in March 2026?", "en"),
        ("Who won the prize last year?", "en"),
        ("What did the winners get?", "en"),
    ],
)
def test_questions_about_the_past_are_known(text, language):
    assert asked_time(text, language, date(2026, 11, 22)).past


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Peut-on encore candidater à l'édition 2024 ?", "fr"),
        ("On pourrait candidater ?", "fr"),
        ("Est-ce que ça fait une différence ?", "fr"),
        ("Y a-t-il des frais ?", "fr"),
        ("Servier a des parts dans les start-ups ?", "fr"),
        ("Le prix a quelle durée ?", "fr"),
        ("Can we still join the Bio USA 2024 delegation?", "en"),
        ("Could you tell me the amount?", "en"),
        ("How long does it last?", "en"),
    ],
)
def test_questions_about_the_present_are_not_about_the_past(text, language):
    assert not asked_time(text, language, date(2026, 11, 22)).past


def test_years_are_named_in_figures_and_by_their_distance():
    day = date(2026, 11, 22)
    assert asked_time("Le prix 2025, et celui de l'an dernier ?", "fr", day).years == {2025}
    assert asked_time("The 2024 prize, and next year's?", "en", day).years == {2024, 2027}


@pytest.mark.parametrize(
    ("written", "zone"),
    [("2026-03-01T17:00 Paris", PARIS), ("2026-07-01T17:00 CET", PARIS)]
    + [("2026-07-01T17:00 BST", ZoneInfo("Europe/London"))]
    + [("2026-07-01T17:00 EST", ZoneInfo("America/New_York"))],
)
def test_staff_and_readers_see_the_same_end(written, zone):
    day = date.fromisoformat(written[:10])
    end = datetime(day.year, day.month, day.day, 17, tzinfo=zone)
    assert end_of(written) == end
    edition = Edition(title="Inventé", closes=written)
    for minutes, expected in ((-1, "open"), (1, "over")):
        now = end + timedelta(minutes=minutes)
        assert standing(edition, Clock.at(now)) == expected
