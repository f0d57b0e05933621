"""What is known of one question on its way to an answer; each step fills in more of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer import Answer, RetrievedChunk, Turn
from assistant.asked_time import AskedTime, asked_time
from assistant.edition_choice import Editions
from assistant.evidence import Evidence
from assistant.follow_up import Resolved
from assistant.mentions import Name
from assistant.question import Question
from assistant.scope import Scope
from assistant.table_request import TableRequest
from assistant.view import View
from ingest.documents import SearchHit


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked: `label` is empty when the question asks only this."""

    label: str
    resolved: Resolved
    hits: tuple[SearchHit, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, read: Question, whole: Question, resolved: Resolved) -> "Part":
        """The part that was read as a question, with what it takes from the whole one."""
        named = "" if read.mentions else " ".join(whole.programmes)
        turns = () if named or read.mentions else resolved.turns
        own = replace(read, language=whole.language)
        return cls(read.text, Resolved(own, named or resolved.context, turns))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`answer` is set as soon as it is known; the steps after that leave it alone.

    Where a `table` is asked for, the parts are its cells, row by row.
    """

    question: Question
    history: Sequence[Turn]
    editions: Editions
    view: View
    names: Sequence[Name]
    scope: Scope
    parts: tuple[Part, ...] = ()
    table: TableRequest | None = None
    answer: Answer | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day the question is asked for."""
        return self.editions.clock.day

    def asked(self, part: Part) -> AskedTime:
        """The time that a part speaks of, by its own words and those before."""
        text = f"{part.resolved.context} {part.resolved.question.text}"
        return asked_time(text, self.question.language, self.as_of)

    @property
    def retrieved(self) -> tuple[RetrievedChunk, ...]:
        """The passages found for its parts, each once."""
        best: dict[int, RetrievedChunk] = {}
        for hit in (hit for part in self.parts for hit in part.hits):
            found = RetrievedChunk(hit.chunk.document, hit.chunk.id, round(hit.score, 4))
            best.setdefault(hit.chunk.id, found)
        return tuple(best.values())
