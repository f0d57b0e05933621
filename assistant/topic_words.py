"""What a question is about by its words: topics that start-ups ask of any programme."""

from functools import lru_cache
from pathlib import Path

import yaml

from assistant.answer import Language
from ingest.lexical import terms

Expressions = tuple[frozenset[str], ...]


def topics_in(text: str, language: Language) -> frozenset[int]:
    """The numbers of the topics whose words the text holds, the same in either language."""
    held = frozenset(terms(text, language))
    return frozenset(
        number
        for number, expressions in enumerate(_topics(language))
        if any(expression <= held for expression in expressions)
    )


@lru_cache(maxsize=2)
def _topics(language: Language) -> tuple[Expressions, ...]:
    """For each topic the stems of its words and expressions, from assistant/topics.yaml."""
    text = Path(__file__).with_name("topics.yaml").read_text("utf-8")
    written = yaml.load(text, yaml.CSafeLoader)  # the one in Python takes long
    return tuple(
        tuple(frozenset(stems) for entry in topic[language] if (stems := terms(entry, language)))
        for topic in written
    )
