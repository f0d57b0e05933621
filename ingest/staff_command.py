"""The commands for the steps of a document: publish, withdraw, restore, history, digest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.command_line import DocumentId, Json, corpus, settings, show, sync

if TYPE_CHECKING:
    from ingest.drafts import Drafts

WHO = "cli"

steps = typer.Typer()


class LanguageName(StrEnum):
    """The languages of the digest."""

    fr = "fr"
    en = "en"


@steps.command()
def publish(document_id: DocumentId, as_json: Json = False) -> None:
    """Show a draft to start-ups, in the place of the document it replaces if there is one."""
    with _drafts() as drafts:
        published = drafts.publish(document_id, who=WHO)
    _done({"published": published}, f"{published} is published.", as_json=as_json)


@steps.command()
def withdraw(document_id: DocumentId, as_json: Json = False) -> None:
    """Take a document out of the answers; `restore` brings it back as it was."""
    with _drafts() as drafts:
        drafts.withdraw(document_id, who=WHO)
    _done({"withdrawn": document_id}, f"{document_id} is withdrawn.", as_json=as_json)


@steps.command()
def restore(
    what: Annotated[str, typer.Argument(metavar="ID|FILE", help="A document id, or a backup.")],
    as_json: Json = False,
) -> None:
    """Bring a withdrawn document back or, into an empty data folder, everything of a backup."""
    file = Path(what)
    if file.is_file():
        _restore_backup(file, as_json=as_json)
        return
    with _drafts() as drafts:
        drafts.restore(what, who=WHO)
    _done({"restored": what}, f"{what} is restored.", as_json=as_json)


@steps.command()
def history(document_id: DocumentId, as_json: Json = False) -> None:
    """Show who did what to a document, and when."""
    from ingest.errors import DocumentNotFound

    with _drafts(changes=False) as drafts:
        lines = drafts.audit.history(document_id)
    if not lines:
        raise DocumentNotFound(f"Nothing is known of a document {document_id!r}.")
    words = (
        f"{line.at}  {line.who:<12}  {line.what:<11}  {line.detail or ''}".rstrip()
        for line in lines
    )
    show({"history": [asdict(line) for line in lines]} if as_json else words)


@steps.command()
def digest(
    language: Annotated[
        LanguageName, typer.Option("--language", help="Of the text.")
    ] = LanguageName.fr,
    as_json: Json = False,
) -> None:
    """Say what needs staff: closing soon, expired, without dates, out of step, waiting."""
    from datetime import UTC, datetime

    from ingest.digest import make_digest

    with _drafts(changes=False) as drafts:
        made = make_digest(drafts, now=datetime.now(UTC))
    show(made.to_json() if as_json else made.text(language.value).splitlines())


def _restore_backup(file: Path, *, as_json: bool) -> None:
    from ingest.backup import restore_backup

    restored = restore_backup(file, settings())
    with corpus() as (config, catalogue):
        sync(config, catalogue)
    words = f"{restored.documents} documents ({restored.chunks} chunks) are restored from {file}."
    _done(asdict(restored), words, as_json=as_json)


@contextmanager
def _drafts(*, changes: bool = True) -> Iterator["Drafts"]:
    """The steps on the catalogue of the settings; the index follows what they change."""
    from ingest.drafts import Drafts
    from ingest.embeddings import Embedder

    with corpus() as (config, catalogue):
        drafts = Drafts(config, catalogue, Embedder(config))
        try:
            yield drafts
            if changes:
                sync(config, catalogue)
        finally:
            drafts.close()


def _done(result: dict[str, Any], words: str, *, as_json: bool) -> None:
    show(result if as_json else [words])
