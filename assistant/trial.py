"""Questions to the published documents and one draft, as if it were published, for staff."""

import time
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from assistant.affected import affected, read_questions
from assistant.answer import Answer, Language
from assistant.assistant import Assistant
from assistant.evidence import SentenceReader
from assistant.page_text import TEXT
from assistant.preparation import Preparation
from assistant.retrieval import Query
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.index import ChunkIndex
from ingest.language import detect_language
from ingest.snapshot import Snapshot, read_edition
from ingest.staff_trial import (
    AffectedQuestions,
    ChangedAnswer,
    SectionCheck,
    TrialAnswer,
    TrialDocument,
    TrialNotReady,
    TrialQuote,
)

# A file of this name in the data folder goes before the questions on the demonstration corpus.
OWN_QUESTIONS = "questions.jsonl"
QUESTIONS = Path(__file__).parent.parent / "corpus" / "questions" / "questions.jsonl"
# Someone waits before the page.
COMPARING_SECONDS = 60
# A heading is found when one of the best passages for it stands below it.
BEST = 5


class TrialCatalogue(Catalogue):
    """The catalogue, read as if one document were in force in place of another one."""

    def __init__(self, config: IndexConfig, document: TrialDocument) -> None:
        """Open the catalogue; raises CatalogueError."""
        super().__init__(config)
        self._document = document

    def snapshot(self) -> Snapshot:
        """All documents, this one published; a withdrawn one has no passages and stays unseen."""
        snapshot = super().snapshot()
        # What it will replace is hidden as a draft is, so that it cannot answer beside it.
        wanted = {self._document.instead_of: "draft", self._document.id: self._document.status}
        documents, statuses = dict(snapshot.documents), snapshot.statuses.astype(object)
        owners = np.array([chunk.document for chunk in snapshot.chunks], object)
        for name in wanted.keys() & documents.keys():
            edition = {**asdict(documents[name].edition), "status": wanted[name]}
            documents[name] = replace(documents[name], edition=read_edition(edition))
            statuses[owners == name] = wanted[name]
        return replace(snapshot, documents=documents, statuses=statuses.astype(np.str_))


class TrialAssistant(Assistant):
    """An assistant over such a catalogue, with the models of another one."""

    def __init__(self, assistant: Assistant, document: TrialDocument) -> None:
        """Borrow the models; the index compares with all vectors and writes nothing."""
        super().__init__(assistant.config, today=assistant._today)
        self.catalogue.close()
        self.catalogue = TrialCatalogue(assistant.config.index, document)
        self.embedder = assistant.embedder
        self.reranker = assistant.reranker
        self.rewriter = assistant.rewriter
        self._reader = SentenceReader(self.embedder, self.catalogue)
        self._index = ChunkIndex(
            assistant.config.index, self.catalogue, model_id=self.embedder.model_id
        )


class DraftTrial:
    """What the staff page asks of the assistant; see `ingest.staff_trial.Trial`."""

    def __init__(self, preparation: Preparation) -> None:
        """Use the assistant once it is ready."""
        self._preparation = preparation

    def ask(self, document: TrialDocument, question: str, *, language: str) -> TrialAnswer:
        """The answer the chat would give; raises TrialNotReady and what `Assistant` raises."""
        with closing(TrialAssistant(self._assistant(), document)) as trial:
            answer = trial.answer(question)
        return _shown(answer, document.id, "fr" if language == "fr" else "en")

    def check(self, document: TrialDocument) -> SectionCheck:
        """The headings whose passages are not among the best for themselves."""
        with closing(TrialAssistant(self._assistant(), document)) as trial:
            stored = trial.retriever.view().snapshot.chunks
            sections = [chunk.chunk.section for chunk in stored if chunk.document == document.id]
            headings = [section for section in dict.fromkeys(sections) if section]
            missing = [path[-1] for path in headings if not _is_found(trial, document.id, path)]
        return SectionCheck(len(headings), tuple(missing))

    def affected(self, document: TrialDocument, *, language: str) -> AffectedQuestions:
        """The stored questions whose answer changes, as many as can be asked in a minute."""
        before = self._assistant()
        own = before.config.index.data_dir / OWN_QUESTIONS
        questions = read_questions(own if own.is_file() else QUESTIONS)
        words = TEXT["fr" if language == "fr" else "en"]
        changed: list[ChangedAnswer] = []
        compared, end = 0, time.monotonic() + COMPARING_SECONDS

        def progress(done: int, total: int) -> None:
            nonlocal compared
            compared = done
            if time.monotonic() > end:
                raise TimeoutError

        with closing(TrialAssistant(before, document)) as after, suppress(TimeoutError):
            both = {document.id, document.instead_of}
            for item in affected(before, after, questions, documents=both, progress=progress):
                was, now = (
                    (words[f"status.{answer.status}"], answer.text)
                    for answer in (item.before, item.after)
                )
                changed.append(ChangedAnswer(item.question.text, was, now))
        return AffectedQuestions(compared, len(questions), tuple(changed))

    def _assistant(self) -> Assistant:
        assistant = self._preparation.assistant(0)
        if assistant is None:
            raise TrialNotReady
        return assistant


def _is_found(trial: TrialAssistant, document_id: str, path: tuple[str, ...]) -> bool:
    """Whether a passage below this heading is among the best when the heading is asked."""
    language = detect_language(path[-1])
    title = trial.retriever.view().snapshot.documents[document_id].edition
    words = f"{title.programme} {path[-1]}".strip()
    hits = trial.retriever.search(Query(words, "fr" if language == "fr" else "en"), BEST)
    return any(
        hit.chunk.document == document_id and hit.chunk.chunk.section[: len(path)] == path
        for hit in hits
    )


def _shown(answer: Answer, document_id: str, language: Language) -> TrialAnswer:
    quotes = tuple(
        TrialQuote(
            found.number, found.title, found.page, found.quote, found.document == document_id
        )
        for found in answer.citations
    )
    return TrialAnswer(TEXT[language][f"status.{answer.status}"], answer.text, quotes)
