"""Makes the file of a database, readable by nobody else, without touching one that is there."""

import os
from contextlib import suppress
from pathlib import Path


def create_private(path: Path) -> None:
    """Create an empty file with mode 0600 unless there is one; raises OSError.

    A file that is there is never opened here. A process that closes any descriptor of a file
    loses all its locks of it, those of SQLite too: another program would then think itself alone
    and remove the write-ahead log under our feet (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
