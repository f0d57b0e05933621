"""Which admissions of a gap bear on a question: not those on something else beside it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from assistant.answer_type import ASKED, OFFERED
from assistant.evidence import Evidence
from assistant.mentions import folded_names
from assistant.question import Question
from ingest.lexical import fold

# "It names no other sponsor" leaves open who else pays, not who pays.
OTHERS: Final = re.compile(
    r"\b(?:pas|ni|aucune?|no|any|not)\s(?:d['’]|\w+\sd['’])?(?:autres?|other|another|further)\b",
    re.IGNORECASE,
)
ASKS_FOR_OTHERS: Final = re.compile(
    r"\b(?:autres?|other|others|another|further|else|seuls?|seules?|only|aussi|also)\b",
    re.IGNORECASE,
)
# The facts in which a name of the question is looked for.
READ: Final = 5


def split_sides(
    question: Question, evidence: Sequence[Evidence]
) -> tuple[list[Evidence], list[Evidence]]:
    """The sentences that state something, and the admissions that bear on the question.

    Both in their order. A fact is of a document that speaks of a name in the question, where it
    has any. An admission says nothing of a name in the question that neither it nor
    its document bears, where a fact holds it; nor of what it only says that there is no other of.
    """
    speaking = _documents_on(question, evidence)
    facts = [
        item
        for item in evidence
        if not item.gap and (not question.mentions or item.hit.chunk.document in speaking)
    ]
    gaps = [item for item in evidence if item.gap]
    if not ASKS_FOR_OTHERS.search(question.canonical):
        gaps = [item for item in gaps if not OTHERS.search(item.text)]
    for name in folded_names(question.mentions):
        if any(name in _own_words(item) for item in facts[:READ]):
            gaps = [item for item in gaps if is_on(name, item)]
    return facts, gaps


def admitted_missing(
    question: Question, facts: Sequence[Evidence], gaps: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The gap that names the very kind of answer asked for, when no fact offers that kind.

    A year does not answer "what is the deadline?" where the document says it gives no deadline.
    """
    for kind in question.expects:
        offered = kind == "eligibility" or any(OFFERED[kind].search(item.text) for item in facts)
        named = [item for item in gaps if ASKED[kind].search(item.text)]
        if named and not offered:
            return tuple(named[:1])
    return ()


def _documents_on(question: Question, evidence: Sequence[Evidence]) -> set[str]:
    """The documents of which a sentence found bears a name that the question asks about."""
    names = folded_names(question.mentions)
    return {item.hit.chunk.document for item in evidence if is_on_any(names, item)}


def is_on_any(names: Iterable[str], item: Evidence) -> bool:
    """Whether one of the names, folded, is that of the sentence, its headings or its document."""
    return any(is_on(name, item) for name in names)


def is_on(name: str, item: Evidence) -> bool:
    """Whether a sentence, its headings or its document bear a name, folded."""
    edition = item.hit.edition
    return name in map(fold, (edition.programme, *edition.aliases)) or name in _own_words(item)


def _own_words(item: Evidence) -> str:
    return fold(" ".join((*item.hit.chunk.chunk.section, item.text)))
