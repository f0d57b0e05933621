"""What is shown of a programme when a question asks for it as a whole."""

import re
from collections.abc import Sequence

from assistant.answer_type import AnswerType, offered_share
from assistant.benefits import GIVES, gives
from assistant.evidence import ALONE, WITHIN, Evidence, without_repeats
from assistant.question import Question

ALIKE_IN_PRESENTATION = 0.6
# A presentation prefers sentences with concrete facts, on what is given to whom, over sentences
# that speak of their source or of what is not so.
CONCRETE: tuple[AnswerType, ...] = ("duration", "date", "place", "count")
DEFINES = re.compile(r"(?:L[ea] |L['’]|The )?[A-Z][\w ]{2,40} (?:est une? |is an? )")
SIDE_REMARK = re.compile(
    r"\b(?:l['’]article|la page|la fiche|d['’]après|the article|the page|the sheet|according to|"
    r"pas|aucune?|not|no)\b",
    re.IGNORECASE,
)


def shown_whole(question: Question, facts: Sequence[Evidence]) -> Sequence[Evidence]:
    """The facts of which the best are shown, where a question asks nothing in particular."""
    if question.asks_for_presentation:
        return facts
    if not question.asks_what_is_given:
        return ()
    own = [item for item in facts if item.hit.edition.programme in question.programmes]
    return [item for item in own if gives(item.text)]


def presentation(question: Question, facts: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    """Sentences on the programme itself, each telling something else than those before."""
    own = [item for item in facts if item.hit.edition.programme in question.programmes] or facts
    telling = sorted(own, key=_given if question.asks_what_is_given else _told, reverse=True)
    return tuple(without_repeats(telling, ALIKE_IN_PRESENTATION)[:count])


def _given(item: Evidence) -> float:
    """How much a sentence says of what is given; words of "what do we get?" tell nothing."""
    meant = (WITHIN + ALONE) * item.dense
    return meant + gives(item.text) + offered_share(CONCRETE, item.text)


def _told(item: Evidence) -> float:
    """How much a sentence says of a programme itself; what it is comes before what it gives."""
    named = offered_share(CONCRETE, item.text) + bool(GIVES.search(item.text))
    named += bool(DEFINES.match(item.text)) - bool(SIDE_REMARK.search(item.text))
    return item.score + named
