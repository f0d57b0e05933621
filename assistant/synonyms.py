"""Words of programme documents that mean the same, so that a paraphrase is recognised."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from ingest.lexical import terms

Expression = frozenset[str]
Group = frozenset[Expression]


@lru_cache(maxsize=4)
def synonym_groups(language: str) -> tuple[Group, ...]:
    """The groups of a language; an expression is the set of stems of its words."""
    return tuple(
        frozenset(frozenset(stems) for entry in group if (stems := terms(entry, language)))
        for group in _written_groups(language)
    )


def synonyms_of(
    stems: Iterable[str], language: str, more: Iterable[Group] = ()
) -> dict[str, Group]:
    """For each stem of a question, the expressions that may stand for it; only stems that have any.

    A stem belongs to a group when it is one of its expressions, or when it is part of a longer
    expression that the question holds as a whole. `more` groups count beside those of the list.
    """
    asked = frozenset(stems)
    found: dict[str, Group] = {}
    for group in (*more, *synonym_groups(language)):
        for expression in group:
            if expression <= asked:
                for stem in expression:
                    found[stem] = found.get(stem, frozenset()) | group
    return found


def is_held(stem: str, held: Collection[str], synonyms: dict[str, Group]) -> bool:
    """Whether a text with the stems `held` holds the stem or something that stands for it."""
    if stem in held:
        return True
    own = frozenset(held)
    return any(expression <= own for expression in synonyms.get(stem, ()))


@lru_cache(maxsize=4)
def _written_groups(language: str) -> list[list[str]]:
    text = Path(__file__).with_name("synonyms.yaml").read_text("utf-8")
    content = yaml.load(text, yaml.CSafeLoader)  # the one in Python takes 0.3 s of every start
    return list(content.get(language, []))
