"""Documents that do not agree: twins out of step, and other values for the same criterion."""

from dataclasses import dataclass

from ingest.drafts import Drafts


@dataclass(frozen=True, slots=True)
class TwinGap:
    """A document and its twin, and the figures (numbers, dates) that only one of them states."""

    document: str
    twin: str
    only_document: tuple[str, ...]
    only_twin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sentences of one programme that state other values for the same thing.

    `key` names the pair for `keep_as_known`; it changes when one of the sentences changes.
    """

    key: str
    programme: str
    document: str
    sentence: str
    other: str
    other_sentence: str
    known: bool = False


def twins_out_of_step(drafts: Drafts) -> list[TwinGap]:
    """The linked twins that state other figures; drafts and withdrawn ones are not compared."""
    raise NotImplementedError


def contradictions(drafts: Drafts, document_id: str) -> list[Contradiction]:
    """Where this document and published ones of its programme state other values."""
    raise NotImplementedError


def keep_as_known(drafts: Drafts, contradiction: Contradiction, *, who: str) -> None:
    """Remember that staff know of it; it comes back with `known` from now on."""
    raise NotImplementedError
