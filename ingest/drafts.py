"""What staff do to documents: take in as drafts, correct, publish, replace, withdraw, erase."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.audit import Audit
from ingest.audit_rows import record
from ingest.catalogue import Catalogue
from ingest.chunk_vectors import embed_chunks
from ingest.chunking import split
from ingest.config import IndexConfig
from ingest.document_rows import erase_document, replace_chunks
from ingest.documents import Document, Edition
from ingest.draft_list import StaffDocument as StaffDocument
from ingest.draft_list import listed
from ingest.draft_rows import (
    Held,
    check_seen,
    check_unchanged,
    copy_version,
    earlier_version,
    held_document,
    merge,
    plan,
    read_version,
    renew_chunks,
    set_edition,
    set_state,
)
from ingest.edition_form import differences, edited, inherited
from ingest.embeddings import Embedder
from ingest.erasure import erased_from_index
from ingest.errors import WrongState
from ingest.intake import Intake, same_name
from ingest.intake import Outcome as Outcome
from ingest.messages import message
from ingest.pipeline import use_model
from ingest.schema import chunks, open_engine

Progress = Callable[[int, int, Outcome], None]
# Of these fields the text that is embedded depends; see `ingest.chunking`.
EMBEDDED = ("title", "language")


class Drafts:
    """The steps of a document from file to answer; safe to share between threads.

    Every step is one transaction with its line in the audit trail, signed `who`, and counts in
    `Catalogue.change()`. Steps raise DocumentNotFound, WrongState and CatalogueError.
    """

    def __init__(self, config: IndexConfig, catalogue: Catalogue, embedder: Embedder) -> None:
        """Work on the file of this catalogue; no model is loaded yet."""
        self.config = config
        self.catalogue = catalogue
        self.embedder = embedder
        self.engine = open_engine(config.catalogue_path)
        self.audit = Audit(self.engine)
        self.writer = self.engine.execution_options(begin="IMMEDIATE")

    def close(self) -> None:
        """Close the connections; a later call opens them again."""
        self.engine.dispose()

    def take_in(
        self, paths: Sequence[Path], *, who: str, progress: Progress | None = None
    ) -> list[Outcome]:
        """Take in files, and the members of zip archives, as drafts that no start-up sees.

        `progress` hears (files done, all files, outcome) after each. Raises ModelUnavailable.
        """
        return self._take_in(paths, who=who, replaces="", progress=progress)

    def replace(self, document_id: str, path: Path, *, who: str) -> Outcome:
        """Take in one file as the draft of a new version; the published one stays until then."""
        with self.engine.connect() as connection:
            held_document(connection, document_id, "published", "withdrawn")
        return self._take_in([path], who=who, replaces=document_id)[0]

    def aim(self, draft_id: str, document_id: str, *, who: str) -> None:
        """Say which published document a draft replaces; an empty id: none.

        The draft takes over what it leaves empty of programme, publisher and the like.
        """
        with self.writer.begin() as connection:
            draft = held_document(connection, draft_id, "draft")
            if document_id:
                target = held_document(connection, document_id, "published", "withdrawn")
                edition = inherited(draft.edition, target.edition)
                set_edition(connection, draft.version, edition)
                renew_chunks(connection, draft_id, draft_id)
            plan(connection, draft_id, status=draft.status, replaces=document_id)
            detail = {"replaces": [draft.replaces, document_id]}
            record(connection, "aimed", draft_id, who=who, detail=detail)

    def documents(self) -> list[StaffDocument]:
        """All documents ordered by id, each in its newest version that is not history."""
        with self.engine.connect() as connection:
            return listed(connection)

    def document(self, document_id: str) -> StaffDocument:
        """One of them; raises DocumentNotFound."""
        with self.engine.connect() as connection:
            return listed(connection, document_id)[0]

    def source(self, document_id: str) -> Document:
        """The text of a document in its newest version, a withdrawn one too."""
        with self.engine.connect() as connection:
            held = held_document(connection, document_id)
            return read_version(connection, held.version, held.name)

    def same_name(self, document_id: str) -> str:
        """The published document whose file has the same name, empty when there is none."""
        with self.engine.connect() as connection:
            return same_name(connection, document_id)

    def edit(
        self, document_id: str, changes: Mapping[str, str], *, who: str, seen: str = ""
    ) -> StaffDocument:
        """Change fields of the edition, given as the form has them (text; lists by `;`).

        Raises BadValue with one sentence, and WrongState when it is no longer as `seen`, the
        `StaffDocument.mark` that the changes were made from; so do the steps below. The status of
        a draft is the one it gets at publishing.
        """
        with self.engine.connect() as connection:
            held = held_document(connection, document_id)
        check_seen(held, seen)
        before = replace(held.edition, status=held.planned_status)
        after = edited(before, changes)
        detail = differences(before, after)
        if not detail:
            return self.document(document_id)
        stored = replace(after, status="draft") if held.is_draft else after
        again = None
        if held.state != "withdrawn" and any(name in detail for name in EMBEDDED):
            again = self._passages(held, edition=stored)
        with self.writer.begin() as connection:
            check_unchanged(connection, held)
            set_edition(connection, held.version, stored)
            if held.is_draft:
                plan(connection, document_id, status=after.status, replaces=held.replaces)
            if again is not None:
                replace_chunks(connection, document_id, *again)
            else:
                renew_chunks(connection, document_id, document_id)
            record(connection, "edited", document_id, who=who, detail=detail)
        return self.document(document_id)

    def publish(self, document_id: str, *, who: str, seen: str = "") -> str:
        """Show a draft to start-ups; the id it has from now on, that of what it replaced."""
        with self.writer.begin() as connection:
            draft = held_document(connection, document_id, "draft")
            check_seen(draft, seen)
            edition = replace(draft.edition, status=draft.planned_status)
            if draft.replaces:
                target = held_document(connection, draft.replaces, "published", "withdrawn")
                merge(connection, draft, target, edition=edition, who=who)
                detail = {"draft": draft.id, "version": [target.number, target.number + 1]}
                record(connection, "replaced", target.id, who=who, detail=detail)
                return target.id
            set_edition(connection, draft.version, edition)
            renew_chunks(connection, draft.id, draft.id)
            record(connection, "published", draft.id, who=who)
            return draft.id

    def withdraw(self, document_id: str, *, who: str) -> None:
        """Take a document out of the answers, keeping everything of it."""
        with self.writer.begin() as connection:
            held = held_document(connection, document_id, "published", "draft")
            set_state(connection, held.version, "withdrawn")
            connection.execute(chunks.delete().where(chunks.c.document == document_id))
            record(connection, "withdrawn", document_id, who=who)

    def restore(self, document_id: str, *, who: str) -> None:
        """Bring a withdrawn document back as it was. Raises ModelUnavailable."""
        with self.engine.connect() as connection:
            held = held_document(connection, document_id, "withdrawn")
        passages = self._passages(held)
        with self.writer.begin() as connection:
            check_unchanged(connection, held)
            set_state(connection, held.version, "current")
            replace_chunks(connection, document_id, *passages)
            record(connection, "restored", document_id, who=who)

    def roll_back(self, document_id: str, *, who: str, seen: str = "") -> None:
        """Make the version before the current one current again. Raises ModelUnavailable.

        It becomes the newest version, so that rolling back twice brings the later one back.
        """
        with self.engine.connect() as connection:
            held = held_document(connection, document_id, "published")
            earlier = earlier_version(connection, document_id)
        check_seen(held, seen)
        if not earlier:
            raise WrongState(message("state.first", document=document_id))
        passages = self._passages(replace(held, version=earlier))
        with self.writer.begin() as connection:
            check_unchanged(connection, held)
            number = copy_version(connection, document_id, earlier)
            replace_chunks(connection, document_id, *passages)
            detail = {"version": [held.number, number]}
            record(connection, "rolled_back", document_id, who=who, detail=detail)

    def erase(self, document_id: str, *, who: str) -> None:
        """Remove text, vectors, file and name from every file of the data folder.

        Raises CatalogueError when another process is reading: bytes remain until `compact`, and
        IndexBusy when the program that owns the index does not renew it.
        """
        with erased_from_index(self.config, self.catalogue):
            with self.writer.begin() as connection:
                held_document(connection, document_id)
                erase_document(connection, document_id)
                record(connection, "erased", "", who=who)
            self.catalogue.snapshot()  # what is kept in memory goes too
            self.catalogue.compact()

    def _take_in(
        self,
        paths: Sequence[Path],
        *,
        who: str,
        replaces: str,
        progress: Progress | None = None,
    ) -> list[Outcome]:
        intake = Intake(self.config, self.catalogue, self.embedder, self.writer, who)
        outcomes: list[Outcome] = []
        for count, outcome in intake.outcomes(paths, replaces):
            outcomes.append(outcome)
            if progress is not None:
                progress(len(outcomes), count, outcome)
        return outcomes

    def _passages(self, held: Held, *, edition: Edition | None = None) -> tuple[Any, ...]:
        """Chunks and vectors of a version, made anew from its pages; outside any transaction."""
        use_model(config=self.config, catalogue=self.catalogue, embedder=self.embedder)
        with self.engine.connect() as connection:
            document = read_version(connection, held.version, held.name)
        document = replace(document, edition=edition or document.edition)
        made = split(document, characters=self.config.chunk_characters)
        return (made, *embed_chunks(self.embedder, made))
