"""Limits that a cited passage sets and an answer leaves out: exclusions, thresholds, deadlines."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.attribution import stems_of
from assistant.evidence import ABOUT_ITSELF, GAP
from assistant.guard import supported
from assistant.quantities import quantities
from assistant.tokens import plain
from ingest.injected import gives_orders
from ingest.spans import quotable_spans

LIMIT: Final = re.compile(
    r"\b(?:sauf|hormis|hors(?! de\b| ta| d['’]atteinte)|except[ée]e?s?|"
    r"à l['’](?:exception|exclusion)|"
    r"exclu(?:e?s?|ant)|à condition|sous (?:réserve|condition)|pour autant|à moins|uniquement|"
    r"seulement|exclusivement|réservée?s?|seule?s? (?:les|ceux|celles)|au (?:plus|maximum|moins|"
    r"minimum)|maximum|minimum|plafonn\w+|dans la limite|jusqu['’]à concurrence|limitée?s? à|"
    r"ne (?:peu\w+|doi\w+|sont|est)(?: \w+)? pas|inéligibles?|non éligibles?|interdit\w*|"
    r"pas (?:ouverte?s?|éligibles?|cumulables?|admise?s?|acceptée?s?)|plafond|"
    r"n(?:e |['’])(?:(?!\b(?:pas|plus|jamais|rien|aucun\w*|ni)\b)[^.;:,]){1,40}?\bqu(?:e|['’]\w+)|"
    r"unless|except(?:ing)?|exclud(?:ed|es|ing)|other than|(?<!the )only|solely|exclusively|"
    r"provided(?: that)?|on (?:the )?condition|as long as|so long as|subject to|"
    r"(?:no|not) (?:more|less|later|earlier|fewer) than|"
    r"up to(?= (?:\d|[€$£]|(?:EUR|USD|an?|one|two|three|four|five|six|ten|twelve)\b))|"
    r"at (?:most|least)|"
    r"cap(?:ped)?|ceiling|restricted to|"
    r"limited to|reserved for|(?:not|never) (?:eligible|open|allowed|available|accepted)|"
    r"ineligible|(?:may|must|can) ?not|but not)\b",
    re.IGNORECASE,
)
CLAUSE_END: Final = re.compile(r"[;:.!?]|$")
# A sentence that begins so, or holds such a word, goes on about what the one before named.
POINTING: Final = re.compile(
    r"\b(?:(?:en|y) (?:est|sont|a|ont)|ils?|elles?|celles?|celui|ceux|cette|ces?|cela|leurs?|they|"
    r"them|it|its|these|those|this|such|their)\b",
    re.IGNORECASE,
)
CARRIED = 0.5


def limits_left_out(question: str, statement: str, passage: str) -> tuple[str, ...]:
    """The sentences of the passage that limit what the statement says and that it leaves out.

    They stand in the sentence that the statement rests on, or share a term with the question or
    two with the statement, or stand beside that sentence and share one or point back to it.
    Word for word, in the order of the passage; what a document says of itself limits nothing.
    """
    sentences = [span.text for span in quotable_spans(passage)]
    if not sentences or not LIMIT.search(passage):
        return ()
    asked, said = stems_of(plain(question)), stems_of(plain(statement))
    anchor = _anchor(said, asked, sentences)
    return tuple(
        sentence
        for position, sentence in enumerate(sentences)
        if (limit := LIMIT.search(sentence))
        and not (GAP.search(sentence) or ABOUT_ITSELF.search(sentence) or sentence.endswith("?"))
        and not gives_orders(sentence)
        and _bears(sentence, asked, said, position - anchor)
        and not _carries(statement, sentence, limit, asked)
    )


def _anchor(said: frozenset[str], asked: frozenset[str], sentences: Sequence[str]) -> int:
    """The position of the sentence that the statement rests on: the one nearest in words."""
    stems = [stems_of(plain(sentence)) for sentence in sentences]
    return max(
        range(len(sentences)), key=lambda at: (len(said & stems[at]), len(asked & stems[at]), -at)
    )


def _bears(sentence: str, asked: frozenset[str], said: frozenset[str], distance: int) -> bool:
    stems = stems_of(plain(sentence))
    if distance == 0 or asked & stems or len(said & stems) > 1:
        return True
    return abs(distance) == 1 and (bool(said & stems) or _points_back(sentence, distance))


def _points_back(sentence: str, distance: int) -> bool:
    return distance == 1 and bool(POINTING.search(sentence))


def _carries(statement: str, sentence: str, limit: re.Match[str], asked: frozenset[str]) -> bool:
    """Whether the statement says the limit too: its values, or its words, or a limit of its own."""
    end = CLAUSE_END.search(sentence, limit.end())
    clause = sentence[limit.start() : end.start() if end else len(sentence)]
    if quantities(clause):
        return supported(clause, [statement])
    wanted, said = stems_of(plain(clause)), stems_of(plain(statement))
    if not wanted & said and not said & stems_of(plain(sentence)):
        return bool(LIMIT.search(statement))  # told in the other language
    wanted -= asked
    if not wanted:
        return bool(LIMIT.search(statement))
    return len(wanted & said) >= CARRIED * len(wanted)
