"""Answers to questions with expected facts, against answers written for the test."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.evaluation.datasets import ExpectedAnswer
from assistant.evaluation.questions_run import answer_figures, evaluate_questions, outside_quotes
from ingest.pipeline import ingest_paths

# Invented programmes.
SHEETS = {
    "lumen.fr.md": "# Pépinière Lumen\n\nLa caution à la pépinière Lumen est de 620 euros.\n",
    "lumen.en.md": "# Lumen incubator\n\nThe deposit at the Lumen incubator is 620 euros.\n",
}
EXPECTED = {
    "fr": ExpectedAnswer(
        id="fr",
        question="Quel est le montant de la caution à la pépinière Lumen ?",
        language="fr",
        history=(),
        group="price",
        status="answered",
        also_ok=("partial",),
        must_include=(("620",),),
        must_not_include=("gratuit*",),
        note="",
    ),
    "en": ExpectedAnswer(
        id="en",
        question="How much is the deposit at the Lumen incubator?",
        language="en",
        history=(),
        group="price",
        status="answered",
        also_ok=("partial",),
        must_include=(("620",),),
        must_not_include=("free",),
        note="",
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory, settings, embedder):
    folder = tmp_path_factory.mktemp("sheets")
    for name, text in SHEETS.items():
        (folder / name).write_text(text, encoding="utf-8")
    opened = Assistant(settings, today=lambda: date(2026, 1, 1))
    ingest_paths([folder], config=settings.index, catalogue=opened.catalogue, embedder=embedder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def rows(assistant):
    found = evaluate_questions(
        list(EXPECTED.values()), assistant, name="ours", progress=lambda *_: None
    )
    return {row["id"]: row for row in found}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_stated_fact_is_found_quoted_and_in_the_language(rows, language):
    metrics = rows[language]["metrics"]
    wanted = (
        "must_include",
        "must_not_include",
        "citation_precision",
        "verbatim",
        "language_match",
    )
    assert {name: metrics[name] for name in wanted} == dict.fromkeys(wanted, 1.0)
    assert metrics["status_lenient"] >= metrics["status_strict"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_altered_quote_is_not_verbatim(assistant, language):
    answer = assistant.answer(EXPECTED[language].question)
    altered = [
        replace(citation, quote=citation.quote.replace("620", "520"))
        for citation in answer.citations
    ]
    figures = answer_figures(
        replace(answer, citations=tuple(altered)), EXPECTED[language], assistant
    )
    assert figures["verbatim"] < 1.0
    assert figures["citation_precision"] == 0.0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_quote_on_another_page_or_in_no_document_is_not_verbatim(assistant, language):
    answer = assistant.answer(EXPECTED[language].question)
    for change in ({"page": 7}, {"document": "no-such-document"}):
        moved = tuple(replace(citation, **change) for citation in answer.citations)
        figures = answer_figures(replace(answer, citations=moved), EXPECTED[language], assistant)
        assert figures["verbatim"] == 0.0


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [("fr", "C'est gratuit.", 0.0), ("fr", "« C'est gratuit. » [1]", 1.0)]
    + [("en", "It is free.", 0.0), ("en", "“It is free.” [1]", 1.0)],
)
def test_forbidden_words_count_outside_quotation_marks_only(assistant, language, text, kept):
    answer = Answer("answered", language, text)
    figures = answer_figures(answer, EXPECTED[language], assistant)
    assert figures["must_not_include"] == kept
    assert figures["must_include"] == 0.0
    assert "verbatim" not in figures


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_a_wrong_status_and_language_are_seen(assistant, language, other):
    answer = Answer("partial", other, "620")
    figures = answer_figures(answer, EXPECTED[language], assistant)
    assert figures["status_strict"] == 0.0
    assert figures["status_lenient"] == 1.0
    assert figures["language_match"] == 0.0


def test_what_the_assistant_says_itself_is_left_when_quotes_are_gone():
    assert outside_quotes("See “the sheet”: Lumen [1]", ["Lumen"]).split() == ["See", ":", "[1]"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("expected", "given", "figure", "value"),
    [
        ("not_stated", "answered", "false_answer_rate", 1.0),
        ("not_stated", "partial", "false_answer_rate", 0.0),  # allowed beside the expected one
        ("not_stated", "not_stated", "false_answer_rate", 0.0),
        ("not_stated", "out_of_scope", "false_answer_rate", 0.0),
        ("answered", "not_stated", "false_refusal_rate", 1.0),
        ("answered", "conflicting", "false_refusal_rate", 0.0),
    ],
)
def test_false_answers_and_false_refusals_are_told_apart(
    assistant, language, expected, given, figure, value
):
    question = replace(EXPECTED[language], status=expected, also_ok=("partial",))
    figures = answer_figures(Answer(given, language, ""), question, assistant)
    assert figures[figure] == value
    assert sum(name.startswith("false_") for name in figures) == 1
