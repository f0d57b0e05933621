"""Measures how times and memory grow with the corpus; run as a module, it measures one corpus."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median

import numpy as np

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.bench_corpus import Material, made_document, new_questions, write_sheet
from assistant.evaluation.bench_quickstart import QuickstartEmbeddings, measure_retrieval
from assistant.evaluation.bench_timing import memory, search, spread, time_of
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.index import ChunkIndex
from ingest.pipeline import ingest_paths

# Up to here documents are files that go through the whole pipeline; beyond, texts are stirred and
# vectors invented, since reading 100,000 passages takes the model half an hour.
REAL_CHUNKS = 10_000
SEARCHES, ANSWERS, UPDATES = 100, 40, 5
FIRST_MADE = 1_000_000  # numbers of documents without a file

Figures = dict[str, float]


def measure_growth(
    data_dir: Path,
    embedder: Embedder,
    material: Material,
    *,
    sizes: Sequence[int],
    plain: QuickstartEmbeddings,
) -> Iterator[Figures]:
    """The figures of one corpus that grows from size to size; `data_dir` holds the models."""
    config = IndexConfig(data_dir=data_dir, corpus_dir=data_dir / "sheets")
    for size in sorted(sizes):
        catalogue = Catalogue(config)
        figures = grow(catalogue, embedder, material, config=config, size=size)
        index = ChunkIndex(config, catalogue, model_id=embedder.model_id)
        figures["index_build_s"] = time_of(index.rebuild)
        index.close()
        catalogue.close()
        real = size <= REAL_CHUNKS
        figures |= _in_new_process(data_dir, answers=real)
        if real:
            assistant = Assistant(AssistantConfig(index=config))
            figures |= measure_retrieval(assistant, plain)
            assistant.close()
        yield figures


def grow(
    catalogue: Catalogue,
    embedder: Embedder,
    material: Material,
    *,
    config: IndexConfig,
    size: int,
) -> Figures:
    """Add documents until there are as many chunks; gives the speed of what went through files."""
    config.corpus_dir.mkdir(exist_ok=True)
    held = before = _chunks(catalogue)
    seconds = 0.0
    while held < min(size, REAL_CHUNKS):
        sheets = len(list(config.corpus_dir.iterdir()))
        for number in range(sheets, sheets + max(1, (min(size, REAL_CHUNKS) - held) // 45)):
            write_sheet(config.corpus_dir, number, material)
        report = ingest_paths(
            [config.corpus_dir], config=config, catalogue=catalogue, embedder=embedder
        )
        seconds += report.seconds
        held = _chunks(catalogue)
    figures = {"ingest_chunks_per_s": (held - before) / seconds} if seconds else {}
    for number in count(FIRST_MADE + held):
        if held >= size:
            return figures
        document, chunks, vectors = made_document(number, material)
        catalogue.store(document, chunks, vectors, source_path=document.name)
        held += len(chunks)
    return figures


def measure_corpus(data_dir: Path, *, started: float, answers: bool) -> Figures:
    """Figures of a corpus in this process, which was started (`time.time()`) to ask it."""
    assistant = Assistant(AssistantConfig(index=IndexConfig(data_dir=data_dir)))
    try:
        figures = {"read_s": time_of(assistant.catalogue.snapshot)}
        figures["bm25_build_s"] = time_of(assistant.retriever.view)
        search(assistant, "What is the Golden Ticket?")
        figures["restart_s"] = time.time() - started
        assistant.index.sync()
        snapshot = assistant.catalogue.snapshot()
        figures |= {"chunks": len(snapshot.chunks), "documents": len(snapshot.documents)}
        material = Material.of(snapshot)
        titles = [document.edition.title for document in snapshot.documents.values()]
        questions = new_questions(material, titles, seed=len(titles))
        figures |= _ask(assistant, questions, "_unread", answers=answers)
        figures["read_ahead_s"] = time_of(assistant.read_ahead)
        figures |= _ask(assistant, questions, "", answers=answers)
        figures |= {"rss_mb": memory("self", "VmRSS")}
        return (
            figures | _measure_updates(assistant, material) | {"peak_mb": memory("self", "VmHWM")}
        )
    finally:
        assistant.close()


def _ask(assistant: Assistant, questions: Iterator[str], state: str, *, answers: bool) -> Figures:
    """Times of questions that are always new; `state` tells whether the corpus was read ahead."""
    searches = [time_of(search, assistant, asked) for asked in islice(questions, SEARCHES)]
    figures = spread(f"retrieval{state}", searches[SEARCHES // 10 :])  # the first ones warm up
    if answers:
        spent = [time_of(assistant.answer, asked) for asked in islice(questions, ANSWERS)]
        figures |= spread(f"answer{state}", spent)
    return figures


def _measure_updates(assistant: Assistant, material: Material) -> Figures:
    """What it costs when one document of 200 chunks gets a new version; medians."""
    spent: dict[str, list[float]] = {"update_ms": [], "bm25_update_ms": [], "index_update_ms": []}
    for version in range(UPDATES):
        earlier = assistant.retriever.view()
        document, chunks, vectors = made_document(FIRST_MADE - 1, material, version=version)
        assistant.catalogue.store(document, chunks, vectors, source_path=document.name)
        spent["update_ms"].append(time_of(assistant.retriever.view))
        spent["index_update_ms"].append(time_of(assistant.index.sync))
        kept = np.isin(earlier.snapshot.ids, assistant.retriever.view().snapshot.ids)
        new = [chunk.passage for chunk in chunks], [chunk.language for chunk in chunks]
        spent["bm25_update_ms"].append(time_of(earlier.lexical.updated, kept, *new))
    return {name: 1000 * median(seconds) for name, seconds in spent.items()}


def _chunks(catalogue: Catalogue) -> int:
    return sum(document.chunks for document in catalogue.documents())


def _in_new_process(data_dir: Path, *, answers: bool) -> Figures:
    """The figures that `measure_corpus` finds in a process of its own: memory, time to start."""
    module = [sys.executable, "-m", "assistant.evaluation.bench_growth"]
    request = json.dumps({"data_dir": str(data_dir), "started": time.time(), "answers": answers})
    found = subprocess.run([*module, request], stdout=subprocess.PIPE, check=True, text=True)
    figures: Figures = json.loads(found.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure the corpus of the request in the first argument; prints JSON."""
    request = json.loads(sys.argv[1])
    request["data_dir"] = Path(request["data_dir"])
    sys.stdout.write(json.dumps(measure_corpus(**request)) + "\n")


if __name__ == "__main__":
    main()
