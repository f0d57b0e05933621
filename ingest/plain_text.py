"""Markdown and CSV files: what a reader sees, without markup that is not shown."""

import csv
import io
import re

from ingest import limits
from ingest.errors import FileRefused
from ingest.markdown import table_markdown

COMMENT = re.compile(r"<!--.*?-->", re.S)
SUMMARY = re.compile(r"<summary[^>]*>\s*(.*?)\s*</summary>", re.S | re.I)
DETAILS = re.compile(r"[ \t]*</?details[^>]*>[ \t]*\n?", re.I)
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
TAG = re.compile(
    r"</?(?:p|div|span|center|section|article|figure|figcaption|u|b|i|strong|em|small|big|sup|sub|"
    r"font|img|picture|source|hr|kbd|mark|nobr|abbr)\b[^<>]*>",
    re.I,
)
CODE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[^\n]*$)", re.S | re.M)


def plain_markdown(text: str) -> str:
    """Markdown without comments (not shown) and HTML tags; summaries of folds become bold lines."""
    parts = CODE.split(text)  # code blocks stand at odd places and stay as they are
    for place in range(0, len(parts), 2):
        shown = LINE_BREAK.sub("\n", COMMENT.sub("", parts[place]))
        parts[place] = TAG.sub("", DETAILS.sub("", SUMMARY.sub(r"\n**\1**\n", shown)))
    return "".join(parts)


def csv_table(text: str, name: str) -> str:
    """The rows as a Markdown table, whatever separates the cells; raises FileRefused."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(limits.TEXT_CHARACTERS)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused("corrupt", f"{name} is damaged: {error}.") from error
    if sum(map(len, rows)) > limits.TABLE_CELLS:
        raise FileRefused("too_large", f"{name} holds a table of {len(rows):,} rows.")
    return table_markdown(rows)
