"""Retrieval: dense and BM25 scores fused, aware of the language of question and passage."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.follow_up import Resolved
from assistant.foreign import COMPARED, ForeignPassages
from assistant.fusion import Scores, fuse
from assistant.view import PUBLIC_STATUSES, View
from ingest.catalogue import Catalogue
from ingest.documents import SearchHit
from ingest.embeddings import Embedder
from ingest.index import ChunkIndex
from ingest.language import detect_language

# Passages taken from each ranking, of each language, before their scores are summed.
CANDIDATES = 100
# What words of the context weigh, beside 1 for those of the question.
CONTEXT_WEIGHT = 0.5
# How far the documents that earlier questions found are preferred: their score for those
# questions, meaned, beside 1 for the question itself (docs/decisions/0013).
TOPIC_WEIGHT = 1.1
TURNS = 6


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: the question, its language, and what was said before.

    `context` are words that belong to the question, such as the programme it speaks of; `turns`
    are the user's earlier questions, which tell what the conversation is about. `view` is the
    state of the corpus to search, the newest one when there is none.
    """

    text: str
    language: str
    context: str = ""
    turns: tuple[str, ...] = ()
    view: View | None = field(default=None, compare=False, repr=False)

    @property
    def full_text(self) -> str:
        """The question with the words that belong to it."""
        return f"{self.context} {self.text}".strip()

    @classmethod
    def of(cls, resolved: Resolved, text: str, *, view: View | None = None) -> "Query":
        """The query for a question; earlier turns count by their documents, not by their words."""
        context = "" if resolved.turns else resolved.context
        return cls(text, resolved.question.language, context, resolved.turns, view)


class ProgrammeRetriever(BaseRetriever):
    """Finds the passages for a question among the documents that start-ups may see."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalogue: Catalogue
    index: ChunkIndex
    embedder: Embedder
    passages: int = 12
    _view: View | None = None
    _lock: Any = None
    _foreign: Any = None

    def model_post_init(self, context: Any) -> None:
        """Prepare the lock that guards the view, and what compares across languages."""
        super().model_post_init(context)
        self._lock = threading.Lock()
        self._foreign = ForeignPassages()

    def view(self) -> View:
        """The newest state of the corpus; reads the catalogue again only when it changed."""
        with self._lock:
            if self._view is None or self._view.snapshot.change != self.catalogue.change():
                self._view = View.of(self.catalogue.snapshot(), self._view)
            return self._view

    def search(
        self,
        query: Query,
        count: int | None = None,
        *,
        statuses: Collection[str] = PUBLIC_STATUSES,
        left_out: Collection[str] = (),
    ) -> list[SearchHit]:
        """The best passages first, `count` at most; empty when the corpus is empty.

        Documents that are `left_out` are not: those of editions that are not asked about.
        """
        view = query.view or self.view()
        if not view.snapshot.chunks:
            return []
        rows, dense, lexical = self._scores(view, query, statuses)
        if not len(rows):
            return []
        own = view.languages[rows] == query.language
        votes = self._votes(view, query, rows, dense[:, 0])
        scores = fuse(*_with_topic(view, rows, dense, lexical), own=own, votes=votes)
        best = np.argsort(-scores, kind="stable")
        hits = [
            view.hit(
                view.chunk(int(rows[i])),
                float(scores[i]),
                {"dense": float(dense[i, 0]), "bm25": float(lexical[i, 0]), "among": len(rows)},
            )
            for i in best
        ]
        shown = [
            hit
            for hit in hits
            if hit.edition.status in statuses
            and hit.chunk.document not in left_out
            and not view.has_twin(hit.edition, query.language)
        ]
        return shown[: count or self.passages]

    def remember(self, view: View, hits: Sequence[SearchHit]) -> None:
        """Read passages ahead of questions in another language than theirs."""
        self._foreign.remember(
            [
                hit.chunk
                for hit in hits
                if any(view.is_foreign(hit.chunk, language) for language in view.names)
            ]
        )

    def _scores(
        self, view: View, query: Query, statuses: Collection[str]
    ) -> tuple[NDArray[np.int64], Scores, Scores]:
        """Rows of the candidates, and their dense and BM25 scores, shape (rows, 1 + turns).

        Dense scores are cosines less that of the mean passage of the same language.
        """
        texts = (query.full_text, *query.turns[-TURNS:])
        vectors = np.stack([self.embedder.encode_query(text) for text in texts])
        words = [view.lexical.scores(text, query.language) for text in (query.text, *texts[1:])]
        if query.context:
            words[0] = words[0] + CONTEXT_WEIGHT * view.lexical.scores(
                query.context, query.language
            )
        found: set[int] = set()
        for vector, scores in zip(vectors, words, strict=True):
            found |= self._candidates(view, vector, scores, statuses)
        rows = np.array(sorted(found), np.int64)
        dense = view.snapshot.vectors[rows] @ vectors.T
        for language, centre in view.centres.items():
            dense[view.languages[rows] == language] -= centre @ vectors.T
        return rows, dense, np.stack(words, axis=1)[rows]

    def _candidates(
        self, view: View, vector: Scores, words: Scores, statuses: Collection[str]
    ) -> set[int]:
        best = np.argsort(-words, kind="stable")[:CANDIDATES]
        found = {int(row) for row in best if words[row] > 0}
        for language in view.centres:
            near = self.index.search(vector, CANDIDATES, statuses=statuses, languages=(language,))
            found |= {view.rows[chunk] for chunk, _ in near if chunk in view.rows}
        return found

    def _votes(
        self, view: View, query: Query, rows: NDArray[np.int64], dense: Scores
    ) -> dict[int, float]:
        """Votes on the closest passages that the asker cannot read in the language asked, if any.

        By their place among the rows.
        """
        closest = ((int(place), view.chunk(int(rows[place]))) for place in np.argsort(-dense))
        foreign = (item for item in closest if view.is_foreign(item[1], query.language))
        passages = dict(islice(foreign, COMPARED))
        if not passages:
            return {}
        found = list(passages.values())
        votes = self._foreign.votes(query.full_text, found, view.lexical.rarity)
        return dict(zip(passages, votes.tolist(), strict=True))

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        language = detect_language(query)
        hits = self.search(Query(query, "en" if language == "other" else language))
        return [
            LangChainDocument(
                id=str(hit.chunk.id),
                page_content=hit.chunk.chunk.text,
                metadata={
                    "document": hit.chunk.document,
                    "title": hit.edition.title,
                    "programme": hit.edition.programme,
                    "page": hit.chunk.chunk.page,
                    "section": " > ".join(hit.chunk.chunk.section),
                    "score": hit.score,
                },
            )
            for hit in hits
        ]


def _with_topic(
    view: View, rows: NDArray[np.int64], dense: Scores, lexical: Scores
) -> tuple[Scores, Scores]:
    """Scores (rows,) of the question, raised in the documents that earlier turns speak of."""
    if dense.shape[1] == 1:
        return dense[:, 0], lexical[:, 0]
    names = [view.chunk(int(row)).document for row in rows]
    documents = np.unique(names, return_inverse=True)[1]
    return _raised(documents, dense), _raised(documents, lexical)


def _raised(documents: NDArray[np.int64], scores: Scores) -> Scores:
    best = np.full((documents.max() + 1, scores.shape[1] - 1), -np.inf, scores.dtype)
    np.maximum.at(best, documents, scores[:, 1:])
    return np.asarray(scores[:, 0] + TOPIC_WEIGHT * best[documents].mean(axis=1), scores.dtype)
