"""Vectors of chunks and of the sentences in them, computed in one reading."""

from collections.abc import Sequence

import numpy as np

from ingest.documents import Chunk
from ingest.embeddings import Embedder, Progress
from ingest.snapshot import Vectors
from ingest.spans import quotable_spans


def embed_chunks(
    embedder: Embedder, chunks: Sequence[Chunk], progress: Progress | None = None
) -> tuple[Vectors, list[Vectors]]:
    """Vectors (chunks, dimension), and those of each chunk's quotable spans, (spans, dimension).

    `progress` hears how many chunks are done. Raises ModelUnavailable.
    """
    if not chunks:
        return np.zeros((0, 0), np.float32), []  # without loading the model
    spans = []
    for chunk in chunks:
        before = len(chunk.passage) - len(chunk.text)
        spans.append([(before + s.start, before + s.end) for s in quotable_spans(chunk.text)])
    return embedder.encode_spans([chunk.passage for chunk in chunks], spans, progress)
