"""Reads the 4-bit file format of the packaged model: vocabulary, tensors, and what they become."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18  # a float16 scale, then 16 bytes of two 4-bit weights each
_BLOCKS_AT_ONCE = 1 << 17  # 16 MB of float32: keeps the memory flat while 96 million weights pass

# Names of the packed tensors and of the same tensors in a BERT checkpoint of transformers.
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIXES = {"w": "weight", "b": "bias"}


class Sizes(NamedTuple):
    """The dimensions in the header, in the order of the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class PackedTensor:
    """A tensor of the file: float32 values, or Q4_0 blocks when `quantised`."""

    quantised: bool
    count: int
    data: memoryview


@dataclass(frozen=True, slots=True)
class PackedModel:
    """The parsed file; `pieces` are (text, log probability) by token id."""

    sizes: "Sizes"
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, PackedTensor]

    @classmethod
    def parse(cls, packed: bytes) -> "PackedModel":
        """Read header, vocabulary and tensor directory; tensor data stays a view of `packed`."""
        magic, version, *sizes, _epsilon, block = struct.unpack_from("<4sI7ifi", packed)
        if (magic, version, block) != (b"E5S1", 1, BLOCK_WEIGHTS):
            raise ValueError("not a packed E5S1 model, version 1, with blocks of 32 weights")
        pieces, offset = _read_pieces(packed, struct.calcsize("<4sI7ifi"))
        _, map_bytes = struct.unpack_from("<iI", packed, offset)
        # The character map is skipped: Nmt and NFKC of `tokenizers` do the same and also compose
        # a letter and its accent written apart (as macOS writes é), which the map cannot.
        return cls(Sizes(*sizes), pieces, _read_directory(packed, offset + 8 + map_bytes))


def _read_pieces(packed: bytes, offset: int) -> tuple[tuple[tuple[str, float], ...], int]:
    count, _bos, _eos, _pad, _unknown, blob_bytes = struct.unpack_from("<5iQ", packed, offset)
    offset += struct.calcsize("<5iQ")
    ends = np.frombuffer(packed, "<u4", count + 1, offset).tolist()
    offset += 4 * (count + 1)
    # Shortest decimals that are the same float32: a third less JSON to read at every start.
    scores = np.frombuffer(packed, "<f4", count, offset).astype("U").astype(float).tolist()
    offset += 4 * count
    blob = packed[offset : offset + blob_bytes]
    texts = (blob[start:end].decode() for start, end in zip(ends, ends[1:], strict=False))
    return tuple(zip(texts, scores, strict=True)), offset + blob_bytes


def _read_directory(packed: bytes, offset: int) -> dict[str, PackedTensor]:
    view = memoryview(packed)
    (count,) = struct.unpack_from("<i", packed, offset)
    offset += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", packed, offset)
        name = packed[offset + 2 : offset + 2 + length].decode()
        offset += 2 + length
        kind, values, start, size = struct.unpack_from("<BIQQ", packed, offset)
        offset += struct.calcsize("<BIQQ")
        tensors[name] = PackedTensor(kind == 1, values, view[start : start + size])
    return tensors


def dequantise(blocks: memoryview) -> np.ndarray:
    """Return the float32 weights of whole Q4_0 blocks, flat."""
    raw = np.frombuffer(blocks, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1)
    return ((halves.astype(np.float32) - 8) * scales).ravel()


def safetensors_parts(model: PackedModel) -> Iterator[bytes]:
    """Yield the bytes of `model.safetensors` in order, bfloat16, a few megabytes at a time.

    Written here and not by the safetensors library so that the bytes, and with them the hash,
    do not depend on its version. bfloat16 halves the file, and is mapped into memory as it is
    where the processor computes in it; it keeps 8 bits of weights that have 4.
    """
    shapes = _shapes(model)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + 2 * int(np.prod(shape))
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # tensor data starts at a multiple of eight
    yield struct.pack("<Q", len(text)) + text
    sources = {_bert_name(name): tensor for name, tensor in model.tensors.items()}
    for name, shape in shapes.items():
        if name in sources:
            yield from _sixteen_bits(sources[name])
        else:
            yield bytes(2 * int(np.prod(shape)))


def _sixteen_bits(tensor: PackedTensor) -> Iterator[bytes]:
    if not tensor.quantised:
        yield bfloat16(np.frombuffer(tensor.data, "<f4"))
        return
    step = _BLOCKS_AT_ONCE * BLOCK_BYTES
    for start in range(0, len(tensor.data), step):
        yield bfloat16(dequantise(tensor.data[start : start + step]))


def bfloat16(values: np.ndarray) -> bytes:
    """Return float32 values as bfloat16 bytes, rounded to nearest, ties to even."""
    bits = values.view("<u4")
    rounded: np.ndarray = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return rounded.astype("<u2").tobytes()


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, suffix = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{_SUFFIXES[suffix]}"


def _shapes(model: PackedModel) -> dict[str, list[int]]:
    wide = model.sizes.hidden
    inputs = {"fo": model.sizes.feed_forward}
    rows = {"word": model.sizes.vocabulary, "pos": model.sizes.positions, "type": model.sizes.types}
    shapes = {}
    for name, tensor in model.tensors.items():
        family, part = name.split(".")[:2]
        if family == "emb" and part in rows:
            shape = [rows[part], wide]
        elif tensor.quantised:
            width = inputs.get(part, wide)
            shape = [tensor.count // width, width]
        else:
            shape = [tensor.count]
        shapes[_bert_name(name)] = shape
    # BERT has a pooler that mean pooling does not use; zeros keep it from being drawn at random.
    return shapes | {"pooler.dense.weight": [wide, wide], "pooler.dense.bias": [wide]}
