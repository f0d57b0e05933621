"""Contents that staff took out of the answers: the same file does not bring them back."""

from sqlalchemy import select

from ingest.config import IndexConfig
from ingest.draft_tables import audit
from ingest.schema import open_engine, versions

STEPS = ("withdrawn", "replaced", "rolled_back")


def put_away(config: IndexConfig) -> dict[str, str]:
    """The ids of documents by the content of versions that staff withdrew or replaced.

    What the command line removed or replaced itself is not among them.
    """
    by_staff = select(audit.c.document).where(audit.c.what.in_(STEPS))
    query = select(versions.c.content_hash, versions.c.document).where(
        versions.c.state != "current", versions.c.document.in_(by_staff)
    )
    engine = open_engine(config.catalogue_path)
    try:
        with engine.connect() as connection:
            return {row.content_hash: row.document for row in connection.execute(query)}
    finally:
        engine.dispose()
