"""The plots of a report, each as the text of an SVG picture."""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.evaluation.retrieval_run import Row

Figures = Mapping[str, Any]
BARS = ("ndcg@10", "recall@10", "answer_in_3_sentences", "must_include", "status_strict")
BINS = 20


def data_uri(svg: str) -> str:
    """The picture as the address of an image, so that a page needs no other file."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def bar_plot(sets: Mapping[str, Mapping[str, Figures]], name: str) -> str:
    """One figure of the sets that have it, a bar for each retriever with its 95 % interval."""
    retrievers = list(dict.fromkeys(r for held in sets.values() for r in held))
    width = 0.8 / len(retrievers)

    def draw(axes: Any) -> None:
        for place, retriever in enumerate(retrievers):
            known = [
                (i, held[retriever])
                for i, held in enumerate(sets.values())
                if name in held.get(retriever, {})
            ]
            heights = [figures[name] for _, figures in known]
            edges = [
                figures["intervals"].get(name, [h, h])
                for (_, figures), h in zip(known, heights, strict=True)
            ]
            errors = [
                [max(0.0, h - low) for h, (low, _) in zip(heights, edges, strict=True)],
                [max(0.0, high - h) for h, (_, high) in zip(heights, edges, strict=True)],
            ]
            where = [i + (place - (len(retrievers) - 1) / 2) * width for i, _ in known]
            axes.bar(where, heights, width * 0.92, yerr=errors, capsize=2, label=retriever)
        axes.set_xticks(range(len(sets)), list(sets), rotation=30, ha="right")
        axes.set_ylim(0, 1.03)  # the edge of a bar at 1 is seen
        axes.set_ylabel(name)
        axes.legend(
            frameon=False, ncols=len(retrievers), loc="upper center", bbox_to_anchor=(0.5, 1.15)
        )

    return _svg(draw, width=min(11.0, 0.9 * len(sets) + 3.5))


def histogram(rows: Sequence[Row], name: str) -> str:
    """How a figure spreads over the questions."""
    values = [row["metrics"][name] for row in rows if name in row["metrics"]]

    def draw(axes: Any) -> None:
        axes.hist(values, bins=BINS, range=(0, 1))
        axes.set_xlabel(name)
        _count_questions(axes)

    return _svg(draw, width=4.5)


def answerability_plot(rows: Sequence[Row]) -> str:
    """The score that tells answerable questions from others, for both kinds."""
    labelled = [row for row in rows if row.get("answerable") is not None]
    kinds = {
        label: [row["answerability"] for row in labelled if row["answerable"] is truth]
        for label, truth in (("answerable", True), ("not answerable", False))
    }

    def draw(axes: Any) -> None:
        axes.hist(list(kinds.values()), bins=BINS, label=list(kinds))
        axes.set_xlabel("answerability score")
        _count_questions(axes)
        axes.legend(frameon=False)

    return _svg(draw, width=4.5)


def latency_plot(rows: Sequence[Row]) -> str:
    """How long the answers took, in milliseconds."""
    spent = [row["timings_ms"]["total"] for row in rows if "total" in row.get("timings_ms", {})]

    def draw(axes: Any) -> None:
        axes.hist(spent, bins=BINS)
        axes.set_xlabel("milliseconds for an answer")
        _count_questions(axes)

    return _svg(draw, width=4.5)


def confusion_plot(confusion: Mapping[str, Mapping[str, int]]) -> str:
    """Expected statuses (rows) against given ones (columns), with their counts."""
    given = sorted({status for counts in confusion.values() for status in counts})
    table = [[counts.get(status, 0) for status in given] for counts in confusion.values()]

    def draw(axes: Any) -> None:
        axes.imshow(table, cmap="Blues")
        axes.set_xticks(range(len(given)), given, rotation=40, ha="right")
        axes.set_yticks(range(len(table)), list(confusion))
        axes.set_xlabel("given")
        axes.set_ylabel("expected")
        most = max(max(counts) for counts in table)
        for y, counts in enumerate(table):
            for x, count in enumerate(counts):
                colour = "white" if count > most / 2 else "black"
                axes.text(x, y, str(count), ha="center", va="center", color=colour)

    return _svg(draw, width=6.5, height=5.0)


def growth_plot(rows: Sequence[Figures], names: Sequence[str], label: str) -> str:
    """How figures with one unit grow with the number of chunks, both axes logarithmic."""

    def draw(axes: Any) -> None:
        for name in names:
            known = [(row["chunks"], row[name]) for row in rows if name in row]
            if known:
                axes.plot(*zip(*known, strict=True), marker="o", label=name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("chunks")
        axes.set_ylabel(label.rpartition(", ")[2])
        axes.grid(visible=True, which="both", linewidth=0.3)
        axes.legend(frameon=False)

    return _svg(draw, width=5.5)


def _count_questions(axes: Any) -> None:
    axes.set_ylabel("questions")
    axes.yaxis.get_major_locator().set_params(integer=True)  # half a question is no count


def _svg(draw: Callable[[Any], None], *, width: float, height: float = 3.4) -> str:
    # Imported here: only reports need it. The object interface: no state, no window system.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    # A fixed salt and no date: the same figures give the same file.
    with rc_context({"svg.hashsalt": "evaluation", "font.size": 9, "svg.fonttype": "path"}):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.subplots())
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()
