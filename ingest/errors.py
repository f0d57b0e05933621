"""Errors of the corpus, each with a message that can be shown to staff as it is.

CorpusError
├── FileRefused            one file could not be taken in; `kind` says why
├── CatalogueError         the catalogue cannot be opened, read or written
│   └── NewerDataFolder    the data folder was written by a newer version
├── DocumentNotFound       no document has this id
├── AccountRefused         a staff account cannot be made or changed as asked
├── WrongState             the document cannot take this step: it is no draft, or it is one
├── BadValue               a value of the metadata form cannot be used; `field` names it
├── BackupRefused          a backup cannot be written or restored
├── IndexBusy              another process holds the index
└── ModelUnavailable       the embedding model cannot be loaded
"""

from typing import Literal

RefusalKind = Literal[
    "encrypted", "empty", "corrupt", "unsupported", "too_large", "timed_out", "unreadable"
]


class CorpusError(Exception):
    """Base of all errors that are explained to the user in one sentence."""

    @property
    def message(self) -> str:
        """The sentence; one of `ingest.messages` can be said in another language too."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class FileRefused(CorpusError):
    """A file was met and not taken in; `kind` is the type, the message one sentence."""

    def __init__(self, kind: RefusalKind, reason: str) -> None:
        """Keep the kind beside the sentence."""
        super().__init__(reason)
        self.kind: RefusalKind = kind
        self.reason = reason


class CatalogueError(CorpusError):
    """The catalogue cannot be opened, read or written (locked, full disk, read-only folder)."""


class NewerDataFolder(CatalogueError):
    """The data folder was written by a newer version of this program."""


class DocumentNotFound(CorpusError):
    """No document in the catalogue has this id."""


class AccountRefused(CorpusError):
    """A staff account cannot be made or changed as asked: name, role or password."""


class WrongState(CorpusError):
    """The document is not in the state that the step needs: draft, published or withdrawn."""


class BadValue(CorpusError):
    """A value of the metadata form cannot be used; `field` is the name of its field."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the field beside the sentence."""
        super().__init__(reason)
        self.field = field


class BackupRefused(CorpusError):
    """A backup cannot be written or restored: the disk, the file or the data folder is not fit."""


class IndexBusy(CorpusError):
    """Another process holds the index lock."""


class ModelUnavailable(CorpusError):
    """The embedding model cannot be unpacked, verified or loaded."""
