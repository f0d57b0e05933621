"""What differs between two versions of a document, passage by passage, figures first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.documents import Page


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that was added, removed or changed; texts are word for word.

    `figures` are the numbers and dates that are in one of the two texts only, as written:
    those before, those after. Pages are 0 where there is no such text.
    """

    kind: Literal["added", "removed", "changed"]
    before: str
    after: str
    page_before: int
    page_after: int
    figures: tuple[tuple[str, ...], tuple[str, ...]]


def changed_passages(before: Sequence[Page], after: Sequence[Page]) -> list[PassageChange]:
    """What changed from one text to the other: changes of numbers and dates first."""
    raise NotImplementedError
