"""What programmes are compared by: place, duration, cost ..., read from assistant/aspects.yaml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from assistant.answer import Language
from assistant.answer_type import OFFERED

Shown = Literal["always", "compared", "asked"]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One column of a table; a quote in it has to hold `holds`, if that is not None."""

    label: str
    question: str
    holds: re.Pattern[str] | None = None

    def asked_of(self, programme: str, topic: str = "") -> str:
        """The question that is searched for one cell, about the programme within the topic."""
        named = f"{programme} ({topic})" if topic else programme
        return self.question.replace("{programme}", named)


@dataclass(frozen=True, slots=True)
class _Known:
    """An aspect of the file, in both languages."""

    aspects: dict[Language, Aspect]
    asked: re.Pattern[str]
    shown: Shown


def named_aspects(text: str, language: Language) -> tuple[Aspect, ...]:
    """The aspects that a text names, in either language, in the order of the file."""
    return tuple(known.aspects[language] for known in _known() if known.asked.search(text))


def usual_aspects(language: Language, *, overview: bool) -> tuple[Aspect, ...]:
    """The aspects of a comparison that names none; fewer for an overview of many programmes."""
    wanted = ("always",) if overview else ("always", "compared")
    return tuple(known.aspects[language] for known in _known() if known.shown in wanted)


def own_aspect(text: str, language: Language) -> Aspect:
    """An aspect in the words of the question; a quote in it has to hold nothing in particular."""
    question = {"fr": "{programme} : {text} ?", "en": "{programme}: {text}?"}[language]
    return Aspect(text, question.replace("{text}", text))


@lru_cache(maxsize=1)
def _known() -> tuple[_Known, ...]:
    text = Path(__file__).with_name("aspects.yaml").read_text("utf-8")
    return tuple(
        _Known(
            {
                language: Aspect(entry["label"][language], entry["question"][language], holds)
                for language in ("fr", "en")
            },
            _pattern(entry["asked"]),
            entry["shown"],
        )
        for entry in yaml.load(text, yaml.CSafeLoader)
        for holds in (OFFERED[entry["offers"]] if "offers" in entry else _pattern(entry["holds"]),)
    )


def _pattern(text: str) -> re.Pattern[str]:
    # a folded line of the file is joined by a space: no part of the expression after a bar
    return re.compile(re.sub(r"\|\s+", "|", text.strip()), re.IGNORECASE)
