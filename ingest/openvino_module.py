"""The packaged model as the first module of a SentenceTransformer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule
from transformers import PreTrainedTokenizerFast

from ingest.encoder import MAX_TOKENS
from ingest.packaged_bert import PackagedBert


class OpenVinoTransformer(InputModule):
    """Gives the vector of every token, computed by OpenVINO; may be shared by threads.

    It has no parameters of PyTorch: it cannot be trained, nor moved from the processor.
    """

    def __init__(self, folder: Path, bert: PackagedBert) -> None:
        """Read the tokenizer of the folder from which `bert` was made."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.tokenizer: Any = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
        self.max_seq_length = MAX_TOKENS
        self._folder = folder
        self._bert = bert

    def get_embedding_dimension(self) -> int:
        """The number of components of a vector."""
        return self._bert.dimension

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **options: Any
    ) -> dict[str, Any]:
        """Token ids and attention mask (n, width) of texts, padded to the longest of them."""
        texts = [(prompt or "") + text for text in inputs]
        return dict(
            self.tokenizer(
                texts,
                padding=True,
                truncation=True,
                max_length=self.max_seq_length,
                return_tensors="pt",
            )
        )

    def forward(self, features: dict[str, Any], **options: Any) -> dict[str, Any]:
        """The features with `token_embeddings` (n, width, dimension), in float32."""
        tokens = self._bert.run(features["input_ids"].numpy(), features["attention_mask"].numpy())
        return {**features, "token_embeddings": torch.from_numpy(tokens)}

    def save(self, output_path: str, *others: Any, **options: Any) -> None:
        """Always raises: the folder that was unpacked is the saved model."""
        raise NotImplementedError(f"copy {self._folder} instead; the library loads it as it is")
