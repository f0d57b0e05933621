"""Questions that ask who or which ones by name, and the sentences that name someone."""

import re
from typing import Final

from assistant.evidence import Evidence
from assistant.names import unsupported_names
from assistant.question import Question

_MEMBERS: Final = (
    r"(?:\w+ )?(?:entreprises?|sociétés?|start-?ups?|lauréats?|gagnants?|vainqueurs?|membres?|"
    r"participants?|finalistes?|équipes?|investisseurs?|mentors?|experts?|compan(?:y|ies)|firms?|"
    r"winners?|members?|finalists?|teams?|investors?|awardees?)\b"
)
ASKS_FOR_NAMES: Final = re.compile(
    rf"\bquel(?:le)?s (?:sont|étaient|furent|ont été) (?:les|ces) {_MEMBERS}|"
    rf"\b(?:which|what) (?:are|were) (?:the|these|those) {_MEMBERS}|"
    rf"\bwho (?:are|were) (?:the|these|those) {_MEMBERS}|"
    rf"\bqui (?:sont|étaient) (?:les|ces) {_MEMBERS}|"
    rf"\b(?:noms?|liste) (?:des|de ces|d['’]|du |de la ){_MEMBERS}|"
    rf"\b(?:names?|list) of (?:the |these |those |all )*{_MEMBERS}",
    re.IGNORECASE,
)


def asks_for_names(question: Question) -> bool:
    """Whether the question wants members of a group by name: companies, winners, teams."""
    return bool(ASKS_FOR_NAMES.search(question.canonical))


def names_someone(question: Question, item: Evidence) -> bool:
    """Whether the sentence holds a name that is neither in the question nor its programme's."""
    edition = item.hit.edition
    known = (question.canonical, edition.programme, edition.title, *edition.aliases)
    return bool(unsupported_names(item.text, known))
