"""What differs between two versions of a document, passage by passage, figures first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from ingest.documents import Page
from ingest.figures import Figure, figures
from ingest.spans import quotable_spans

# Two sentences less alike than this are one that went and another that came.
ALIKE = 50
REACH = 300


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


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    page: int

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


_NOTHING = _Passage("", 0)


def changed_passages(before: Sequence[Page], after: Sequence[Page]) -> list[PassageChange]:
    """What changed from one text to the other: changes of dates first, then of numbers."""
    olds, news = _passages(before), _passages(after)
    changes = [_change(old, new) for old, new in _pairs(olds, news)]
    return sorted(changes, key=_weight)


def figures_apart(one: str, other: str) -> tuple[list[Figure], list[Figure]]:
    """The figures of either text that the other one does not state."""
    left, right = figures(one), figures(other)
    values = ({figure.value for figure in left}, {figure.value for figure in right})
    return (
        [figure for figure in left if figure.value not in values[1]],
        [figure for figure in right if figure.value not in values[0]],
    )


def _passages(pages: Sequence[Page]) -> list[_Passage]:
    return [
        _Passage(span.text, page.number) for page in pages for span in quotable_spans(page.text)
    ]


def _pairs(
    olds: Sequence[_Passage], news: Sequence[_Passage]
) -> Iterator[tuple[_Passage, _Passage]]:
    """Old and new passages that belong together and differ; what is alone meets `_NOTHING`."""
    # A passage that only moved is in both texts and has not changed.
    waiting = _only_in(news, olds)
    for old in _only_in(olds, news):
        # Of a long text only what comes next is compared: passages keep their order mostly.
        likeness = [fuzz.ratio(old.words, new.words) for new in waiting[:REACH]]
        best = max(likeness, default=0)
        yield old, waiting.pop(likeness.index(best)) if best >= ALIKE else _NOTHING
    for new in waiting:
        yield _NOTHING, new


def _only_in(these: Sequence[_Passage], others: Sequence[_Passage]) -> list[_Passage]:
    """The passages that the others do not have, as often as they have them less."""
    left = Counter(passage.words for passage in others)
    only = []
    for passage in these:
        left[passage.words] -= 1
        if left[passage.words] < 0:
            only.append(passage)
    return only


def _change(old: _Passage, new: _Passage) -> PassageChange:
    left, right = figures_apart(old.text, new.text)
    kind: Literal["added", "removed", "changed"] = "changed"
    if not old.text or not new.text:
        kind = "removed" if old.text else "added"
    return PassageChange(
        kind=kind,
        before=old.text,
        after=new.text,
        page_before=old.page,
        page_after=new.page,
        figures=(_written(left), _written(right)),
    )


def _written(found: Sequence[Figure]) -> tuple[str, ...]:
    # "un" and "one" are articles more often than numbers.
    counted = (figure.written for figure in found if not (figure.spelt and figure.value == "1"))
    return tuple(dict.fromkeys(counted))


def _weight(change: PassageChange) -> int:
    """0 for a date that changed, 1 for a number, 2 for words alone."""
    texts = " ; ".join((*change.figures[0], *change.figures[1]))
    if any(figure.kind == "date" for figure in figures(texts)):
        return 0
    return 1 if texts else 2
