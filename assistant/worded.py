"""An extractive answer in the chat model's words: each in the place of the quote it rests on."""

import re
from collections.abc import Generator
from dataclasses import replace

from assistant.answer import Answer, Statement
from assistant.generate import STATES, Rewrite, Rewriter
from assistant.instructions import Quote

# Answers whose quotes state something; in the others the quotes are not what was asked for.
REWORDED = ("answered", "partial")
# A line with a quote ends with its number; with the name of a part of the question before the
# quote it does not begin with one of these, and stays as it is.
MARKED = re.compile(r"\[\d+\]$")
OPENING = ("«", "“")


def quotes_of(answer: Answer) -> list[Quote]:
    """The quotes of an answer as a chat model is handed them; none when it is not reworded."""
    if answer.status not in REWORDED or answer.table:
        return []
    return [
        Quote(cited.number, cited.quote, cited.language, f"{cited.title} {cited.section}".strip())
        for cited in answer.citations
    ]


def worded(answer: Answer, rewrite: Rewrite) -> Answer:
    """The answer with the sentences that passed the checks; what they leave out stays a quote.

    The citations are those of the extractive answer, all of them. When nothing was reworded, the
    answer is as it was, with the note as a warning.
    """
    if not rewrite.statements:
        notes = (rewrite.note,) if rewrite.note else ()
        return replace(answer, warnings=(*answer.warnings, *notes))
    said = {number for shown in rewrite.statements for number in shown.citations}
    waiting = list(rewrite.statements)
    quotes = iter(answer.statements)
    lines: list[str] = []
    statements: list[Statement] = []
    for line in answer.text.split("\n"):
        quote = next(quotes) if MARKED.search(line) else None
        if quote and line.startswith(OPENING) and said.issuperset(quote.citations):
            here = [shown for shown in waiting if set(quote.citations) & set(shown.citations)]
            waiting = [shown for shown in waiting if shown not in here]
            lines += [_marked(shown) for shown in here]
            statements += here
        else:
            lines.append(line)
            statements += [quote] if quote else []
    return replace(answer, text="\n".join(lines), statements=tuple(statements))


def _marked(statement: Statement) -> str:
    return " ".join([statement.text, *(f"[{number}]" for number in statement.citations)])


def reworded(
    answer: Answer, question: str, rewriter: Rewriter | None
) -> Generator[Answer, None, Answer]:
    """Return the answer in the chat model's words, if there is a model; yield what says so before.

    Each value is yielded as soon as the model is there, so that a page can show it meanwhile.
    """
    quotes = quotes_of(answer) if rewriter else []
    if not rewriter or not quotes:
        return answer
    for progress in rewriter.stream(question, quotes, answer.language):
        if progress.rewrite is not None:
            return worded(answer, progress.rewrite)
        text = STATES[progress.state][answer.language]
        yield Answer(answer.status, answer.language, text, final=False)
    return answer
