from datetime import date

import pytest

from assistant.editions import end_of, is_over, last_day
from ingest.documents import Edition

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T17:00 Europe/Paris", date(2026, 3, 1)),
        ("2024-02", date(2024, 2, 29)),
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
    assert not is_over(Edition("t"), TODAY)


def test_the_end_of_applications_counts_when_no_validity_is_given():
    edition = Edition("t", closes="2026-03-01T12:00 Europe/Paris")
    assert end_of(edition) == date(2026, 3, 1)
    assert is_over(edition, TODAY)
