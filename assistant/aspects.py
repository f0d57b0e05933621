"""What programmes are compared by: place, duration, cost ..., read from assistant/aspects.yaml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from assistant.answer import Language

NEVER = "(?!)"
EVERYTHING, NOTHING = re.compile(""), re.compile(NEVER)
# What opens an aspect in the words of a question without belonging to its name.
VERB = re.compile(
    r"^(?:proposent|offrent|donnent|ont|prévoient|offer|provide|give|have|include)\s+"
    r"(?:(?:du|de la|des|une?|les?|la|an?|any|some)\s+|de l['’])?",
    re.IGNORECASE,
)
Shown = Literal["always", "compared", "asked"]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One column of a table: its head, its question, and what shows that a sentence answers.

    `beside` is what follows a programme's name in a sentence on another one that tells it too,
    `asked` what a question, or a sentence that admits a gap, says when it speaks of the aspect.
    `own` is true of an aspect in the words of the question, for which nothing is known to show it.
    """

    label: str
    question: str
    holds: re.Pattern[str] = EVERYTHING
    lacks: re.Pattern[str] = NOTHING
    beside: re.Pattern[str] = NOTHING
    asked: re.Pattern[str] = NOTHING
    own: bool = False

    def asked_of(self, programme: str, topic: str = "") -> str:
        """The question that is searched for one cell, about the programme within the topic."""
        named = f"{programme} ({topic})" if topic else programme
        return self.question.replace("{programme}", named)

    def richness(self, sentence: str) -> int:
        """How many different things a sentence says on this aspect."""
        return len({match.group().lower() for match in self.holds.finditer(sentence)})

    def is_left_open_by(self, gap: str) -> bool:
        """Whether a sentence that admits a gap speaks of this aspect."""
        return bool(self.asked.search(gap) or self.holds.search(gap))

    def is_told_by(self, sentence: str) -> bool:
        """Whether a sentence holds what tells this aspect, and nothing that speaks against it."""
        return bool(self.holds.search(sentence)) and not self.lacks.search(sentence)


@dataclass(frozen=True, slots=True)
class _Known:
    """An aspect of the file, in both languages."""

    aspects: dict[Language, Aspect]
    shown: Shown


def named_aspects(text: str, language: Language) -> tuple[Aspect, ...]:
    """The aspects that a text names, in either language, in the order of the file."""
    aspects = (known.aspects[language] for known in _known())
    return tuple(aspect for aspect in aspects if aspect.asked.search(text))


def usual_aspects(language: Language, *, overview: bool) -> tuple[Aspect, ...]:
    """The aspects of a comparison that names none; fewer for an overview of many programmes."""
    wanted = ("always",) if overview else ("always", "compared")
    return tuple(known.aspects[language] for known in _known() if known.shown in wanted)


def own_aspect(text: str, language: Language) -> Aspect:
    """An aspect in the words of the question."""
    question = {"fr": "{programme} : {text} ?", "en": "{programme}: {text}?"}[language]
    label = VERB.sub("", text) or text
    return Aspect(label, question.replace("{text}", label), own=True)


@lru_cache(maxsize=1)
def _known() -> tuple[_Known, ...]:
    text = Path(__file__).with_name("aspects.yaml").read_text("utf-8")
    return tuple(
        _Known({"fr": _aspect(entry, "fr"), "en": _aspect(entry, "en")}, entry["shown"])
        for entry in yaml.load(text, yaml.CSafeLoader)
    )


def _aspect(entry: dict[str, Any], language: Language) -> Aspect:
    """The aspect of one entry of the file; its expressions stand one a line."""
    holds, lacks, beside, asked = (
        re.compile("|".join(entry.get(key, NEVER).splitlines()), re.IGNORECASE)
        for key in ("holds", "lacks", "beside", "asked")
    )
    return Aspect(
        entry["label"][language], entry["question"][language], holds, lacks, beside, asked
    )
