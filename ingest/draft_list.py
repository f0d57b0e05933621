"""The document list of staff: published documents, drafts and withdrawn ones."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from ingest.documents import StoredDocument
from ingest.draft_rows import State, held_document, held_documents
from ingest.schema import versions
from ingest.snapshot import read_documents


@dataclass(frozen=True, slots=True)
class StaffDocument:
    """A line of the document list.

    `status` is the one that is in force or that a draft gets; `replaces` the id of the published
    document that this draft becomes a new version of; `earlier`: there is one to roll back to.
    `mark` goes with a form that is made from it, so that it does not undo what others did since.
    """

    stored: StoredDocument
    state: State
    status: str
    replaces: str = ""
    earlier: bool = False
    mark: str = ""


def listed(connection: Connection, document_id: str = "") -> list[StaffDocument]:
    """All documents ordered by id, or only this one; raises DocumentNotFound for its id."""
    if document_id:
        held_document(connection, document_id)
    which = versions.c.state != "history"
    which = which & (versions.c.document == document_id) if document_id else which
    stored = {found.id: found for found in read_documents(connection, which)}
    old = select(versions.c.document).where(versions.c.state == "history").distinct()
    earlier = set(connection.execute(old).scalars())
    return [
        StaffDocument(
            stored=stored[held.id],
            state=held.state,
            status=held.planned_status,
            replaces=held.replaces,
            earlier=held.id in earlier,
            mark=held.mark,
        )
        for held in held_documents(connection, document_id)
    ]
