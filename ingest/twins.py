"""Twins out of step: a document and its version in the other language that state other figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.documents import Document, Edition
from ingest.drafts import Drafts
from ingest.edition_diff import figures_apart
from ingest.figures import Figure
from ingest.messages import message

# What twins say in their metadata must agree too.
COMPARED = ("opens", "closes", "valid_until", "status")


@dataclass(frozen=True, slots=True)
class TwinGap:
    """A document and its twin, and the figures (numbers, dates) that only one of them states."""

    document: str
    twin: str
    only_document: tuple[str, ...]
    only_twin: tuple[str, ...]


def twins_out_of_step(drafts: Drafts) -> list[TwinGap]:
    """The linked twins that state other figures; drafts and withdrawn ones are not compared."""
    published = [found for found in drafts.documents() if found.state == "published"]
    by_name = {found.stored.name.rsplit("/", 1)[-1]: found for found in published}
    gaps = []
    for found in published:
        twin = by_name.get(found.stored.edition.twin)
        # A pair that names each other is looked at once.
        if twin is None or (twin.stored.edition.twin and twin.stored.id < found.stored.id):
            continue
        gap = _gap(drafts.source(found.stored.id), drafts.source(twin.stored.id))
        if any(gap):
            gaps.append(TwinGap(found.stored.id, twin.stored.id, *gap))
    return gaps


def _gap(one: Document, other: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    left, right = figures_apart(one.text, other.text)
    return (
        (*_metadata(one.edition, other.edition), *_written(left)),
        (*_metadata(other.edition, one.edition), *_written(right)),
    )


def _metadata(one: Edition, other: Edition) -> Iterator[str]:
    for name in COMPARED:
        value = getattr(one, name)
        if value != getattr(other, name):
            yield message("twin", field=message(f"field.{name}"), value=_shown(name, value))


def _shown(name: str, value: str) -> str:
    if name == "status" and value:
        return message(f"status.{value}")
    return value or "—"


def _written(found: Sequence[Figure]) -> tuple[str, ...]:
    # In words the other language may have an article, or another turn.
    return tuple(dict.fromkeys(figure.written for figure in found if not figure.spelt))
