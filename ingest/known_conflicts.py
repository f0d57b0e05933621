"""The contradictions that staff know of and leave as they are."""

from sqlalchemy import Engine, select

from ingest.audit_rows import write_line
from ingest.draft_rows import held_document
from ingest.draft_tables import known_conflicts


def known_keys(engine: Engine) -> frozenset[str]:
    """The keys of all of them."""
    with engine.connect() as connection:
        return frozenset(connection.execute(select(known_conflicts.c.key)).scalars())


def keep_key(writer: Engine, key: str, pair: tuple[str, str], *, who: str) -> None:
    """Keep the key of a contradiction between two documents; raises DocumentNotFound.

    It is forgotten when one of the documents is erased.
    """
    with writer.begin() as connection:
        for document_id in pair:
            held_document(connection, document_id)
        row = known_conflicts.insert().prefix_with("OR IGNORE")
        connection.execute(row.values(key=key, document=pair[0], other=pair[1]))
        write_line(connection, "known", pair[0], who=who, detail={"other": pair[1]})
