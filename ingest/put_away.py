"""Contents that staff took out of the answers: the same file does not bring them back."""

from sqlalchemy import func, select

from ingest.config import IndexConfig
from ingest.draft_tables import audit
from ingest.schema import changes, open_engine, versions


def put_away(config: IndexConfig) -> dict[str, str]:
    """The ids of documents by the content of versions that staff withdrew or replaced.

    What the command line removed or replaced itself is not among them: it has no line in the
    audit trail.
    """
    withdrawn = (
        select(func.max(changes.c.id))
        .where(changes.c.what == "withdrawn", changes.c.document == versions.c.document)
        .scalar_subquery()
    )
    kept_out = select(versions.c.content_hash, versions.c.document).where(
        versions.c.state == "withdrawn", withdrawn.in_(select(audit.c.change))
    )
    # `version` of a line tells the number of the version that was current before, and after.
    old = select(versions.c.content_hash, versions.c.document).join(
        audit,
        (audit.c.document == versions.c.document)
        & audit.c.what.in_(("replaced", "rolled_back"))
        & (audit.c.detail["version"][0].as_integer() == versions.c.number),
    )
    engine = open_engine(config.catalogue_path)
    try:
        with engine.connect() as connection:
            rows = [*connection.execute(old.where(versions.c.state == "history"))]
            rows += connection.execute(kept_out)
            return {row.content_hash: row.document for row in rows}
    finally:
        engine.dispose()
