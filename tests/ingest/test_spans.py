import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.spans import quotable_spans


def texts(passage):
    return [span.text for span in quotable_spans(passage)]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (
            "Le ticket dure un an, p. ex. à Saclay. M. Durand le dit. Coût : 1.5 M€ par an !",
            [
                "Le ticket dure un an, p. ex. à Saclay.",
                "M. Durand le dit.",
                "Coût : 1.5 M€ par an !",
            ],
        ),
        (
            "The ticket lasts a year, e.g. in Boston. Dr. Smith says so. Cost: 1.5 M€ a year!",
            [
                "The ticket lasts a year, e.g. in Boston.",
                "Dr. Smith says so.",
                "Cost: 1.5 M€ a year!",
            ],
        ),
        ("- premier point\n- second point", ["premier point", "second point"]),
        ("- first point\n- second point", ["first point", "second point"]),
        ("| nom | date |\n|---|---|\n| FAST | mai |", ["FAST | mai"]),
        ("Une phrase\nsur deux lignes. Fin.", ["Une phrase\nsur deux lignes.", "Fin."]),
    ],
)
def test_sentences_items_and_rows(passage, expected):
    assert texts(passage) == expected


@given(st.text(alphabet="abcÉà .!?\n|-#1«»\"'()", max_size=300))
def test_every_span_is_its_part_of_the_text_in_order(passage):
    end = 0
    for span in quotable_spans(passage):
        assert passage[span.start : span.end] == span.text
        assert span.start >= end
        end = span.end


@given(st.text(alphabet="abcÉà .!?\n", max_size=300))
def test_no_word_of_three_letters_is_lost(passage):
    kept = " ".join(texts(passage))
    for word in passage.split():
        if sum(c.isalnum() for c in word) >= 3:
            assert word in kept
