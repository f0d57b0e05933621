"""One evaluation from its plan to its run folder; used by the command line and by staff pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.config import AssistantConfig
from assistant.evaluation.datasets import (
    Dataset,
    EvaluationDataError,
    ExpectedAnswer,
    dataset_folders,
    read_dataset,
    read_expected_answers,
)
from assistant.evaluation.figures import all_figures, flat_figures
from assistant.evaluation.questions_run import evaluate_questions
from assistant.evaluation.rankers import CHUNKS_PER_DOCUMENT, RETRIEVERS
from assistant.evaluation.retrieval_run import Row, evaluate_dataset
from assistant.evaluation.runs import Run, catalogue_hash, describe, write_run
from assistant.evaluation.store import Progress
from assistant.evaluation.subject import EvaluatedAssistant
from ingest.embeddings import Embedder


@dataclass(frozen=True, slots=True)
class Plan:
    """What to evaluate: BEIR folders (or folders of such), a file of questions, or both.

    `retrievers` are names of RETRIEVERS, the first one gives the leading figures; `limit` is the
    number of queries or questions of each set, 0 for all.
    """

    data: tuple[Path, ...] = ()
    questions: Path | None = None
    retrievers: tuple[str, ...] = RETRIEVERS[:1]
    answers: bool = True
    as_of: date | None = None
    limit: int = 0


def run_evaluation(plan: Plan, config: AssistantConfig, folder: Path, *, progress: Progress) -> Run:
    """Evaluate and write the run into the folder.

    Everything is read before anything is computed. Raises EvaluationDataError, CatalogueError and
    ModelUnavailable.
    """
    folders = [path for given in plan.data for path in dataset_folders(given)]
    datasets = [read_dataset(path, limit=plan.limit) for path in folders]
    questions = read_expected_answers(plan.questions, limit=plan.limit) if plan.questions else []
    as_of = plan.as_of or date.today()
    embedder = Embedder(config.index)
    about: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "retrievers": list(plan.retrievers),
        "limit": plan.limit,
        "chunks_per_document": CHUNKS_PER_DOCUMENT,
        "model": embedder.model_id,
        "data": {dataset.name: dataset.corpus_hash for dataset in datasets},
    }
    rows = list(_data_rows(datasets, plan, config, embedder, progress=progress))
    if questions and plan.questions:
        assistant = EvaluatedAssistant(config, embedder, today=lambda: as_of)
        try:
            about["questions"] = {plan.questions.name: catalogue_hash(assistant.catalogue)}
            rows += _question_rows(questions, plan.questions.stem, assistant, progress=progress)
        finally:
            assistant.close()
    if not rows:
        raise EvaluationDataError("There is no query and no question to evaluate.")
    return write_run(folder, describe(config, **about), rows, flat_figures(all_figures(rows)))


def _data_rows(
    datasets: list[Dataset],
    plan: Plan,
    config: AssistantConfig,
    embedder: Embedder,
    *,
    progress: Progress,
) -> Iterator[Row]:
    for dataset in datasets:
        yield from evaluate_dataset(
            dataset,
            config,
            retrievers=plan.retrievers,
            answers=plan.answers,
            embedder=embedder,
            progress=progress,
        )


def _question_rows(
    questions: list[ExpectedAnswer],
    name: str,
    assistant: EvaluatedAssistant,
    *,
    progress: Progress,
) -> list[Row]:
    if not assistant.catalogue.documents():
        raise EvaluationDataError(
            "There are no documents to answer from; run `python -m ingest add corpus/documents`."
        )
    return list(evaluate_questions(questions, assistant, name=name, progress=progress))
