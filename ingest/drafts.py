"""What staff do to documents: take in as drafts, correct, publish, replace, withdraw, erase."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.documents import StoredDocument
from ingest.embeddings import Embedder

State = Literal["draft", "published", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of an upload; every file met, in archives too, has one.

    `name` is shown as it is (`archive.zip/inner/file.pdf`). `document` is the id of the new
    draft, or with `unchanged` of the document that has the same content already; `reason` is one
    sentence for `unchanged` and `refused`; `replaces` the published document of the same name.
    """

    name: str
    outcome: Literal["draft", "unchanged", "refused"]
    document: str = ""
    kind: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class StaffDocument:
    """A line of the document list: withdrawn documents and drafts too.

    `replaces` is the id of the published document that this draft will become a new version of;
    `earlier` says whether there is an earlier version to roll back to.
    """

    stored: StoredDocument
    state: State
    replaces: str = ""
    earlier: bool = False


Progress = Callable[[int, int, Outcome], None]


class Drafts:
    """The steps of a document from file to answer; safe to share between threads.

    Every step is one transaction with its line in the audit trail, signed `who`, and counts in
    `Catalogue.change()`. Steps raise DocumentNotFound, WrongState and CatalogueError.
    """

    def __init__(self, config: IndexConfig, catalogue: Catalogue, embedder: Embedder) -> None:
        """Work on the file of this catalogue; nothing is loaded yet."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connections; a later call opens them again."""
        raise NotImplementedError

    def take_in(
        self, paths: Sequence[Path], *, who: str, progress: Progress | None = None
    ) -> list[Outcome]:
        """Take in files, and the members of zip archives, as drafts that no start-up sees.

        `progress` hears (files done, all files, outcome) after each. Raises ModelUnavailable.
        """
        raise NotImplementedError

    def replace(self, document_id: str, path: Path, *, who: str) -> Outcome:
        """Take in one file as the draft of a new version; the published one stays until then."""
        raise NotImplementedError

    def aim(self, draft_id: str, document_id: str, *, who: str) -> None:
        """Say which published document a draft replaces; an empty id: none."""
        raise NotImplementedError

    def documents(self) -> list[StaffDocument]:
        """All documents ordered by id, each in its newest version that is not history."""
        raise NotImplementedError

    def document(self, document_id: str) -> StaffDocument:
        """One of them; raises DocumentNotFound."""
        raise NotImplementedError

    def edit(self, document_id: str, changes: Mapping[str, str], *, who: str) -> StaffDocument:
        """Change fields of the edition, given as the form has them (text; lists by `;`).

        Raises BadValue with one sentence. The status of a draft is the one it gets at publishing.
        """
        raise NotImplementedError

    def publish(self, document_id: str, *, who: str) -> str:
        """Show a draft to start-ups; the id it has from now on, that of what it replaced."""
        raise NotImplementedError

    def withdraw(self, document_id: str, *, who: str) -> None:
        """Take a document out of the answers, keeping everything of it."""
        raise NotImplementedError

    def restore(self, document_id: str, *, who: str) -> None:
        """Bring a withdrawn document back as it was. Raises ModelUnavailable."""
        raise NotImplementedError

    def roll_back(self, document_id: str, *, who: str) -> None:
        """Make the version before the current one current again. Raises ModelUnavailable."""
        raise NotImplementedError

    def erase(self, document_id: str, *, who: str) -> None:
        """Remove text, vectors, file and name from every file of the data folder.

        Raises CatalogueError when another process is reading: bytes remain until `compact`.
        """
        raise NotImplementedError
