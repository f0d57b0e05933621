"""The `make bench` command: speed, memory and growth, and ratios to the LangChain quickstart."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

# The modules of the project are imported inside the functions, so that `--help` is instant.

SIZES = [1_000, 10_000, 100_000]
RESULTS = Path(".data") / "results" / "bench"

Figures = dict[str, float]
Report = Annotated[Path, typer.Option(help="Folder of the figures (JSON) and the page of plots.")]
Sizes = Annotated[
    list[int], typer.Option("--chunks", help="Measure a corpus of so many chunks; repeatable.")
]


def bench(report: Report = RESULTS, sizes: Sizes = SIZES) -> None:
    """Measure the demonstration corpus, the quickstart beside it, and how figures grow."""
    from assistant.evaluation.bench_report import write_bench_report

    with tempfile.TemporaryDirectory() as folder:
        figures, growth = measure(Path(folder), sizes, say=typer.echo)
    found = {"cores": os.cpu_count(), "figures": figures, "growth": growth}
    report.mkdir(parents=True, exist_ok=True)
    (report / "bench.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"The plots are in {write_bench_report(report, figures, growth)}.")
    typer.echo(json.dumps(found))


def measure(
    data_dir: Path, sizes: list[int], *, say: Callable[[str], object]
) -> tuple[Figures, list[Figures]]:
    """The figures of the demonstration corpus, and those of each size; the unit ends each name."""
    from assistant.assistant import Assistant
    from assistant.config import AssistantConfig
    from assistant.evaluation.bench_beside import measure_beside_ingestion
    from assistant.evaluation.bench_corpus import Material
    from assistant.evaluation.bench_demonstration import measure_demonstration
    from assistant.evaluation.bench_growth import measure_growth
    from assistant.evaluation.bench_quickstart import QuickstartEmbeddings, measure_quickstart
    from assistant.evaluation.bench_timing import time_of
    from ingest.config import IndexConfig
    from ingest.packaged_model import unpack

    def show(found: Figures) -> Figures:
        rounded = {name: float(f"{value:.4g}") for name, value in found.items()}
        say("\n".join(f"{name:32}{value:>14,}" for name, value in rounded.items()) + "\n")
        return rounded

    figures = show({"waiting_at_start": os.getloadavg()[0]})  # above 0.5, distrust the rest
    figures |= show({"unpack_s": time_of(unpack, data_dir / "models")})
    assistant = Assistant(AssistantConfig(index=IndexConfig(data_dir=data_dir)))
    try:
        figures |= show(measure_demonstration(assistant, data_dir))
        material = Material.of(assistant.catalogue.snapshot())
        figures |= show(measure_beside_ingestion(assistant, data_dir / "beside", material))
        plain = QuickstartEmbeddings(data_dir / "models")
        figures |= show(measure_quickstart(assistant, plain))
        grown = data_dir / "growth"
        grown.mkdir()
        (grown / "models").symlink_to(data_dir / "models", target_is_directory=True)
        rows = measure_growth(grown, assistant.embedder, material, sizes=sizes, plain=plain)
        return figures, [show(row) for row in rows]
    finally:
        assistant.close()


if __name__ == "__main__":
    typer.run(bench)
