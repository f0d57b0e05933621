"""Dates that a text states for an edition, each with the sentence it was read from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from ingest.date_entry import AT_ANY_TIME, monthly_entry
from ingest.date_reading import ReadDate, flat, read_dates
from ingest.documents import ROLLING, Page
from ingest.language import detect_language
from ingest.spans import quotable_spans

DateField = Literal["opens", "closes", "valid_until"]

# Words are read in lower case without accents. What is only said of applications is a date of
# the call when the sentence, or the heading above it, speaks of them.
ABOUT_CALL = re.compile(
    r"candidat|dossier|\bappels?\b|inscri|depot|depos|soumission|soumett|concours|"
    r"appl(?:y|ic|ied)|submi|regist|\bcalls?\b|propos|entr(?:y|ies)\b|nominat|contest"
)
# Of a payment, a report or a person's life, not of the call.
OTHER_MATTER = re.compile(
    r"paie|payment|facture|invoice|rapport|\breports?\b|\bne(?:e|s|es)? (?:avant|le)\b|\bborn\b|"
    r"\bcre(?:e|ee|es|ees)s? (?:avant|apres|depuis)\b|\bfounded\b|\bincorporated\b"
)
# Steps after the call: "before" and "from" are not said of the applications here.
LATER_STEP = re.compile(
    r"examin|\bjury\b|instrui|review|assess|resultat|\bresults?\b|notif|laureat|\bwinners?\b|"
    r"audition|interview|pitch|demarr|kick.?off"
)
NO = re.compile(r"\b(?:pas d[e'] ?|sans |aucune? |no |without (?:an? )?|any )$")
NEGATED = re.compile(r"\b(?:pas|plus|jamais|not|no|never|longer)\b")
HALF_DAY = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
Kind = Literal["always", "of_call", "beside"]
# Valid for any sentence; for one about a call; for one about a call, directly before the date.
CUES: tuple[tuple[DateField, Kind, re.Pattern[str]], ...] = (
    (
        "valid_until",
        "always",
        re.compile(
            r"val(?:able|ides?|id)\b.{0,40}?(?:jusqu|until|through|till)|expire|"
            r"(?:en vigueur|in force|applicables?|s'appliquent?|appl(?:y|ies)).{0,20}?"
            r"(?:jusqu|until|through|till)|fin de validite|end of validity"
        ),
    ),
    (
        "closes",
        "always",
        re.compile(
            r"date limite|dernier delai|clotur|ferme(?:ture|nt|ra|ront)|"
            r"au plus tard|deadline|clos(?:e|es|ing)\b|no later than|at the latest|cut.?off"
        ),
    ),
    ("closes", "of_call", re.compile(r"\bclos\b|\bclot\b|closed|\bdue\b|last day|dernier jour")),
    ("opens", "of_call", re.compile(r"ouv(?:re|rent|rira|riront|ert|erture)|open(?:s|ed|ing)?\b")),
    ("closes", "beside", re.compile(r"jusqu'(?:au|a|en)|\bavant\b|until|till|\bby\b|\bbefore\b")),
    (
        "opens",
        "beside",
        re.compile(
            r"a (?:partir|compter) d|des le|\bdes(?= [0-3]?\d)|\bdu(?= [0-3]?\d)|"
            r"\bentre(?= le)|\bfrom\b|\bas of\b|\bbetween\b"
        ),
    ),
)
BESIDE = 35  # characters: an hour, a zone or a weekday may stand between
OTHER_CLAUSE = re.compile(r",\W[a-z']{3}")
SHORT = 12  # words: a date under a heading, not a story
LABEL = re.compile(r"^\W{0,3}[:|–-]")  # "12 May 2026: closing"
RANGE_END = re.compile(r"^\W{0,3}(?:au|a|et|to|and|until|till|jusqu'au|-|–)\b")
MOVED = re.compile(r"report[ee]|prolong|repouss|extended|postponed|moved (?:to|from)|nouvelle date")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


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
    american = detect_language(" ".join(page.text for page in pages[:3])[:5000]) == "en"
    found: dict[tuple[str, str], FoundDate] = {}
    for page in pages:
        for sentence, heading in _sentences(page.text):
            for field, read in _dates_of(sentence, heading, american=american):
                if read.iso:
                    one = FoundDate(field, read.iso, sentence, page.number)
                    found.setdefault((field, read.iso), one)
    return list(found.values())


def standing_dates(pages: Sequence[Page], *, today: date) -> list[FoundDate]:
    """Ends of applications that a text states without a date: at any time, on a day each month."""
    found: dict[str, FoundDate] = {}
    for page in pages:
        for span in quotable_spans(page.text):
            plain = flat(span.text)
            if not ABOUT_CALL.search(plain) or NEGATED.search(plain):
                continue
            entry = monthly_entry(span.text, today=today)
            if not entry and AT_ANY_TIME.search(plain):
                entry = ROLLING
            if entry:
                found.setdefault(entry, FoundDate("closes", entry, span.text, page.number))
    return list(found.values())


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence, list item or table row with the heading it stands under."""
    headings = [(match.start(), match.group(1)) for match in HEADING.finditer(text)]
    bounds = [(0, ""), *headings, (len(text), "")]
    for (start, heading), (end, _) in pairwise(bounds):
        part, begin = text[start:end], -1
        for span in quotable_spans(part):
            begin = span.start if begin < 0 else begin
            if HALF_DAY.search(span.text) and part[span.end : span.end + 2].strip():
                continue  # "5 p.m. Paris time" is no end of a sentence
            yield part[begin : span.end], flat(heading)
            begin = -1


