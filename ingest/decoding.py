"""Bytes of a text file to text: UTF-8 first, then the encodings of French and English."""

import re

# In this order: on equal marks the first one wins.
WESTERN_ENCODINGS = ("cp1252", "iso8859_15", "mac_roman", "cp850")
EXPECTED = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’‘“”–—…•€£°§©®\u00a0½¼¾ñáíóúßÄÖÜ·²³ºª´¨")
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, *, declared: str = "") -> tuple[str, str]:
    """The text and the name of its encoding when it was not UTF-8 (else an empty name).

    `declared` is what the file says of itself (an e-mail header); UTF-8 that is valid goes first.
    """
    try:
        return _lines(data.decode("utf-8-sig")), ""
    except UnicodeDecodeError:
        pass
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lines(data.decode(encoding, errors="replace")), encoding
    encoding = usable_encoding(declared or _declared_in_html(data), data) or _likeliest(data)
    return _lines(data.decode(encoding, errors="replace")), encoding


def _declared_in_html(data: bytes) -> str:
    match = DECLARED.search(data[:4096])
    return match.group(1).decode("ascii") if match else ""


def usable_encoding(encoding: str, data: bytes) -> str:
    """The declared encoding if it exists and fits, else nothing; Latin-1 stands for cp1252."""
    name = encoding.lower().replace("_", "-")
    name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
    try:
        data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return ""
    return name


def _likeliest(data: bytes) -> str:
    """The Western encoding under which most high bytes are letters and marks of our languages."""
    high = bytes(byte for byte in data if byte >= 0x80)[:20_000]

    def share(encoding: str) -> float:
        text = high.decode(encoding, errors="replace")
        return sum(char in EXPECTED for char in text) / max(len(text), 1)

    best = max(WESTERN_ENCODINGS, key=share)
    if share(best) >= 0.5:
        return best
    # Imported here: seldom needed, and every file pays for the imports of its child process.
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:200_000]).best()
    return guess.encoding if guess else best


def _lines(text: str) -> str:
    """The text with one kind of line end, without NUL and other control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n")
    return re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", "", text)
