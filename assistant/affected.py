"""Which stored questions would be answered differently once a new version is published."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.question import QuestionRefused
from assistant.retrieval import Query
from ingest.errors import CatalogueError
from ingest.language import detect_language
from ingest.messages import message

Kind = Literal["status", "citations", "wording"]

# A document that is not among so many passages for a question has no part in its answer.
REACH = 30


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question that is kept, such as those of `corpus/questions`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A question with its answer now and then; `kind` is the gravest difference.

    `before` and `after` are the answers: `status`, `text`, `citations`.
    """

    question: StoredQuestion
    kind: Kind
    before: Answer
    after: Answer


Progress = Callable[[int, int], None]


def read_questions(path: Path) -> list[StoredQuestion]:
    """The questions of a JSONL file that stand alone; raises CatalogueError when it is no such.

    A line is an object with `id`, `question` and perhaps `history`, the turns before it.
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [
            StoredQuestion(str(row["id"]), str(row["question"]))
            for row in rows
            if not row.get("history")
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(message("questions", name=path.name)) from error


def affected(
    before: Assistant,
    after: Assistant,
    questions: Sequence[StoredQuestion],
    *,
    documents: Collection[str],
    progress: Progress | None = None,
) -> Iterator[Affected]:
    """The questions that `after` answers differently from `before`, in their order.

    `documents` are the ids of the version that goes and of the one that comes: only questions
    that find a passage of either are asked. `progress` hears (questions done, all). Raises
    ModelUnavailable and CatalogueError.
    """
    for done, question in enumerate(questions, start=1):
        if any(_finds(assistant, question, documents) for assistant in (before, after)):
            was, now = _answer(before, question), _answer(after, question)
            kind = _difference(was, now)
            if kind:
                yield Affected(question, kind, was, now)
        if progress is not None:
            progress(done, len(questions))


def _finds(assistant: Assistant, question: StoredQuestion, documents: Collection[str]) -> bool:
    hits = assistant.retriever.search(
        Query(question.text, "fr" if detect_language(question.text) == "fr" else "en"), REACH
    )
    return any(hit.chunk.document in documents for hit in hits)


def _answer(assistant: Assistant, question: StoredQuestion) -> Answer:
    try:
        return assistant.answer(question.text)
    except QuestionRefused as refusal:
        return Answer("refused", refusal.language, str(refusal))


def _difference(before: Answer, after: Answer) -> Kind | None:
    """What differs; the same words from another version of a document are no difference."""
    if before.status != after.status:
        return "status"
    if {cited.quote for cited in before.citations} != {cited.quote for cited in after.citations}:
        return "citations"
    return "wording" if before.text != after.text else None
