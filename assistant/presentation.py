"""What is shown of a programme when a question asks for it as a whole."""

import re
from collections.abc import Sequence

from assistant.answer_type import AnswerType, offered_share
from assistant.benefits import GIVES
from assistant.evidence import Evidence, without_repeats
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
    return [item for item in own if GIVES.search(item.text)]


def presentation(question: Question, facts: Sequence[Evidence], count: int) -> tuple[Evidence, ...]:
    """Sentences on the programme itself, each telling something else than those before."""
    own = [item for item in facts if item.hit.edition.programme in question.programmes] or facts
    first = float(question.asks_for_presentation)  # what it is comes before what it gives
    telling = sorted(
        own,
        key=lambda item: -item.score - _told(item.text) - first * bool(DEFINES.match(item.text)),
    )
    return tuple(without_repeats(telling, ALIKE_IN_PRESENTATION)[:count])


def _told(text: str) -> float:
    """How much a sentence says of a programme itself, between -1 and 2."""
    return offered_share(CONCRETE, text) + bool(GIVES.search(text)) - bool(SIDE_REMARK.search(text))
