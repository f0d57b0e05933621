"""Tables of the staff's work in the catalogue: drafts, known conflicts and the audit trail."""

from sqlalchemy import JSON, Column, Connection, ForeignKey, Integer, String, Table, event

from ingest.schema import metadata

# What a draft will be: the status it gets, and the published document it is a new version of.
drafts = Table(
    "drafts",
    metadata,
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("status", String, nullable=False),
    Column("replaces", ForeignKey("documents.id", ondelete="SET NULL")),
)

# Pairs of sentences that contradict each other, as staff know.
known_conflicts = Table(
    "known_conflicts",
    metadata,
    Column("key", String, primary_key=True),
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("other", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
)

# Who did what, and when. `change` is the number of the same action in `changes`, if it has one.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("document", String, nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("change", Integer),
    sqlite_autoincrement=True,
)

# Lines are only added. An erasure empties `detail`; the document of a line may become another
# one, when a draft becomes a version of it.
_APPEND_ONLY = (
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END",
    "CREATE TRIGGER audit_is_fixed BEFORE UPDATE OF id, at, who, what ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END",
    "CREATE TRIGGER audit_detail_is_fixed BEFORE UPDATE OF detail ON audit "
    "WHEN new.detail <> '{}' AND new.detail <> old.detail "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END",
)


def _protect(table: Table, connection: Connection, **_: object) -> None:
    for statement in _APPEND_ONLY:
        connection.exec_driver_sql(statement)


event.listen(audit, "after_create", _protect)
