"""What a text says to a machine, read through its disguise: hidden, spaced, encoded, misspelt."""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ingest.lexical import fold

INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
# Letters that are not seen, each the double of an ASCII one; after a black flag they are a flag.
FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
TAGS = re.compile("[\U000e0020-\U000e007e]{3,}")
TAG_BLOCK = 0xE0000
# "I g n o r e", "i.g.n.o.r.e": letters with the same sign between each of them.
SPACED = re.compile(
    r"(?<!\w)[a-z0-9](?: [a-z0-9](?!\w)){4,}|(?<!\w)[a-z0-9]([._*~-])[a-z0-9](?:\1[a-z0-9])*(?!\w)"
)
SEPARATOR = re.compile(r"[ ._*~-]")
MIXED_WORD = re.compile(r"\S{0,30}(?:[a-z][0-9@$!|]|[0-9@$!|][a-z])\S{0,30}")
MIXED = re.compile(r"[a-z][0-9@$!|]|[0-9@$!|][a-z]")
DIGITS_AS_LETTERS = str.maketrans("01345789@$!|", "oieastbgasil")
# Letters of other scripts that look like Latin ones, in words that hold Latin ones too.
LOOK_ALIKES = str.maketrans("авеіјкмнорсԁѕтухѵαβεικνορτυχ", "abeijkmhopcdstyxvabeiknoptux")
MIXED_SCRIPTS = re.compile(r"\w{0,30}(?:[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z])\w{0,30}")
ENCODED = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{12,}={0,2}(?![A-Za-z0-9+/=])")
FEWEST_DECODED = 9
# The words whose misspellings are read as meant.
MEANT = (
    "ignore ignorez disregard forget oublie oubliez previous precedent precedentes instruction "
    "instructions consigne consignes system systeme prompt assistant chatbot "
    "everybody everyone override guidelines restrictions"
).split()
LONG_WORD = re.compile(r"\b[a-z]{5,14}\b")


def hides_text(sentence: str) -> bool:
    """Whether the sentence holds words that no reader can see or make out as they stand."""
    return bool(TAGS.search(FLAG.sub("", sentence))) or any(decoded(sentence))


def decoded(sentence: str) -> Iterator[str]:
    """The texts that stand in it as base64."""
    for match in ENCODED.finditer(sentence):
        found = match.group().rstrip("=")
        try:
            text = base64.b64decode(found + "=" * (-len(found) % 4), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if len(text) >= FEWEST_DECODED and text.isprintable() and text.strip():
            yield text


def readings(sentence: str) -> Iterator[str]:
    """The sentence folded, as it stands and as it is meant; each reading once."""
    shown = INVISIBLE.sub("", unicodedata.normalize("NFKC", html.unescape(sentence)))
    plain = " ".join(fold(shown).split())
    seen = {plain}
    yield plain
    for change in (_one_script, _joined, _letters, _spelt):
        changed = change(plain)
        if changed not in seen:
            seen.add(changed)
            yield changed
            corrected = _spelt(changed)
            if corrected not in seen:
                seen.add(corrected)
                yield corrected


def _one_script(text: str) -> str:
    if text.isascii():
        return text
    return MIXED_SCRIPTS.sub(lambda match: match.group().translate(LOOK_ALIKES), text)


def _joined(text: str) -> str:
    """Spaced letters put together; where all words are spaced alike, their borders are lost."""
    return SPACED.sub(lambda match: SEPARATOR.sub("", match.group()), text)


def _letters(text: str) -> str:
    """Digits and signs inside words as the letters they look like."""
    if not MIXED.search(text):
        return text
    return MIXED_WORD.sub(lambda match: match.group().translate(DIGITS_AS_LETTERS), text)


def _spelt(text: str) -> str:
    return LONG_WORD.sub(lambda match: _meant(match.group()), text)


@lru_cache(maxsize=16384)
def _meant(word: str) -> str:
    """The word of MEANT that differs from it by one letter, or by the order of its letters."""
    if word in MEANT:
        return word
    letters, shorter = sorted(word), {word, *_shortened(word)}
    for meant in MEANT:
        if meant[0] != word[0] or abs(len(meant) - len(word)) > 1:
            continue
        if sorted(meant) == letters or not shorter.isdisjoint({meant, *_shortened(meant)}):
            return meant
    return word


def _shortened(word: str) -> set[str]:
    """The word without one of its letters, the first excepted."""
    return {word[:at] + word[at + 1 :] for at in range(1, len(word))}
