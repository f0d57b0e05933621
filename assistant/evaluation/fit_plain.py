"""Fits the weights of assistant/plain_documents.py on public sets: prints them, changes nothing.

Run as `python -m assistant.evaluation.fit_plain FIT... --check FOLDER`, folders in BEIR format.
"""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.admissions import split_sides
from assistant.config import AssistantConfig
from assistant.evaluation.datasets import Dataset, TestQuery, read_dataset
from assistant.evaluation.fit_answerability import Matrix, fit_logistic
from assistant.evaluation.metrics import auc
from assistant.evaluation.rankers import document_names
from assistant.evaluation.store import corpus_config, fill_store
from assistant.evaluation.subject import EvaluatedAssistant
from assistant.plain_documents import read_plain_signals
from assistant.verdict import read_signals, weigh
from ingest.embeddings import Embedder

Examples = tuple[Matrix, list[bool]]


def read_examples(folder: Path, embedder: Embedder, config: AssistantConfig) -> Examples:
    """Signals, shape (examples, 3), and whether each question has an answer.

    Where both labels occur, a labelled question is one example. Elsewhere one with an answer is
    two, the second without the documents that hold it. Raises EvaluationDataError,
    ModelUnavailable.
    """
    dataset = read_dataset(folder)
    own = corpus_config(dataset, config, embedder)
    fill_store(dataset, own, embedder, progress=lambda step, done, total: None)
    assistant = EvaluatedAssistant(own, embedder, today=date.today, any_subject=True)
    try:
        ids = {name: document for document, name in document_names(assistant).items()}
        labelled = {True, False} <= {query.answerable for query in dataset.queries}
        found = [
            (signals, answered)
            for query in dataset.queries
            for only, answered in _searches(query, dataset, ids, labelled=labelled)
            if (signals := _signals(query.text, assistant, only))
        ]
    finally:
        assistant.close()
    return np.array([signals for signals, _ in found]), [answered for _, answered in found]


def _searches(
    query: TestQuery, dataset: Dataset, ids: Mapping[str, str], *, labelled: bool
) -> list[tuple[frozenset[str], bool]]:
    """The documents searched for a query, all when there is none, and whether they answer it."""
    if labelled:
        only = frozenset(ids[name] for name in query.candidates)
        return [] if query.answerable is None else [(only, query.answerable)]
    if not query.answers:
        return []
    right = {ids[name] for name in dataset.relevance.get(query.id, {}) if name in ids}
    return [(frozenset(), True), (frozenset(ids.values()) - right, False)]


def _signals(
    question: str, assistant: EvaluatedAssistant, only: frozenset[str]
) -> tuple[float, ...] | None:
    """Of a question of one part; None for others, and when no sentence states anything."""
    assistant.retriever.only = only
    try:
        parts = assistant.weighed(question).parts
    finally:
        assistant.retriever.only = frozenset()
    facts, gaps = split_sides(parts[0].resolved.question, parts[0].evidence)
    if len(parts) > 1 or not facts:
        return None
    logit = weigh(read_signals(parts[0].resolved.question, facts, gaps))
    return astuple(read_plain_signals(facts, logit))


def main(
    fitted: Annotated[list[Path], typer.Argument(help="sets that are fitted together")],
    check: Annotated[list[Path] | None, typer.Option(help="sets that are only checked")] = None,
) -> None:
    """Print the weights, and the AUC on every set."""
    config = AssistantConfig()
    embedder = Embedder(config.index)
    examples = {path: read_examples(path, embedder, config) for path in [*fitted, *(check or [])]}
    signals = np.vstack([examples[path][0] for path in fitted])
    answered = np.array([label for path in fitted for label in examples[path][1]])
    weights, intercept = fit_logistic(signals, answered)
    typer.echo(f"weights {np.round(weights, 2).tolist()}, intercept {intercept:.2f}")
    for path, (found, labels) in examples.items():
        area = auc(list(found @ weights), labels)
        typer.echo(f"{path}: {len(labels)} examples, AUC {area:.3f}")


if __name__ == "__main__":
    typer.run(main)
