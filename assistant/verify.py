"""Whether a quote stands word for word in its document, and the plain numbers of a text."""

import logging
import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.answer import Answer
from assistant.phrases import say
from ingest.documents import Page
from ingest.errors import DocumentNotFound

QUOTES = str.maketrans(
    dict.fromkeys("’‘‚‛ʼ", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‹›", "'")
)
LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"} | {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",
}  # fmt: skip
LIGATURE = re.compile("[" + "".join(LIGATURES) + "]")
HYPHENS = re.compile(r"[‐‑−–—]")
SOFT_HYPHEN = "\u00ad"
# A word cut at the end of a line; whether its hyphen belongs to it, the line end does not tell.
CUT = re.compile(r"(?<=[^\W\d_])-[^\S\n]*\n\s*(?=[^\W\d_])")
SPACE = re.compile(r"\s+")
QUOTE_SPACE = re.compile(r"\s*\"\s*")
THOUSANDS = re.compile(r"(?<=\d)[ ,.\u00a0\u202f](?=\d{3}(?!\d))")
WHOLE_NUMBER = re.compile(r"(?<!\d)(?:\d{1,3}(?:[ ,.']\d{3})+(?!\d)(?:[.,]\d+)?|\d+[.,]\d+)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
log = logging.getLogger(__name__)

SPELT_NUMBERS = {
    word: str(value)
    for value, words in enumerate(
        "zero zéro|one un une|two deux|three trois|four quatre|five cinq|six|seven sept|eight huit|"
        "nine neuf|ten dix|eleven onze|twelve douze".split("|")
    )
    for word in words.split()
}


def normalise(text: str) -> str:
    """White space, typographic quotes, hyphens and ligatures made plain; nothing else.

    Unicode is composed (NFC), soft hyphens go, and words cut at the end of a line are joined.
    """
    return _plain(CUT.sub("", _one_hyphen(text)))


def is_verbatim(quote: str, source: str) -> bool:
    """Whether the quote stands word for word in the source, after `normalise` on both.

    It may begin and end inside no word and no number: "12" is no quote of "12 000".
    """
    return _is_verbatim(quote, source, normalise(source))


def _is_verbatim(quote: str, source: str, normal: str) -> bool:
    """The same, with the source as `normalise` makes it, which is long work for a long page."""
    if not quote.strip():
        return False
    if _stands_in(normalise(quote), normal):
        return True
    # the hyphen at the end of a line may belong to the word: "start-" and "up"
    kept = _plain(CUT.sub("-", _one_hyphen(source)))
    return _stands_in(_plain(CUT.sub("-", _one_hyphen(quote))), kept)


def _one_hyphen(text: str) -> str:
    return HYPHENS.sub("-", unicodedata.normalize("NFC", text).replace(SOFT_HYPHEN, ""))


def _plain(text: str) -> str:
    text = LIGATURE.sub(lambda match: LIGATURES[match.group()], text.translate(QUOTES))
    return QUOTE_SPACE.sub('"', SPACE.sub(" ", text)).strip()


def _stands_in(quote: str, source: str) -> bool:
    """Whether the quote is a part of the source that cuts no word or number."""
    start = source.find(quote)
    while start >= 0 and quote:
        end = start + len(quote)
        if not (_cuts(source, start) or _cuts(source, end)):
            return True
        start = source.find(quote, start + 1)
    return False


def _cuts(text: str, position: int) -> bool:
    """Whether the position lies inside a word, or inside a number such as 12 000 or 1,5."""
    around = text[max(0, position - 1) : position + 1]
    if len(around) == 2 and position and around.isalnum():
        return True
    return any(
        match.start() < position < match.end()
        for match in WHOLE_NUMBER.finditer(text, max(0, position - 24), position + 24)
    )


def numbers_in(text: str) -> frozenset[str]:
    """The numbers written in digits, thousands separators removed, decimal comma as point."""
    joined = THOUSANDS.sub("", text)
    return frozenset(match.group().replace(",", ".") for match in NUMBER.finditer(joined))


def spelt_numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in digits, those spelt out up to twelve included."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return numbers_in(text) | {SPELT_NUMBERS[word] for word in words if word in SPELT_NUMBERS}


def guarded(answer: Answer, pages_of: Callable[[str], Sequence[Page]]) -> Answer:
    """The answer, as long as every quote stands on its page; else none of it is shown."""
    pages = {cited.document: _pages(cited.document, pages_of) for cited in answer.citations}
    places = {(cited.document, cited.page) for cited in answer.citations}
    texts = {place: _text(pages[place[0]], place[1]) for place in places}
    normal = {place: normalise(text) for place, text in texts.items()}
    for cited in answer.citations:
        place = (cited.document, cited.page)
        if not _is_verbatim(cited.quote, texts[place], normal[place]):
            log.error("a quote is not in document %s", cited.document)
            return Answer("not_stated", answer.language, say("withheld", answer.language))
    return answer


def is_withheld(answer: Answer | None) -> bool:
    """Whether it is what `guarded` gives in the place of an answer."""
    return answer is not None and answer.text == say("withheld", answer.language)


def _pages(document: str, pages_of: Callable[[str], Sequence[Page]]) -> Sequence[Page]:
    """Its pages; none when it was withdrawn while the question was answered."""
    try:
        return pages_of(document)
    except DocumentNotFound:
        return ()


def _text(pages: Sequence[Page], number: int) -> str:
    return pages[number - 1].text if number <= len(pages) else ""
