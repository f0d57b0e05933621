"""Times of day and time zones, in both languages."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.tokens import Token, at

TIME_BEFORE: Final = frozenset("à avant vers des jusqu de et entre at by".split())
HOUR: Final = re.compile(r"\d{1,2}(?:\.[0-5]\d)?")
NAMED_TIMES: Final = {"midi": "12:00", "noon": "12:00", "minuit": "00:00", "midnight": "00:00"}
ZONES: Final = {
    "cet": "paris", "cest": "paris", "utc": "utc", "gmt": "utc", "bst": "london", "est": "eastern",
    "edt": "eastern", "et": "eastern", "pst": "pacific", "pdt": "pacific", "pt": "pacific",
}  # fmt: skip
ZONE_PLACES: Final = {
    "paris": "paris", "bruxelles": "paris", "brussels": "paris", "londres": "london",
    "london": "london", "eastern": "eastern", "new": "eastern", "boston": "eastern",
    "pacific": "pacific", "pacifique": "pacific", "est": "eastern",
}  # fmt: skip


def read_time(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """A time of day as `17:30`, and the position after it; None where none begins."""
    token, after = at(tokens, start), at(tokens, start + 1)
    if token.word in NAMED_TIMES:
        return NAMED_TIMES[token.word], start + 1
    if token.kind == "clock":
        hour, minute = (int(part) for part in token.word.replace("h", ":").split(":"))
        return _on_clock(tokens, start + 1, hour, minute)
    if token.kind != "number" or not HOUR.fullmatch(token.text):
        return None
    hour_text, _, minute_text = token.text.partition(".")
    hour, minute = int(hour_text), int(minute_text or 0)
    if after.word in ("am", "pm") or (after.word in ("a", "p") and _is_dotted(tokens, start + 1)):
        return _on_clock(tokens, start + 1, hour, minute) if hour <= 12 and minute < 60 else None
    ranged = at(tokens, start - 1).word == "-" and at(tokens, start - 2).word in ("h", "heures")
    begins = at(tokens, start + 2).word == "-" and at(tokens, start + 3).kind in ("number", "clock")
    named = at(tokens, start - 1).word in TIME_BEFORE or ranged or begins
    if after.word in ("h", "heures", "heure") and named and hour <= 24 and not minute_text:
        return _on_clock(tokens, start + 2, hour, 0)
    return None


def _is_dotted(tokens: Sequence[Token], position: int) -> bool:
    return at(tokens, position + 1).text == "." and at(tokens, position + 2).word == "m"


def _on_clock(
    tokens: Sequence[Token], position: int, hour: int, minute: int
) -> tuple[str, int] | None:
    token = at(tokens, position)
    if token.word in ("am", "pm", "a", "p"):
        dotted = token.word in ("a", "p") and _is_dotted(tokens, position)
        if token.word in ("am", "pm") or dotted:
            hour = hour % 12 + (12 if token.word.startswith("p") else 0)
            position += 4 if dotted else 1
    return f"{hour % 24:02}:{minute:02}", position


def read_zone(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """The time zone named after a time: "CET", "heure de Paris", "Paris time"."""
    token = at(tokens, start)
    skip = 1 if token.text in ("(", ",") else 0
    token = at(tokens, start + skip)
    if token.text.isupper() and token.word in ZONES:
        return ZONES[token.word], start + skip + 1
    if token.word == "heure":
        place = at(tokens, start + skip + 2)
        if at(tokens, start + skip + 1).word in ("de", "d", "du") and place.word in ZONE_PLACES:
            return ZONE_PLACES[place.word], start + skip + 3
    if token.word in ZONE_PLACES and at(tokens, start + skip + 1).word == "time":
        return ZONE_PLACES[token.word], start + skip + 2
    return None
