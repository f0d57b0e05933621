"""Files that staff sent, read one upload after the other in a thread, with their outcomes."""

import logging
import queue
import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.drafts import Drafts, Outcome
from ingest.errors import CorpusError
from ingest.found_files import fitting, printable
from ingest.messages import message

FOLDER = "uploads"
MOST_WAITING = 100
MOST_KEPT = 300

log = logging.getLogger(__name__)

Work = Callable[[Callable[[int, int, Outcome], None]], Sequence[Outcome]]


class UploadsBusy(CorpusError):
    """Too many uploads are waiting to be read."""


@dataclass(slots=True)
class Upload:
    """One upload: who sent it, how far it is, what became of its files, what went wrong."""

    id: str
    who: str
    done: int = 0
    total: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    finished: bool = False
    error: str = ""


class Uploads:
    """The uploads of this program; they are forgotten when it ends, the drafts are not."""

    def __init__(self, drafts: Drafts, data_dir: Path) -> None:
        """Take files into these drafts; what a program that was killed left behind is removed."""
        self._drafts = drafts
        self._folder = data_dir / FOLDER
        self._waiting: queue.Queue[tuple[Upload, Work, Path]] = queue.Queue(MOST_WAITING)
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_folder(self) -> Path:
        """An empty folder for the files of one upload."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        folder = self._folder / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        return folder

    def take_in(self, folder: Path, *, who: str) -> Upload:
        """Read the files of the folder as drafts, then remove it; raises UploadsBusy."""
        paths = sorted(folder.iterdir())
        return self._queue(
            lambda progress: self._drafts.take_in(paths, who=who, progress=progress), folder, who
        )

    def replace(self, folder: Path, document_id: str, *, who: str) -> Upload:
        """Read the file of the folder as a new version, then remove it; raises UploadsBusy."""
        path = next(folder.iterdir())
        return self._queue(
            lambda progress: [self._drafts.replace(document_id, path, who=who)], folder, who
        )

    def find(self, upload_id: str, *, who: str) -> Upload | None:
        """An upload of this user, None when there is no such one."""
        with self._lock:
            upload = self._uploads.get(upload_id)
        return upload if upload is not None and upload.who == who else None

    def _queue(self, work: Work, folder: Path, who: str) -> Upload:
        upload = Upload(secrets.token_hex(16), who)
        with self._lock:
            self._uploads[upload.id] = upload
            while len(self._uploads) > MOST_KEPT:
                self._uploads.popitem(last=False)
            try:
                self._waiting.put_nowait((upload, work, folder))
            except queue.Full as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise UploadsBusy(message("upload.busy")) from error
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="uploads", daemon=True)
                self._thread.start()
        return upload

    def _run(self) -> None:
        while True:
            upload, work, folder = self._waiting.get()
            _read(upload, work)
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The file name without folders, signs that cannot be shown, and a dot that would hide it."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return fitting(printable(last).lstrip(".").strip()) or "file"


def _read(upload: Upload, work: Work) -> None:
    def progress(done: int, total: int, outcome: Outcome) -> None:
        upload.done, upload.total = done, total
        upload.outcomes.append(outcome)

    try:
        upload.outcomes = list(work(progress))
    except CorpusError as error:
        upload.error = error.message
    except Exception:  # one upload must not end the thread of all others
        log.exception("An upload could not be read.")
        upload.error = message("upload.failed")
    upload.done = upload.total = max(upload.total, len(upload.outcomes))
    upload.finished = True
