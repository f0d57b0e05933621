"""Sentences as evidence: how well each sentence of the passages found answers the question."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from assistant.answer_type import AnswerType, offered_share
from assistant.benefits import gives
from assistant.follow_up import Resolved
from assistant.headings import closeness, questions_in
from assistant.mentions import names_in
from assistant.question import Question, pointing_stems
from assistant.question_encoder import encode_questions
from assistant.remembered import Remembered
from assistant.synonyms import Group, is_held, synonyms_of
from assistant.view import View
from ingest.catalogue import Catalogue
from ingest.documents import SearchHit
from ingest.embeddings import Embedder
from ingest.injected import gives_orders
from ingest.lexical import terms
from ingest.spans import Span, quotable_spans

# A sentence in which a document itself says that something is not stated in it.
GAP = re.compile(
    r"\b(?:ne|n['’])\s*(?:le |la |les |en )?(?:précis|indiqu|mentionn|donn|di[ts]|fourni|cit|nomm|"
    r"annonc|détaill|chiffr|communiqu|publi|décri|liste)\w*\s+(?:pas|aucun|ni|rien|non plus)\b"
    r"|\bn['’](?:est|a|ont|y a)\s+(?:pas |aucun\w* )?(?:été )?(?:précisé|indiqué|mentionné|donné|"
    r"communiqué|annoncé|publié)"
    r"|\bne (?:sont|figurent?|donne) pas (?:précisé|indiqué|mentionné|donné|communiqué|annoncé)?"
    r"|\bnon (?:précisé|communiqué|indiqué|publié)"
    r"|\b(?:does|do|did) not (?:state|specify|mention|give|say|indicate|name|list|describe|"
    r"announce|disclose|provide|detail|tell)\b"
    r"|\b(?:is|are|was|were|has|have)(?: not|n't) (?:been )?(?:stated|specified|mentioned|given|"
    r"disclosed|announced|published|indicated|named|listed)\b"
    r"|\bnot (?:stated|specified|disclosed|announced)\b",
    re.IGNORECASE,
)
# A sentence in which a document speaks of itself: it answers nothing about the programme.
ABOUT_ITSELF = re.compile(
    r"\b(?:cette fiche|ce guide|ce document|cet aperçu|this (?:reading )?sheet|this overview|"
    r"this guide|this document)\b",
    re.IGNORECASE,
)
# Weights of the signals in a sentence's score (docs/decisions/0014-sentences-within-passages.md).
WITHIN, ALONE, COVER, FOCUS, TYPE, ASKED = 2.0, 2.0, 2.0, 2.0, 0.3, 4.0
# Sentences that are read a second time, alone: those that look best within their passages.
READ_AGAIN = 16
# What a key term of the turns before weighs, beside 1 for one of the question itself.
CONTEXT = 0.5
# Cosines of this model lie in a narrow band; this maps the band to 0..1.
COSINE_LOW, COSINE_WIDTH = 0.78, 0.14
# Between the cells of a table row.
CELLS = " | "


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage; `start` and `end` count in the document's text.

    `dense` is the closeness in meaning (0 to 1 for usual sentences), `cover` the share of the
    question's key terms, weighted by rarity, that the sentence and its headings hold, `focus`
    the same without the names of programmes (1 when only those are named), `offers` the share of
    the expected kinds of answer. `asked` is the closeness of the question to one that the heading
    above asks (0 to 1 and a little more). `gap` is true when the sentence says that something is
    not stated.
    """

    text: str
    start: int
    end: int
    hit: SearchHit
    dense: float
    cover: float
    focus: float
    offers: float
    asked: float
    score: float
    gap: bool


