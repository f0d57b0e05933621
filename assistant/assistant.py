"""The assistant: one path from a question to an answer, for chat, terminal and evaluation."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from itertools import product

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.acronyms import known_acronyms
from assistant.answer import Answer, Turn
from assistant.claims import main_question
from assistant.config import AssistantConfig
from assistant.delivery import answered, delivered
from assistant.edition_choice import Editions
from assistant.editions import Clock, present
from assistant.evidence import SentenceReader
from assistant.findings import write
from assistant.follow_up import resolve
from assistant.generate import Rewriter
from assistant.inquiry import Inquiry, Part
from assistant.mentions import Name, programme_names
from assistant.parts import split_parts
from assistant.plain_documents import order
from assistant.question import Question, read_question
from assistant.question_encoder import load_question_encoder
from assistant.replies import screen
from assistant.reranker import POOL, Reranker
from assistant.retrieval import ProgrammeRetriever, Query
from assistant.scope import read_scope
from assistant.side_search import SideSearch
from assistant.spelling import correct, read_dictionaries
from assistant.table import cell_parts, find_cells, published_programmes, write_table
from assistant.table_request import read_table_request
from assistant.tracing import SpanExporter, observed, only_told_observers, timed_step
from assistant.verify import guarded
from assistant.view import PUBLIC_STATUSES, View
from ingest.catalogue import Catalogue
from ingest.documents import Page, SearchHit, StoredDocument
from ingest.embeddings import Embedder
from ingest.errors import DocumentNotFound
from ingest.index import ChunkIndex

READ_AHEAD, READ_AT_ONCE = 10_000, 4  # passages, whose sentences take two minutes


class Assistant:
    """Answers questions from the documents of one catalogue; may be shared by threads."""

    def __init__(self, config: AssistantConfig, *, today: Callable[[], date] = present) -> None:
        """Open the catalogue; the model loads with the first question.

        `today` is the clock that tells which editions are over, by the day or, when it gives a
        datetime, by the minute. Raises CatalogueError.
        """
        self.config = config
        only_told_observers()
        self._spans = SpanExporter(config.otel_endpoint) if config.otel_endpoint else None
        self.embedder = Embedder(config.index)
        self.reranker = Reranker(config.reranker) if config.reranker else None
        self.rewriter = Rewriter.from_config(config)
        self.catalogue = Catalogue(config.index)
        self._today = today
        self._opening = threading.Lock()
        self._reader = SentenceReader(self.embedder, self.catalogue)
        self._index: ChunkIndex | None = None
        self._closed = threading.Event()

    @property
    def index(self) -> ChunkIndex:
        """The index; kept up to date in the background from `warm_up` or the first answer on."""
        with self._opening:
            if self._index is None:
                self._index = ChunkIndex(
                    self.config.index, self.catalogue, model_id=self.embedder.model_id
                )
            return self._index

    @cached_property
    def retriever(self) -> ProgrammeRetriever:
        """The retriever over this catalogue, usable in any LangChain chain."""
        return ProgrammeRetriever(
            catalogue=self.catalogue,
            index=self.index,
            embedder=self.embedder,
            passages=self.config.passages,
        )

    @cached_property
    def chain(self) -> Runnable[Inquiry, Inquiry]:
        """The steps from an understood question to its answer."""
        return (
            timed_step("scope", screen)
            | timed_step("retrieval", self._retrieve)
            | timed_step("evidence", self._weigh)
            | timed_step("writing", self._write)
        )

    def warm_up(self) -> None:
        """Load the model and the corpus, so that the first question does not wait for them."""
        for model in (self.reranker, self.rewriter):
            if model:
                model.load()
        self.embedder.load()
        self.understand("Qui peut candidater ?")  # one part, whose language needs no lingua
        self.index.start()  # last: after a crash it is built anew, with all processors

    def read_ahead(self) -> None:
        """Read sentences before they are asked for: minutes of work, between which questions go."""
        load_question_encoder()  # also by a question that needs it: few do
        read_dictionaries()
        view = self.retriever.view()
        hits = [view.hit(stored) for stored in view.snapshot.chunks[:READ_AHEAD]]
        read: list[Callable[[list[SearchHit]], None]]
        read = [self._reader.remember, partial(self.retriever.remember, view)]
        for remember, start in product(read, range(0, len(hits), READ_AT_ONCE)):
            if self._closed.is_set():
                return
            remember(hits[start : start + READ_AT_ONCE])

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        *,
        callbacks: Sequence[BaseCallbackHandler] = (),
    ) -> Answer:
        """The answer, as of today or another day; raises as `understand` does."""
        *_, last = self.stream(question, history, as_of, callbacks=callbacks)
        return last

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        as_of: date | None = None,
        *,
        callbacks: Sequence[BaseCallbackHandler] = (),
    ) -> Iterator[Answer]:
        """The answer line by line, as growing values; the last one is the whole answer.

        Nothing is shown before the whole answer is known and checked, so no line is taken back;
        while a chat model words it, the values say so. LangChain's `callbacks` hear of each step.
        """
        observers = [self._spans, *callbacks] if self._spans else callbacks
        return observed(lambda: self._answers(question, history, as_of), question, observers)

    def _answers(
        self, question: str, history: Sequence[Turn], as_of: date | None
    ) -> Iterator[Answer]:
        started = time.perf_counter()
        self.index.start()
        read = RunnableLambda(partial(self.understand, history=history, as_of=as_of))
        ask = (read.with_config(run_name="understanding") | self.chain).invoke
        inquiry = answered(partial(ask, question), self.catalogue.change)
        yield from delivered(inquiry, self.rewriter, started=started)

    def understand(
        self, question: str, history: Sequence[Turn] = (), as_of: date | None = None
    ) -> Inquiry:
        """The question as read, with its parts resolved against the turns before.

        Raises QuestionRefused, ModelUnavailable or CatalogueError.
        """
        view = self.retriever.view()
        names = programme_names(view.snapshot.documents.values())
        reader = self._question_reader(view, names)
        read = reader(question)
        if history and self.rewriter:
            standing = self.rewriter.standalone(question, history, read.language)
            read = reader(standing) if standing else read
        scope = read_scope(self.embedder.encode_query(read.text), self.embedder)
        resolved = resolve(read, history, names)
        labels = split_parts(main_question(read))
        parts = (
            [Part("", resolved)]
            if labels == [read.text]
            else [
                Part.of(reader(label), read, resolved.after(labels[:number]))
                for number, label in enumerate(labels)
            ]
        )
        clock, limit = Clock.at(self._today(), as_of), self.config.question_characters
        table = read_table_request(read, published_programmes(view, clock))
        asked = cell_parts(table, names, limit=limit) if table else tuple(parts)
        editions = Editions.of(view.snapshot.documents.values(), clock)
        return Inquiry(read, history, editions, view, names, scope, asked, table)

    def weighed(self, question: str, history: Sequence[Turn] = ()) -> Inquiry:
        """The question with the evidence for each part, before anything is decided."""
        return self._weigh(self._retrieve(self.understand(question, history)))

    def document(self, document_id: str) -> tuple[StoredDocument, tuple[Page, ...]]:
        """A document and its pages, for opening a citation.

        Raises DocumentNotFound, for drafts too: start-ups do not see them.
        """
        stored = self.catalogue.document(document_id)
        if stored.edition.status not in PUBLIC_STATUSES:
            raise DocumentNotFound(f"No published document has the id {document_id}.")
        return stored, self.catalogue.pages(document_id)

    def close(self) -> None:
        """Give back the index and the catalogue."""
        self._closed.set()
        with self._opening:
            if self._index is not None:
                self._index.close()
                self._index = None
        self.catalogue.close()
        if self._spans:
            self._spans.close()

    def _question_reader(self, view: View, names: Sequence[Name]) -> Callable[[str], Question]:
        mend, limit = partial(correct, view=view), self.config.question_characters
        known = known_acronyms(view)
        return partial(read_question, names=names, limit=limit, correct=mend, acronyms=known)

    def _retrieve(self, inquiry: Inquiry) -> Inquiry:
        if inquiry.table:
            return replace(inquiry, parts=find_cells(inquiry.table, inquiry, self.retriever))
        found = []
        for part in inquiry.parts:
            query = Query.of(part.resolved, part.resolved.question.searched, view=inquiry.view)
            left_out = inquiry.editions.left_out(inquiry.asked(part))
            hits = self.retriever.search(query, POOL if self.reranker else None, left_out=left_out)
            if self.reranker:
                hits = self.reranker.rerank(part.resolved.standalone, hits)[: self.config.passages]
            found.append(replace(part, hits=tuple(hits)))
        return replace(inquiry, parts=tuple(found))

    def _weigh(self, inquiry: Inquiry) -> Inquiry:
        weighed = [
            replace(part, evidence=order(self._reader.read(part.resolved, part.hits, inquiry.view)))
            for part in inquiry.parts
        ]
        return replace(inquiry, parts=tuple(weighed))

    def _write(self, inquiry: Inquiry) -> Inquiry:
        if inquiry.table:
            answer = write_table(inquiry.table, inquiry, quotes=self.config.quotes)
        else:
            aside = SideSearch(inquiry, self.retriever, self._reader)
            answer = write(inquiry, quotes=self.config.quotes, aside=aside)
        return replace(inquiry, answer=guarded(answer, self.catalogue.pages))
