"""What became of the files of one ingestion."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from ingest.errors import RefusalKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is in the catalogue, the id of its document and what staff should know."""

    path: str
    document: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A path that was met and not taken in, and why, in one sentence."""

    path: str
    kind: RefusalKind
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Every file met is in exactly one list; `stopped` when the run ended before the last one."""

    added: tuple[Entry, ...] = ()
    replaced: tuple[Entry, ...] = ()
    unchanged: tuple[Entry, ...] = ()
    refused: tuple[Refusal, ...] = ()
    seconds: float = 0.0
    stopped: bool = False

    def to_json(self) -> dict[str, Any]:
        """The object that `python -m ingest add --json` prints."""
        taken = {
            outcome: [{"path": entry.path, "document": entry.document} for entry in entries]
            for outcome, entries in (
                ("added", self.added),
                ("replaced", self.replaced),
                ("unchanged", self.unchanged),
            )
        }
        refused = [dataclasses.asdict(refusal) for refusal in self.refused]
        return {**taken, "refused": refused, "seconds": round(self.seconds, 3)}
