"""Evaluates whole answers on questions with expected statuses and facts: one row for each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from assistant.answer import Answer, Citation, Language
from assistant.assistant import Assistant
from assistant.evaluation.datasets import ExpectedAnswer
from assistant.evaluation.metrics import holds
from assistant.evaluation.retrieval_run import STATING, Row, answer_fields
from assistant.evaluation.store import Progress
from assistant.question import QuestionRefused
from assistant.verify import is_verbatim
from ingest.errors import DocumentNotFound

QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")


def evaluate_questions(
    questions: Sequence[ExpectedAnswer], assistant: Assistant, *, name: str, progress: Progress
) -> Iterator[Row]:
    """The rows of a file of questions, asked one after the other of the corpus as it is."""
    assistant.warm_up()
    for done, expected in enumerate(questions, start=1):
        answer = _ask(assistant, expected)
        progress(name, done, len(questions))
        yield {
            "kind": "questions",
            "set": name,
            "retriever": "hybrid",
            "id": expected.id,
            "language": expected.language,
            "question": expected.question,
            "history": [asdict(turn) for turn in expected.history],
            "group": expected.group,
            "expected_status": expected.status,
            "also_ok_status": list(expected.also_ok),
            "must_include": [list(strings) for strings in expected.must_include],
            "must_not_include": list(expected.must_not_include),
            "note": expected.note,
            "metrics": answer_figures(answer, expected, assistant),
            "directions": {},
            "variants": {},
            **answer_fields(answer),
        }


def _ask(assistant: Assistant, expected: ExpectedAnswer) -> Answer:
    try:
        return assistant.answer(expected.question, expected.history)
    except QuestionRefused as refusal:
        language: Language = "fr" if expected.language == "fr" else "en"
        return Answer("refused", language, str(refusal))


def answer_figures(
    answer: Answer, expected: ExpectedAnswer, assistant: Assistant
) -> dict[str, float]:
    """The figures of one answer, each 0 or 1 but for the share of verbatim quotes.

    What does not apply is left out: expected strings that are not given, quotes where none are.
    """
    quotes = [citation.quote for citation in answer.citations]
    figures = {
        "status_strict": float(answer.status == expected.status),
        "status_lenient": float(answer.status in (expected.status, *expected.also_ok)),
    }
    figures |= _false_status(answer.status, expected)
    if expected.language in ("fr", "en"):
        figures["language_match"] = float(answer.language == expected.language)
    if expected.must_include:
        figures["must_include"] = float(all_included(expected.must_include, [answer.text, *quotes]))
        if quotes:
            figures["citation_precision"] = float(
                any(any_included(strings, quotes) for strings in expected.must_include)
            )
    if expected.must_not_include:
        said = outside_quotes(answer.text, quotes)
        figures["must_not_include"] = float(not any_included(expected.must_not_include, [said]))
    if quotes:
        found = [is_in_its_page(citation, assistant) for citation in answer.citations]
        figures["verbatim"] = sum(found) / len(found)
    return figures


def _false_status(status: str, expected: ExpectedAnswer) -> dict[str, float]:
    """Whether something is said that is not stated, or not said that is; allowed statuses count."""
    wrong = status not in (expected.status, *expected.also_ok)
    if expected.status == "not_stated":
        return {"false_answer_rate": float(wrong and status in STATING)}
    if expected.status in STATING:
        return {"false_refusal_rate": float(wrong and status not in STATING)}
    return {}


def all_included(wanted: Sequence[Sequence[str]], texts: Sequence[str]) -> bool:
    """Whether one string of each list stands in one of the texts."""
    return all(any_included(strings, texts) for strings in wanted)


def any_included(strings: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of the strings stands in one of the texts, case and accents aside."""
    return any(holds(text, string) for string in strings for text in texts)


def outside_quotes(text: str, quotes: Sequence[str]) -> str:
    """What the answer says in its own words: without the quotes and all between quotation marks."""
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(quote, " ")
    return QUOTED.sub(" ", text)


def is_in_its_page(citation: Citation, assistant: Assistant) -> bool:
    """Whether the quote stands word for word on the page of the document that it names."""
    try:
        _, pages = assistant.document(citation.document)
    except DocumentNotFound:
        return False
    return any(
        page.number == citation.page and is_verbatim(citation.quote, page.text) for page in pages
    )
