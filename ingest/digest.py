"""What needs staff: documents closing soon, expired, without dates, out of step, or waiting."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from ingest.addresses import addresses
from ingest.audit import AuditLine
from ingest.draft_list import StaffDocument
from ingest.drafts import Drafts
from ingest.edition_end import end_of, fills_the_field, last_day
from ingest.found_files import printable
from ingest.messages import PAGES_WITHOUT_TEXT, in_language, key_of, message
from ingest.twins import twins_out_of_step

DigestKind = Literal[
    "closing", "expired", "unknown_dates", "twins", "links", "drafts", "unreadable"
]

SOON = timedelta(days=30)
# A link or a contact that nobody looked at for half a year may lead nowhere.
UNCHECKED = timedelta(days=180)
ADDRESSES = 5  # of one document
LINES = 15  # of one kind in the text; the page and the JSON hold all
TITLES: dict[str, dict[DigestKind, str]] = {
    "fr": {
        "closing": "Clôture dans les 30 jours",
        "expired": "Dates passées, encore publiés comme en vigueur",
        "unknown_dates": "Dates inconnues",
        "twins": "Versions française et anglaise en désaccord",
        "links": "Liens et contacts à vérifier",
        "drafts": "Brouillons en attente",
        "unreadable": "Fichiers ou pages illisibles",
    },
    "en": {
        "closing": "Closing within 30 days",
        "expired": "Dates over, still published as in force",
        "unknown_dates": "Unknown dates",
        "twins": "French and English versions out of step",
        "links": "Links and contacts to check",
        "drafts": "Drafts waiting",
        "unreadable": "Files or pages that cannot be read",
    },
}
FRAME: dict[str, dict[str, str]] = {
    "fr": {
        "head": "Documents à revoir, le {at} UTC",
        "none": "Rien à signaler.",
        "more": "… et {count} de plus",
    },
    "en": {
        "head": "Documents to look at, {at} UTC",
        "none": "Nothing to report.",
        "more": "… and {count} more",
    },
}


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One document to look at; `detail` is the date, the figures or the sentence concerned.

    A file that was refused has no document; `title` is its name then.
    """

    kind: DigestKind
    document: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """The items of one moment, in the order of `DigestKind`."""

    at: str
    items: tuple[DigestItem, ...]

    def to_json(self) -> dict[str, Any]:
        """The object that `python -m ingest digest --json` prints."""
        return {"at": self.at, "items": [asdict(item) for item in self.items]}

    def text(self, language: str) -> str:
        """Plain text fit for mail, in `fr` or `en`."""
        words = FRAME[language]
        lines = [words["head"].format(at=self.at[:16].replace("T", " "))]
        if not self.items:
            lines += ["", words["none"]]
        for kind in get_args(DigestKind):
            own = [item for item in self.items if item.kind == kind]
            if own:
                lines += ["", f"{TITLES[language][kind]} ({len(own)})"]
                lines += [_line(item, language) for item in own[:LINES]]
            if len(own) > LINES:
                lines.append(f"- {words['more'].format(count=len(own) - LINES)}")
        return "\n".join(lines) + "\n"


def make_digest(drafts: Drafts, *, now: datetime) -> Digest:
    """The digest as of `now` (with a zone)."""
    documents = drafts.documents()
    published = [found for found in documents if found.state == "published"]
    items = [
        *(item for found in published for item in _dated(found, now)),
        *_twins(drafts, documents),
        *_unchecked(drafts, published, now),
        *(_item("drafts", found) for found in documents if found.state == "draft"),
        *(item for found in published for item in _unread_pages(found)),
        *_refused(drafts.audit.rows(), now),
    ]
    order = get_args(DigestKind)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    return Digest(at, tuple(sorted(items, key=lambda item: order.index(item.kind))))


def _line(item: DigestItem, language: str) -> str:
    name = f"{item.title} [{item.document}]" if item.document else item.title
    detail = in_language(item.detail, language)
    return printable(f"- {name}: {detail}" if detail else f"- {name}")


def _item(kind: DigestKind, found: StaffDocument, detail: str = "") -> DigestItem:
    return DigestItem(kind, found.stored.id, found.stored.edition.title, detail)


def _dated(found: StaffDocument, now: datetime) -> Iterator[DigestItem]:
    """Whether a document in force closes soon, is over, or says nothing of an end."""
    edition = found.stored.edition
    if edition.status != "in_force":
        return
    today = now.date()
    ends = [
        (end, written)
        for written in edition.cut_offs
        if (end := end_of(written)) and not fills_the_field(written, today)
    ]
    valid = end_of(edition.valid_until)
    if not ends and not valid and not edition.is_rolling:
        yield _item("unknown_dates", found)
        return
    coming = min((pair for pair in ends if pair[0] > now), default=None)
    if coming and coming[0] <= now + SOON:
        yield _item("closing", found, coming[1])
    if (ends and not coming) or (valid and valid <= now):
        over = edition.closes if ends and not coming else edition.valid_until
        yield _item("expired", found, over)


def _twins(drafts: Drafts, documents: list[StaffDocument]) -> Iterator[DigestItem]:
    titles = {found.stored.id: found.stored.edition.title for found in documents}
    for gap in twins_out_of_step(drafts):
        here, there = (_listed(values) for values in (gap.only_document, gap.only_twin))
        detail = message("twins", here=here, twin=gap.twin, there=there)
        yield DigestItem("twins", gap.document, titles[gap.document], detail)


def _unchecked(
    drafts: Drafts, published: Sequence[StaffDocument], now: datetime
) -> Iterator[DigestItem]:
    """Documents with links or contacts that staff have not seen for long: no network is asked.

    The day is the one they were seen on, else that of publication, else of the upload.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for stored in drafts.catalogue.snapshot().chunks:
        texts[stored.document].append(stored.chunk.text)
    for found in published:
        edition = found.stored.edition
        days = (edition.seen, edition.published, found.stored.added_at[:10])
        day = next(day for day in map(last_day, days) if day)
        places = addresses([*texts[found.stored.id], edition.source])
        if places and day <= (now - UNCHECKED).date():
            shown = _listed(places[:ADDRESSES])
            yield _item("links", found, message("links", day=day.isoformat(), addresses=shown))


def _listed(values: Sequence[str]) -> str:
    """The values as one text, which keeps what can be said in another language."""
    if not values:
        return "—"
    first, *others = values
    return message("list", first=first, others=_listed(others)) if others else first


def _unread_pages(found: StaffDocument) -> Iterator[DigestItem]:
    for note in found.stored.notes:
        if key_of(note).startswith(PAGES_WITHOUT_TEXT):
            yield _item("unreadable", found, note)


def _refused(lines: list[AuditLine], now: datetime) -> Iterator[DigestItem]:
    """Files that were refused of late and not taken in since."""
    since = (now - SOON).astimezone(UTC).isoformat(timespec="seconds")
    refused: dict[str, str] = {}
    for line in lines:
        name = str(line.detail.get("file", ""))
        if line.what == "refused" and line.at >= since:
            refused[name] = line.detail.get("reason", "")
        elif line.what == "uploaded":
            refused.pop(name, None)
    for name, reason in refused.items():
        yield DigestItem("unreadable", "", name, reason)
