"""Asks the question of a receipt again, as of its day, and says what is different today."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.question import QuestionRefused
from assistant.receipt import Receipt, corpus_of, settings_of, software_version
from assistant.view import PUBLIC_STATUSES

Kind = Literal["document_gone", "document_replaced", "status", "citations", "wording"]
Verdict = Literal["same", "documents", "status", "citations", "wording"]

_VERDICTS: Final[dict[Kind, Verdict]] = {
    "document_gone": "documents",
    "document_replaced": "documents",
    "status": "status",
    "citations": "citations",
    "wording": "wording",
}
_SENTENCES: Final[dict[Verdict, str]] = {
    "same": "Today's corpus gives the same answer.",
    "documents": "A cited document is gone or was replaced.",
    "status": "Today's corpus gives an answer of another status.",
    "citations": "Today's corpus gives an answer that cites other passages.",
    "wording": "Today's corpus gives an answer that cites the same passages in other words.",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: what it was, what it is now; either may be empty."""

    kind: Kind
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An answer of then and now; `differences` come gravest first, none means the same.

    `notes` tell what else is not as it was, and may explain a difference.
    """

    receipt: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    answer: Answer

    @property
    def verdict(self) -> Verdict:
        """What changed, the gravest of it."""
        return _VERDICTS[self.differences[0].kind] if self.differences else "same"

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return _SENTENCES[self.verdict]

    def to_json(self) -> dict[str, Any]:
        """The comparison as the command line prints it."""
        return {
            "receipt": self.receipt,
            "verdict": self.verdict,
            "same": not self.differences,
            "differences": [asdict(difference) for difference in self.differences],
            "notes": list(self.notes),
            "answer": self.answer.to_json(self.receipt),
        }


def replay(receipt: Receipt, assistant: Assistant) -> Comparison:
    """The question asked again, as of its day; the assistant's clock shows the receipt's time.

    Raises ModelUnavailable and CatalogueError.
    """
    try:
        answer = assistant.answer(receipt.question, receipt.turns, receipt.answer.as_of)
    except QuestionRefused as refusal:
        answer = Answer("refused", refusal.language, str(refusal))
    documents = {
        document.id: document.content_hash
        for document in assistant.catalogue.documents()
        if document.edition.status in PUBLIC_STATUSES
    }
    differences = (*_documents(receipt, documents), *_answers(receipt, answer))
    return Comparison(receipt.id, differences, tuple(_notes(receipt, assistant)), answer)


def _documents(receipt: Receipt, now: Mapping[str, str]) -> Iterator[Difference]:
    for document, content_hash in receipt.corpus.cited.items():
        if document not in now:
            yield Difference("document_gone", f"{document} {content_hash}", "")
        elif now[document] != content_hash:
            yield Difference(
                "document_replaced", f"{document} {content_hash}", f"{document} {now[document]}"
            )


def _answers(receipt: Receipt, now: Answer) -> Iterator[Difference]:
    was = receipt.answer
    if was.status != now.status:
        yield Difference("status", was.status, now.status)
    # In order and each once: dictionaries keep the order of the answer.
    before = {(cited.document, cited.quote): None for cited in was.citations}
    after = {(cited.document, cited.quote): None for cited in now.citations}
    for document, quote in before:
        if (document, quote) not in after:
            yield Difference("citations", f"{document}: {quote}", "")
    for document, quote in after:
        if (document, quote) not in before:
            yield Difference("citations", "", f"{document}: {quote}")
    said = [*was.text.split("\n"), *was.warnings, *was.options]
    says = [*now.text.split("\n"), *now.warnings, *now.options]
    for line in difflib.ndiff(said, says):
        if line.startswith("- "):
            yield Difference("wording", line[2:], "")
        elif line.startswith("+ "):
            yield Difference("wording", "", line[2:])


def _notes(receipt: Receipt, assistant: Assistant) -> Iterator[str]:
    corpus = corpus_of(assistant.catalogue.snapshot())
    if corpus.hash != receipt.corpus.hash:
        yield f"The corpus has changed since (change {receipt.corpus.change}, now {corpus.change})."
    if receipt.software != software_version():
        yield f"The program was {receipt.software} and is {software_version()}."
    if receipt.model != assistant.embedder.model_id:
        yield f"The embedding model was {receipt.model} and is {assistant.embedder.model_id}."
    settings = settings_of(assistant.config)
    for name in sorted(settings.keys() | receipt.settings.keys()):
        was, now = receipt.settings.get(name, ""), settings.get(name, "")
        if was != now:
            yield f"The setting {name} was {was!r} and is {now!r}."
    if receipt.settings.get("chat_model") or settings["chat_model"]:
        yield "A chat model words the answers: the same quotes may come in other words."
