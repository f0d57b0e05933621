"""Sentences that an answer adds to what was asked: whom to ask, and what is known of next time."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.answer import Language
from assistant.evidence import Evidence, SentenceReader
from assistant.follow_up import Resolved
from assistant.inquiry import Inquiry
from assistant.question import read_question
from assistant.retrieval import ProgrammeRetriever, Query
from ingest.documents import SearchHit

# What is searched to find whom to ask when the documents do not answer.
CONTACT_SEARCH: dict[Language, str] = {
    "fr": "Où trouver plus d'informations, site internet, adresse, contact ?",
    "en": "Where to find more information, website, address, contact?",
}
CONTACT_PASSAGES = 6
# What is read in the documents of another edition of a programme that is over.
NEXT_SEARCH: dict[Language, str] = {
    "fr": "Quand ouvrent les candidatures de la prochaine édition, et quelle est la date limite ?",
    "en": "When do applications for the next edition open, and what is the deadline?",
}
NEXT_PASSAGES = 24


@dataclass(frozen=True, slots=True)
class SideSearch:
    """The searches beside the question of one inquiry; each is made only when it is called."""

    inquiry: Inquiry
    retriever: ProgrammeRetriever
    reader: SentenceReader

    def contacts(self) -> tuple[Evidence, ...]:
        """Sentences of the asker's language that say where to learn more."""
        language = self.inquiry.question.language
        words = CONTACT_SEARCH[language]
        older = self.inquiry.editions.older
        query = Query(words, language, view=self.inquiry.view)
        hits = self.retriever.search(query, CONTACT_PASSAGES, left_out=older)
        return self._read(words, hits)

    def next_edition(self, documents: Collection[str]) -> tuple[Evidence, ...]:
        """Sentences of these documents on when applications open and close, best first."""
        view, language = self.inquiry.view, self.inquiry.question.language
        hits = (view.hit(stored) for stored in view.snapshot.chunks if stored.document in documents)
        own = [hit for hit in hits if not view.has_twin(hit.edition, language)]
        return self._read(NEXT_SEARCH[language], own[:NEXT_PASSAGES])

    def _read(self, words: str, hits: list[SearchHit]) -> tuple[Evidence, ...]:
        asked = read_question(words, (), limit=len(words))
        return tuple(self.reader.read(Resolved(asked), hits, self.inquiry.view))
