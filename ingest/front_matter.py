"""Front matter of a text document: the YAML block at its head that describes the edition."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, get_args

import yaml

from ingest.date_entry import date_entry
from ingest.documents import ROLLING, Edition, EditionStatus, SourceKind
from ingest.errors import FileRefused
from ingest.messages import Message, message

# Begins with a key (comments may stand before it): a rule at the head of a text does not.
BLOCK = re.compile(
    r"\A\s*---[ \t]*\n(?=(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*[\w-]+[ \t]*:)(.*?)"
    r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
BLOCK_CHARACTERS = 20_000
OPENED = re.compile(r"\A\s*---[ \t]*\n\s*([a-z_]+)[ \t]*:")
DATE = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?\s*(Z|[+-]\d{2}:?\d{2}|[A-Za-z]\S*)?)?$"
)
DATES = ("opens", "closes", "valid_from", "valid_until", "published", "seen")
CUT_OFFS = "closes"  # the one date of which there may be several
ACRONYM = re.compile(r"[A-Z][A-Z0-9&./+-]{1,7}")
UNDATED = frozenset({"undated", "non daté"})  # what a source without a date is given
CHOICES: dict[str, tuple[str, ...]] = {
    "status": get_args(EditionStatus),
    "source_kind": get_args(SourceKind),
    "language": ("fr", "en"),
}
FIELDS = frozenset(field.name for field in fields(Edition))


def split_front_matter(text: str, name: str) -> tuple[str, int, str]:
    """The YAML block, the number of the file's line it begins on, and the text after it.

    Raises FileRefused, kind `corrupt`, when a block with our keys is not closed.
    """
    match = BLOCK.match(text)
    if not match:
        opened = OPENED.match(text)
        if opened and opened.group(1) in FIELDS:
            raise FileRefused("corrupt", message("head.open", name=name))
        return "", 0, text
    return match.group(1), text[: match.start(1)].count("\n") + 1, text[match.end() :]


def read_front_matter(
    block: str, first_line: int, name: str
) -> tuple[dict[str, Any], list[Message]]:
    """Values for `Edition` and notes on what was not usable.

    Values stay as written (dates are not turned into other dates). Raises FileRefused, kind
    `corrupt`, with the line of the file, when the block is not YAML.
    """
    if len(block) > BLOCK_CHARACTERS:
        raise FileRefused("corrupt", message("head.long", name=name, count=len(block)))
    try:
        # BaseLoader builds strings, lists and mappings only: no objects, `2026` stays "2026".
        written = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise FileRefused(
            "corrupt", message("head.yaml", name=name, line=str(line), problem=problem)
        ) from error
    except RecursionError as error:
        raise FileRefused("corrupt", message("head.nested", name=name)) from error
    if not isinstance(written, dict):
        raise FileRefused("corrupt", message("head.keys", name=name, line=str(first_line)))
    return checked_fields(written)


def checked_fields(written: Mapping[Any, Any]) -> tuple[dict[str, Any], list[Message]]:
    """Values for `Edition` among what was written, and a note on each that is not usable."""
    values: dict[str, Any] = {}
    notes: list[Message] = []
    unknown = sorted(str(key) for key in written if key not in FIELDS)
    if unknown:
        notes.append(message("note.keys", keys=", ".join(unknown)))
    for key in FIELDS & set(written):
        if key == "aliases":
            values[key] = _aliases(written[key])
            continue
        if key == "acronyms":
            values[key], unusable = _acronyms(written[key])
            notes += [message("note.field", field=key, problem=text) for text in unusable]
            continue
        value = _scalar(written[key])
        problem = _problem(key, value)
        if problem:
            notes.append(message("note.field", field=key, problem=problem))
        elif value:
            dated = key in DATES and value not in UNDATED
            values[key] = "; ".join(_read_dates(key, value)) if dated else value
    return values, sorted(notes)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return "" if value in ("null", "~") else " ".join(value.split())
    # One level only: aliases of YAML can nest lists into billions of items.
    return ", ".join(item for item in value if isinstance(item, str)) if value else ""


def _aliases(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else _scalar(value).split(",")
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def _acronyms(value: Any) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Acronyms with their meanings, from a mapping or a list, and what is wrong with others."""
    pairs: list[tuple[str, str]] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            pairs += [(str(short).strip(), _scalar(meaning)) for short, meaning in item.items()]
        elif isinstance(item, str) and item.strip():
            short, _, meaning = item.partition(":")
            pairs.append((short.strip(), _scalar(meaning)))
    usable = [pair for pair in pairs if ACRONYM.fullmatch(pair[0]) and pair[1]]
    wrong: list[str] = [
        message("value.acronym", value=pair[0]) for pair in pairs if pair not in usable
    ]
    return tuple(dict.fromkeys(usable)), wrong


def _problem(key: str, value: str) -> str:
    """What is wrong with the value, empty when it can be used."""
    if not value:
        return ""
    if key in CHOICES and value not in CHOICES[key]:
        return message("value.choice", value=value, choices=", ".join(CHOICES[key]))
    if key == "published" and value in UNDATED:
        return ""
    if key in DATES and not all(_read_dates(key, value)):
        year = re.search(r"(?:19|20)\d\d", value)
        return message("value.date" if year else "value.year", value=value)
    return ""


def _read_dates(key: str, value: str) -> list[str]:
    """The dates of a field as ISO text, whoever wrote them how; empty for what is no date."""
    if key == CUT_OFFS:
        whole = date_entry(value)
        return [whole] if whole else [_read_date(part) for part in re.split(r"\s*[;,]\s*", value)]
    return ["" if (read := _read_date(value)) == ROLLING else read]


def _read_date(value: str) -> str:
    return _iso(value) if _is_date(value) else date_entry(value)


def _is_date(value: str) -> bool:
    match = DATE.match(value)
    if not match:
        return bool(re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", value))
    try:
        date.fromisoformat(match.group(1))
    except ValueError:
        return False
    return True


def _iso(value: str) -> str:
    match = DATE.match(value)
    if not match or not match.group(2):
        return value
    zone = f" {match.group(3)}" if match.group(3) else ""
    return f"{match.group(1)}T{match.group(2)}{zone}"