class SentenceReader:
    """Scores the sentences of passages; keeps the vectors of sentences it has read alone."""

    def __init__(self, embedder: Embedder, catalogue: Catalogue) -> None:
        """Use this model for sentences and questions, and the vectors that the catalogue holds."""
        self._embedder = embedder
        self._catalogue = catalogue
        self._alone = Remembered(embedder.encode_sentences)
        self._asked = Remembered(encode_questions)

    def read(self, resolved: Resolved, hits: Sequence[SearchHit], view: View) -> list[Evidence]:
        """The best sentences of the passages with their scores, READ_AGAIN at most, best first.

        All are compared by the vectors they have within their passages, which the catalogue
        holds; the best of them also by the vector each has alone: passages keep sentences apart
        that say what is stated and what is not.
        """
        question = self._embedder.encode_query(resolved.standalone)
        weights = _Weights.of(resolved, view, hits)
        asked = closeness(resolved.standalone, hits, self._asked)
        near = dict(zip((hit.chunk.id for hit in hits), asked, strict=True))
        found = [
            _evidence(hit, span, (near[hit.chunk.id], meant), weights)
            for hit, span, meant in self._within(hits, question, view)
        ]
        ranked = sorted(found, key=lambda item: -item.score - _gift(item, resolved.question))
        telling = (item for item in ranked if not gives_orders(item.text))
        best = list(islice(telling, READ_AGAIN))
        if not best:
            return []
        alone = rescale(self._alone.vectors([item.text for item in best]) @ question)
        again = [
            replace(
                item,
                dense=(item.dense + float(by_itself)) / 2,
                score=item.score + ALONE * (float(by_itself) - item.dense),
            )
            for item, by_itself in zip(best, alone, strict=True)
        ]
        return sorted(again, key=lambda item: -item.score)

    def remember(self, hits: Sequence[SearchHit]) -> None:
        """Read the sentences of passages ahead of questions."""
        spans = [span for hit in hits for span in quotable_spans(hit.chunk.chunk.text)]
        texts = [span.text for span in spans if not ABOUT_ITSELF.search(span.text)]
        if texts:
            self._alone.vectors(texts)
        asked = [text for hit in hits for text in questions_in(hit)]
        if asked:
            self._asked.vectors(asked)

    def _within(
        self, hits: Sequence[SearchHit], question: NDArray[np.float32], view: View
    ) -> Iterator[tuple[SearchHit, Span, float]]:
        """Every sentence with its closeness to the question as read within its passage."""
        held = self._catalogue.sentence_vectors([hit.chunk.id for hit in hits], len(question))
        for hit in hits:
            spans = quotable_spans(hit.chunk.chunk.text)
            vectors = held.get(hit.chunk.id)
            if vectors is None or len(vectors) != len(spans):
                # Taken in by an older version: the passage stands for each of its sentences.
                row = view.rows[hit.chunk.id]
                vectors = np.repeat(view.snapshot.vectors[row : row + 1], len(spans), axis=0)
            for span, meant in zip(spans, rescale(vectors @ question), strict=True):
                if not ABOUT_ITSELF.search(span.text):
                    yield hit, span, float(meant)


@dataclass(frozen=True, slots=True)
class _Weights:
    """The question's key terms with their rarity in the corpus, and the answers it expects.

    `named` finds the programmes that it names: "at Spartners" does not tell where Spartners is.
    """

    terms: dict[str, float]
    focus: frozenset[str]
    types: tuple[AnswerType, ...]
    synonyms: dict[str, Group]
    named: re.Pattern[str]

    @classmethod
    def of(cls, resolved: Resolved, view: View, hits: Sequence[SearchHit]) -> "_Weights":
        question = resolved.question
        language = question.language
        pointing = pointing_stems(language)
        earlier = [t for t in terms(resolved.context, language) if t not in pointing]
        rarity = {term: CONTEXT * view.lexical.rarity(term, language) for term in earlier}
        rarity |= {term: view.lexical.rarity(term, language) for term in question.terms}
        return cls(
            rarity,
            frozenset(question.focus),
            question.expects,
            synonyms_of(rarity, language, question.acronyms),
            names_in(resolved.standalone, (hit.edition for hit in hits)),
        )

    def cover(self, held: set[str], only: Collection[str] | None = None) -> float:
        """The share of the terms' weight that is held, itself or by a synonym; 0 without terms."""
        wanted = {t: w for t, w in self.terms.items() if only is None or t in only}
        total = sum(wanted.values())
        found = sum(w for t, w in wanted.items() if is_held(t, held, self.synonyms))
        return found / total if total else 0.0


def rescale(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines with the model's usual band mapped to 0..1."""
    return (cosines - COSINE_LOW) / COSINE_WIDTH


def without_repeats(items: Iterable[Evidence], like: float) -> list[Evidence]:
    """The items that are not near-copies of an earlier one (share of common terms)."""
    kept: list[Evidence] = []
    for item in items:
        own = set(terms(item.text, item.hit.chunk.chunk.language))
        if all(_overlap(own, other) < like for other in kept):
            kept.append(item)
    return kept


def _gift(item: Evidence, question: Question) -> float:
    """What a fact says of what a programme gives, where that is asked."""
    own = item.hit.edition.programme in question.programmes and not item.gap
    return gives(item.text) if own and question.asks_what_is_given else 0.0


def _overlap(own: set[str], other: Evidence) -> float:
    theirs = set(terms(other.text, other.hit.chunk.chunk.language))
    smaller = min(len(own), len(theirs))
    return len(own & theirs) / smaller if smaller else 1.0


def _evidence(
    hit: SearchHit, span: Span, closeness: tuple[float, float], weights: _Weights
) -> Evidence:
    chunk, (asked, meant) = hit.chunk.chunk, closeness
    heading = chunk.section[-1] if chunk.section else ""
    near = set(terms(f"{heading} {span.text}", chunk.language))
    cover = weights.cover(near | set(terms(hit.edition.title, chunk.language)))
    focus = weights.cover(near, weights.focus) if weights.focus else 1.0
    offers = offered_share(weights.types, weights.named.sub("", span.text))
    start = chunk.start + span.start
    return Evidence(
        text=span.text,
        start=start,
        end=start + len(span.text),
        hit=hit,
        dense=meant,
        cover=cover,
        focus=focus,
        offers=offers,
        asked=asked,
        score=(WITHIN + ALONE) * meant
        + COVER * cover
        + FOCUS * focus
        + TYPE * offers
        + ASKED * asked,
        gap=bool(GAP.search(span.text)),
    )
