"""The answer in the chat model's words; programmes are invented."""

import pytest

from assistant.answer import Answer, Citation, Statement
from assistant.generate import NOTES, Rewrite
from assistant.worded import quotes_of, worded

QUOTES = {
    "fr": ("Calanque héberge 12 équipes.", "Le jury siège en juin.", "Calanque dure six mois."),
    "en": ("Calanque hosts 12 teams.", "The jury sits in June.", "Calanque lasts six months."),
}
MARKS = {"fr": "« {} »", "en": "“{}”"}


def citation(number, quote, language):
    names = [name for name in Citation.__slots__ if name not in ("number", "quote", "language")]
    fields = dict.fromkeys(names, "") | {"page": 1, "start": 0, "end": 0}
    fields |= {"title": "Calanque", "section": "Jury"}
    return Citation(number=number, quote=quote, language=language, **fields)


def extractive(language, status="answered", label=""):
    shown = [label + MARKS[language].format(quote) for quote in QUOTES[language]]
    lines = [f"{text} [{number}]" for number, text in enumerate(shown, start=1)]
    return Answer(
        status=status,
        language=language,
        text="\n".join(["Frame:", *lines, "End."]),
        statements=tuple(Statement(text, (n,)) for n, text in enumerate(shown, start=1)),
        citations=tuple(citation(n, q, language) for n, q in enumerate(QUOTES[language], start=1)),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sentences_stand_in_the_place_of_their_quotes(language):
    answer = extractive(language)
    said = Statement("Six, 12.", (1, 3))
    result = worded(answer, Rewrite((said,), received=1))
    kept = MARKS[language].format(QUOTES[language][1])
    assert result.text == f"Frame:\nSix, 12. [1] [3]\n{kept} [2]\nEnd."
    assert result.statements == (said, Statement(kept, (2,)))
    assert result.citations == answer.citations
    assert result.warnings == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_several_sentences_of_one_quote_follow_each_other(language):
    said = (Statement("B.", (3,)), Statement("A.", (1,)), Statement("C.", (3,)))
    result = worded(extractive(language), Rewrite(said, received=3))
    kept = MARKS[language].format(QUOTES[language][1])
    assert result.text == f"Frame:\nA. [1]\n{kept} [2]\nB. [3]\nC. [3]\nEnd."
    assert [statement.citations for statement in result.statements] == [(1,), (2,), (3,), (3,)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_lines_with_the_name_of_a_part_stay_as_they_are(language):
    answer = extractive(language, label="Part: ")
    result = worded(answer, Rewrite((Statement("A.", (1,)),), received=1))
    assert (result.text, result.statements) == (answer.text, answer.statements)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_a_sentence_the_answer_is_as_it_was_and_says_why(language):
    answer = extractive(language)
    note = NOTES["failed"][language]
    result = worded(answer, Rewrite(failure="timed_out", note=note))
    assert (result.text, result.statements) == (answer.text, answer.statements)
    assert result.warnings == (note,)
    assert worded(answer, Rewrite()) == answer


@pytest.mark.parametrize("language", ["fr", "en"])
def test_quotes_are_handed_over_with_where_they_stand(language):
    quotes = quotes_of(extractive(language))
    assert [(quote.number, quote.text) for quote in quotes] == list(
        enumerate(QUOTES[language], start=1)
    )
    assert {quote.heading for quote in quotes} == {"Calanque Jury"}
    assert quotes_of(extractive(language, "partial"))


@pytest.mark.parametrize(
    "status",
    ["not_stated", "out_of_scope", "needs_clarification", "conflicting", "expired", "refused"],
)
def test_what_is_no_answer_is_not_reworded(status):
    assert quotes_of(extractive("en", status)) == []
