"""Which folder a model is loaded from, what it may hold, and the digest that identifies it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from ingest.errors import ModelUnavailable

# The files that decide a vector: weights, vocabularies and settings.
_DECISIVE = frozenset({".json", ".safetensors", ".txt", ".model"})
_MODULES = frozenset({"Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout"})
# Weights of other formats: reading them can run what they hold.
_PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5"})


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
    try:
        return fetch_files(name if "/" in name else f"sentence-transformers/{name}")
    except OSError as error:
        raise ModelUnavailable(
            f"The embedding model {name} is neither a folder nor a model that the hub gives; "
            "check ASSISTANT_EMBEDDING_MODEL and the network."
        ) from error


def fetch_files(repository: str) -> Path:
    """The local folder with weights and settings of a hub repository, and nothing else of it.

    Raises OSError when the hub does not give it.
    """
    # Imported here: only a model that is not packaged and not a folder needs the hub client.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    patterns = [f"*{suffix}" for suffix in _DECISIVE]
    ignored = ["onnx/*", "openvino/*"]  # the same weights again, for other engines
    try:
        return Path(snapshot_download(repository, allow_patterns=patterns, ignore_patterns=ignored))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        raise OSError(f"the hub does not give {repository}") from error


def why_not_loaded(folder: Path) -> str:
    """Why the folder is not loaded, as the end of a sentence: it could run code; else "".

    The libraries trust a local folder more than one of the hub.
    """
    foreign = [kind for kind in _module_types(folder) if not _is_ours(kind)]
    if foreign:
        return f"it wants {', '.join(foreign)}"
    if not any(folder.rglob("*.safetensors")):
        return "it holds no safetensors weights; other formats can run code and are not loaded"
    pickled = sorted(path.name for path in folder.rglob("*") if path.suffix in _PICKLED)
    if pickled:
        return f"it holds {pickled[0]}, a format that can run code; keep the safetensors files only"
    if any(folder.rglob("*.py")) or any(map(_names_code, folder.rglob("*.json"))):
        return "it brings its own code"
    return ""


def _check(folder: Path, name: str) -> None:
    """Refuse what is no text model of sentence-transformers, or could run code."""
    if not _read_json(folder / "modules.json", name):
        raise ModelUnavailable(
            f"The embedding model {name} is not a plain sentence-transformers text model: "
            "its modules.json is empty."
        )
    _read_json(folder / "config.json", name)
    reason = why_not_loaded(folder)
    if reason:
        raise ModelUnavailable(f"The embedding model {name} is not loaded: {reason}.")


def _module_types(folder: Path) -> list[str]:
    """The classes that the folder wants its parts to be; none where it has no list of parts."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        return [str(module.get("type", "")) for module in modules]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError, TypeError):
        return ["a modules.json that cannot be read"]


def _is_ours(kind: str) -> bool:
    return kind.startswith("sentence_transformers.") and kind.rsplit(".", 1)[-1] in _MODULES


def _names_code(path: Path) -> bool:
    """Whether a settings file names a class of the folder's own."""
    try:
        return "auto_map" in json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False  # the library will say that it cannot read it


def _read_json(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"The embedding model {name} has no readable {path.name}; "
            "it must be a folder saved by sentence-transformers."
        ) from error
