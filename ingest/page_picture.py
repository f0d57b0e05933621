"""A page of a PDF as a picture, drawn in a child process, and where its text stands in it."""

import base64
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.child_process import run_child

CHILD = ("-P", "-m", "ingest.draw_page")
EDGES = ("left", "right", "top", "bottom")
SECONDS = 10  # a page that takes longer is not drawn
PICTURE_BYTES = 1_000_000  # above it, the picture is drawn coarser


@dataclass(frozen=True, slots=True)
class Letters:
    """Characters on one line of one cell; edges in parts of the picture, one a character."""

    text: str
    left: Sequence[float]
    right: Sequence[float]
    top: Sequence[float]
    bottom: Sequence[float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a WebP picture, its size in pixels, and its text in the order of the page."""

    webp: bytes
    width: int
    height: int
    lines: tuple[Letters, ...]

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.webp) + sum(200 + 20 * len(line.text) for line in self.lines)


def draw_page(data: bytes, number: int, *, name: str) -> PagePicture:
    """The page `number`, from 1, of the PDF; `name` is for messages.

    Raises FileRefused when the page does not exist, cannot be drawn, or takes too much of
    anything. Costs a quarter of a second for an ordinary page, most of it to start the child.
    """
    request = {"name": name, "number": number, "seconds": SECONDS, "bytes": PICTURE_BYTES}
    drawn = run_child(CHILD, data, request)
    lines = (
        Letters(line["text"], **{edge: array("f", line[edge]) for edge in EDGES})
        for line in drawn["lines"]
    )
    webp = base64.b64decode(drawn["picture"])
    return PagePicture(webp, drawn["width"], drawn["height"], tuple(lines))
