"""Reads texts with the packaged model alone, without the seconds its library takes to import."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.encoder import MAX_TOKENS, Reading, Tokens, unit
from ingest.errors import ModelUnavailable
from ingest.packaged_bert import PackagedBert


class PackagedReader:
    """The network and the tokenizer of a folder that `packaged_model.unpack` wrote.

    May be shared by threads. It gives the vectors that the folder gives in sentence-transformers.
    """

    def __init__(self, folder: Path) -> None:
        """Read and compile: a second or two; raises ModelUnavailable."""
        self.folder = folder
        self.bert = PackagedBert(folder)
        settings = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
        self.prompts: Mapping[str, str] = settings["prompts"]
        self.dimension = self.bert.dimension
        self.longest_input = MAX_TOKENS
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.encode_special_tokens = True  # "<s>" typed in a text is text
        padding = self._tokenizer.token_to_id("<pad>")
        if padding is None:
            raise ModelUnavailable("The vocabulary of the packaged model knows no padding.")
        self.padding = padding

    def tokenise(self, texts: list[str]) -> list[Tokens]:
        """The tokens of each text, cut at the longest input."""
        return [Tokens(found.ids, found.offsets) for found in self._tokenizer.encode_batch(texts)]

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Reading:
        """The vectors of padded token ids (n, width); a text is the mean of its tokens."""
        tokens = self.bert.run(ids, mask)
        inside = mask[:, :, None].astype(np.float32)
        return Reading(tokens, unit((tokens * inside).sum(axis=1) / inside.sum(axis=1)))
