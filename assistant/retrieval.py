"""Retrieval: dense and BM25 scores fused, aware of the language of question and passage."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.view import PUBLIC_STATUSES, View
from ingest.catalogue import Catalogue
from ingest.documents import SearchHit
from ingest.embeddings import Embedder
from ingest.index import ChunkIndex
from ingest.language import detect_language

# Weight of BM25 beside the dense score, both z-scored (docs/decisions/0006-retrieval.md).
LEXICAL_WEIGHT = 0.8
# How much the turns before count, beside a weight of 1 for the question itself.
CONTEXT_WEIGHT = 0.5
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: the question, its language, and the turns it depends on, if any."""

    text: str
    language: str
    context: str = ""


class ProgrammeRetriever(BaseRetriever):
    """Finds the passages for a question among the documents that start-ups may see."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalogue: Catalogue
    index: ChunkIndex
    embedder: Embedder
    passages: int = 12
    _view: View | None = None
    _lock: Any = None

    def model_post_init(self, context: Any) -> None:
        """Prepare the lock that guards the view."""
        super().model_post_init(context)
        self._lock = threading.Lock()

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
    ) -> list[SearchHit]:
        """The best passages first, `count` at most; empty when the corpus is empty."""
        view = self.view()
        if not view.snapshot.chunks:
            return []
        dense = self._dense(view, query, statuses)
        lexical = self._lexical(view, query)
        rows, scores, parts = fuse(dense, lexical, own=view.languages == query.language)
        best = np.argsort(-scores, kind="stable")
        hits = [_hit(view, int(rows[i]), float(scores[i]), parts[int(rows[i])]) for i in best]
        shown = [
            hit
            for hit in hits
            if hit.edition.status in statuses and not view.has_twin(hit, query.language)
        ]
        return shown[: count or self.passages]

    def _dense(self, view: View, query: Query, statuses: Collection[str]) -> dict[int, float]:
        vector = self.embedder.encode_query(f"{query.context} {query.text}".strip())
        found = self.index.search(vector, CANDIDATES, statuses=statuses)
        return {view.rows[chunk]: score for chunk, score in found if chunk in view.rows}

    def _lexical(self, view: View, query: Query) -> NDArray[np.float32]:
        scores = view.lexical.scores(query.text, query.language)
        if query.context:
            scores = scores + CONTEXT_WEIGHT * view.lexical.scores(query.context, query.language)
        return np.asarray(scores, dtype=np.float32)

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


def fuse(
    dense: dict[int, float], lexical: NDArray[np.float32], *, own: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64], dict[int, dict[str, float]]]:
    """Sum the z-scores of both rankings over the union of their best rows.

    BM25 has no vote on passages of another language (`own` is false there): their dense
    z-score stands in for it, so that a passage is not lowered for its language.
    Returns rows, scores (same order) and per row the raw scores.
    """
    best_lexical = np.argsort(-lexical, kind="stable")[:CANDIDATES]
    union = set(dense) | {int(row) for row in best_lexical if lexical[row] > 0}
    rows = np.array(sorted(union), dtype=np.int64)
    floor = min(dense.values(), default=0.0)
    dense_scores = np.array([dense.get(int(row), floor) for row in rows])
    lexical_scores = lexical[rows].astype(np.float64) if len(rows) else np.zeros(0)
    dense_z = standardise(dense_scores)
    lexical_z = np.where(own[rows], standardise(lexical_scores), dense_z)
    scores = dense_z + LEXICAL_WEIGHT * lexical_z
    parts = {
        int(row): {"dense": float(d), "bm25": float(b)}
        for row, d, b in zip(rows, dense_scores, lexical_scores, strict=True)
    }
    return rows, scores, parts


def standardise(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores minus their mean, over their standard deviation; zeros when they are all equal."""
    spread = float(scores.std()) if scores.size else 0.0
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)


def _hit(view: View, row: int, score: float, parts: dict[str, float]) -> SearchHit:
    stored = view.chunk(row)
    return SearchHit(stored, view.snapshot.documents[stored.document].edition, score, parts)
