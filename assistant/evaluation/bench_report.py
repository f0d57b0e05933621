"""Writes the figures of a benchmark as one HTML page with plots of how they grow."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.evaluation.bench_growth import REAL_CHUNKS
from assistant.evaluation.plots import data_uri, growth_plot
from assistant.evaluation.report import template

PAGE = "bench.html"
# What is drawn together: the caption, and the figures with one unit.
PLOTS = {
    "Time of a question, ms": (
        "retrieval_p50_ms",
        "retrieval_p95_ms",
        "retrieval_unread_p50_ms",
        "answer_p50_ms",
        "answer_p95_ms",
        "search_quickstart_ms",
    ),
    "Memory, MB": ("rss_mb", "peak_mb"),
    "Building the index, s": ("index_build_s",),
    "Restart: from the start of the process to the first passages, s": ("restart_s", "read_s"),
    "BM25 built from nothing, s": ("bm25_build_s",),
    "One document of 200 chunks changes, ms": ("bm25_update_ms", "update_ms", "index_update_ms"),
}

Figures = Mapping[str, float]


def write_bench_report(folder: Path, figures: Figures, growth: Sequence[Figures]) -> Path:
    """Write `bench.html` into the folder; returns its path."""
    names = list(dict.fromkeys(name for row in growth for name in row if name != "chunks"))
    drawn = [
        (caption, data_uri(growth_plot(growth, drawn, caption)))
        for caption, drawn in PLOTS.items()
        if growth
    ]
    page = template("bench.html.jinja").render(
        title="Speed and scale",
        cores=os.cpu_count(),
        real=REAL_CHUNKS,
        figures=figures,
        growth=growth,
        names=names,
        plots=drawn,
    )
    path = folder / PAGE
    path.write_text(page, encoding="utf-8")
    return path
