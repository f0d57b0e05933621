"""Sentences of a document that give orders to an assistant instead of telling readers something."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.disguise import hides_text, readings
from ingest.order_patterns import ANNOUNCES, BEGINNING, BEGUN, CARRIES_ON, MACHINE_VOICE, ORDERED
from ingest.spans import Span, quotable_spans

IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\s?\([^)\n]{0,2000}\)")
BLANK_LINES = re.compile(r"\n{3,}")
PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
VOICE = re.compile(r"^\W{0,8}([^\W\d_][^:\n]{0,24}?) ?: ?")
# What stands on a line beside a sentence without being text: bullets, heading signs, bars.
ONLY_MARKS = re.compile(r"[\s|#>*+•_-]*(?:\d+[.)])?\s*")
# A text longer than this is read in parts, so that reading it takes no longer than it should.
WINDOW, OVERLAP = 2_000, 300


def gives_orders(sentence: str) -> bool:
    """Whether a sentence tells an assistant what to do: such a sentence is never quoted."""
    starts = range(0, max(1, len(sentence) - OVERLAP), WINDOW - OVERLAP)
    return any(_orders(sentence[start : start + WINDOW]) for start in starts)


@lru_cache(maxsize=8192)
def _orders(sentence: str) -> bool:
    return hides_text(sentence) or any(map(_is_order, readings(sentence)))


def _is_order(reading: str) -> bool:
    begun = (BEGUN.match(reading, begin.end()) for begin in BEGINNING.finditer(reading))
    return any(begun) or bool(ORDERED.search(reading))


def without_orders(text: str) -> tuple[str, list[str]]:
    """The text of a page without what gives orders, and the sentences that were left out.

    A sentence that carries on with an order goes with it, and so do the lines of a conversation
    in which a machine speaks. Pictures go too: their names are not for readers.
    """
    text = IMAGE.sub("", text)
    kept, left_out, position = [], [], 0
    for span in _ordering(text, quotable_spans(text)):
        start, end = _whole_line(text, span)
        kept.append(text[position : max(start, position)])
        left_out.append(span.text)
        position = max(end, position)
    if not left_out:
        return text, []
    return BLANK_LINES.sub("\n\n", "".join([*kept, text[position:]])), left_out


def _ordering(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans that give orders or carry on with one."""
    before: Span | None = None
    ordered = False
    for span, after in zip(spans, [*spans[1:], None], strict=False):
        beside = before is not None and not PARAGRAPH_END.search(text, before.end, span.start)
        carries_on = ordered and beside and before is not None and _carries_on(before, span)
        ordered = carries_on or gives_orders(span.text) or _talks(before, span, after)
        if ordered:
            yield span
        before = span


def _carries_on(order: Span, span: Span) -> bool:
    first, second = (next(readings(each.text)) for each in (order, span))
    return bool(ANNOUNCES.search(first) or CARRIES_ON.match(second))


def _talks(before: Span | None, span: Span, after: Span | None) -> bool:
    """Whether a machine answers in this line, or in the next one what is asked in this."""
    return _answers(before, span) or _answers(span, after)


def _answers(asked: Span | None, span: Span | None) -> bool:
    if asked is None or span is None or not asked.text.rstrip(' "»”').endswith("?"):
        return False
    voice = VOICE.match(span.text)
    said = next(readings(voice[1])) if voice else ""
    return bool(VOICE.match(asked.text) and MACHINE_VOICE.fullmatch(said))


def _whole_line(text: str, span: Span) -> tuple[int, int]:
    """The span, with the rest of its lines where only marks are left of them."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    marks = (text[start : span.start], text[span.end : end])
    return (start, end) if all(map(ONLY_MARKS.fullmatch, marks)) else (span.start, span.end)
