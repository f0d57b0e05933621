"""Runs a model of sentence-transformers, the packaged one or one that the settings name."""

import gc
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import MAX_TOKENS, Reading, Tokens
from ingest.errors import ModelUnavailable
from ingest.packaged_reader import PackagedReader

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class LibraryModel:
    """A SentenceTransformer that reads token ids; may be shared by threads."""

    def __init__(self, model: "SentenceTransformer") -> None:
        """Keep the model, which stays usable by itself: `model.encode(texts)`."""
        self.model = model
        prompts = model.prompts
        self.prompts: Mapping[str, str] = {name: text or "" for name, text in prompts.items()}
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.longest_input = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
        self.padding = int(model.tokenizer.pad_token_id or 0)
        self._tokenising = threading.Lock()  # a tokenizer keeps the truncation of its last call

    def tokenise(self, texts: list[str]) -> list[Tokens]:
        """The tokens of each text, cut at the longest input."""
        with self._tokenising:
            tokens: Any = self.model.tokenizer(
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
            for module in self.model:
                features = module(features)
                for name in ("token_embeddings", "sentence_embedding"):
                    if name in features:
                        features[name] = features[name].float()
        return Reading(features["token_embeddings"].numpy(), features["sentence_embedding"].numpy())


def prepare_library() -> None:
    """Import sentence-transformers, and set it up for passes side by side without progress bars."""
    # Imported here: they take seconds, and `ingest list` needs none of them.
    with _garbage_kept():
        import sentence_transformers  # noqa: F401
        import torch
        import transformers

    # Loading takes 0.3 s, not worth a bar.
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # One thread per forward pass, and passes side by side: as fast as all threads on one pass when
    # the machine is idle, and far faster when it is not (a question took 16 ms, not 250 ms).
    torch.set_num_threads(1)


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """No search for garbage in the block, and none ever among the objects it leaves behind.

    The libraries make a million objects that stay for ever. To look through them costs a sixth of
    the import, and later stopped all threads, in the midst of a question too, for 0.4 s at a time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def as_library_model(reader: PackagedReader) -> "SentenceTransformer":
    """The packaged model as the library knows it; its network stays the one of the reader."""
    prepare_library()
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling

    from ingest.openvino_module import OpenVinoTransformer

    transformer = OpenVinoTransformer(reader.folder, reader.bert)
    pooling = Pooling.load(str(reader.folder), subfolder="1_Pooling", local_files_only=True)
    return SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        # `encode_document` looks for the prompt under this name
        prompts={**reader.prompts, "document": reader.prompts["passage"]},
        device="cpu",
    ).eval()


def load_model(folder: Path) -> "SentenceTransformer":
    """Load the model of a folder, on the processor, in the fastest precision that it has.

    Raises ModelUnavailable.
    """
    prepare_library()
    import torch
    from sentence_transformers import SentenceTransformer

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
