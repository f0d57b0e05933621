"""Which programme a sentence is about: the one it names, or its heading, or its document."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.evidence import Evidence
from assistant.mentions import EXACT_UP_TO, Name
from ingest.documents import SearchHit
from ingest.lexical import fold


@dataclass(frozen=True, slots=True)
class Subjects:
    """The names of the corpus as one expression; documents spell names right, questions may not.

    `programmes` gives the programme of a folded name; `capitals` the short names that count only
    as written, since in small letters they are everyday words.
    """

    pattern: re.Pattern[str]
    programmes: dict[str, str]
    capitals: dict[str, re.Pattern[str]]

    @classmethod
    def of(cls, names: Sequence[Name]) -> "Subjects":
        """The names made ready; the last few lists of names are remembered."""
        return _made_ready(tuple(names))

    def named(self, text: str) -> tuple[str, ...]:
        """The programmes that a text names, in order, each once."""
        found = []
        for match in self.pattern.finditer(fold(text)):
            written = self.capitals.get(match.group())
            if written is None or written.search(text):
                found.append(self.programmes[match.group()])
        return tuple(dict.fromkeys(found))

    def after(self, programme: str, text: str) -> list[str]:
        """What follows each mention of a programme in a text; empty where folding moves letters."""
        folded = fold(text)
        if len(folded) != len(text):
            return []
        return [
            text[match.end() :]
            for match in self.pattern.finditer(folded)
            if self.programmes[match.group()] == programme
        ]

    def concerns(self, programme: str, hit: SearchHit) -> bool:
        """Whether a passage may say something of a programme: it or its document names it."""
        if hit.edition.programme == programme:
            return True
        chunk = hit.chunk.chunk
        return programme in self.named(" \n ".join((hit.edition.title, *chunk.section, chunk.text)))

    def is_about(
        self, programme: str, item: Evidence, *, topic: str = "", others: Collection[str] = ()
    ) -> bool:
        """Whether a sentence is about the programme rather than about one named beside it.

        The first name counts, in the sentence, else in the headings above it from the nearest to
        the title, else that of the document; the `topic` is passed over. In the programme's own
        document its name may come later, unless one of the `others` comes first.
        """
        own = item.hit.edition.programme == programme
        section = item.hit.chunk.chunk.section
        for level, text in enumerate((item.text, *reversed(section), item.hit.edition.title)):
            named = [name for name in self.named(text) if name != topic]
            if level == 0 and own and programme in named:
                return named[0] not in others
            if named:
                return named[0] == programme
        return own


@lru_cache(maxsize=4)
def _made_ready(names: tuple[Name, ...]) -> Subjects:
    programmes = {fold(name.text): name.programme for name in names}
    longest_first = sorted(programmes, key=len, reverse=True)
    joined = "|".join(re.escape(text) for text in longest_first) or r"(?!)"
    return Subjects(
        re.compile(rf"(?<!\w)(?:{joined})(?!\w)"),
        programmes,
        {
            fold(name.text): re.compile(rf"(?<!\w){re.escape(name.text)}(?!\w)")
            for name in names
            if name.text.isupper() and len(name.text) <= EXACT_UP_TO
        },
    )
