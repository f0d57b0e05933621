"""Reads evaluation sets: folders in BEIR format, and files of questions with expected answers."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from assistant.answer import Turn
from ingest.errors import CorpusError

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
Item = TypeVar("Item")
Relevance = Mapping[str, Mapping[str, int]]


class EvaluationDataError(CorpusError):
    """An evaluation set cannot be read; the sentence names the file and the line."""


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One document of a BEIR corpus; `language` is empty when the set does not say it."""

    id: str
    title: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class TestQuery:
    """One query with its labels; `answerable` is None and the others empty when not labelled.

    `candidates` are the ids of the only documents that may be answered from.
    """

    __test__ = False  # not a class of tests, whatever its name

    id: str
    text: str
    language: str = ""
    history: tuple[Turn, ...] = ()
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)  # without slots, for the cached properties
class Dataset:
    """A BEIR folder: corpus, queries and relevance judgements (qrels).

    `relevance` maps query id to document id to grade; `variants` holds the same for every other
    file `qrels_<variant>.tsv`. `corpus_hash` is the SHA-256 of the corpus file.
    """

    name: str
    corpus: tuple[CorpusDocument, ...]
    queries: tuple[TestQuery, ...]
    relevance: Relevance
    corpus_hash: str
    variants: Mapping[str, Relevance] = field(default_factory=dict)

    @cached_property
    def languages(self) -> dict[str, str]:
        """The language of every document, by its id."""
        return {document.id: document.language for document in self.corpus}

    @cached_property
    def by_id(self) -> dict[str, CorpusDocument]:
        """The documents by their ids."""
        return {document.id: document for document in self.corpus}


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """A question of our own format with what is expected of its answer (see corpus/questions)."""

    id: str
    question: str
    language: str
    history: tuple[Turn, ...]
    group: str
    status: str
    also_ok: tuple[str, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    note: str


def dataset_folders(folder: Path) -> list[Path]:
    """The folder itself when it is in BEIR format, else those of its subfolders that are."""
    if (folder / CORPUS).is_file():
        return [folder]
    found = sorted(path.parent for path in folder.glob(f"*/{CORPUS}"))
    if not found:
        raise EvaluationDataError(f"{folder} holds no {CORPUS}, and neither do its folders.")
    return found


def read_dataset(folder: Path, *, limit: int = 0) -> Dataset:
    """A BEIR folder, with the first `limit` queries only when it is not 0.

    Raises EvaluationDataError.
    """
    corpus = tuple(_parsed(folder / CORPUS, _corpus_document))
    queries = tuple(_parsed(folder / QUERIES, _query))
    _check_unique(folder / CORPUS, [document.id for document in corpus])
    _check_unique(folder / QUERIES, [query.id for query in queries])
    for name, rows in ((CORPUS, corpus), (QUERIES, queries)):
        if not rows:
            raise EvaluationDataError(f"{folder / name} is empty.")
    relevance, ids = _relevance(folder / QRELS), {document.id for document in corpus}
    if relevance and not any(ids & held.keys() for held in relevance.values()):
        raise EvaluationDataError(f"{folder / QRELS} names no document of {CORPUS}.")
    variants = {
        path.stem.removeprefix("qrels_"): _relevance(path)
        for path in sorted(folder.glob("qrels_*.tsv"))
    }
    return Dataset(
        name=folder.resolve().name,
        corpus=corpus,
        queries=queries[: limit or None],
        relevance=relevance,
        corpus_hash=hashlib.sha256((folder / CORPUS).read_bytes()).hexdigest(),
        variants=variants,
    )


def read_expected_answers(path: Path, *, limit: int = 0) -> list[ExpectedAnswer]:
    """The questions of a file, the first `limit` only when it is not 0.

    Raises EvaluationDataError.
    """
    questions = list(_parsed(path, _expected_answer))
    if not questions:
        raise EvaluationDataError(f"{path} is empty.")
    _check_unique(path, [question.id for question in questions])
    return questions[: limit or None]


def _parsed(path: Path, make: Callable[[dict[str, Any]], Item]) -> Iterator[Item]:
    """What `make` makes of every line that is not blank; raises EvaluationDataError."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield make(json.loads(line))
        except KeyError as error:
            raise EvaluationDataError(
                f"{path}, line {number}: {error.args[0]} is missing."
            ) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise EvaluationDataError(
                f"{path}, line {number}: not JSON of the expected form ({error})."
            ) from error


def _expected_answer(row: dict[str, Any]) -> ExpectedAnswer:
    return ExpectedAnswer(
        id=row["id"],
        question=row["question"],
        language=row.get("lang") or "",
        history=_turns(row.get("history")),
        group=row.get("group") or "",
        status=row["expected_status"],
        also_ok=_strings(row, "also_ok_status"),
        must_include=tuple(tuple(strings) for strings in row.get("must_include") or ()),
        must_not_include=_strings(row, "must_not_include"),
        note=row.get("note") or "",
    )


def _corpus_document(row: dict[str, Any]) -> CorpusDocument:
    metadata = row.get("metadata") or {}
    language = metadata.get("lang") or ""
    return CorpusDocument(str(row["_id"]), row.get("title") or "", _text_of(row), language)


def _query(row: dict[str, Any]) -> TestQuery:
    metadata = row.get("metadata") or {}
    answerable = metadata.get("answerable")
    if answerable not in (True, False, None):
        raise ValueError(f"answerable is {answerable!r}, not true, false or null")
    return TestQuery(
        id=str(row["_id"]),
        text=_text_of(row),
        language=metadata.get("lang") or "",
        history=_turns(metadata.get("history")),
        answers=_strings(metadata, "answers"),
        answerable=answerable,
        candidates=_strings(metadata, "candidates"),
    )


def _text_of(row: dict[str, Any]) -> str:
    if not isinstance(row["text"], str):
        raise ValueError(f"text is {row['text']!r}")
    return row["text"]


def _strings(row: dict[str, Any], name: str) -> tuple[str, ...]:
    held = row.get(name) or ()
    if isinstance(held, str):  # would be read letter by letter
        raise ValueError(f"{name} is a text, not a list of texts")
    return tuple(held)


def _turns(history: Sequence[Mapping[str, str]] | None) -> tuple[Turn, ...]:
    return tuple(Turn(turn["role"], turn["content"]) for turn in history or ())


def _relevance(path: Path) -> Relevance:
    """Grades above 0 by query and document; the first line is a header."""
    found: dict[str, dict[str, int]] = {}
    rows = list(csv.reader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows[1:], start=2):
        try:
            query, document, grade = row[0], row[1], int(row[2])
        except (IndexError, ValueError) as error:
            raise EvaluationDataError(
                f"{path}, line {number}: three columns are needed, the third a whole number."
            ) from error
        if grade > 0:
            found.setdefault(query, {})[document] = grade
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationDataError(f"{path} cannot be read ({error}).") from error


def _check_unique(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise EvaluationDataError(f"{path}: the id {name!r} is there twice.")
        seen.add(name)
