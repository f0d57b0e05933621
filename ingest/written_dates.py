"""Dates of front matter as a reader of either language writes them."""

import re
from typing import Literal

Language = Literal["fr", "en"]

ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?\s*(\S*))?)?)?")
MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre".split()
    ),
    "en": tuple(
        "January February March April May June July August September October November "
        "December".split()
    ),
}
FIRST: dict[Language, str] = {"fr": "1er", "en": "1"}
HOUR: dict[Language, str] = {"fr": "{day} à {hour}", "en": "{day} at {hour}"}
ZONE = "{moment} ({zone})"
# "le 6 juin 2024", but "en juin 2024" and "depuis juin 2024".
ON: dict[Language, tuple[str, str]] = {"fr": ("le", "en"), "en": ("on", "in")}
SINCE: dict[Language, tuple[str, str]] = {"fr": ("le", ""), "en": ("", "")}


def written_date(iso: str, language: Language) -> str:
    """`6 juin 2024`, `juin 2024`, `1 March 2026 at 17:00 (Europe/Paris)`; empty without a date."""
    found = ISO.fullmatch(iso.strip())
    if not found or (found[2] and not 1 <= int(found[2]) <= 12):
        return ""
    year, month, day, hour, zone = found.groups()
    parts = [year]
    if month:
        parts.insert(0, MONTHS[language][int(month) - 1])
    if day:
        parts.insert(0, FIRST[language] if int(day) == 1 else str(int(day)))
    text = " ".join(parts)
    if hour:
        text = HOUR[language].format(day=text, hour=hour)
    return ZONE.format(moment=text, zone=zone) if zone else text


def on_date(iso: str, language: Language) -> str:
    """The date with its preposition: `le 6 juin 2024`, `in June 2024`; empty without a date."""
    return _with(ON[language], iso, language)


def since_date(iso: str, language: Language) -> str:
    """The date as it follows "depuis" or "since"; empty without a date."""
    return _with(SINCE[language], iso, language)


def _with(words: tuple[str, str], iso: str, language: Language) -> str:
    text = written_date(iso, language)
    whole = re.match(r"\d{4}-\d{2}-\d{2}", iso.strip())
    return f"{words[0] if whole else words[1]} {text}".strip() if text else ""
