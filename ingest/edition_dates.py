"""Dates that a text states for an edition, each with the sentence it was read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.documents import Page

DateField = Literal["opens", "closes", "valid_until"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`iso` is as in `Edition` (`2026-03-01T17:00 Europe/Paris`), in either language the same.

    `sentence` is word for word in the text of `page`. A year that is not written is not guessed.
    """

    field: DateField
    iso: str
    sentence: str
    page: int


def find_dates(pages: Sequence[Page]) -> list[FoundDate]:
    """The dates of opening, closing and validity that are said to be such, in the text's order."""
    raise NotImplementedError
