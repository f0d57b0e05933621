"""The receipt of an answer: all that is needed to ask again and to say what is different today.

It goes to whoever asked and nowhere else: the question is in it, and is not kept here.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Answer, Citation, Corpus, Turn
from assistant.config import AssistantConfig
from ingest.errors import CorpusError
from ingest.snapshot import Snapshot

FORMAT: Final = 1
LARGEST_BYTES: Final = 2 * 1024**2
# Settings that an answer depends on. Addresses and keys are not among them, nor are folders.
SETTINGS: Final = ("passages", "quotes", "question_characters", "chat_model")


class NotAReceipt(CorpusError):
    """The file is no receipt, or one of a newer version of this program."""


class Said(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(frozen=True)

    role: str
    content: str


class Cited(BaseModel):
    """A quote that the answer rests on."""

    model_config = ConfigDict(frozen=True)

    document: str
    title: str
    quote: str


class Shown(BaseModel):
    """The answer as it was shown, as far as it is compared."""

    model_config = ConfigDict(frozen=True)

    status: str
    language: str
    text: str
    as_of: date
    citations: tuple[Cited, ...] = ()
    warnings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


class Known(BaseModel):
    """The corpus that was asked: its change number, its hash, the hashes of what was cited."""

    model_config = ConfigDict(frozen=True)

    change: int
    hash: str
    cited: dict[str, str]


class Receipt(BaseModel):
    """What is read of a receipt; `settings` also names the software and the model."""

    model_config = ConfigDict(frozen=True)

    receipt: int = Field(ge=1)
    id: str
    time: datetime
    software: str
    model: str
    settings: dict[str, Any]
    question: str
    history: tuple[Said, ...] = ()
    corpus: Known
    answer: Shown

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant reads it."""
        return tuple(Turn(said.role, said.content) for said in self.history)


def software_version() -> str:
    """The version that is installed, `unknown` when it runs from a bare folder."""
    try:
        return version("programme-assistant")
    except PackageNotFoundError:
        return "unknown"


def corpus_of(snapshot: Snapshot, citations: Sequence[Citation] = ()) -> Corpus:
    """The state of the corpus; its hash is the SHA-256 of `id content-hash` lines, by id."""
    held = {document.id: document.content_hash for document in snapshot.documents.values()}
    lines = "".join(f"{document} {held[document]}\n" for document in sorted(held))
    cited = {citation.document: held[citation.document] for citation in citations}
    return Corpus(snapshot.change, hashlib.sha256(lines.encode()).hexdigest(), cited)


def settings_of(config: AssistantConfig) -> dict[str, Any]:
    """The settings that an answer depends on, without secrets and without folders."""
    return {
        **{name: getattr(config, name) for name in SETTINGS},
        "reranker": Path(config.reranker).name,
        "chunk_characters": config.index.chunk_characters,
    }


def make_receipt(
    question: str,
    history: Sequence[Turn],
    *,
    answer: Answer,
    config: AssistantConfig,
    model_id: str,
) -> dict[str, Any]:
    """The receipt of a final answer, ready for JSON; keys as in docs/command-line.md."""
    shown = answer.to_json()
    for key in ("id", "timings_ms"):
        shown.pop(key)
    return {
        "receipt": FORMAT,
        "id": secrets.token_hex(8),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": software_version(),
        "model": model_id,
        "settings": settings_of(config),
        "question": question,
        "history": [{"role": turn.role, "content": turn.content} for turn in history],
        "corpus": shown.pop("corpus"),
        "answer": shown,
    }


def read_receipt(path: Path) -> Receipt:
    """The receipt in the file; raises NotAReceipt with one sentence."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise NotAReceipt(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST_BYTES:
        raise NotAReceipt(f"{path} is not a receipt: it is larger than any receipt.")
    try:
        fields = json.loads(data)
        number = fields["receipt"]
        if isinstance(number, int) and number > FORMAT:
            raise NotAReceipt(f"{path} was written by a newer version of this program.")
        return Receipt.model_validate(fields)
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        missing = _place(error)
        raise NotAReceipt(f"{path} is not a receipt of this program{missing}.") from error


def _place(error: Exception) -> str:
    """Which field is wrong, when one is."""
    if not isinstance(error, ValidationError):
        return ""
    return f" ({'.'.join(str(part) for part in error.errors()[0]['loc'])})"
