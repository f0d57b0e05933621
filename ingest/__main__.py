"""The staff command line: add, list, remove, erase, check and rebuild the corpus."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import CorpusError, IndexBusy
from ingest.user_commands import users

if TYPE_CHECKING:
    from ingest.catalogue import Catalogue
    from ingest.config import IndexConfig

OWNER_SECONDS = 60

app = typer.Typer(
    help="Keep the programme documents that the assistant answers from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(users, name="user")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
DocumentId = Annotated[str, typer.Argument(metavar="ID", help="A document id, see `list`.")]


# The modules of the project are imported inside the commands, so that `--help` is instant.


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    as_json: Json = False,
) -> None:
    """Take in new and changed files; folders are searched to the bottom."""
    from ingest.embeddings import Embedder
    from ingest.pipeline import Stopped, ingest_paths
    from ingest.stopping import stop_asked
    from ingest.terminal import progress_on_stderr, report_lines

    with stop_asked() as stopping, _corpus() as (config, catalogue):
        with progress_on_stderr() as show:

            def progress(done: int, total: int, path: str) -> None:
                show(done, total, path)
                if stopping():
                    raise Stopped

            report = ingest_paths(
                paths,
                config=config,
                catalogue=catalogue,
                embedder=Embedder(config),
                progress=progress,
            )
        _sync(config, catalogue)
    _show(report.to_json() if as_json else report_lines(report))
    raise typer.Exit(1 if report.refused or report.stopped else 0)


@app.command("list")
def list_documents(as_json: Json = False) -> None:
    """Show the documents that are in use."""
    from dataclasses import asdict

    from ingest.terminal import document_lines

    with _corpus() as (_, catalogue):
        documents = catalogue.documents()
    if as_json:
        _show({"documents": [asdict(document) for document in documents]})
    else:
        _show(document_lines(documents))


@app.command()
def remove(document_id: DocumentId, as_json: Json = False) -> None:
    """Take a document out of the answers; its versions are kept."""
    with _corpus() as (config, catalogue):
        catalogue.withdraw(document_id)
        _sync(config, catalogue)
    _show({"withdrawn": document_id} if as_json else [f"{document_id} is withdrawn."])


@app.command()
def erase(
    document_id: DocumentId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a document with all its versions, its vectors and its traces, for ever."""
    from ingest.generation_files import current_generation

    if not (yes or as_json):
        typer.confirm(f"Delete {document_id} with all its versions for ever?", abort=True)
    with _corpus() as (config, catalogue):
        before = current_generation(config.index_dir)
        catalogue.erase(document_id)
        deadline = time.monotonic() + OWNER_SECONDS
        # The program that owns the index renews it within seconds of the erasure.
        while not _sync(config, catalogue) and current_generation(config.index_dir) == before:
            if time.monotonic() > deadline:
                raise IndexBusy(
                    f"{document_id} is erased from the catalogue, but the program that uses the "
                    "index has not renewed it; restart that program."
                )
            time.sleep(0.2)
    _show({"erased": document_id} if as_json else [f"{document_id} is erased."])


@app.command()
def check(as_json: Json = False) -> None:
    """Compare catalogue and index without changing them; exit code 1 when something is wrong."""
    from ingest.health import check_health

    with _corpus() as (config, catalogue):
        health = check_health(config, catalogue)
    _show(health if as_json else (f"{name}: {value}" for name, value in health.items()))
    raise typer.Exit(0 if health["healthy"] else 1)


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Build the index anew from the catalogue, with the model and chunk size now set."""
    from ingest.embeddings import Embedder
    from ingest.pipeline import use_model

    started = time.monotonic()
    with _corpus() as (config, catalogue):
        embedded = use_model(config=config, catalogue=catalogue, embedder=Embedder(config))
        catalogue.compact()
        if not _sync(config, catalogue, anew=True):
            raise IndexBusy(
                "Another program uses the index and keeps it up to date; stop it to rebuild."
            )
        chunks = len(catalogue.snapshot().chunks)
    seconds = round(time.monotonic() - started, 3)
    result = {"chunks": chunks, "embedded_again": embedded, "seconds": seconds}
    _show(result if as_json else [f"{chunks} chunks indexed in {seconds} s."])


def main() -> None:
    """Run the command line; known errors become one sentence and exit code 1."""
    try:
        app(prog_name="python -m ingest")
    except CorpusError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


@contextmanager
def _corpus() -> Iterator[tuple["IndexConfig", "Catalogue"]]:
    from pydantic import ValidationError

    from ingest.catalogue import Catalogue
    from ingest.config import IndexConfig, describe

    try:
        config = IndexConfig()
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(2) from error
    catalogue = Catalogue(config)
    try:
        yield config, catalogue
    finally:
        catalogue.close()


def _sync(config: "IndexConfig", catalogue: "Catalogue", *, anew: bool = False) -> bool:
    """Bring the index up to date; False when it belongs to another program, which does that."""
    from ingest.index import ChunkIndex

    index = ChunkIndex(config, catalogue, model_id=catalogue.model_id())
    try:
        return index.rebuild() if anew else index.sync()
    finally:
        index.close()


def _show(result: dict[str, Any] | Iterable[str]) -> None:
    if isinstance(result, dict):
        typer.echo(json.dumps(result))
    else:
        for line in result:
            typer.echo(line)


if __name__ == "__main__":
    main()
