"""Which folder a model is loaded from, what it may hold, and the digest that identifies it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from ingest.errors import ModelUnavailable

# The files that decide a vector: weights, vocabularies and settings.
_DECISIVE = frozenset({".json", ".safetensors", ".txt", ".model"})
_MODULES = frozenset({"Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout"})


def folder_digest(folder: Path) -> str:
    """Hash names and contents of all files that decide a vector: a SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _DECISIVE):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def find_model(name: str) -> Path:
    """Return the checked local folder of a model given by folder or by hub name.

    Raises ModelUnavailable when there is none, or when it holds more than weights and settings.
    """
    folder = Path(name)
    if not folder.is_dir():
        folder = _fetch(name)
    _check(folder, name)
    return folder


def _fetch(name: str) -> Path:
    if name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise ModelUnavailable(f"The embedding model folder {name} does not exist.")
    # Imported here: only a model that is not packaged and not a folder needs the hub client.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    patterns = [f"*{suffix}" for suffix in _DECISIVE]
    ignored = ["onnx/*", "openvino/*"]  # the same weights again, for other engines
    try:
        return Path(snapshot_download(repository, allow_patterns=patterns, ignore_patterns=ignored))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelUnavailable(
            f"The embedding model {name} is neither a folder nor a model that the hub gives; "
            "check ASSISTANT_EMBEDDING_MODEL and the network."
        ) from error


def _check(folder: Path, name: str) -> None:
    """Refuse what could run code: a local folder is otherwise trusted by sentence-transformers."""
    modules = _read_json(folder / "modules.json", name)
    types = [str(module.get("type", "")) for module in modules] if modules else []
    foreign = [kind for kind in types if not _is_ours(kind)]
    if not types or foreign:
        what = f"it wants {', '.join(foreign)}" if foreign else "its modules.json is empty"
        raise ModelUnavailable(
            f"The embedding model {name} is not a plain sentence-transformers text model: {what}."
        )
    if not any(folder.rglob("*.safetensors")):
        raise ModelUnavailable(
            f"The embedding model {name} holds no safetensors weights; other formats can run code "
            "and are not loaded."
        )
    settings = _read_json(folder / "config.json", name)
    if any(folder.rglob("*.py")) or "auto_map" in settings:
        raise ModelUnavailable(f"The embedding model {name} brings its own code; it is not loaded.")


def _is_ours(kind: str) -> bool:
    return kind.startswith("sentence_transformers.") and kind.rsplit(".", 1)[-1] in _MODULES


def _read_json(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"The embedding model {name} has no readable {path.name}; "
            "it must be a folder saved by sentence-transformers."
        ) from error
