"""Markdown and CSV files: what a reader sees, without markup that is not shown."""

import csv
import io
import re
from collections.abc import Iterator

from ingest import limits
from ingest.errors import FileRefused
from ingest.markdown import table_markdown
from ingest.messages import message

SUMMARY = re.compile(r"<summary[^<>]{0,200}>\s{0,200}(.{0,500}?)\s{0,200}</summary>", re.S | re.I)
DETAILS = re.compile(r"</?details[^<>]{0,200}>", re.I)
FENCE = re.compile(r" {0,3}(```|~~~)")
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
TAG = re.compile(
    r"</?(?:p|div|span|center|section|article|figure|figcaption|u|b|i|strong|em|small|big|sup|sub|"
    r"font|img|picture|source|hr|kbd|mark|nobr|abbr)\b[^<>]{0,500}>",
    re.I,
)


def plain_markdown(text: str) -> str:
    """Markdown without comments (not shown) and HTML tags; summaries of folds become bold lines."""
    shown = []
    for part, is_code in _code_and_text(text):
        if not is_code:
            part = LINE_BREAK.sub("\n", _without_comments(part))
            part = TAG.sub("", DETAILS.sub("", SUMMARY.sub(r"\n**\1**\n", part)))
        shown.append(part)
    return "".join(shown)


def _code_and_text(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts that are fenced code (true) or not, in order."""
    part: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = FENCE.match(line)
        if mark and not fence:
            yield "".join(part), False
            part, fence = [line], mark.group(1)
            continue
        part.append(line)
        if mark and mark.group(1) == fence:
            yield "".join(part), True
            part, fence = [], ""
    yield "".join(part), bool(fence)


def _without_comments(text: str) -> str:
    """The text without `<!-- … -->`; one that is not closed stays, as browsers show it."""
    kept, start = [], 0
    while (opened := text.find("<!--", start)) >= 0:
        closed = text.find("-->", opened + 4)
        if closed < 0:
            break
        kept.append(text[start:opened])
        start = closed + 3
    return "".join(kept) + text[start:]


def csv_table(text: str, name: str) -> str:
    """The rows as a Markdown table, whatever separates the cells; raises FileRefused."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(limits.TEXT_CHARACTERS)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused(
            "corrupt", message("damaged.csv", name=name, problem=str(error))
        ) from error
    if sum(map(len, rows)) > limits.TABLE_CELLS:
        raise FileRefused("too_large", message("large.rows", name=name, count=len(rows)))
    return table_markdown(rows)
