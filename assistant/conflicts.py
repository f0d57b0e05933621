"""Documents that disagree: the same quantity of the same programme with different values."""

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.question import Question
from assistant.synonyms import synonym_groups, synonyms_of
from assistant.verify import SPELT_NUMBERS
from ingest.lexical import terms

NUMBER = r"\d+(?:[ \u00a0\u202f.,]\d{3})*"
SPELT = "|".join(sorted(SPELT_NUMBERS, key=len, reverse=True))
QUANTITY = re.compile(
    rf"\b(?P<low>{NUMBER}|{SPELT})(?:\s*(?:à|to|-|–)\s*(?P<high>{NUMBER}))?\s*"
    r"(?P<unit>m²|m2|[^\W\d_][\w-]*)",
    re.IGNORECASE,
)
# Square metres answer a question about size, which names no unit.
AREA = {"fr": "surface", "en": "size"}
YEAR = re.compile(r"(?:19|20)\d\d")
# Only sentences nearly as good as the best one are compared.
WITHIN = 2.5
COMPARED = 10
Unit = frozenset[str]


def find_conflict(question: Question, facts: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """One sentence per source when sources give different values for what is asked.

    Official sources come first, then newer ones; empty when nothing disagrees.
    """
    asked = _asked_units(question)
    near = [item for item in facts[:COMPARED] if item.score >= facts[0].score - WITHIN]
    for unit in asked:
        holding = [(item, values[unit]) for item in near if unit in (values := quantities(item))]
        versions = _different(holding)
        if len(versions) > 1:
            return tuple(sorted(versions, key=_authority))
    return ()


def quantities(item: Evidence) -> dict[Unit, frozenset[str]]:
    """The numbers of a sentence by unit; a unit is a set of stems, one for all its synonyms."""
    language = item.hit.chunk.chunk.language
    found: dict[Unit, frozenset[str]] = {}
    for match in QUANTITY.finditer(item.text):
        low, high = match["low"].lower(), match["high"]
        if YEAR.fullmatch(low) and not match["unit"].startswith("m"):
            continue
        values = {_digits(low)} | ({_digits(high)} if high else set())
        unit = _unit(match["unit"], language)
        found[unit] = found.get(unit, frozenset()) | values
    return found


def _different(holding: Sequence[tuple[Evidence, frozenset[str]]]) -> list[Evidence]:
    """The first sentence of each source, as long as their values differ."""
    kept: list[tuple[Evidence, frozenset[str]]] = []
    for item, values in holding:
        same_programme = not kept or kept[0][0].hit.edition.programme == item.hit.edition.programme
        new_source = all(_source(item) != _source(other) for other, _ in kept)
        if same_programme and new_source and all(not values & other for _, other in kept):
            kept.append((item, values))
    return [item for item, _ in kept]


def _asked_units(question: Question) -> list[Unit]:
    """The units that the question asks about, by its words or their synonyms."""
    groups = synonyms_of(question.terms, question.language)
    units = [_canonical(frozenset({term}), question.language) for term in question.terms]
    units += [
        _canonical(expression, question.language) for g in groups.values() for expression in g
    ]
    area = _canonical(
        frozenset(terms(AREA[question.language], question.language)), question.language
    )
    return list(dict.fromkeys([*(frozenset({"m2"}) for unit in units if unit == area), *units]))


def _unit(text: str, language: str) -> Unit:
    if text.lower() in ("m²", "m2"):
        return frozenset({"m2"})
    return _canonical(frozenset(terms(text, language)), language)


def _canonical(expression: Unit, language: str) -> Unit:
    """The same set for all synonyms: the first expression, in order, of their group."""
    for group in synonym_groups(language):
        if expression in group:
            return min(group, key=sorted)
    return expression


def _digits(number: str) -> str:
    return SPELT_NUMBERS.get(number, re.sub(r"\D", "", number))


def _source(item: Evidence) -> tuple[str, str]:
    return item.hit.edition.publisher, item.hit.edition.published


def _authority(item: Evidence) -> tuple[bool, str]:
    """Official before the rest, newer before older; undated last."""
    published = item.hit.edition.published
    newest_first = "".join(chr(0x10FFFF - ord(c)) for c in published if c.isdigit())
    return item.hit.edition.source_kind != "official", newest_first or chr(0x10FFFF)
