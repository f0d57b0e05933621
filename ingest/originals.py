"""The bytes of PDF files and of uploads as they came, kept while their document is in use."""

from sqlalchemy import Connection, Engine, Select, delete, insert, select

from ingest.schema import originals, versions


class Originals:
    """Reading the originals of a catalogue, and completing those of older catalogues."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        """Keep the engines of the catalogue; the tables are there already."""
        self._reader = reader
        self._writer = writer

    def read(self, document_id: str) -> bytes:
        """The file of the current version; empty when it was not kept."""
        query = (
            select(originals.c.data)
            .join(versions, versions.c.id == originals.c.version)
            .where(versions.c.document == document_id, versions.c.state == "current")
        )
        with self._reader.connect() as connection:
            return bytes(connection.execute(query).scalar() or b"")

    def held(self, content_hash: str) -> bool:
        """Whether the original of the current document with this content is kept."""
        with self._reader.connect() as connection:
            return not connection.execute(_without_original(content_hash)).first()

    def complete(self, content_hash: str, data: bytes) -> None:
        """Keep the bytes for documents with this content that were taken in without them."""
        with self._writer.begin() as connection:
            for version in connection.execute(_without_original(content_hash)).scalars().all():
                connection.execute(insert(originals).values(version=version, data=data))


def replace_original(connection: Connection, document_id: str, version: int, data: bytes) -> None:
    """Keep the bytes for this version alone; those of the versions before are deleted."""
    drop_originals(connection, document_id)
    if data:
        connection.execute(insert(originals).values(version=version, data=data))


def drop_originals(connection: Connection, document_id: str) -> None:
    """Delete the bytes of all versions of a document."""
    own = select(versions.c.id).where(versions.c.document == document_id)
    connection.execute(delete(originals).where(originals.c.version.in_(own)))


def _without_original(content_hash: str) -> Select[tuple[int]]:
    return select(versions.c.id).where(
        versions.c.content_hash == content_hash,
        versions.c.state == "current",
        versions.c.id.not_in(select(originals.c.version)),
    )
