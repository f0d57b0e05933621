"""Child process that draws one page of a PDF: `input` of its folder in, `result.json` out.

Started by `ingest.page_picture` with the limits of a reader; a hostile file cannot do more harm.
"""

import base64
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from ingest.child_process import set_limits
from ingest.errors import FileRefused
from ingest.pdf_file import open_pdf
from ingest.pdf_lines import Line, page_lines

WIDTH, HEIGHT = 1200, 2400  # most pixels of a picture
QUALITIES = (80, 50, 20)  # of WebP; the first whose picture is small enough


def main() -> None:
    """Reads the request on the command line and writes the picture and its lines, or a refusal."""
    request = json.loads(sys.argv[1])
    set_limits(request["seconds"])
    try:
        result = draw(Path("input").read_bytes(), request)
    except FileRefused as refusal:
        result = {"refused": refusal.kind, "reason": refusal.reason}
    Path("result.json").write_text(json.dumps(result), encoding="utf-8")
    os._exit(0)  # skips pdfium's own clean-up


def draw(data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    """The page `number` as WebP in base64, its size in pixels, and its lines of text.

    A line of a cell has its `text` and, for each character, its edges `left`, `right`, `top` and
    `bottom` in parts of the picture's width and height. Raises FileRefused.
    """
    document = open_pdf(data, request["name"])
    if not 1 <= request["number"] <= len(document):
        raise FileRefused("corrupt", f"{request['name']} has no page {request['number']}.")
    page = document[request["number"] - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
    bitmap = page.render(scale=scale)
    place = bitmap.get_posconv(page)
    size = (bitmap.width, bitmap.height)
    return {
        "width": bitmap.width,
        "height": bitmap.height,
        "picture": base64.b64encode(_webp(bitmap, request["bytes"])).decode(),
        "lines": [_placed(cell, place, size) for line in page_lines(page) for cell in line.cells()],
    }


def _webp(bitmap: Any, most: int) -> bytes:
    picture = bitmap.to_pil().convert("RGB")
    for quality in QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality)
        if buffer.tell() <= most:
            break
    return buffer.getvalue()


def _placed(line: Line, place: Any, size: tuple[int, int]) -> dict[str, Any]:
    """The line with its characters where they are in the picture, a turned page's too."""
    lefts, rights, tops, bottoms = [], [], [], []
    for glyph in line.glyphs:
        corners = [
            place.to_bitmap(x, y)
            for x in (glyph.left, glyph.right)
            for y in (line.bottom, line.top)
        ]
        lefts.append(round(min(x for x, _ in corners) / size[0], 4))
        rights.append(round(max(x for x, _ in corners) / size[0], 4))
        tops.append(round(min(y for _, y in corners) / size[1], 4))
        bottoms.append(round(max(y for _, y in corners) / size[1], 4))
    # One string character for each glyph, or the places would not belong to them.
    text = "".join(glyph.char or " " for glyph in line.glyphs)
    return {"text": text, "left": lefts, "right": rights, "top": tops, "bottom": bottoms}


if __name__ == "__main__":
    main()