def _dates_of(
    sentence: str, heading: str, *, american: bool
) -> Iterator[tuple[DateField, ReadDate]]:
    plain = flat(sentence)
    reads = read_dates(sentence, american=american)
    if not reads or OTHER_MATTER.search(plain):
        return
    cues = _cues(plain, heading)
    short = len(plain.split()) <= SHORT
    named = next((field for _, kind, field in _cues(heading, heading) if kind != "beside"), None)
    default = named if short else None
    if MOVED.search(plain):
        reads = reads[-1:]
    previous: tuple[DateField, ReadDate] | None = None
    for read in reads:
        between = plain[previous[1].end : read.start] if previous else ""
        if previous and previous[0] == "opens" and RANGE_END.match(between):
            field: DateField | None = "closes"
        else:
            field = _nearest(plain, cues, read) or default
        if field:
            previous = (field, read)
            yield field, read


def _cues(plain: str, heading: str) -> list[tuple[int, Kind, DateField]]:
    """Where words say what a date is, in order, with their kind."""
    of_call = ABOUT_CALL.search(f"{heading} {plain}") and not LATER_STEP.search(plain)
    taken: list[tuple[int, int, Kind, DateField]] = []
    for field, kind, pattern in CUES:
        for match in pattern.finditer(plain):
            label = kind == "of_call" and match.start() < 3  # "Opening: 2 March"
            if not (kind == "always" or of_call or label) or NO.search(plain[: match.start()]):
                continue
            if not any(start < match.end() and match.start() < end for start, end, *_ in taken):
                taken.append((match.start(), match.end(), kind, field))
    return [(start, kind, field) for start, _, kind, field in sorted(taken)]


def _nearest(
    plain: str, cues: Sequence[tuple[int, Kind, DateField]], read: ReadDate
) -> DateField | None:
    """The last cue before the date, else the one that follows it as its label."""
    for start, kind, field in reversed(cues):
        between = plain[start : read.start]
        near = len(between) <= BESIDE and not OTHER_CLAUSE.search(between)
        if start <= read.start and (kind != "beside" or near):
            return field
    after = [field for start, kind, field in cues if start > read.start and kind != "beside"]
    return after[0] if after and LABEL.match(plain[read.end :]) else None
