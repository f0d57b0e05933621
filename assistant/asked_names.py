"""Questions that ask who or which ones by name, and the sentences that name someone."""

import re
from collections.abc import Iterable, Sequence
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


def name_someone(question: Question, items: Sequence[Evidence], *, beside: set[str]) -> bool:
    """Whether one of the sentences holds a name that is not in the question nor `beside` it."""
    known = (question.canonical, *beside)
    return any(unsupported_names(item.text, known) for item in items)


def programmes_in(evidence: Iterable[Evidence]) -> set[str]:
    """The titles of the documents and all names of the programmes that the sentences are from."""
    editions = [item.hit.edition for item in evidence]
    return {name for e in editions for name in (e.title, e.programme, *e.aliases)}
