"""Runs any model of sentence-transformers, for installations that name one in the settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import MAX_TOKENS, Reading, Tokens
from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class LibraryModel:
    """A SentenceTransformer that reads token ids; may be shared by threads, but for `tokenise`."""

    def __init__(self, folder: Path) -> None:
        """Load the model of a folder. Raises ModelUnavailable."""
        self._model = load_model(folder)
        prompts = self._model.prompts
        self.prompts: Mapping[str, str] = {name: text or "" for name, text in prompts.items()}
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.longest_input = min(MAX_TOKENS, self._model.max_seq_length or MAX_TOKENS)
        self.padding = int(self._model.tokenizer.pad_token_id or 0)

    def tokenise(self, texts: list[str]) -> list[Tokens]:
        """The tokens of each text, cut at the longest input."""
        tokens: Any = self._model.tokenizer(
            texts, truncation=True, max_length=self.longest_input, return_offsets_mapping=True
        )
        pairs = zip(tokens["input_ids"], tokens["offset_mapping"], strict=True)
        return [Tokens(ids, offsets) for ids, offsets in pairs]

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Reading:
        """The vectors of padded token ids (n, width); `mask` is 1 where there is a token."""
        import torch  # already loaded with the model

        features: Any = {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask),
        }
        with torch.inference_mode():
            for module in self._model:
                features = module(features)
                for name in ("token_embeddings", "sentence_embedding"):
                    if name in features:
                        features[name] = features[name].float()
        return Reading(features["token_embeddings"].numpy(), features["sentence_embedding"].numpy())


def load_model(folder: Path) -> "SentenceTransformer":
    """Load the model of a folder, on the processor, in the fastest precision that it has.

    Raises ModelUnavailable.
    """
    # Imported here: they take seconds, and the packaged model needs neither.
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    # Loading takes 0.3 s, not worth a bar.
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # One thread per forward pass, and passes side by side: as fast as all threads on one pass when
    # the machine is idle, and far faster when it is not (a question took 16 ms, not 250 ms).
    torch.set_num_threads(1)
    features = torch.cpu.get_capabilities()
    fast = features.get("avx512_bf16") or features.get("amx_bf16")
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={
                "dtype": torch.bfloat16 if fast else torch.float32,
                "use_safetensors": True,
            },
        )
    except Exception as error:  # whatever a foreign folder makes the libraries raise
        raise ModelUnavailable(
            f"The embedding model in {folder} cannot be loaded ({error})."
        ) from error
    for module in list(model)[1:]:
        module.float()  # pooling and normalising in bfloat16 would cost two digits
    return model.eval()
