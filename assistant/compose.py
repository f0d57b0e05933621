"""The extractive answer: fixed phrases in the asker's language around word-for-word quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Citation, Language, Statement, Status
from assistant.evidence import Evidence
from assistant.phrases import say
from assistant.relative_dates import date_note
from ingest.language import detect_language


@dataclass
class Draft:
    """An answer being written: its lines, and the quotes numbered in order of first use."""

    language: Language
    lines: list[str] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def phrase(self, name: str, **values: object) -> None:
        """Add one of our own phrases."""
        self.lines.append(say(name, self.language, **values))

    def quote(self, evidence: Evidence, *, label: str = "") -> None:
        """Add a sentence, word for word, with the number of its citation.

        A line of ours follows where it has dates that count from the document's own.
        """
        number = self._number(evidence)
        spoken = detect_language(evidence.text)
        marked = "quote_fr" if spoken == "fr" else "quote_en"
        text = say(marked, self.language, quote=evidence.text)
        if label:
            text = say("part", self.language, part=label, found=text)
        self.lines.append(f"{text} [{number}]")
        self.statements.append(Statement(text, (number,)))
        note = "" if evidence.gap else self._dates(evidence)
        if note:
            self.lines.append(note)

    def _dates(self, evidence: Evidence) -> str:
        return date_note(evidence.text, evidence.hit.edition.published, self.language)

    def _number(self, evidence: Evidence) -> int:
        for citation in self.citations:
            if (citation.document, citation.start) == (evidence.hit.chunk.document, evidence.start):
                return citation.number
        self.citations.append(cite(evidence, len(self.citations) + 1))
        return len(self.citations)

    def answer(self, status: Status, *, options: Sequence[str] = ()) -> Answer:
        """The finished answer."""
        return Answer(
            status=status,
            language=self.language,
            text="\n".join(self.lines),
            statements=tuple(self.statements),
            citations=tuple(self.citations),
            options=tuple(options),
        )


def cite(evidence: Evidence, number: int) -> Citation:
    """The citation of a sentence: where it stands, and what its document says of itself."""
    edition, chunk = evidence.hit.edition, evidence.hit.chunk.chunk
    return Citation(
        number=number,
        document=evidence.hit.chunk.document,
        title=edition.title,
        programme=edition.programme,
        edition=edition.edition,
        language=edition.language or chunk.language,
        page=chunk.page,
        section=" > ".join(chunk.section),
        quote=evidence.text,
        source=edition.source,
        source_kind=edition.source_kind,
        publisher=edition.publisher,
        published=edition.published,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        start=evidence.start,
        end=evidence.end,
    )
