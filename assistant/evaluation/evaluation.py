"""One evaluation from its plan to its run folder; used by the command line and by staff pages."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

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
from assistant.evaluation.rankers import (
    CHUNKS_PER_DOCUMENT,
    RETRIEVERS,
    RankerMaker,
    make_ranker,
)
from assistant.evaluation.retrieval_run import Equipment, Row, evaluate_dataset
from assistant.evaluation.runs import Run, catalogue_hash, describe, write_run
from assistant.evaluation.store import Progress
from assistant.reranker import Reranker
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


def run_evaluation(
    plan: Plan,
    config: AssistantConfig,
    folder: Path,
    *,
    progress: Progress,
    make: RankerMaker = make_ranker,
) -> Run:
    """Evaluate and write the run into the folder; `make` gives the rankers of the plan's names.

    Everything is read, the models too, before anything is computed. Raises EvaluationDataError,
    CatalogueError and ModelUnavailable.
    """
    datasets, questions = _read(plan)
    _make_folder(folder)
    reranker = Reranker(config.reranker) if config.reranker else None
    equipment = Equipment(config, Embedder(config.index), progress, make, reranker)
    equipment.embedder.load()
    if reranker:
        reranker.load()
    # Before anything is computed: it holds the time of the start, and the commit that runs.
    about = describe(
        config,
        as_of=(plan.as_of or date.today()).isoformat(),
        retrievers=list(plan.retrievers),
        limit=plan.limit,
        chunks_per_document=CHUNKS_PER_DOCUMENT,
        model=equipment.embedder.model_id,
        reranker=reranker.model_id if reranker else "",
        data={dataset.name: dataset.corpus_hash for dataset in datasets},
    )
    rows = [
        row
        for number, dataset in enumerate(datasets, start=1)
        for row in evaluate_dataset(
            dataset,
            _reporting(equipment, f"{number}/{len(datasets)} {dataset.name}"),
            retrievers=plan.retrievers,
            answers=plan.answers,
        )
    ]
    if questions:
        asked, about["corpus"] = _ask_questions(questions, plan, equipment)
        rows += asked
    return write_run(folder, about, rows, flat_figures(all_figures(rows)))


def _reporting(equipment: Equipment, which: str) -> Equipment:
    """The equipment with a progress that says which set a step belongs to."""
    progress = equipment.progress
    return replace(
        equipment, progress=lambda what, done, total: progress(f"{which}: {what}", done, total)
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationDataError(f"The run cannot be written to {folder} ({error}).") from error


def _read(plan: Plan) -> tuple[list[Dataset], list[ExpectedAnswer]]:
    folders = [path for given in plan.data for path in dataset_folders(given)]
    datasets = [read_dataset(path, limit=plan.limit) for path in folders]
    questions = read_expected_answers(plan.questions, limit=plan.limit) if plan.questions else []
    names = [dataset.name for dataset in datasets] + [questions_name(plan)] * bool(questions)
    if len(set(names)) < len(names):
        raise EvaluationDataError(f"Two sets have the same name: {', '.join(sorted(names))}.")
    return datasets, questions


def questions_name(plan: Plan) -> str:
    """The name under which the questions of a plan are reported: that of their file."""
    return plan.questions.stem if plan.questions else ""


def _ask_questions(
    questions: list[ExpectedAnswer], plan: Plan, equipment: Equipment
) -> tuple[list[Row], str]:
    """The rows, and the hash of the corpus that they were asked of."""
    as_of = plan.as_of or date.today()
    assistant = equipment.assistant(equipment.config, today=lambda: as_of)
    try:
        if not assistant.catalogue.documents():
            raise EvaluationDataError(
                "There are no documents to answer from; "
                "run `python -m ingest add corpus/documents`."
            )
        rows = evaluate_questions(
            questions, assistant, name=questions_name(plan), progress=equipment.progress
        )
        return list(rows), catalogue_hash(assistant.catalogue)
    finally:
        assistant.close()
