import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import is_verbatim, normalise, numbers_in, spelt_numbers_in


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("l'accès dure un an", "Selon le texte, l’accès\ndure un an."),
        ('the "first" office', "In the “first” office of BioLabs"),
        ("le « combo »", 'le "combo" gagnant'),
        ("well-known", "a well‑known place"),
    ],
)
def test_typography_does_not_break_a_quote(quote, source):
    assert is_verbatim(quote, source)


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("l'accès dure deux ans", "l'accès dure un an"),
        ("access lasts two years", "access lasts one year"),
        ("", "anything"),
        ("Accès", "accès"),
    ],
)
def test_a_changed_word_is_not_a_quote(quote, source):
    assert not is_verbatim(quote, source)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1 200 chercheurs", {"1200"}),
        ("1,200 researchers", {"1200"}),
        ("1,5 M€", {"1.5"}),
        ("1.5 M€", {"1.5"}),
        ("10 à 12 start-up en 2024", {"10", "12", "2024"}),
        ("10 to 12 start-ups in 2024", {"10", "12", "2024"}),
    ],
)
def test_numbers_are_read_in_both_notations(text, numbers):
    assert numbers_in(text) == numbers


def test_spelt_numbers_count():
    assert spelt_numbers_in("cinq entreprises") == {"5"}
    assert spelt_numbers_in("five companies") == {"5"}


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
