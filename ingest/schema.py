"""The tables of the catalogue, and how its SQLite file is opened and its errors are explained."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from ingest.errors import CatalogueError, NewerDataFolder
from ingest.messages import message
from ingest.private_file import create_private

# 2: editions hold acronyms. An older program cannot read them, this one reads editions without.
# 3: drafts and the audit trail (ingest/draft_tables.py). An older program would not erase there.
SCHEMA_VERSION = 3
BUSY_SECONDS = 10

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("base_name", String, nullable=False),
    Column("source_path", String, nullable=False),
)

# Every document has exactly one version that is not `history`: the current or the withdrawn one.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("content_hash", String, nullable=False, index=True),
    Column("edition", JSON, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("added_at", String, nullable=False),
    UniqueConstraint("document", "number"),
)

# Only the current version has chunks. AUTOINCREMENT: the number of a deleted chunk never returns.
chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", ForeignKey("documents.id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("context", String, nullable=False),
    Column("section", JSON, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("language", String, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# One row for a chunk whose sentences have vectors: float16, in the order of `quotable_spans`.
sentence_vectors = Table(
    "sentence_vectors",
    metadata,
    Column("chunk", ForeignKey("chunks.id", ondelete="CASCADE"), primary_key=True),
    Column("vectors", LargeBinary, nullable=False),
)

# The file itself, of the current version of a PDF: a page is drawn from it.
originals = Table(
    "originals",
    metadata,
    Column("version", ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

_SCHEMA = select(settings.c.value).where(settings.c.key == "schema_version")

# The audit trail; its last number tells whether anything changed.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("document", String, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# Primary result codes of SQLite (https://sqlite.org/rescode.html) and what staff can do about them.
EXPLANATIONS = {
    sqlite3.SQLITE_BUSY: "sqlite.busy",
    sqlite3.SQLITE_LOCKED: "sqlite.busy",
    sqlite3.SQLITE_READONLY: "sqlite.readonly",
    sqlite3.SQLITE_IOERR: "sqlite.disk",
    sqlite3.SQLITE_CORRUPT: "sqlite.damaged",
    sqlite3.SQLITE_FULL: "sqlite.full",
    sqlite3.SQLITE_CANTOPEN: "sqlite.open",
    sqlite3.SQLITE_NOTADB: "sqlite.other",
}


def open_engine(path: Path) -> Engine:
    """An engine on the file, created (mode 0600, in a 0700 folder) when it is not there.

    Raises CatalogueError, and NewerDataFolder when a newer version wrote the file. The engine
    raises CatalogueError for whatever goes wrong later.
    """
    _create_file(path)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "checkout", _refuse_after_fork)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain, retval=True)
    # A start only reads, unless there is something to write: the disk may be full, or another
    # program may write for long.
    with engine.connect() as connection:
        complete = _is_complete(connection)
    if not complete:
        with engine.execution_options(begin="IMMEDIATE").begin() as connection:
            metadata.create_all(connection)
            _check_schema(connection, path)
    return engine


def integrity_problems(connection: Connection) -> list[str]:
    """What SQLite's own checks find wrong, in its words; empty when the file is sound."""
    rows = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [row for row in rows if row != "ok"] + [f"row without document: {row}" for row in broken]


def _create_file(path: Path) -> None:
    try:
        create_private(path)
        folder = path.parent.stat()
        # A shared folder such as /tmp (sticky bit) is not ours to close.
        if folder.st_uid == os.getuid() and not folder.st_mode & 0o1000:
            path.parent.chmod(0o700)
    except OSError as error:
        raise CatalogueError(
            f"The data folder {path.parent} cannot be used: {error.strerror}."
        ) from error


def _is_complete(connection: Connection) -> bool:
    """Whether the file has all tables, made or brought up to date by this version."""
    if not set(metadata.tables) <= set(inspect(connection).get_table_names()):
        return False
    return connection.execute(_SCHEMA).scalar() == str(SCHEMA_VERSION)


def _check_schema(connection: Connection, path: Path) -> None:
    found = connection.execute(_SCHEMA).scalar()
    if found is None:
        row = {"key": "schema_version", "value": str(SCHEMA_VERSION)}
        connection.execute(settings.insert().values(row))
    elif int(found) > SCHEMA_VERSION:
        raise NewerDataFolder(
            f"The data folder {path.parent} was written by a newer version of this program; "
            "install that version or choose another folder with ASSISTANT_DATA_DIR."
        )
    elif int(found) < SCHEMA_VERSION:
        connection.execute(
            settings.update()
            .where(settings.c.key == "schema_version")
            .values(value=str(SCHEMA_VERSION))
        )


def _configure(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # SQLAlchemy's `begin` event decides when transactions start, so the driver must not.
    connection.isolation_level = None
    entry.info["pid"] = os.getpid()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        "temp_store=MEMORY",  # the copy that VACUUM makes holds document text
    ):
        connection.execute(f"PRAGMA {pragma}")


def _refuse_after_fork(
    connection: DBAPIConnection, entry: ConnectionPoolEntry, proxy: PoolProxiedConnection
) -> None:
    # https://docs.sqlalchemy.org/en/20/core/pooling.html#using-connection-pools-with-multiprocessing
    if entry.info["pid"] != os.getpid():
        entry.dbapi_connection = proxy.dbapi_connection = None  # type: ignore[misc]
        raise DisconnectionError("the connection belongs to another process")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    if mode:
        connection.exec_driver_sql(f"BEGIN {mode}")


def sqlite_reason(error: sqlite3.Error) -> str:
    """Why SQLite failed and what staff can do about it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return message(EXPLANATIONS[code]) if code in EXPLANATIONS else str(error)


def _explain(context: ExceptionContext) -> CatalogueError | None:
    original = context.original_exception
    if not isinstance(original, sqlite3.Error):
        return None
    return CatalogueError(message("catalogue", reason=sqlite_reason(original)))
