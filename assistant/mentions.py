"""Which programmes a text names, by their names and aliases, small misspellings included."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ingest.documents import Edition, StoredDocument
from ingest.lexical import fold

WORD = re.compile(r"[\w&]+(?:[-'.][\w&]+)*")
# Marks that end a name: what stands on both sides of one is two things.
APART = re.compile(r"[,;:?!()/]")
# Names up to this length are matched to the letter: "FAST" is not "past".
EXACT_UP_TO = 4
CLOSE = 86.0


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a programme as its documents write it; `programme` is the one it stands for."""

    text: str
    programme: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, and where: `text[start:end]`."""

    name: Name
    start: int
    end: int


def programme_names(documents: Iterable[StoredDocument]) -> list[Name]:
    """Every programme name and alias of the corpus, longest first, each once."""
    names: dict[str, Name] = {}
    for document in documents:
        programme = document.edition.programme
        for text in (programme, *document.edition.aliases):
            if text and programme:
                names.setdefault(fold(text), Name(text, programme))
    return sorted(names.values(), key=lambda name: (-len(name.text), name.text))


def names_in(text: str, editions: Iterable[Edition]) -> re.Pattern[str]:
    """Finds the names of these editions' programmes that stand in a text; nothing without any."""
    known = {name for own in editions for name in (own.programme, *own.aliases)}
    named = sorted((name for name in known if name and name in text), key=lambda own: -len(own))
    return re.compile("|".join(map(re.escape, named)) or r"(?!)")


def find_mentions(text: str, names: Iterable[Name]) -> list[Mention]:
    """The programmes named in a text, in order of appearance, without overlaps.

    What is written as one of the names is not a misspelling of another.
    """
    names = list(names)
    known = {folded(name.text) for name in names}
    words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
    found: list[Mention] = []
    for name in names:
        size = len(WORD.findall(name.text))
        for first in range(len(words) - size + 1):
            start, end = words[first][1], words[first + size - 1][2]
            overlaps = any(start < other.end and other.start < end for other in found)
            written = folded(text[start:end])
            other_name = written in known and written != folded(name.text)
            if not overlaps and not other_name and _same(text[start:end], name.text):
                found.append(Mention(name, start, end))
    return sorted(found, key=lambda mention: mention.start)


def folded_names(mentions: Iterable[Mention]) -> list[str]:
    """The names that are mentioned, as texts are compared with them."""
    return [fold(mention.name.text) for mention in mentions]


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """A name, or some words of a question, folded; every name is held against every place."""
    return fold(text)


def _same(written: str, name: str) -> bool:
    if APART.search(written) and not APART.search(name):
        return False
    left, right = folded(written), folded(name)
    if left == right:
        # a short name is also an everyday word ("fast", "ai"): its capitals make it a name
        return len(name) > EXACT_UP_TO or not name.isupper() or written != written.lower()
    if len(name) <= EXACT_UP_TO or left[0] != right[0] or abs(len(left) - len(right)) > 2:
        return False  # "partners" is not "Spartners"
    return float(fuzz.ratio(left, right)) >= CLOSE
