"""Reads every file of a folder as `ingest` does and prints what became of each, one JSON a line.

A process of its own, small: the memory of its largest child is then that of a reader.
"""

import json
import resource
import sys
import time
from pathlib import Path

from ingest.config import IndexConfig
from ingest.errors import FileRefused
from ingest.loaders import load


def outcome(path: Path, config: IndexConfig) -> dict[str, object]:
    """What became of the file: `read`, a kind of refusal, or the type of an unexpected error."""
    started = time.monotonic()
    try:
        document = load(path, config)
        text = document.text + document.edition.title
        found = {"kind": "read", "reason": "", "text": text[:2000], "characters": len(text)}
    except FileRefused as refusal:
        found = {"kind": refusal.kind, "reason": refusal.reason}
    except Exception as error:
        found = {"kind": "untyped", "reason": f"{type(error).__name__}: {str(error)[:200]}"}
    return {"name": path.name, "seconds": round(time.monotonic() - started, 2), **found}


def main() -> None:
    """The first argument is the folder; the last line is the memory of the largest process."""
    config = IndexConfig()
    for path in sorted(Path(sys.argv[1]).iterdir()):
        sys.stdout.write(json.dumps(outcome(path, config)) + "\n")
        sys.stdout.flush()
    most = max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, own_peak())
    sys.stdout.write(json.dumps({"megabytes": most // 1024}) + "\n")


def own_peak() -> int:
    """The largest memory of this process, in KiB; `getrusage` would count the one that began it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
