import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.verify import is_verbatim, normalise, numbers_in, spelt_numbers_in

# The machine may be busy: no example fails for being slow.
UNHURRIED = settings(deadline=None)
WORDS = st.lists(
    st.sampled_from(
        "l'accès dure un an office affiliés cœur bien-être 12 000 € € 1,5 le la “premier” « oui » "
        "fin. start-up access well-known efficient of the 3.5 2026".split()
    ),
    min_size=1,
    max_size=12,
)
# Each may be written in place of the other without changing a word.
TYPOGRAPHY = [
    ("'", "’"), ("“", '"'), ("”", "»"), ("fi", "ﬁ"), ("ffi", "ﬃ"), ("ff", "ﬀ"), ("œ", "oe"),
    ("-", "\u2011"), (" ", "\n"), (" ", "\u00a0"), (" ", "  "), ("é", "e\u0301"),
    ("office", "of\u00adfice"), ("access", "ac-\ncess"), ("start-up", "start-\nup"),
]  # fmt: skip


@UNHURRIED
@given(WORDS, WORDS, WORDS, st.lists(st.sampled_from(TYPOGRAPHY), max_size=4), st.booleans())
def test_typography_never_breaks_a_quote(before, words, after, changes, in_source):
    quote, source = " ".join(words), " ".join([*before, "|", *words, "|", *after])
    for plain, written in changes:
        if in_source:
            source = source.replace(plain, written)
        else:
            quote = quote.replace(plain, written)
    # both hyphens at line ends at once are the one case that is withheld
    assume(not ("ac-\ncess" in source + quote and "start-\nup" in source + quote))
    assert is_verbatim(quote, source)


@UNHURRIED
@given(WORDS, st.data())
def test_another_word_is_never_a_quote(words, data):
    place = data.draw(st.integers(0, len(words) - 1))
    other = [*words[:place], "autre", *words[place + 1 :]]
    assert not is_verbatim(" ".join(other), " ".join(words))


@UNHURRIED
@given(st.text("abé 12.,'", min_size=1, max_size=30), st.data())
def test_a_quote_begins_and_ends_with_whole_words(source, data):
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    quote = normalise(source[start:end])
    if is_verbatim(quote, source):
        assert re.search(
            rf"(?<![^\W_]){re.escape(quote)}(?![^\W_])" if quote.isalnum() else re.escape(quote),
            normalise(source),
        )


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("l'accès dure un an", "Selon le texte, l’accès\ndure un an."),
        ('the "first" office', "In the “first” office of BioLabs"),
        ("le « combo »", 'le "combo" gagnant'),
        ("well-known", "a well‑known place"),
        ("un incubateur privé", "dans un incu-\nbateur privé"),
        ("a private incubator", "in a private incu-\nbator"),
        ("une start-up", "avec une start-\nup"),
        ("cofinancé", "projet co\u00adfinancé"),
        ("en 2024", "créé en 2024 150 emplois"),
        ("12 000 €", "une bourse de 12 000 €, puis rien"),
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
        (" \n", "anything"),
        ("Accès", "accès"),
        ("a bourse de 12", "La bourse de 12 €"),
        ("La bourse est de 12", "La bourse est de 12 000 €"),
        ("The grant is €12", "The grant is €12,000"),
        ("000 €", "La bourse est de 12 000 €"),
        ("le taux est de 1", "le taux est de 1,5 %"),
        ("open to all", "open to allies"),
        ("éligible", "inéligible"),
        ("eligible", "ineligible"),
        ("accès", "acces"),
    ],
)
def test_a_changed_or_cut_word_is_not_a_quote(quote, source):
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


@UNHURRIED
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@UNHURRIED
@given(st.text(max_size=200))
def test_a_text_is_a_quote_of_itself(text):
    assert is_verbatim(text, text) == bool(text.strip() and normalise(text))
