"""What a reader thought of an answer, without the question: one line of JSON per rating."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Language, Status

FILE_BYTES: Final = 20 * 1024 * 1024  # past this size ratings are refused, the disk is not filled

DocumentId = Annotated[str, Field(pattern=r"^[\w.:-]{1,100}$")]


class Feedback(BaseModel):
    """A rating of an answer; there is no field for the question, nor for free text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rating: Literal["up", "down"]
    reason: Literal["", "unsupported", "incomplete", "outdated", "programme", "unclear", "other"]
    status: Status
    language: Language
    documents: tuple[DocumentId, ...] = Field((), max_length=50)


class FeedbackWithQuestion(Feedback):
    """A rating where questions are kept; a thumbs-down may bring the question it is about."""

    question: Annotated[str, Field(max_length=20_000)] = ""


def store_feedback(feedback: Feedback, data_dir: Path) -> None:
    """Append the rating and the day to `feedback.jsonl`; raises OSError when it cannot.

    The question is not part of it.
    """
    path = data_dir / "feedback.jsonl"
    if path.exists() and path.stat().st_size > FILE_BYTES:
        raise OSError(f"{path} is full")
    fields = feedback.model_dump(mode="json", exclude={"question"})
    entry = {**fields, "day": datetime.now(UTC).date().isoformat()}
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    # One write in append mode: two ratings at once cannot mix.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
