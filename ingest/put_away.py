"""Contents that staff took out of the answers: the same file does not bring them back."""

from sqlalchemy import func, or_, select

from ingest.config import IndexConfig
from ingest.draft_tables import audit
from ingest.schema import changes, open_engine, versions

STEPS = ("withdrawn", "replaced", "rolled_back")


def put_away(config: IndexConfig) -> dict[str, str]:
    """The ids of documents by the content of versions that staff withdrew or replaced.

    What the command line removed or replaced itself is not among them.
    """
    by_staff = select(audit.c.document).where(audit.c.what.in_(STEPS))
    # What the command line removes has no line in the audit trail, what staff withdraw has one.
    withdrawn = (
        select(func.max(changes.c.id))
        .where(changes.c.what == "withdrawn", changes.c.document == versions.c.document)
        .scalar_subquery()
    )
    query = select(versions.c.content_hash, versions.c.document).where(
        versions.c.document.in_(by_staff),
        or_(
            versions.c.state == "history",
            (versions.c.state == "withdrawn") & withdrawn.in_(select(audit.c.change)),
        ),
    )
    engine = open_engine(config.catalogue_path)
    try:
        with engine.connect() as connection:
            return {row.content_hash: row.document for row in connection.execute(query)}
    finally:
        engine.dispose()
