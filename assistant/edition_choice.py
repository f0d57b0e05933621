"""Which editions of a programme answer: the one in force, others when the question names them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.asked_time import AskedTime
from assistant.editions import Clock, has_begun, is_over, last_end, standing
from assistant.view import PUBLIC_STATUSES
from ingest.documents import Edition, StoredDocument
from ingest.lexical import fold

YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
LEAST_NAME = 4


@dataclass(frozen=True, slots=True)
class Editions:
    """The published editions at a moment; `older` and `coming` are ids of documents.

    `older` are replaced by another document (`replaced`), or over while another edition of their
    programme is not, or ended after them; `coming` have not begun while another one applies.
    """

    documents: Mapping[str, StoredDocument]
    clock: Clock
    replaced: frozenset[str]
    older: frozenset[str]
    coming: frozenset[str]

    @classmethod
    def of(cls, documents: Iterable[StoredDocument], clock: Clock) -> "Editions":
        """The editions as they stand at the moment of the clock."""
        public = {own.id: own for own in documents if own.edition.status in PUBLIC_STATUSES}
        replaced = _replaced(public, clock)
        # Most documents share their dates with others: each set of dates is looked at once.
        alike: dict[tuple[str, ...], list[str]] = {}
        for own in public.values():
            alike.setdefault(_dates(own.edition), []).append(own.id)
        first = {keys[0]: public[keys[0]].edition for keys in alike.values()}
        over = {key for keys in alike.values() if is_over(first[keys[0]], clock) for key in keys}
        early = {
            key for keys in alike.values() if not has_begun(first[keys[0]], clock) for key in keys
        }
        lasting = _by_programme(public[key] for key in public.keys() - replaced - over)
        applying = _by_programme(public[key] for key in public.keys() - replaced - over - early)
        return cls(
            documents=public,
            clock=clock,
            replaced=replaced,
            older=replaced
            | {key for key in over if _has_other(public[key].edition, lasting)}
            | _followed(public[key] for key in over - replaced),
            coming=frozenset(
                key for key in early - replaced - over if _has_other(public[key].edition, applying)
            ),
        )

    def left_out(self, asked: AskedTime) -> frozenset[str]:
        """The documents that do not answer this question.

        A question that names the year or the edition of one of them is answered by it alone among
        the editions of its programme; one about the past by older editions too.
        """
        aside = self.older | self.coming
        named = {key for key in aside if _names(asked, self.documents[key].edition)}
        if named:
            return frozenset((aside | set(self._beside(named))) - named)
        open_to_all = (self.older if asked.past else frozenset()) | (
            self.coming if asked.coming else frozenset()
        )
        return aside - open_to_all

    def next_after(self, edition: Edition) -> frozenset[str]:
        """The documents of other editions of its programme that are announced or in force."""
        return frozenset(
            key
            for key, other in self.documents.items()
            if other.edition.programme == edition.programme != ""
            and other.edition.edition not in ("", edition.edition)
            and key not in self.replaced
            and standing(other.edition, self.clock) != "over"
        )

    def of_programme(self, programme: str) -> frozenset[str]:
        """All published documents of a programme."""
        own = self.documents.items()
        return frozenset(key for key, other in own if other.edition.programme == programme)

    def _beside(self, named: Iterable[str]) -> Iterator[str]:
        """Documents of the same programmes that are of another edition."""
        editions = {
            (self.documents[key].edition.programme, self.documents[key].edition.edition)
            for key in named
        }
        programmes = {programme for programme, _ in editions}
        for key, other in self.documents.items():
            own = (other.edition.programme, other.edition.edition)
            if own[0] in programmes and own[1] and own not in editions:
                yield key


def _replaced(public: Mapping[str, StoredDocument], clock: Clock) -> frozenset[str]:
    """Documents that another one, which applies already, says it replaces; with their twins."""
    names = {
        _file_name(own.edition.supersedes)
        for own in public.values()
        if own.edition.supersedes and has_begun(own.edition, clock)
    }
    if not names:
        return frozenset()
    twins = {own.edition.twin for own in public.values() if _file_name(own.name) in names}
    wanted = names | {_file_name(twin) for twin in twins if twin}
    return frozenset(
        key for key, own in public.items() if key in names or _file_name(own.name) in wanted
    )


def _dates(edition: Edition) -> tuple[str, ...]:
    own = edition
    return (own.status, own.opens, own.closes, own.valid_from, own.valid_until)


def _followed(over: Iterable[StoredDocument]) -> frozenset[str]:
    """Of editions that are all over, those that another one of their programme outlasted."""
    ends = {own.id: (own.edition, last_end(own.edition)) for own in over if own.edition.edition}
    latest: dict[str, date] = {}
    for edition, end in ends.values():
        if end and edition.programme:
            latest[edition.programme] = max(end, latest.get(edition.programme, end))
    return frozenset(
        key
        for key, (edition, end) in ends.items()
        if end and end < latest.get(edition.programme, end)
    )


def _by_programme(documents: Iterable[StoredDocument]) -> dict[str, set[str]]:
    """The editions of each programme that has any."""
    found: dict[str, set[str]] = {}
    for own in documents:
        if own.edition.programme and own.edition.edition:
            found.setdefault(own.edition.programme, set()).add(own.edition.edition)
    return found


def _has_other(edition: Edition, editions: Mapping[str, set[str]]) -> bool:
    return bool(edition.edition and editions.get(edition.programme, set()) - {edition.edition})


def is_later(edition: Edition, asked: AskedTime) -> bool:
    """Whether the edition is of a later year than every year that the question names."""
    years = _years(edition)
    return bool(years and asked.years) and min(years) > max(asked.years)


def _years(edition: Edition) -> set[int]:
    return {int(year) for year in YEAR.findall(edition.edition)}


def _names(asked: AskedTime, edition: Edition) -> bool:
    """Whether the question names the edition, by its year or as it is written."""
    name = fold(edition.edition)
    return bool(_years(edition) & asked.years) or (len(name) >= LEAST_NAME and name in asked.text)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].strip()
