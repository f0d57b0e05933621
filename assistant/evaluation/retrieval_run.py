"""Evaluates retrieval and answers on one BEIR folder: one row for each query and retriever."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from assistant.answer import Answer
from assistant.config import AssistantConfig
from assistant.evaluation.datasets import Dataset, Relevance, TestQuery
from assistant.evaluation.metrics import answer_metrics, retrieval_metrics
from assistant.evaluation.rankers import (
    RankedDocument,
    Ranker,
    RankerMaker,
    document_names,
    make_ranker,
)
from assistant.evaluation.store import Progress, corpus_config, fill_store
from assistant.evaluation.subject import EvaluatedAssistant
from assistant.reranker import Reranker
from ingest.embeddings import Embedder

Row = dict[str, Any]
# Statuses under which something is stated; the others say that the documents do not answer.
STATING = frozenset({"answered", "partial", "conflicting", "expired"})
RANKING_KEPT = 20
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Equipment:
    """What every evaluation works with; `make` gives the ranker of a name.

    The models are loaded once for all sets; `reranker` is that of the settings, if any.
    """

    config: AssistantConfig
    embedder: Embedder
    progress: Progress
    make: RankerMaker = make_ranker
    reranker: Reranker | None = None

    def assistant(
        self, config: AssistantConfig, *, today: Callable[[], date], any_subject: bool = False
    ) -> EvaluatedAssistant:
        """An assistant over the catalogue of `config` that uses these models."""
        made = EvaluatedAssistant(config, self.embedder, today=today, any_subject=any_subject)
        made.reranker = self.reranker
        return made


def evaluate_dataset(
    dataset: Dataset, equipment: Equipment, *, retrievers: Sequence[str], answers: bool
) -> Iterator[Row]:
    """The rows of a set, retriever by retriever; answers are asked of the assistant alone.

    The corpus goes into a store of its own first. Without relevance judgements only the first
    retriever is looked at, for its answers. Raises CatalogueError, ModelUnavailable.
    """
    embedder, progress = equipment.embedder, equipment.progress
    own = corpus_config(dataset, equipment.config, embedder)
    fill_store(dataset, own, embedder, progress=progress)
    judged = any(dataset.relevance.get(query.id) for query in dataset.queries)
    assistant = equipment.assistant(own, today=date.today, any_subject=True)
    names = document_names(assistant)
    try:
        for name in retrievers if judged else retrievers[:1]:
            ranker = equipment.make(name, dataset, assistant, progress)
            for done, query in enumerate(dataset.queries, start=1):
                row = _identity(dataset, query, name) | _retrieval(dataset, query, ranker)
                if answers and name == "hybrid" and _is_labelled(query):
                    row = _with_answer(row, query, assistant, names=names)
                progress(name, done, len(dataset.queries))
                yield row
    finally:
        assistant.close()


def _identity(dataset: Dataset, query: TestQuery, retriever: str) -> Row:
    return {
        "kind": "data",
        "set": dataset.name,
        "retriever": retriever,
        "id": query.id,
        "language": query.language,
        "question": query.text,
        "history": [asdict(turn) for turn in query.history],
        "metrics": {},
        "directions": {},
        "variants": {},
    }


def _retrieval(dataset: Dataset, query: TestQuery, ranker: Ranker) -> Row:
    """Ranking and figures of a query, none when it has no relevant document."""
    relevant = dataset.relevance.get(query.id)
    if not relevant:
        return {}
    ranked = ranker(query)
    ranking = [document.id for document in ranked]
    return {
        "metrics": retrieval_metrics(ranking, relevant),
        "directions": _directions(ranking, relevant, query.language, dataset.languages),
        "variants": _variants(ranking, query, dataset.variants),
        "relevant": dict(relevant),
        "ranking": ranking[:RANKING_KEPT],
        "shown": [_shown(document, relevant, dataset) for document in ranked[:SHOWN]],
        "wanted": [_title(dataset, document) for document in list(relevant)[:SHOWN]],
    }


def _directions(
    ranking: Sequence[str],
    relevant: Mapping[str, int],
    language: str,
    languages: Mapping[str, str],
) -> dict[str, dict[str, float]]:
    """Figures among the documents of one language only, for each language that has relevant ones.

    The same as searching that part of the corpus, as far as the ranking is deep.
    """
    figures = {}
    for target in sorted({languages.get(document, "") for document in relevant}):
        own = {d: grade for d, grade in relevant.items() if languages.get(d, "") == target}
        part = [document for document in ranking if languages[document] == target]
        figures[f"{language or '?'}->{target or '?'}"] = retrieval_metrics(part, own)
    return figures


def _variants(
    ranking: Sequence[str], query: TestQuery, variants: Mapping[str, Relevance]
) -> dict[str, dict[str, float]]:
    """Figures of the whole ranking under the other relevance files."""
    return {
        name: retrieval_metrics(ranking, relevance[query.id])
        for name, relevance in variants.items()
        if relevance.get(query.id)
    }


def _shown(document: RankedDocument, relevant: Mapping[str, int], dataset: Dataset) -> Row:
    return {
        "document": document.id,
        "title": _title(dataset, document.id),
        "score": round(document.score, 4),
        "relevant": document.id in relevant,
        "excerpt": document.excerpt,
    }


def _title(dataset: Dataset, document_id: str) -> str:
    document = dataset.by_id.get(document_id)
    return (document.title or document.text[:80]) if document else document_id


def _is_labelled(query: TestQuery) -> bool:
    return bool(query.answers) or query.answerable is not None


def _with_answer(
    row: Row, query: TestQuery, assistant: EvaluatedAssistant, *, names: Mapping[str, str]
) -> Row:
    """The row with what the assistant says and how that compares with the labels."""
    only = {document for document, name in names.items() if name in query.candidates}
    answer, evidence = assistant.ask(query.text, query.history, only=only)
    quotes = [citation.quote for citation in answer.citations]
    stated = quotes if answer.status in STATING else []
    metrics = dict(row["metrics"])
    if query.answers and query.answerable is not False:
        metrics |= answer_metrics(stated, query.answers)
        best = answer_metrics(evidence.sentences, query.answers)
        metrics["answer_in_3_best_sentences"] = best["answer_in_3_sentences"]
    if query.answerable is not None:
        name = "false_refusal_rate" if query.answerable else "false_answer_rate"
        metrics[name] = float((answer.status in STATING) != query.answerable)
    return row | {
        "metrics": metrics,
        "answers": list(query.answers),
        "answerable": query.answerable,
        "answerability": evidence.score,
        **answer_fields(answer),
    }


def answer_fields(answer: Answer) -> Row:
    """What a row keeps of an answer."""
    return {
        "status": answer.status,
        "text": answer.text,
        "quotes": [citation.quote for citation in answer.citations],
        "answer_language": answer.language,
        "timings_ms": answer.timings_ms,
    }
