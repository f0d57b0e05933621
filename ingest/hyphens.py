"""Joins lines into paragraphs and words cut by a hyphen at the end of a line."""

import re
from collections.abc import Iterable, Sequence

SOFT_HYPHEN = "\u00ad"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
CUT_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u00ad]$")
FIRST_WORD = re.compile(r"[^\W\d_]+")
# After or before these the hyphen belongs to the word: rendez-vous, peut-il, vice-président.
KEPT_AFTER = frozenset(
    "il elle on ils elles nous vous je tu y en là ci même mêmes moi toi lui leur le la les dire "
    "être vis up off in out".split()
)
KEPT_BEFORE = frozenset(
    "vice ex non sous demi mi semi quasi peut rendez grand celui celle ceux celles est c'est "
    "au par co pre start follow self well long short full part high low third".split()
)


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """All words of the lines in lower case, those with a hyphen whole; cut ends left out."""
    found: set[str] = set()
    for line in lines:
        found.update(match.group().lower() for match in WORD.finditer(line.rstrip("-\u00ad")))
    return frozenset(found)


def join_lines(lines: Sequence[str], words: frozenset[str]) -> str:
    """One paragraph from its lines; `words` of the document decide whether a hyphen stays."""
    text = ""
    for line in lines:
        cut = CUT_WORD.search(text)
        start = FIRST_WORD.match(line)
        if not cut or not start:
            text = f"{text} {line}" if text else line
        elif _hyphen_stays(cut.group(1).lower(), start.group().lower(), words):
            text = f"{text[:-1]}-{line}"
        elif start.group()[0].islower():
            text = text[:-1] + line
        else:
            text = f"{text[:-1]}-{line}"
    return _resolve_soft_hyphens(text, words)


def _hyphen_stays(before: str, after: str, words: frozenset[str]) -> bool:
    if f"{before}-{after}" in words:
        return True
    last = before.rsplit("-", 1)[-1]
    if f"{last}{after}" in words:
        return False
    return after in KEPT_AFTER or last in KEPT_BEFORE


def _resolve_soft_hyphens(text: str, words: frozenset[str]) -> str:
    """The hyphens that pdfium marked inside a line it had joined itself."""

    def resolve(match: re.Match[str]) -> str:
        before, after = match.group(1), match.group(2)
        stays = after[:1].isupper() or _hyphen_stays(before.lower(), after.lower(), words)
        return f"{before}{'-' if stays else ''}{after}"

    text = re.sub(rf"([^\W\d_]+){SOFT_HYPHEN} ?([^\W\d_]+)", resolve, text)
    return text.replace(SOFT_HYPHEN, "-")
