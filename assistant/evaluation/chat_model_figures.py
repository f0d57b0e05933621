"""What a chat model's rewordings come to on real questions: how many sentences the checks drop.

Run as `python -m assistant.evaluation.chat_model_figures`, with the chat model in the settings.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from assistant.answer import Answer, Turn
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.generate import Rewrite, Rewriter
from assistant.guard import unsupported
from assistant.question import QuestionRefused
from assistant.verify import numbers_in
from assistant.worded import quotes_of

QUESTIONS = Path("corpus/questions/questions.jsonl")


def rewrites(
    questions: Sequence[dict[str, Any]], assistant: Assistant, rewriter: Rewriter
) -> Iterator[tuple[Answer, Rewrite]]:
    """Each answer that can be reworded, with its rewording."""
    for asked in questions:
        history = [Turn(**turn) for turn in asked.get("history") or []]
        try:
            answer = assistant.answer(asked["question"], history)
        except QuestionRefused:
            continue
        quotes = quotes_of(answer)
        if quotes:
            yield answer, rewriter.rewrite(asked["question"], quotes, answer.language)


def unsupported_numbers(answer: Answer, rewrite: Rewrite) -> int:
    """How many numbers of the shown sentences stand in none of the quotes they name.

    Digits are compared here without the guard, so that the figure also tests the guard.
    """
    quotes = {cited.number: cited.quote for cited in answer.citations}
    count = 0
    for shown in rewrite.statements:
        passages = [quotes[number] for number in shown.citations]
        count += len(numbers_in(shown.text) - numbers_in(" ".join(passages)))
        count += len(unsupported(shown.text, passages))
    return count


def figures(results: Sequence[tuple[Answer, Rewrite]]) -> dict[str, Any]:
    """The counts, ready for JSON."""
    dropped: Counter[str] = Counter()
    for _, rewrite in results:
        dropped.update(rewrite.dropped)
    spent = [rewrite.seconds for _, rewrite in results]
    return {
        "questions": len(results),
        "failures": dict(Counter(r.failure for _, r in results if r.failure)),
        "sentences_received": sum(rewrite.received for _, rewrite in results),
        "sentences_dropped": sum(dropped.values()),
        "dropped_for": dict(dropped.most_common()),
        "sentences_shown": sum(len(rewrite.statements) for _, rewrite in results),
        "answers_reworded": sum(bool(rewrite.statements) for _, rewrite in results),
        "unsupported_numbers_shown": sum(unsupported_numbers(*pair) for pair in results),
        "seconds_median": round(float(np.median(spent)), 1) if spent else None,
        "seconds_longest": round(max(spent), 1) if spent else None,
    }


def main(
    questions: Annotated[Path, typer.Argument(help="file of questions")] = QUESTIONS,
    most: Annotated[int, typer.Option(help="answers to reword")] = 100,
    log: Annotated[Path | None, typer.Option(help="file for every sentence shown")] = None,
) -> None:
    """Reword answers, spread over the file, and print the counts as one line of JSON."""
    config = AssistantConfig()
    assistant = Assistant(config)
    try:
        rewriter = Rewriter.from_config(config)
        if rewriter is None:
            raise typer.BadParameter("ASSISTANT_CHAT_MODEL is not set")
        lines = questions.read_text("utf-8").splitlines()
        spread = [json.loads(line) for line in lines[:: max(1, len(lines) // (2 * most))]]
        results = []
        for pair in rewrites(spread, assistant, rewriter):
            results.append(pair)
            if log:
                _write(log, *pair)
            if len(results) == most:
                break
        typer.echo(json.dumps(figures(results)))
    finally:
        assistant.close()


def _write(log: Path, answer: Answer, rewrite: Rewrite) -> None:
    shown = [{"text": item.text, "quotes": item.citations} for item in rewrite.statements]
    quotes = {cited.number: cited.quote for cited in answer.citations}
    row = {"shown": shown, "quotes": quotes, "dropped": dict(rewrite.dropped)}
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row | {"failure": rewrite.failure}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    typer.run(main)
