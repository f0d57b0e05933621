"""Sentences of a passage, as spans of its text, so that each can be quoted word for word."""

import re
from dataclasses import dataclass

from ingest.sentences import sentence_spans

BLOCK = re.compile(r"[^\n]+(?:\n(?![ \t]*(?:[-*+•]|\d+[.)]|\||#|>)[ \t]?)[^\n]+)*")
BULLET = re.compile(r"[ \t]*(?:[-*+•]|\d+[.)]|>|#{1,6})[ \t]+")
TABLE_RULE = re.compile(r"^[\s|:+-]+$")
FEWEST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Span:
    """`text` is `source[start:end]` of the text it was cut from."""

    text: str
    start: int
    end: int


def quotable_spans(text: str) -> list[Span]:
    """The sentences, list items and table rows of a text, in order, without their bullets.

    A table row is one span; a header row states nothing and is left out, with the rule below.
    """
    spans: list[Span] = []
    for block in BLOCK.finditer(text):
        line = block.group()
        if line.lstrip().startswith("|"):
            if TABLE_RULE.match(line):
                spans = spans[:-1]  # the row above a rule is the header: it states nothing
            else:
                spans.append(_table_row(line, block.start()))
            continue
        bullet = BULLET.match(line)
        offset = bullet.end() if bullet else 0
        spans += _sentences_of(line[offset:], block.start() + offset)
    return [span for span in spans if sum(c.isalnum() for c in span.text) >= FEWEST_LETTERS]


def _table_row(line: str, start: int) -> Span:
    body = line.strip().strip("|").strip()
    offset = start + line.index(body) if body else start
    return Span(body, offset, offset + len(body))


def _sentences_of(paragraph: str, start: int) -> list[Span]:
    return [
        Span(paragraph[begin:end], start + begin, start + end)
        for begin, end in sentence_spans(paragraph)
    ]
