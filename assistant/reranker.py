"""Puts the passages found into the order of a cross-encoder, when the settings name one."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.documents import SearchHit
from ingest.encoder import MAX_TOKENS, processor_cores, workers
from ingest.errors import ModelUnavailable
from ingest.library_model import prepare_library
from ingest.model_folder import fetch_files, folder_digest, why_not_loaded

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

# Passages that are scored for one question; what was found below them keeps its order.
POOL = 50
BATCH = 8  # pairs of about the same length in one forward pass
# Scored once after loading: a model that cannot do this could not do it for a question either.
PROBE = [("Qui peut candidater ?", "Les start-ups."), ("Who can apply?", "Start-ups can.")]


class Reranker:
    """A cross-encoder; cheap to make, the model is loaded at first use. May be shared by threads.

    Every method raises ModelUnavailable, with one sentence, when the model cannot be had.
    """

    def __init__(self, name: str) -> None:
        """Keep the name or the folder of a sentence-transformers CrossEncoder."""
        self._name = name
        self._model: CrossEncoder | None = None
        self._loading = threading.Lock()

    @property
    def model_id(self) -> str:
        """The name, and for a folder the digest of its weights, vocabulary and settings."""
        folder = Path(self._name)
        return f"{folder.name}-{folder_digest(folder)[:16]}" if folder.is_dir() else self._name

    def load(self) -> "CrossEncoder":
        """Return the model, loading and trying it when this is the first use."""
        with self._loading:
            if self._model is None:
                self._model = load_cross_encoder(self._name)
            return self._model

    def rerank(self, question: str, hits: Sequence[SearchHit]) -> list[SearchHit]:
        """The hits with the first POOL in the order of the model, best first.

        Scores become those of the model, whatever their range; further hits keep their order and
        their distances, moved below. The first scores stay under `parts` for explanation.
        """
        pool, rest = hits[:POOL], hits[POOL:]
        if not pool:
            return []
        scores = self.scores(question, [hit.chunk.chunk.passage for hit in pool])
        best = np.argsort(-scores, kind="stable")
        ordered = [_scored(pool[row], float(scores[row])) for row in best]
        floor = ordered[-1].score
        return ordered + [_scored(hit, floor - (rest[0].score - hit.score)) for hit in rest]

    def scores(self, question: str, passages: Sequence[str]) -> np.ndarray:
        """The score (n,) of each passage, higher for better, computed on all cores."""
        model = self.load()
        order = sorted(range(len(passages)), key=lambda row: -len(passages[row]))
        groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        found = workers().map(
            lambda group: _predict(model, [(question, passages[row]) for row in group]), groups
        )
        scores = np.empty(len(passages), np.float32)
        for group, values in zip(groups, found, strict=True):
            scores[group] = values
        return scores


def load_cross_encoder(name: str) -> "CrossEncoder":
    """Load the cross-encoder of a folder or of the model hub, and score two pairs with it.

    A folder that could run code is refused before the library sees it, and weights are read from
    safetensors files only. Raises ModelUnavailable.
    """
    folder = _checked_folder(name)
    prepare_library()  # also sets the threads: `scores` runs passes side by side
    from sentence_transformers import CrossEncoder

    processor_cores()  # asked before the embedding model changes the number
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
        model.max_seq_length = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
    except Exception as error:  # whatever a foreign folder makes the libraries raise
        first = str(error).strip().partition("\n")[0].rstrip(".")
        raise _unavailable(name, first or type(error).__name__) from error
    _check(model, name)
    return model


def _checked_folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        if name.startswith((".", "/", "~")) or name.count("/") > 1:
            raise _unavailable(name, "the folder does not exist")
        try:
            folder = fetch_files(name if "/" in name else f"cross-encoder/{name}")
        except OSError as error:
            raise _unavailable(name, "it is neither a folder nor a model of the hub") from error
    reason = why_not_loaded(folder)
    if reason:
        raise _unavailable(name, reason)
    return folder


def _check(model: "CrossEncoder", name: str) -> None:
    """Refuse what loads without error and would still rank at random."""
    kinds = list(getattr(model.config, "architectures", None) or [])
    if not any(kind.endswith("ForSequenceClassification") for kind in kinds):
        what = ", ".join(kinds) or "a model of an unknown kind"
        raise _unavailable(name, f"it holds {what}, not a model that scores pairs of texts")
    if model.num_labels != 1:
        raise _unavailable(name, f"it gives {model.num_labels} scores for a pair, not one")
    try:
        usable = bool(np.isfinite(_predict(model, PROBE)).all())
    except Exception as error:  # tokenizer and weights that do not fit together, for one
        raise _unavailable(name, f"it cannot score a pair ({error})") from error
    if not usable:
        raise _unavailable(name, "its scores are not numbers")


def _predict(model: "CrossEncoder", pairs: list[tuple[str, str]]) -> np.ndarray:
    from torch.nn import Identity  # already loaded with the model

    # Without the sigmoid, which makes the best passages equal: its order is that of the logits.
    scores = model.predict(
        pairs, batch_size=BATCH, activation_fn=Identity(), show_progress_bar=False
    )
    return np.asarray(scores, np.float32)


def _scored(hit: SearchHit, score: float) -> SearchHit:
    return replace(hit, score=score, parts={**hit.parts, "found": hit.score})


def _unavailable(name: str, reason: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The reranker {name} cannot be used: {reason}; check ASSISTANT_RERANKER."
    )
