"""Sentences of a passage, as spans of its text, so that each can be quoted word for word."""

import re
from dataclasses import dataclass

# A full stop after one of these does not end a sentence.
ABBREVIATIONS = frozenset(
    "m mm mme mlle dr pr prof st ste n no art p pp fig etc cf ex al env vol éd ed approx resp "
    "mr mrs ms vs inc ltd co corp jr sr dept est e.g i.e eg ie c.-à-d".split()
)
BOUNDARY = re.compile(r"[.!?…]+[»”\"’')\]]*(?=\s+|$)")
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


def split_sentences(text: str) -> list[Span]:
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
    spans, begin = [], 0
    for match in BOUNDARY.finditer(paragraph):
        if _ends_sentence(paragraph, match):
            spans.append(_trimmed(paragraph, begin, match.end(), start))
            begin = match.end()
    spans.append(_trimmed(paragraph, begin, len(paragraph), start))
    return [span for span in spans if span.text]


def _ends_sentence(paragraph: str, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    before = paragraph[: match.start()].rsplit(None, 1)
    word = before[-1].lower().lstrip("(«“\"'") if before else ""
    following = paragraph[match.end() :].lstrip()
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    return not following[:1].islower()


def _trimmed(paragraph: str, begin: int, end: int, start: int) -> Span:
    raw = paragraph[begin:end]
    text = raw.strip()
    left = begin + (len(raw) - len(raw.lstrip()))
    return Span(text, start + left, start + left + len(text))
