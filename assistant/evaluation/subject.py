"""The assistant as it is evaluated: the one of the chat, with what makes runs repeatable."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.admissions import split_sides
from assistant.answer import Answer, Turn
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evidence import SentenceReader
from assistant.follow_up import resolve
from assistant.inquiry import Inquiry, Part
from assistant.question import QuestionRefused
from assistant.retrieval import ProgrammeRetriever, Query
from assistant.scope import Scope
from assistant.verdict import estimate
from assistant.view import PUBLIC_STATUSES
from ingest.documents import SearchHit
from ingest.embeddings import Embedder
from ingest.index import ChunkIndex

# Deep enough that ten documents are found among long ones cut into many chunks.
DEPTH = 200
BEST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class BestEvidence:
    """The best sentences whether quoted or not, and the score that tells if there is an answer."""

    sentences: tuple[str, ...]
    score: float


class RestrictedRetriever(ProgrammeRetriever):
    """The retriever, held to some documents while `only` is not empty."""

    only: frozenset[str] = frozenset()

    def search(
        self,
        query: Query,
        count: int | None = None,
        *,
        statuses: Collection[str] = PUBLIC_STATUSES,
        left_out: Collection[str] = (),
    ) -> list[SearchHit]:
        """The best passages of the documents allowed, best first."""
        if not self.only:
            return super().search(query, count, statuses=statuses, left_out=left_out)
        every = len(self.view().snapshot.chunks)
        hits = super().search(query, every, statuses=statuses, left_out=left_out)
        allowed = [hit for hit in hits if hit.chunk.document in self.only]
        return allowed[: count or self.passages]


class EvaluatedAssistant(Assistant):
    """The assistant with exact vector search and, for foreign corpora, no check of the subject.

    The approximate index may find other neighbours after each rebuild, so it is left out of
    runs that are to be repeated; `make bench` measures what it costs in recall.
    """

    def __init__(
        self,
        config: AssistantConfig,
        embedder: Embedder,
        *,
        today: Callable[[], date],
        any_subject: bool = False,
    ) -> None:
        """Open the catalogue of `config` and use a model that may be loaded already."""
        super().__init__(config, today=today)
        self.embedder = embedder
        self._reader = SentenceReader(embedder, self.catalogue)
        self._any_subject = any_subject

    @property
    def index(self) -> ChunkIndex:
        """An index that is never built, so that all vectors are compared."""
        return self._exact

    @cached_property
    def _exact(self) -> ChunkIndex:
        model_id = self.embedder.model_id
        return ChunkIndex(self.config.index, self.catalogue, model_id=model_id)

    @cached_property
    def retriever(self) -> RestrictedRetriever:
        """The retriever of the chat, which can be held to the candidates of a query."""
        return RestrictedRetriever(
            catalogue=self.catalogue,
            index=self.index,
            embedder=self.embedder,
            passages=self.config.passages,
        )

    def understand(
        self, question: str, history: Sequence[Turn] = (), as_of: date | None = None
    ) -> Inquiry:
        """The question as the assistant reads it; never out of scope when any subject is."""
        inquiry = super().understand(question, history, as_of)
        return replace(inquiry, scope=Scope("programme", 0.0)) if self._any_subject else inquiry

    def ask(
        self, question: str, history: tuple[Turn, ...], *, only: Collection[str] = ()
    ) -> tuple[Answer, BestEvidence]:
        """The answer and the evidence that it was chosen from, of the documents `only` if given.

        A question that the assistant refuses to read gives the status `refused`.
        """
        self.retriever.only = frozenset(only)
        try:
            inquiry = self.chain.invoke(self.understand(question, history))
        except QuestionRefused as refusal:
            return Answer("refused", "en", str(refusal)), BestEvidence((), 0.0)
        finally:
            self.retriever.only = frozenset()
        if inquiry.answer is None:
            raise RuntimeError("the chain ended without an answer")
        evidence = [item for part in inquiry.parts for item in part.evidence]
        if len(inquiry.parts) > 1:
            evidence.sort(key=lambda item: -item.score)
        sentences = tuple(item.text for item in evidence[:BEST_SENTENCES])
        return inquiry.answer, BestEvidence(sentences, max(map(_answerability, inquiry.parts)))

    def search(self, question: str, history: tuple[Turn, ...]) -> list[SearchHit]:
        """The passages of the whole question, whatever its parts, DEPTH at most."""
        inquiry = self.understand(question, history)
        resolved = resolve(inquiry.question, history, inquiry.names)
        return self.retriever.search(Query.of(resolved, inquiry.question.text), DEPTH)


def _answerability(part: Part) -> float:
    """The probability that the documents answer this part, as the verdict on it estimates."""
    facts, gaps = split_sides(part.resolved.question, part.evidence)
    return estimate(part.resolved.question, facts, gaps) if facts else 0.0
