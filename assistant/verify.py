"""The guard: a quote stands word for word in its document, a number stands in a quote."""

import re

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "œ": "oe", "Œ": "OE"}
HYPHENS = re.compile(r"[‐‑−–—]")
SPACE = re.compile(r"\s+")
QUOTE_SPACE = re.compile(r"\s*\"\s*")
THOUSANDS = re.compile(r"(?<=\d)[ ,.\u00a0\u202f](?=\d{3}(?!\d))")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SPELT_NUMBERS = {
    word: str(value)
    for value, words in enumerate(
        "zero zéro|one un une|two deux|three trois|four quatre|five cinq|six|seven sept|eight huit|"
        "nine neuf|ten dix|eleven onze|twelve douze".split("|")
    )
    for word in words.split()
}


def normalise(text: str) -> str:
    """White space, typographic quotes, hyphens and ligatures made plain; nothing else."""
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    text = HYPHENS.sub("-", text.translate(QUOTES))
    return QUOTE_SPACE.sub('"', SPACE.sub(" ", text)).strip()


def is_verbatim(quote: str, source: str) -> bool:
    """Whether the quote stands word for word in the source, after `normalise` on both."""
    return bool(quote.strip()) and normalise(quote) in normalise(source)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers written in digits, thousands separators removed, decimal comma as point."""
    joined = THOUSANDS.sub("", text)
    return frozenset(match.group().replace(",", ".") for match in NUMBER.finditer(joined))


def spelt_numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in digits, those spelt out up to twelve included."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return numbers_in(text) | {SPELT_NUMBERS[word] for word in words if word in SPELT_NUMBERS}
