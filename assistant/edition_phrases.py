"""What an answer says of the edition it speaks of: over, not open yet, suspended, replaced."""

import re
from collections.abc import Sequence

from assistant.admissions import is_on_any
from assistant.answer import Answer, Language
from assistant.answer_type import MONTHS
from assistant.asked_time import NOW
from assistant.compose import Draft
from assistant.edition_choice import is_later
from assistant.editions import ended, is_over, next_cut_off, standing
from assistant.evidence import Evidence, without_repeats
from assistant.inquiry import Inquiry, Part
from assistant.mentions import find_mentions, folded_names
from assistant.phrases import say
from assistant.quantities import quantities
from assistant.question import folded_words
from assistant.side_search import SideSearch
from assistant.verdict import ALIKE
from assistant.words import JOINING
from ingest.documents import Edition
from ingest.lexical import fold
from ingest.written_dates import on_date, since_date, written_date

MONTH = re.compile(rf"\b(?:{MONTHS})\b", re.IGNORECASE)
OPEN: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\bouverte?s?\b"),
    "en": re.compile(r"\b(?:is|are|was|were|be|still)\b.*\bopen\b(?! innovation)"),
}
# Folded, in either language.
PLACES_LEFT = re.compile(
    r"\breste(?:nt)?(?:[ -]t)?(?:[ -]ils?)? (?:\w+ )?(?:des |de la )?place|\bsign (?:me|us) up\b|"
    r"\b(?:places?|spots?|seats?) (?:are |still )*(?:left|available|free)\b|"
    r"\binscri(?:s|vez)[ -](?:moi|nous)\b"
)
# Speaks of an edition to come.
NEXT_EDITION = re.compile(
    r"\b(?:prochain(?:e|s|es)? (?:édition|appel|concours|session)|édition suivante|"
    r"(?:next|upcoming|following) (?:edition|call|round|contest))\b",
    re.IGNORECASE,
)
QUOTED_NEXT = 2


def expired_answer(draft: Draft, inquiry: Inquiry, part: Part, aside: SideSearch) -> Answer | None:
    """The answer to "can we still apply?" where that is over; None where it is not, or not asked.

    It says first that it is over and since when, then what the documents said, then what they say
    of the next edition.
    """
    edition = _joined(inquiry, part)
    clock = inquiry.editions.clock
    asked = inquiry.asked(part)
    if edition is None or asked.past or standing(edition, clock) != "over":
        return None
    if is_later(edition, asked):
        return None
    over = [item for item in part.evidence if standing(item.hit.edition, clock) == "over"]
    stated = without_repeats([*_dated(over)[:1], *_stated(over)[:2]], ALIKE)
    if not stated:
        return None
    phrase = "expired" if is_over(edition, clock) else "expired_applications"
    since = since_date(ended(edition, clock), draft.language)
    draft.phrase(phrase, until=say("expired_until", draft.language, date=since) if since else "")
    for item in stated:
        draft.quote(item)
    _next_edition(draft, inquiry, edition, aside)
    return draft.answer("expired")


def say_standing(draft: Draft, inquiry: Inquiry, part: Part) -> bool:
    """Say first what the dates say of applications: not open yet, suspended, open until when.

    True when that is what was asked: the quotes are then shown for it, close to the rest or not.
    """
    edition = _joined(inquiry, part)
    if edition is None:
        return False
    before, asks_when = len(draft.lines), _asks_when(inquiry, part)
    stands = standing(edition, inquiry.editions.clock)
    if inquiry.asked(part).past:
        _say_window(draft, edition)
    elif stands == "upcoming":
        draft.phrase("upcoming", date=on_date(edition.opens, draft.language))
    elif stands == "suspended":
        draft.phrase("suspended")
    elif stands == "open" and asks_when:
        closes = next_cut_off(edition, inquiry.editions.clock)
        if closes:
            draft.phrase("open_until", date=on_date(closes, draft.language))
        else:
            draft.phrase("open_rolling")
    return asks_when and len(draft.lines) > before


def _say_window(draft: Draft, edition: Edition) -> None:
    if edition.opens and edition.cut_offs:
        first, last = edition.opens, edition.cut_offs[-1]
        opens, closes = (written_date(day, draft.language) for day in (first, last))
        draft.phrase("window", opens=opens, closes=closes)


def _asks_when(inquiry: Inquiry, part: Part) -> bool:
    """Whether it asks if one can apply at a time: now, still, in a month; not who can."""
    text = part.resolved.question.text
    months = any(item.moment and item.moment.month for item in quantities(text))
    language = inquiry.question.language
    return bool(months or NOW[language].search(fold(text)) or OPEN[language].search(fold(text)))


def mark_editions(draft: Draft, inquiry: Inquiry, facts: Sequence[Evidence]) -> None:
    """Say that what is quoted is of an edition that is over or replaced; of a suspended one first.

    Whoever reads a criterion of a suspended programme has to know before that it is suspended.
    """
    clock = inquiry.editions.clock
    editions = {item.hit.chunk.document: item.hit.edition for item in facts}
    if any(is_over(edition, clock) for edition in editions.values()):
        draft.phrase("past_edition")
    elif editions.keys() & inquiry.editions.replaced:
        draft.phrase("replaced_edition")
    stands = {standing(edition, clock) for edition in editions.values()}
    told = say("suspended", draft.language) in draft.lines
    if "suspended" in stands and not told:
        draft.lines.insert(0, say("suspended_edition", draft.language))


def shown_anyway(part: Part) -> tuple[Evidence, ...]:
    """What is quoted under a line on the dates when nothing answers more closely."""
    return tuple(without_repeats([*_dated(part.evidence)[:1], *_stated(part.evidence)[:1]], ALIKE))


def _joined(inquiry: Inquiry, part: Part) -> Edition | None:
    """The edition that the question asks to join, or whether it is open; None otherwise.

    None too where no programme is named, before or now, and what is closest admits a gap.
    """
    language = inquiry.question.language
    text = fold(part.resolved.question.text)
    asks = set(folded_words(text)) & JOINING[language] or OPEN[language].search(text)
    asks = asks or PLACES_LEFT.search(text)
    if not asks or not part.evidence:
        return None
    context = find_mentions(part.resolved.context, inquiry.names)
    names = folded_names((*part.resolved.question.mentions, *context))
    own = [item for item in part.evidence if is_on_any(names, item)]
    first = (own or part.evidence)[0]
    named = names or part.resolved.context
    return None if first.gap and not named else first.hit.edition


def _next_edition(draft: Draft, inquiry: Inquiry, edition: Edition, aside: SideSearch) -> None:
    following = inquiry.editions.next_after(edition)
    if following:
        found = aside.next_edition(following)
        told = without_repeats([*_dated(found)[:1], *_stated(found)[:2]], ALIKE)
    else:
        own = aside.next_edition(inquiry.editions.of_programme(edition.programme))
        told = [item for item in _stated(own) if NEXT_EDITION.search(item.text)]
    if not told:
        draft.phrase("expired_next")
        return
    draft.phrase("next_edition")
    for item in told[:QUOTED_NEXT]:
        draft.quote(item)


def _stated(items: Sequence[Evidence]) -> list[Evidence]:
    return [item for item in items if not item.gap]


def _dated(items: Sequence[Evidence]) -> list[Evidence]:
    return [item for item in _stated(items) if MONTH.search(item.text)]
