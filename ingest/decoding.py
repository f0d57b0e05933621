"""Bytes of a text file to text: UTF-8 first, then the encodings of French and English."""

import re

# In this order: on equal marks the first one wins.
WESTERN_ENCODINGS = ("cp1252", "iso8859_15", "mac_roman", "cp850")
EXPECTED = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’‘“”–—…•€£°§©®\u00a0½¼¾ñáíóúßÄÖÜ·²³ºª´¨")
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
# UTF-8 that somebody read as a Western encoding and stored so: "Ã©" for "é", "â€™" for "’".
TAIL = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a€™]"
BROKEN = re.compile(rf"[\u00c2-\u00c5]{TAIL}|\u00e2{TAIL}{TAIL}")
NARROW_SPACES = frozenset("\u2009\u202f")
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


def mended(text: str) -> str:
    """The text with letters of French and English that were broken when it was stored made whole.

    What does not become such a letter or mark stays as it is.
    """
    return BROKEN.sub(_whole, text)


def _whole(match: re.Match[str]) -> str:
    # Five bytes have no sign in cp1252; a careless reader leaves their numbers.
    data = b"".join(
        bytes([ord(sign)]) if ord(sign) < 0x100 else sign.encode("cp1252", "replace")
        for sign in match[0]
    )
    letter = data.decode("utf-8", errors="replace")
    return letter if letter in EXPECTED | NARROW_SPACES else match[0]


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
