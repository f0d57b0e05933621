"""Run folders: what was evaluated, every question with its answer, and the figures."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.config import AssistantConfig
from assistant.evaluation.datasets import EvaluationDataError
from assistant.evaluation.figures import Figures, all_figures
from assistant.evaluation.retrieval_run import Row
from ingest.catalogue import Catalogue

CONFIG, GENERATED, AGGREGATE = "config.json", "generated.jsonl", "aggregate.json"


@dataclass(frozen=True)  # without slots, for the cached property
class Run:
    """A finished run: its folder, settings, rows and figures."""

    folder: Path
    config: Mapping[str, Any]
    rows: tuple[Row, ...]
    figures: Mapping[str, Any]

    @cached_property
    def sets(self) -> dict[str, dict[str, Figures]]:
        """The figures of every set, and in it of every retriever."""
        return all_figures(self.rows)


def new_run_folder(results: Path) -> Path:
    """A new folder `results/<UTC time>`, numbered when there is one of this second already."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    number, folder = 1, results / stamp
    while folder.exists():
        number += 1
        folder = results / f"{stamp}-{number}"
    folder.mkdir(parents=True)
    return folder


def describe(config: AssistantConfig, **about: Any) -> dict[str, Any]:
    """What it takes to do a run again: settings, git commit, and what the caller adds."""
    return {
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "git_commit": git_commit(),
        "settings": config.model_dump(mode="json"),
        **about,
    }


def git_commit() -> str:
    """The commit of the code, with `-changed` when files differ from it; empty outside git."""
    here = Path(__file__).parent
    asked = [["git", "rev-parse", "HEAD"], ["git", "status", "--porcelain", "-uno"]]
    said = []
    for command in asked:
        try:
            done = subprocess.run(command, cwd=here, capture_output=True, text=True, timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        if done.returncode:
            return ""
        said.append(done.stdout.strip())
    return said[0] + ("-changed" if said[1] else "")


def catalogue_hash(catalogue: Catalogue) -> str:
    """A SHA-256 over the ids and contents of the documents in use."""
    lines = sorted(f"{document.id} {document.content_hash}" for document in catalogue.documents())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def write_run(
    folder: Path, config: Mapping[str, Any], rows: Iterable[Row], figures: Mapping[str, Any]
) -> Run:
    """Write the three files of a run; the folder is made when it is not there."""
    kept = tuple(rows)
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in kept]
    _write(folder / CONFIG, json.dumps(config, indent=1, ensure_ascii=False))
    _write(folder / GENERATED, "\n".join(lines))
    _write(folder / AGGREGATE, json.dumps(figures, indent=1, ensure_ascii=False))
    return Run(folder, config, kept, figures)


def read_run(folder: Path) -> Run:
    """A run from its folder; raises EvaluationDataError when it is not whole."""
    try:
        lines = (folder / GENERATED).read_text(encoding="utf-8").split("\n")
        return Run(
            folder=folder,
            config=json.loads((folder / CONFIG).read_text(encoding="utf-8")),
            rows=tuple(json.loads(line) for line in lines if line.strip()),
            figures=json.loads((folder / AGGREGATE).read_text(encoding="utf-8")),
        )
    except (OSError, ValueError) as error:
        raise EvaluationDataError(f"{folder} is not the folder of a run ({error}).") from error


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
