"""Checks that catalogue and index are sound and agree, without changing either."""

from typing import Any

import numpy as np

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.generation_files import OwnerLock, current_generation, orphans, sealed_facts
from ingest.snapshot import Snapshot


def check_health(config: IndexConfig, catalogue: Catalogue) -> dict[str, Any]:
    """Counts, generation and model, the `problems` in words, and `healthy` when there are none.

    While another program uses the index, its files change and are not looked at:
    `chunks_index` is null then.
    """
    snapshot = catalogue.snapshot()
    problems = [*catalogue.damage(), *_chunk_problems(catalogue, snapshot)]
    lock = OwnerLock(config.index_dir)
    in_use = config.index_dir.exists() and not lock.take()
    chunks_index = None
    if not in_use:
        chunks_index, index_problems = _index_problems(config, snapshot)
        problems += index_problems
        lock.release()
    current = current_generation(config.index_dir)
    return {
        "healthy": not problems,
        "problems": problems,
        "documents": len(snapshot.documents),
        "chunks_catalogue": len(snapshot.chunks),
        "chunks_index": chunks_index,
        "index_in_use": in_use,
        "generation": current.name if current else "",
        "orphans": [] if in_use else [path.name for path in orphans(config.index_dir)],
        "model": snapshot.model_id,
        "change": snapshot.change,
    }


def _chunk_problems(catalogue: Catalogue, snapshot: Snapshot) -> list[str]:
    """Chunks that are not word for word in their document, and vectors that are not unit length."""
    texts = {document: catalogue.text(document) for document in snapshot.documents}
    problems = []
    for stored in snapshot.chunks:
        chunk = stored.chunk
        if texts[stored.document][chunk.start : chunk.end] != chunk.text:
            problems.append(f"chunk {stored.id} is not in the text of {stored.document}")
    lengths = np.linalg.norm(snapshot.vectors, axis=1)
    wrong = int((~np.isclose(lengths, 1, atol=1e-3)).sum())
    return [*problems, f"{wrong} vectors are not of length 1"] if wrong else problems


def _index_problems(config: IndexConfig, snapshot: Snapshot) -> tuple[int, list[str]]:
    """How many chunks the closed index holds, and what is wrong with it."""
    current = current_generation(config.index_dir)
    if current is None and not snapshot.chunks:
        return 0, []
    facts = sealed_facts(current) if current else {}
    if not facts:
        return 0, [
            "the index is missing, damaged or was not closed properly; the next start renews it"
        ]
    problems = [f"{path.name} is left over" for path in orphans(config.index_dir)]
    if facts["change"] != snapshot.change:
        problems.append("the index is behind the catalogue; the next start brings it up to date")
    if facts["model_id"] != snapshot.model_id:
        problems.append("the index belongs to another embedding model; the next start renews it")
    return facts["chunks"], problems
