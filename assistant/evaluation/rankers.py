"""What is compared: the assistant's retrieval, each of its halves alone, and the quickstart."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten

import numpy as np

from assistant.evaluation.datasets import Dataset, TestQuery
from assistant.evaluation.store import Progress, corpus_id
from assistant.evaluation.subject import DEPTH, EvaluatedAssistant

# How many of a document's best chunks count, the second half as much as the first, and so on.
# Measured in docs/decisions/0008-evaluation.md.
CHUNKS_PER_DOCUMENT = 1
EXCERPT = 300


@dataclass(frozen=True, slots=True)
class RankedChunk:
    """A chunk of a document (id in the corpus file) with its score, higher for better."""

    document: str
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """A document with its score and its best chunk, shortened, for the eyes of a reader."""

    id: str
    score: float
    excerpt: str


Ranker = Callable[[TestQuery], list[RankedDocument]]
RankerMaker = Callable[[str, Dataset, EvaluatedAssistant, Progress], Ranker]


def rank_documents(
    chunks: Iterable[RankedChunk], *, count: int = CHUNKS_PER_DOCUMENT
) -> list[RankedDocument]:
    """Documents by their `count` best chunks; the n-th chunk counts 1/n of its score.

    Scores are shifted so that the worst is 0: a further chunk never lowers a document.
    """
    ordered = sorted(chunks, key=lambda chunk: -chunk.score)
    floor = ordered[-1].score if ordered else 0.0
    held: dict[str, list[RankedChunk]] = {}
    for chunk in ordered:
        held.setdefault(chunk.document, []).append(chunk)
    ranked = [
        RankedDocument(
            id=document,
            score=sum((c.score - floor) / place for place, c in enumerate(own[:count], start=1)),
            excerpt=shorten(own[0].text, EXCERPT, placeholder=" …"),
        )
        for document, own in held.items()
    ]
    return sorted(ranked, key=lambda document: -document.score)


def hybrid(assistant: EvaluatedAssistant) -> Ranker:
    """The assistant's own retrieval, its reranker too, with the turns before the question."""
    names = document_names(assistant)

    def rank(query: TestQuery) -> list[RankedDocument]:
        hits = assistant.search(query.text, query.history)
        if assistant.reranker:
            parts = assistant.understand(query.text, query.history).parts
            asked = parts[0].resolved.standalone if len(parts) == 1 else query.text
            hits = assistant.reranker.rerank(asked, hits)
        return rank_documents(
            RankedChunk(names[hit.chunk.document], hit.score, hit.chunk.chunk.text) for hit in hits
        )

    return rank


def dense(assistant: EvaluatedAssistant) -> Ranker:
    """Vectors alone: the question as typed, without the turns before it."""
    view, names = assistant.retriever.view(), document_names(assistant)

    def rank(query: TestQuery) -> list[RankedDocument]:
        vector = assistant.embedder.encode_query(query.text)
        found = [
            (view.chunk(view.rows[chunk]), score)
            for chunk, score in assistant.index.search(vector, DEPTH)
        ]
        return rank_documents(
            RankedChunk(names[stored.document], score, stored.chunk.text) for stored, score in found
        )

    return rank


def bm25(assistant: EvaluatedAssistant) -> Ranker:
    """BM25 alone over passages of every language, each with the stems of its language."""
    view, names = assistant.retriever.view(), document_names(assistant)
    languages = sorted({str(language) for language in view.languages})

    def rank(query: TestQuery) -> list[RankedDocument]:
        scores = np.zeros(len(view.languages))
        for language in languages:
            scores += view.lexical.scores(query.text, language)
        best = [int(row) for row in np.argsort(-scores, kind="stable")[:DEPTH] if scores[row] > 0]
        return rank_documents(
            RankedChunk(
                names[view.chunk(row).document], float(scores[row]), view.chunk(row).chunk.text
            )
            for row in best
        )

    return rank


def document_names(assistant: EvaluatedAssistant) -> dict[str, str]:
    """The id in the corpus file of every document, by its id in the catalogue."""
    documents = assistant.retriever.view().snapshot.documents
    return {document.id: corpus_id(document.name) for document in documents.values()}


def make_ranker(
    name: str, dataset: Dataset, assistant: EvaluatedAssistant, progress: Progress
) -> Ranker:
    """The ranker of this name, one of RETRIEVERS."""
    if name in OURS:
        return OURS[name](assistant)
    # Imported here: it loads Chroma and the model a second time, for this comparison only.
    from assistant.evaluation.quickstart import quickstart

    return quickstart(dataset, assistant, progress=progress)


OURS: Mapping[str, Callable[[EvaluatedAssistant], Ranker]] = {
    "hybrid": hybrid,
    "dense": dense,
    "bm25": bm25,
}
RETRIEVERS = (*OURS, "quickstart")
