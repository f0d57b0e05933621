"""What a question wants: a programme answer, something else, or something that is refused."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from ingest.embeddings import Embedder

Intent = Literal["programme", "out_of_scope", "refused"]
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """The nearest intent, and by how much its examples are nearer than those of `programme`."""

    intent: Intent
    lead: float


def read_scope(vector: NDArray[np.float32], embedder: Embedder) -> Scope:
    """Compare a question's vector, shape (dimension,), with the examples of each intent.

    An intent scores the mean cosine of its three nearest examples (k nearest neighbours).
    """
    labels, examples = example_vectors(embedder)
    cosines: dict[Intent, list[float]] = defaultdict(list)
    for label, cosine in zip(labels, examples @ vector, strict=True):
        cosines[label].append(float(cosine))
    scores = {
        label: float(np.mean(sorted(values, reverse=True)[:NEIGHBOURS]))
        for label, values in cosines.items()
    }
    best = max(scores, key=lambda label: scores[label])
    return Scope(best, scores[best] - scores["programme"])


@lru_cache(maxsize=2)
def example_vectors(embedder: Embedder) -> tuple[list[Intent], NDArray[np.float32]]:
    """The intent of every example question, and their vectors, shape (examples, dimension)."""
    text = Path(__file__).with_name("intents.yaml").read_text("utf-8")
    content = yaml.load(text, yaml.CSafeLoader)  # the one in Python takes 0.3 s of every start
    pairs = [
        (cast("Intent", intent), question)
        for intent, languages in content.items()
        for questions in languages.values()
        for question in questions
    ]
    vectors = embedder.encode_queries([question for _, question in pairs])
    return [intent for intent, _ in pairs], vectors
