"""Runs the packaged model with OpenVINO, its linear layers in eight-bit integers."""

import json
import struct
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import processor_cores

if TYPE_CHECKING:
    from openvino import CompiledModel, Model, Node

# Values of a token that share a scale when they become eight-bit integers. With 384 the vectors
# are a little further from float32 (cosine 0.9994, not 0.9997) and only 3 % faster.
GROUP = 128
MASKED = 10_000.0  # taken off the weight of padding before the softmax
MOST_STREAMS = 8  # each keeps memory of its own
ATTENTION = ("query", "key", "value")


class PackagedBert:
    """The model of a folder that `packaged_model.unpack` wrote; may be shared by threads.

    The word table stays on disk: only the rows of words that occur are ever read.
    """

    def __init__(self, folder: Path) -> None:
        """Read, quantise and compile: about a second."""
        bits = read_bfloat16(folder / "model.safetensors")
        self._words = bits["embeddings.word_embeddings.weight"]
        self.dimension = int(self._words.shape[1])
        kinds = widened(bits["embeddings.token_type_embeddings.weight"])
        self._positions = widened(bits["embeddings.position_embeddings.weight"]) + kinds[0]
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._compiled = _compile(_bert(bits, heads=config["num_attention_heads"]))
        self._own = threading.local()

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors (n, width, d) of padded token ids; `mask` is 1 where there is a token."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        words = widened(self._words[ids]) + self._positions[: ids.shape[1]]
        bias = (mask[:, None, None].astype(np.float32) - 1) * MASKED
        tokens: NDArray[np.float32] = self._own.request.infer([words, bias])[0].copy()
        return tokens


def read_bfloat16(path: Path) -> dict[str, NDArray[np.uint16]]:
    """The tensors of a safetensors file of bfloat16, by name, as bits mapped from the file."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    header.pop("__metadata__")
    data = np.memmap(path, np.uint16, "r", offset=8 + length)
    return {
        name: data[slice(*(byte // 2 for byte in entry["data_offsets"]))].reshape(entry["shape"])
        for name, entry in header.items()
    }


def widened(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Bfloat16 as float32, to the last bit."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def eight_bits(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights (outputs, inputs) as integers, and the scale (outputs, 1) of each output."""
    scales = np.abs(weights).max(axis=1, keepdims=True) / 127
    return np.round(weights / scales).astype(np.int8), scales


def _compile(model: "Model") -> "CompiledModel":
    """One thread for each forward pass and passes side by side, as the encoder asks for them.

    Elsewhere than in the linear layers the processor's fastest precision is used: bfloat16 where
    it computes in it, else float32. Without eight-bit instructions these layers are float32 too.
    """
    from openvino import Core  # after `_bert`, which keeps its telemetry out

    streams = min(processor_cores(), MOST_STREAMS)
    return Core().compile_model(
        model,
        "CPU",
        {
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": streams,
            "ENABLE_CPU_PINNING": False,  # the cores have other work: the index, the page
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP,
        },
    )


def _bert(bits: dict[str, NDArray[np.uint16]], *, heads: int) -> "Model":
    """BERT from the sum of word and position vectors (n, width, d) to token vectors."""
    # Importing openvino reports to Google Analytics and writes into the home folder, unasked and
    # with no setting against it; without this package it uses a stand-in that does nothing.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    from openvino import Model
    from openvino import opset13 as op

    def constant(name: str) -> "Node":
        return op.constant(widened(bits[name]))

    def linear(value: "Node", name: str) -> "Node":
        integers, scales = eight_bits(widened(bits[f"{name}.weight"]))
        weights = op.multiply(op.convert(op.constant(integers), "f32"), op.constant(scales))
        return op.add(op.matmul(value, weights, False, True), constant(f"{name}.bias"))

    def normalised(value: "Node", name: str) -> "Node":
        centred = op.mvn(value, op.constant([-1]), True, 1e-12, "inside_sqrt")
        scaled = op.multiply(centred, constant(f"{name}.LayerNorm.weight"))
        return op.add(scaled, constant(f"{name}.LayerNorm.bias"))

    def by_head(value: "Node") -> "Node":
        split = op.reshape(value, op.constant([0, 0, heads, -1]), True)
        return op.transpose(split, op.constant([0, 2, 1, 3]))

    def layer(value: "Node", name: str) -> "Node":
        parts = [by_head(linear(value, f"{name}.attention.self.{part}")) for part in ATTENTION]
        mixed = op.scaled_dot_product_attention(*parts, bias, causal=False)
        joined = op.reshape(
            op.transpose(mixed, op.constant([0, 2, 1, 3])), op.constant([0, 0, -1]), True
        )
        read = linear(joined, f"{name}.attention.output.dense")
        value = normalised(op.add(value, read), f"{name}.attention.output")
        wide = op.gelu(linear(value, f"{name}.intermediate.dense"), "erf")
        return normalised(op.add(value, linear(wide, f"{name}.output.dense")), f"{name}.output")

    words = op.parameter([-1, -1, len(bits["embeddings.LayerNorm.bias"])], np.float32)
    bias = op.parameter([-1, 1, 1, -1], np.float32)
    value = normalised(words, "embeddings")
    count = 0
    while f"encoder.layer.{count}.output.dense.bias" in bits:
        value = layer(value, f"encoder.layer.{count}")
        count += 1
    return Model([value], [words, bias], "bert")
