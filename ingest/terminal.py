"""How the staff command line shows things: progress, reports and tables in plain words."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from ingest.documents import StoredDocument
from ingest.found_files import printable
from ingest.report import IngestReport


@contextmanager
def progress_on_stderr() -> Iterator[Callable[[int, int, str], None]]:
    """Give a progress callback: a bar on a terminal, a line for each file elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total, path: typer.echo(f"[{done}/{total}] {printable(path)}", err=True)
        return
    from rich.console import Console  # not needed for `--help`
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total, path: bar.update(
            task, completed=done, total=total, description=printable(path)
        )


def report_lines(report: IngestReport) -> Iterator[str]:
    """The report in words: what was refused and what to know first, then the counts."""
    for refusal in report.refused:
        yield f"refused   {printable(refusal.path)}: {printable(refusal.reason)}"
    for entry in (*report.added, *report.replaced):
        for note in entry.notes:
            yield f"note      {printable(entry.path)}: {printable(note)}"
    yield (
        f"{len(report.added)} added, {len(report.replaced)} replaced, "
        f"{len(report.unchanged)} unchanged, {len(report.refused)} refused "
        f"in {report.seconds:.1f} s"
    )
    if report.stopped:
        yield "Stopped before the last file; run the same command again to go on."


def document_lines(documents: list[StoredDocument]) -> Iterator[str]:
    """One line for each document: id, version, size, language, status and title."""
    width = max((len(document.id) for document in documents), default=0)
    for document in documents:
        edition = document.edition
        yield (
            f"{document.id:<{width}}  v{document.version:<3} {document.pages:>4} pages "
            f"{document.chunks:>5} chunks  {edition.language or '-':<5} {edition.status:<9} "
            f"{printable(edition.title)}"
        )
    yield f"{len(documents)} documents"
