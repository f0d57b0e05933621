"""Questions that ask who or which ones by name, and the sentences that name someone."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.evidence import Evidence
from assistant.names import unsupported_names
from assistant.question import Question

_MEMBERS: Final = (
    r"(?:\w+ )?(?:entreprises?|sociétés?|start-?ups?|lauréats?|gagnants?|vainqueurs?|membres?|"
    r"participants?|finalistes?|équipes?|investisseurs?|mentors?|experts?|compan(?:y|ies)|firms?|"
    r"winners?|members?|finalists?|teams?|investors?|awardees?)\b"
)
_WON: Final = r"(?:gagné|remporté|été (?:retenu|sélectionné|choisi))"
ASKS_FOR_NAMES: Final = re.compile(
    rf"\bquel(?:le)?s (?:sont|étaient|furent|ont été) (?:les|ces) {_MEMBERS}|"
    rf"\b(?:which|what) (?:are|were) (?:the|these|those) {_MEMBERS}|"
    rf"\bwho (?:are|were) (?:the|these|those) {_MEMBERS}|"
    rf"\bqui (?:sont|étaient) (?:les|ces) {_MEMBERS}|"
    rf"\b(?:noms?|liste) (?:des|de ces|d['’]|du |de la ){_MEMBERS}|"
    rf"\bqui (?:a|ont) (?:déjà )?{_WON}|\bquel(?:le)?s? {_MEMBERS} (?:a|ont) (?:déjà )?{_WON}|"
    rf"\bwho (?:has |have )?(?:already |ever )?won\b|"
    rf"\b(?:which|what) {_MEMBERS} (?:has |have )?(?:already |ever )?won\b|"
    rf"\b(?:names?|list) of (?:the |these |those |all )*{_MEMBERS}",
    re.IGNORECASE,
)


def names_nobody(
    question: Question, facts: Sequence[Evidence], evidence: Sequence[Evidence]
) -> bool:
    """Whether members of a group are asked for by name and the facts hold no name for them.

    Names in the question, and those of the programmes that the evidence is from, are none.
    """
    if not ASKS_FOR_NAMES.search(question.canonical):
        return False
    editions = [item.hit.edition for item in evidence]
    programmes = {name for e in editions for name in (e.title, e.programme, *e.aliases)}
    known = (question.canonical, *programmes)
    return not any(unsupported_names(fact.text, known) for fact in facts)
