"""Sentences as evidence: how well each sentence of the passages found answers the question."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.follow_up import Resolved
from assistant.retrieval import View
from assistant.sentences import Span, split_sentences
from ingest.documents import SearchHit
from ingest.embeddings import Embedder
from ingest.lexical import terms

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
# Shares of the three signals in a sentence's score.
DENSE_SHARE, COVER_SHARE, PASSAGE_SHARE = 0.6, 0.3, 0.1
# Cosines of this model lie in a narrow band; this maps the band to 0..1.
COSINE_LOW, COSINE_HIGH = 0.78, 0.92
CACHED_SENTENCES = 20_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage; `start` and `end` count in the document's text.

    `dense` and `cover` lie between 0 and 1: closeness in meaning, and the share of the
    question's key terms (weighted by rarity) that the sentence and its headings hold.
    `gap` is true when the sentence says that something is not stated.
    """

    text: str
    start: int
    end: int
    hit: SearchHit
    dense: float
    cover: float
    score: float
    gap: bool


class SentenceReader:
    """Scores the sentences of passages; keeps the vectors of sentences it has read."""

    def __init__(self, embedder: Embedder) -> None:
        """Use this model for sentences and questions."""
        self._embedder = embedder
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def read(self, resolved: Resolved, hits: Sequence[SearchHit], view: View) -> list[Evidence]:
        """Every sentence of the passages with its scores, best first."""
        spans = [(hit, span) for hit in hits for span in split_sentences(hit.chunk.chunk.text)]
        if not spans:
            return []
        vectors = self._encode([_in_context(hit, span) for hit, span in spans])
        dense = rescale(vectors @ self._embedder.encode_query(resolved.standalone))
        weights = _weights(resolved, view)
        top = max(hit.score for hit in hits) or 1.0
        evidence = [
            _evidence(hit, span, float(closeness), (weights, hit.score / top))
            for (hit, span), closeness in zip(spans, dense, strict=True)
        ]
        return sorted(evidence, key=lambda item: -item.score)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            vectors = self._embedder.encode_passages(missing)
            self._vectors.update(zip(missing, vectors, strict=True))
        result = np.stack([self._vectors[text] for text in texts])
        while len(self._vectors) > CACHED_SENTENCES:
            self._vectors.popitem(last=False)
        return result


def rescale(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines mapped from the model's usual band to 0..1, clipped."""
    return np.clip((cosines - COSINE_LOW) / (COSINE_HIGH - COSINE_LOW), 0.0, 1.0)


def without_repeats(items: Iterable[Evidence], like: float) -> list[Evidence]:
    """The items that are not near-copies of an earlier one (share of common terms)."""
    kept: list[Evidence] = []
    for item in items:
        own = set(terms(item.text, item.hit.chunk.chunk.language))
        if all(_overlap(own, other) < like for other in kept):
            kept.append(item)
    return kept


def _overlap(own: set[str], other: Evidence) -> float:
    theirs = set(terms(other.text, other.hit.chunk.chunk.language))
    smaller = min(len(own), len(theirs))
    return len(own & theirs) / smaller if smaller else 1.0


def _in_context(hit: SearchHit, span: Span) -> str:
    section = hit.chunk.chunk.section
    heading = section[-1] if section else hit.edition.title
    return f"{heading} : {span.text}"


def _weights(resolved: Resolved, view: View) -> dict[str, float]:
    """The question's key terms with their rarity in the corpus, between 0 and 1."""
    language = resolved.question.language
    return {term: view.lexical.rarity(term, language) for term in resolved.question.terms}


def _evidence(
    hit: SearchHit, span: Span, dense: float, question: tuple[dict[str, float], float]
) -> Evidence:
    weights, passage = question
    chunk = hit.chunk.chunk
    held = set(terms(f"{hit.edition.title} {' '.join(chunk.section)} {span.text}", chunk.language))
    total = sum(weights.values())
    cover = (
        sum(weight for term, weight in weights.items() if term in held) / total if total else 0.0
    )
    score = DENSE_SHARE * dense + COVER_SHARE * cover + PASSAGE_SHARE * max(passage, 0.0)
    start = chunk.start + span.start
    return Evidence(
        text=span.text,
        start=start,
        end=start + len(span.text),
        hit=hit,
        dense=dense,
        cover=cover,
        score=score,
        gap=bool(GAP.search(span.text)),
    )


def rescored(item: Evidence, score: float) -> Evidence:
    """The same evidence with another score."""
    return replace(item, score=score)
