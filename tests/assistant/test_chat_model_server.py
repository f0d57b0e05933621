"""The rewriter with a real chat model on loopback: small, and fond of making things up."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.config import AssistantConfig
from assistant.evaluation.chat_model_figures import figures, rewrites, unsupported_numbers
from assistant.generate import Rewriter
from assistant.verify import numbers_in

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions" / "questions.jsonl"
ASKED = ("eq-004-en", "eq-005-fr")


@pytest.fixture(scope="module")
def address():
    """The address of the server, which also stops when its standard input ends."""
    script = Path(__file__).with_name("small_chat_model.py")
    with subprocess.Popen(
        [sys.executable, str(script), "80"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process.stdout.readline().strip()
        process.kill()  # it would first finish a reply that nobody waits for


@pytest.fixture(scope="module")
def rewriter(address):
    config = AssistantConfig(
        chat_model="openai:smollm2", chat_model_url=f"{address}/v1", chat_model_seconds=30
    )
    return Rewriter.from_config(config)


def questions():
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [row for row in rows if row["id"] in ASKED]


def test_the_model_is_served_on_loopback_alone(address):
    assert address.startswith("http://127.0.0.1:")


def test_no_number_reaches_the_page_that_the_quotes_do_not_hold(assistant, rewriter):
    results = list(rewrites(questions(), assistant, rewriter))
    counts = figures(results)
    assert counts["questions"] == len(ASKED)
    assert counts["sentences_received"] > 0
    assert counts["unsupported_numbers_shown"] == 0
    assert counts["sentences_shown"] + counts["sentences_dropped"] == counts["sentences_received"]
    for answer, rewrite in results:
        cited = " ".join(citation.quote for citation in answer.citations)
        shown = " ".join(statement.text for statement in rewrite.statements)
        assert numbers_in(shown) <= numbers_in(cited)
        assert unsupported_numbers(answer, rewrite) == 0


@pytest.mark.parametrize(
    ("language", "question", "history"),
    [
        ("fr", "Et le loyer ?", "Combien de temps dure Spartners ?"),
        ("en", "And the rent?", "How long does Spartners last?"),
    ],
)
def test_a_follow_up_holds_no_word_that_nobody_said(rewriter, language, question, history):
    asked = rewriter.standalone(question, [Turn("user", history)], language)
    assert asked is None or asked.endswith("?")
