"""The assistant on the command line: `python -m assistant ask` and `evaluate`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from assistant.answer import Answer, Turn
from assistant.config import AssistantConfig
from assistant.evaluation.command import evaluate
from assistant.question import QuestionRefused
from ingest.config import describe
from ingest.errors import CorpusError

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
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object a line")] = False,
) -> None:
    """Answer one question, or every question of a file, in the order of the file."""
    # imported here: the answer path loads the embedding model's libraries, `--help` does not
    from assistant.assistant import Assistant

    if question and questions:
        raise typer.BadParameter("give either a question or --questions, not both")
    try:
        assistant = Assistant(AssistantConfig())
        try:
            failed = False
            for asked in _read(questions) if questions else [{"question": question}]:
                failed |= not _answer_one(assistant, asked, as_json)
        finally:
            assistant.close()
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(2) from error
    except CorpusError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if failed:
        raise typer.Exit(1)


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


def _answer_one(assistant: Any, asked: dict[str, Any], as_json: bool) -> bool:
    """Print the answer; false when the question cannot be asked, which is said on stderr too."""
    history = [Turn(turn["role"], turn["content"]) for turn in asked.get("history") or []]
    try:
        answer, asked_well = assistant.answer(asked["question"], history), True
    except QuestionRefused as error:
        typer.echo(str(error), err=True)
        answer, asked_well = Answer("refused", error.language, str(error)), False
    if as_json:
        typer.echo(json.dumps(answer.to_json(str(asked.get("id", ""))), ensure_ascii=False))
    elif asked_well:
        _print(answer)
    return asked_well


def _print(answer: Answer) -> None:
    typer.echo(f"[{answer.status}]\n{answer.text}")
    for citation in answer.citations:
        place = f"p. {citation.page}" + (f", {citation.section}" if citation.section else "")
        source = ", ".join(part for part in (citation.publisher, citation.published) if part)
        typer.echo(f"  [{citation.number}] {citation.title} ({source}), {place}")


if __name__ == "__main__":
    app()
