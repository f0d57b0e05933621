"""What the commands of the staff command line have in common."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.catalogue import Catalogue
    from ingest.config import IndexConfig

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
DocumentId = Annotated[str, typer.Argument(metavar="ID", help="A document id, see `list`.")]


# The modules of the project are imported inside the functions, so that `--help` is instant.


def settings() -> "IndexConfig":
    """The settings of the environment; wrong ones end the program with code 2."""
    from pydantic import ValidationError

    from ingest.config import IndexConfig, describe

    try:
        return IndexConfig()
    except ValidationError as error:
        typer.echo(describe(error), err=True)
        raise typer.Exit(2) from error


@contextmanager
def corpus() -> Iterator[tuple["IndexConfig", "Catalogue"]]:
    """The settings and the open catalogue; wrong settings end the program with code 2."""
    from ingest.catalogue import Catalogue

    config = settings()
    catalogue = Catalogue(config)
    try:
        yield config, catalogue
    finally:
        catalogue.close()


def sync(config: "IndexConfig", catalogue: "Catalogue", *, anew: bool = False) -> bool:
    """Bring the index up to date; False when it belongs to another program, which does that."""
    from ingest.index import ChunkIndex

    index = ChunkIndex(config, catalogue, model_id=catalogue.model_id())
    try:
        return index.rebuild() if anew else index.sync()
    finally:
        index.close()


def show(result: dict[str, Any] | Iterable[str]) -> None:
    """Print an object as JSON, or lines."""
    if isinstance(result, dict):
        typer.echo(json.dumps(result))
    else:
        for line in result:
            typer.echo(line)
