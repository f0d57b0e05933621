"""Where sentences begin and end in French and English text."""

import re

END = re.compile(
    r"(?<![.!?…])[.!?…]++(?:[ \u00a0\u202f]?[»”]|[\"'’)\]*_])*"
    r"(?=\s+(?:[«“\"'(\[*_•–—-]\s*)*[A-ZÀ-ÖØ-ÞŒ0-9]|\s*$)|\n(?=\n)"
)
ABBREVIATION = re.compile(
    r"(?:^|[\s(«“\"'’])(?:[A-ZÀ-Þ]|(?i:MM|Mmes?|Mlles?|Drs?|Prs?|Mrs?|Ms|Ste?|art|al|etc|cf|vs|env|"
    r"pp?|nos?|n|fig|tab|vol|chap|ex|e\.g|i\.e|c\.-à-d|p\.\s?ex|approx|dept|inc|ltd|min|max|"
    r"t[ée]l|av|bd|r[ée]f))\.$"
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Start and end of every sentence of `text[start:end]`, blanks around them left out."""
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for match in END.finditer(text, start, end):
        before = text[max(begin, match.end() - 12) : match.end()]
        following = text[match.end() : match.end() + 2].strip()
        if following and match.group().startswith(".") and ABBREVIATION.search(before):
            continue
        if _add(spans, text, begin, match.end()):
            begin = match.end()
    _add(spans, text, begin, end)
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> bool:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
    return end > start
