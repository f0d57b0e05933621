"""Checks what staff write into the metadata form of a document."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from ingest.date_entry import monthly_entry
from ingest.documents import Edition
from ingest.edition_end import read_zone
from ingest.errors import BadValue
from ingest.front_matter import DATES, FIELDS, checked_fields
from ingest.messages import MESSAGES, message

LONGEST = 500  # characters of a field
LISTS = ("aliases", "acronyms")
# What a new version says only if it changed; its dates and its title are its own.
INHERITED = (
    "programme", "audience", "region", "source", "source_kind", "publisher", "twin", "aliases",
    "acronyms",
)  # fmt: skip
# (earlier, later): the second may not lie before the first.
ORDERED = (("opens", "closes"), ("valid_from", "valid_until"))
CLOCK = re.compile(r"T(\d{2}):(\d{2}) ?(.*)")


def edited(edition: Edition, changes: Mapping[str, str], *, today: date | None = None) -> Edition:
    """The edition with these fields as the form gives them; lists are parted by `;`.

    Days of each month are counted out from `today`. Raises BadValue with one sentence.
    """
    for name, text in changes.items():
        if name not in FIELDS:
            raise _bad(name, message("value.unknown", name=name))
        if len(text) > LONGEST and name not in LISTS:
            raise _bad(name, message("value.long", count=LONGEST))
    written = {name: _parts(name, text) for name, text in changes.items()}
    if monthly := monthly_entry(changes.get("closes", ""), today=today or date.today()):
        written["closes"] = monthly
    values, problems = checked_fields(written)
    if problems:
        found = problems[0].values
        raise _bad(str(found["field"]), cast(str, found["problem"]))
    empty: dict[str, Any] = {name: () if name in LISTS else "" for name in changes}
    result = replace(edition, **{**empty, **values})
    if not result.title:
        raise _bad("title", message("value.title"))
    if not result.status or result.status == "draft":
        raise _bad("status", message("value.status"))
    for name in DATES:
        _check_clock(name, getattr(result, name))
    _check_order(result)
    return result


def inherited(edition: Edition, earlier: Edition) -> Edition:
    """The edition with what it leaves empty and the earlier version said, dates excepted."""
    taken: dict[str, Any] = {
        name: getattr(earlier, name) for name in INHERITED if not getattr(edition, name)
    }
    return replace(edition, **taken)


def differences(before: Edition, after: Edition) -> dict[str, list[Any]]:
    """The fields that differ, each with its value before and after."""
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in sorted(FIELDS)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _bad(name: str, problem: str) -> BadValue:
    label = message(f"field.{name}") if f"field.{name}" in MESSAGES else name
    return BadValue(name, message("value", field=label, problem=problem))


def _parts(name: str, text: str) -> str | list[str]:
    if name not in LISTS:
        return text.strip()
    return [part.strip() for part in text.split(";") if part.strip()]


def _check_clock(name: str, value: str) -> None:
    """Refuse an hour that no clock shows and a zone that nobody knows."""
    for hour, minute, zone in CLOCK.findall(value.replace("; ", "\n")):
        if int(hour) > 23 or int(minute) > 59:
            raise _bad(name, message("value.clock", time=f"{hour}:{minute}"))
        if zone and read_zone(zone) is None:
            raise _bad(name, message("value.zone", zone=zone))


def _check_order(edition: Edition) -> None:
    for earlier, later in ORDERED:
        before, after = getattr(edition, earlier), getattr(edition, later)
        # Of several ends the last one counts; a month compares with the month of a day.
        last = max(after.split("; "), default="")
        shorter = min(len(before), len(last), len("2026-03-01"))
        if before and last and last[:shorter] < before[:shorter]:
            raise _bad(
                later,
                message(
                    "value.order",
                    later=last,
                    earlier=before,
                    other=message(f"field.{earlier}"),
                ),
            )
