"""Documents that hold nearly the same text as another one."""

from collections import Counter

import numpy as np
from rapidfuzz import fuzz

from ingest.snapshot import Snapshot

NEAR = 0.95  # cosine of two chunks that may be the same text
ALIKE = 80  # how much of their characters is the same, in percent
SHARE = 0.6  # of the chunks of a document


def near_duplicates(snapshot: Snapshot, document_id: str) -> list[str]:
    """The ids of documents that hold most chunks of this one, the most alike first."""
    own = [row for row, stored in enumerate(snapshot.chunks) if stored.document == document_id]
    held: Counter[str] = Counter()
    for row in own:
        text = snapshot.chunks[row].chunk.text
        near = np.flatnonzero(snapshot.vectors @ snapshot.vectors[row] >= NEAR)
        others = {snapshot.chunks[i].document: snapshot.chunks[i].chunk.text for i in near.tolist()}
        for document, other in others.items():
            if document != document_id and fuzz.ratio(text, other) >= ALIKE:
                held[document] += 1
    return [document for document, count in held.most_common() if count >= SHARE * len(own)]
