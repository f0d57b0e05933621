"""The tokens of a text that carry quantities: words, numbers, days, links, marks between."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

# Spaces of every width are one space; full-width digits are digits; what cannot be seen goes.
PLAIN: Final = (
    *((space, " ") for space in "\t\u00a0\u1680\u2007\u202f\u3000"),
    *((chr(space), " ") for space in range(0x2002, 0x200A + 1) if space != 0x2007),
    *((chr(0xFF10 + digit), str(digit)) for digit in range(10)),
    *((chr(hidden), "") for hidden in (*range(0x200B, 0x2010), 0x00AD, 0x2060, 0xFEFF)),
    *((quote, "'") for quote in "’ʼ"),
    *((hyphen, "-") for hyphen in "\u2010\u2011–—−"),
)
FOLDED: Final = str.maketrans("àâäáéèêëîïíôöóùûüúçñ²³", "aaaaeeeeiiiooouuuucn23")
# Domains without a scheme are told from "fin.Le" by their ending, or by the path after them.
ENDINGS = (
    "com|org|net|fr|eu|io|co|ai|uk|de|be|ch|at|it|es|nl|lu|ca|us|gov|edu|info|bio|tech|health|app|"
    "dev|int|biz|me|tv|cloud|paris|science|ventures|vc|fund|inc|xyz|site|online|example|test|"
    "invalid"
)
LINK = (
    r"(?:https?|ftp)://[^\s<>\"«»“”|]+|www\.[^\s<>\"«»“”|]+|"
    rf"(?:[a-z0-9-]+\.)+(?:(?:{ENDINGS})(?![\w@-]|\.[a-z])(?:[/?#][^\s<>\"«»“”|]*)?|"
    r"[a-z]{2,}/[^\s<>\"«»“”|]+)"
)
PHONE = (
    r"(?:\+|\b00)\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}(?!\d)|"
    r"\b0\d(?:[ .-]?\d{2}){4}(?!\d)|\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)|"
    r"\b\d{3}[.-]\d{3}[.-]\d{4}(?!\d)"
)
DAY = r"\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}(?P<rule>[/.-])\d{1,2}(?P=rule)(?:\d{4}|\d{2})(?![\d/.-]*\d)"
CLOCK = r"(?:[01]?\d|2[0-4]) ?[hH] ?[0-5]\d(?!\d)|(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)"
NUMBER = (
    r"(?!0)\d{1,3}(?P<gap>[ ,.'])\d{3}(?:(?P=gap)\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|"
    r"\d+(?:[.,]\d+)*"
)
TOKEN: Final = re.compile(
    r"(?P<word>[A-Za-zÀ-ÖØ-öø-ÿ]++(?=[\s,;!?)'\"»”]|\.(?:\s|$)|:(?!//)|$)|(?:EUR|USD|GBP|CHF)(?=\d))"
    rf"|(?P<link>(?i:{LINK}))"
    r"|(?P<mail>[\w.+-]*\w@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<phone>{PHONE})|(?P<day>{DAY})|(?P<clock>{CLOCK})"
    r"|(?P<code>[^\W\d_]+\d[^\W_]*|[^\W\d_]{2,}-\d{1,3}(?!\d)[^\W_]*)"
    rf"|(?P<number>{NUMBER})"
    r"|(?P<letters>[^\W\d_]+)|(?P<hyphen>-)|(?P<symbol>[€$£%+&/])"
    r"|(?P<mark>[.,;:!?()\[\]|\n«»\"“”…])"
)
AREA_WORDS = frozenset({"m2", "km2"})
TRAILING = ".,;:!?'*_…"


class Token(NamedTuple):
    """`word` is the text folded (lower case, no accents); offsets count in the plain text."""

    kind: str
    text: str
    word: str
    start: int
    end: int


END = Token("mark", "", "", -1, -1)


def plain(text: str) -> str:
    """The text with one kind of space, apostrophe and hyphen, without invisible characters."""
    for written, meant in PLAIN:  # faster than str.translate: most are not there
        if written in text:
            text = text.replace(written, meant)
    return text


@lru_cache(maxsize=65536)
def fold_word(text: str) -> str:
    """Lower case without the accents of French; "à" keeps its own, "a" is another word."""
    return "à" if text in ("à", "À") else text.lower().translate(FOLDED)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text that went through `plain`, in order.

    A hyphen is a token between numbers only: it joins the parts of a word, of "six-month".
    """
    tokens: list[Token] = []
    for match in TOKEN.finditer(text):
        kind, written, start = match.lastgroup or "mark", match.group(), match.start()
        if kind == "word":  # nine of ten: nothing else to ask
            tokens.append(Token(kind, written, fold_word(written), start, match.end()))
        elif kind != "hyphen" or not _joins_letters(text, start):
            tokens.append(_rarer_token(kind, written, start))
    return tokens


def _rarer_token(kind: str, written: str, start: int) -> Token:
    if kind == "link":
        written = trim_link(written)
    folded = fold_word(written)
    if kind == "letters" or (kind == "code" and folded in AREA_WORDS):
        kind = "word"
    return Token(kind, written, folded, start, start + len(written))


def trim_link(link: str) -> str:
    """The address without the punctuation of the sentence around it."""
    trimmed = link.rstrip(TRAILING)
    for opening, closing in ("()", "[]"):
        while trimmed.endswith(closing) and trimmed.count(closing) > trimmed.count(opening):
            trimmed = trimmed[:-1].rstrip(TRAILING)
    return trimmed


def at(tokens: Sequence[Token], position: int) -> Token:
    """The token at a position; a mark with empty text outside the sequence."""
    return tokens[position] if 0 <= position < len(tokens) else END


def _joins_letters(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if after.isdigit() and text[position - 2 : position - 1].isdigit():
        return False  # 9h-12h
    return (before.isalpha() and after.isalnum()) or (before.isdigit() and after.isalpha())
