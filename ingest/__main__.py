"""The staff command line: add, list, remove, erase, check and rebuild the corpus."""

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from ingest.command_line import DocumentId, Json, corpus, settings, sync
from ingest.command_line import show as show_result
from ingest.errors import CorpusError, IndexBusy
from ingest.staff_command import steps
from ingest.user_commands import users

app = typer.Typer(
    help="Keep the programme documents that the assistant answers from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(steps)
app.add_typer(users, name="user")


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

    with stop_asked() as stopping, corpus() as (config, catalogue):
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
        sync(config, catalogue)
    show_result(report.to_json() if as_json else report_lines(report))
    raise typer.Exit(1 if report.refused or report.stopped else 0)


@app.command("list")
def list_documents(as_json: Json = False) -> None:
    """Show the documents that are in use."""
    from dataclasses import asdict

    from ingest.terminal import document_lines

    with corpus() as (_, catalogue):
        documents = catalogue.documents()
    if as_json:
        show_result({"documents": [asdict(document) for document in documents]})
    else:
        show_result(document_lines(documents))


@app.command()
def remove(document_id: DocumentId, as_json: Json = False) -> None:
    """Take a document out of the answers; its versions are kept."""
    with corpus() as (config, catalogue):
        catalogue.withdraw(document_id)
        sync(config, catalogue)
    show_result({"withdrawn": document_id} if as_json else [f"{document_id} is withdrawn."])


@app.command()
def erase(
    document_id: DocumentId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a document with all its versions, its vectors and its traces, for ever."""
    from ingest.erasure import erased_from_index

    if not (yes or as_json):
        typer.confirm(f"Delete {document_id} with all its versions for ever?", abort=True)
    with corpus() as (config, catalogue), erased_from_index(config, catalogue):
        catalogue.erase(document_id)
    show_result({"erased": document_id} if as_json else [f"{document_id} is erased."])


@app.command()
def check(as_json: Json = False) -> None:
    """Compare catalogue and index without changing them; exit code 1 when something is wrong."""
    from ingest.health import check_health

    with corpus() as (config, catalogue):
        health = check_health(config, catalogue)
    show_result(health if as_json else (f"{name}: {value}" for name, value in health.items()))
    raise typer.Exit(0 if health["healthy"] else 1)


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Build the index anew from the catalogue, with the model and chunk size now set."""
    from ingest.embeddings import Embedder
    from ingest.pipeline import use_model

    started = time.monotonic()
    with corpus() as (config, catalogue):
        embedded = use_model(config=config, catalogue=catalogue, embedder=Embedder(config))
        catalogue.compact()
        if not sync(config, catalogue, anew=True):
            raise IndexBusy(
                "Another program uses the index and keeps it up to date; stop it to rebuild."
            )
        chunks = len(catalogue.snapshot().chunks)
    seconds = round(time.monotonic() - started, 3)
    result = {"chunks": chunks, "embedded_again": embedded, "seconds": seconds}
    show_result(result if as_json else [f"{chunks} chunks indexed in {seconds} s."])


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE")], as_json: Json = False) -> None:
    """Save documents, drafts, trail and accounts in one file, whoever works on them meanwhile."""
    from dataclasses import asdict

    from ingest.backup import write_backup

    saved = write_backup(settings(), file)
    words = f"{saved.documents} documents ({saved.chunks} chunks) are saved in {file}."
    show_result(asdict(saved) if as_json else [words])


def main() -> None:
    """Run the command line; known errors become one sentence and exit code 1."""
    try:
        app(prog_name="python -m ingest")
    except CorpusError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    # A chat beside it answers first; alone on the machine, a command is as fast as ever.
    os.nice(10)
    main()
