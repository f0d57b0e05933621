"""Where a text sends its readers: links, mail addresses and telephone numbers, as written."""

import re
from collections.abc import Iterable

LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>|\"“”«»)\]]+", re.IGNORECASE)
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
# French numbers of ten digits in pairs, and any that begin with the sign of another country.
PHONE = re.compile(
    r"(?<![\d+])(?:0\d(?:[ .\u00a0\u202f-]?\d\d){4}|"
    r"(?:\+|\b00)\d{1,3}(?:[ .()\u00a0\u202f-]{0,3}\d){6,12})(?!\d)"
)


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """The addresses of these texts in their order, each once."""
    found: dict[str, None] = {}
    for text in texts:
        places = [match for kind in (LINK, MAIL, PHONE) for match in kind.finditer(text)]
        for match in sorted(places, key=lambda match: match.start()):
            found.setdefault(match.group().rstrip(".,;:!?'"))
    return tuple(found)
