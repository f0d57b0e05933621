"""What the staff page needs of the assistant, which it may not know: a question to a draft."""

from dataclasses import dataclass
from typing import Protocol


class TrialNotReady(Exception):
    """The assistant is still getting ready."""


@dataclass(frozen=True, slots=True)
class TrialDocument:
    """The document on trial, the status it will have, and which document it will replace."""

    id: str
    status: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class TrialQuote:
    """A quote of the answer and where it stands; `own` when it is from the document on trial."""

    number: int
    title: str
    page: int
    quote: str
    own: bool


@dataclass(frozen=True, slots=True)
class TrialAnswer:
    """The answer the chat would give; `status` in words of the page's language."""

    status: str
    text: str
    quotes: tuple[TrialQuote, ...]


@dataclass(frozen=True, slots=True)
class SectionCheck:
    """How many sections were asked back, and the headings of those that were not found."""

    total: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A stored question that gets another answer; statuses in words of the page's language."""

    question: str
    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True, slots=True)
class AffectedQuestions:
    """The changed answers among the first `compared` of `total` stored questions."""

    compared: int
    total: int
    changed: tuple[ChangedAnswer, ...]


class Trial(Protocol):
    """Questions to the published documents and one more, as if it were published.

    All raise TrialNotReady and CorpusError.
    """

    def ask(self, document: TrialDocument, question: str, *, language: str) -> TrialAnswer:
        """The answer to a question."""
        ...

    def check(self, document: TrialDocument) -> SectionCheck:
        """Whether each heading, asked as a question, brings up a passage below it."""
        ...

    def affected(self, document: TrialDocument, *, language: str) -> AffectedQuestions:
        """The stored questions that would be answered differently once it is published."""
        ...
