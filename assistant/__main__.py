"""The assistant on the command line: `python -m assistant ask`, `replay` and `evaluate`."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from assistant.answer import Answer, Language, Turn
from assistant.config import AssistantConfig
from assistant.editions import read_as_of
from assistant.evaluation.command import evaluate
from assistant.phrases import say
from assistant.question import QuestionRefused
from assistant.receipt import NotAReceipt, make_receipt, read_receipt
from ingest.config import describe
from ingest.errors import CorpusError
from ingest.found_files import printable
from ingest.language import detect_language

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.replay import Comparison

app = typer.Typer(
    help="Ask the programme documents, and evaluate the answers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(evaluate)

STANDARD_INPUT = "-"


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="the question, in French or English")] = "",
    questions: Annotated[
        str, typer.Option(help="file of questions, one JSON object a line; - for standard input")
    ] = "",
    as_of: Annotated[
        str, typer.Option(help="the day to answer for, like 2024-05-01; today when not given")
    ] = "",
    receipt: Annotated[
        str, typer.Option(help="write the receipt of the answer into this file")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object a line")] = False,
) -> None:
    """Answer one question, or every question of a file, in the order of the file."""
    if question and questions:
        raise typer.BadParameter("give either a question or --questions, not both")
    if receipt and questions:
        raise typer.BadParameter("--receipt is for one question, not for --questions")
    try:
        day = read_as_of(as_of) if as_of else None
    except ValueError as error:
        raise typer.BadParameter(say("bad_day", "en"), param_hint="--as-of") from error
    failed = False
    with _assistant() as assistant:
        for asked in _read(questions) if questions else [{"question": question}]:
            given = {"as_of": day and day.isoformat(), **asked}
            failed |= not _answer_one(assistant, given, as_json=as_json, receipt=receipt)
    if failed:
        raise typer.Exit(1)


@app.command(name="replay")
def replay_receipt(
    receipt: Annotated[Path, typer.Argument(help="the receipt of an answer, a JSON file")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Ask the question of a receipt again, as of its day, and say what is different today."""
    from assistant.replay import replay  # heavy, as the assistant is

    try:
        given = read_receipt(receipt)
    except NotAReceipt as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    with _assistant(given.time.astimezone) as assistant:
        compared = replay(given, assistant)
    if as_json:
        typer.echo(json.dumps(compared.to_json(), ensure_ascii=False))
    else:
        _print_comparison(compared)
    if compared.differences:
        raise typer.Exit(1)


@contextmanager
def _assistant(today: Callable[[], date] | None = None) -> "Iterator[Assistant]":
    """The assistant of the settings, closed at the end; what goes wrong ends the program."""
    # imported here: the answer path loads the embedding model's libraries, `--help` does not
    from assistant.assistant import Assistant

    clock = {"today": today} if today else {}
    try:
        with closing(Assistant(AssistantConfig(), **clock)) as assistant:
            yield assistant
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(2) from error
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _read(source: str) -> Iterator[dict[str, Any]]:
    """The questions of a file; raises CorpusError naming the line that cannot be read."""
    try:
        piped = source == STANDARD_INPUT
        lines = (sys.stdin.read() if piped else Path(source).read_text("utf-8")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"The question file {source} cannot be read ({error}).") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse(line, number, source)


def _parse(line: str, number: int, source: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        [Turn(turn["role"], turn["content"]) for turn in asked.get("history") or []]
        return {**asked, "question": str(asked["question"])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(
            f"Line {number} of {source} is not a question: it needs a JSON object with "
            '"question", and "history" as a list of {"role", "content"}.'
        ) from error


def _answer_one(
    assistant: "Assistant", asked: dict[str, Any], *, as_json: bool, receipt: str
) -> bool:
    """Print the answer; false when the question cannot be asked, which is said on stderr too."""
    history = [Turn(turn["role"], turn["content"]) for turn in asked.get("history") or []]
    try:
        day = _day(asked)
        answer, asked_well = assistant.answer(asked["question"], history, day), True
    except QuestionRefused as error:
        typer.echo(str(error), err=True)
        answer, asked_well = Answer("refused", error.language, str(error)), False
    if receipt and asked_well:
        _write_receipt(Path(receipt), assistant, asked["question"], answer)
    if as_json:
        typer.echo(json.dumps(answer.to_json(str(asked.get("id", ""))), ensure_ascii=False))
    elif asked_well:
        _print(answer)
    return asked_well


def _day(asked: dict[str, Any]) -> date | None:
    """The day that a question is asked for; raises QuestionRefused for what is no day."""
    try:
        return read_as_of(str(asked["as_of"])) if asked.get("as_of") else None
    except ValueError as error:
        language: Language = "fr" if detect_language(asked["question"]) == "fr" else "en"
        raise QuestionRefused(say("bad_day", language), language) from error


def _print(answer: Answer) -> None:
    _say(f"[{answer.status}]\n{answer.text}")
    for citation in answer.citations:
        place = f"p. {citation.page}" + (f", {citation.section}" if citation.section else "")
        source = ", ".join(part for part in (citation.publisher, citation.published) if part)
        _say(f"  [{citation.number}] {citation.title} ({source}), {place}")


def _say(text: str) -> None:
    """Print it without what would command the terminal: a document or a name may hold that."""
    typer.echo("\n".join(map(printable, text.split("\n"))))


def _write_receipt(path: Path, assistant: "Assistant", question: str, answer: Answer) -> None:
    """Write the receipt, for its owner's eyes: the question is in it. Raises CorpusError."""
    made = make_receipt(
        question,
        (),
        answer=answer,
        config=assistant.config,
        model_id=assistant.embedder.model_id,
    )
    try:
        with open(path, "w", encoding="utf-8", opener=_private) as file:
            file.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}.") from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _print_comparison(compared: "Comparison") -> None:
    _say(f"[{compared.verdict}] {compared.sentence}")
    for difference in compared.differences:
        typer.echo(f"  {difference.kind}:")
        for sign, text in (("-", difference.was), ("+", difference.now)):
            if text:
                _say(f"    {sign} {text}")
    for note in compared.notes:
        typer.echo(f"  note: {note}")


if __name__ == "__main__":
    app()
