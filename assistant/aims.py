"""Aims are not results: what was aimed at does not answer whether it came about."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answer import Language
from assistant.asked_time import PARTICIPLES
from assistant.evidence import Evidence
from assistant.question import Question
from ingest.lexical import fold

AIM: Final = re.compile(
    r"\b(?:objectifs?|buts?|vis(?:e|ent|ait|aient|ée?s?)|souhait\w*|ambition\w*|conditionnel|"
    r"devr?ai(?:t|ent)|prévoi\w*|prévue?s?|aims?|aimed|intend\w*|meant to|planned|wish\w*|"
    r"target\w*|should|conditional|were to|was to)\b",
    re.IGNORECASE,
)
READ: Final = 3  # the best facts say whether a question is answered
# Asks whether something came about; read folded.
ASKS_WHETHER_DONE: Final[dict[Language, re.Pattern[str]]] = {
    "fr": re.compile(
        r"\b(?:vraiment|effectivement|reellement|finalement|bel et bien|au final|en fait)\b|"
        r"\b(?:sont|est|ont|a)(?:-t)?(?:-\w+)?(?: bien| deja)? "
        rf"(?:alle|parti|venu|devenu|reuni|atteint|abouti|{PARTICIPLES})e?s?\b"
    ),
    "en": re.compile(r"\b(?:really|actually|indeed|in fact|in the end|did|have|has|was|were)\b"),
}


def unreached(
    question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The admission that the documents do not say whether what they aim at came about.

    Empty unless the question asks that, and not for the aim, and one of the best facts is an aim
    that stands under one heading with the best admission.
    """
    text = question.canonical
    asks = ASKS_WHETHER_DONE[question.language].search(fold(text)) and not AIM.search(text)
    if not (facts and gaps and asks):
        return ()
    beside = (fact for fact in facts[:READ] if fact.hit.chunk.id == gaps[0].hit.chunk.id)
    return tuple(gaps[:1]) if any(AIM.search(fact.text) for fact in beside) else ()
