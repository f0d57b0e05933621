"""Headings that ask: the question in a heading leads to the sentence under it."""

from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from assistant.headings import closeness, questions_in
from assistant.remembered import Remembered
from assistant.retrieval import Query
from assistant.verdict import WEAKEST, WEAKEST_UNASKED, judge

SHEETS = {
    "tilleul.fr.md": "---\ntitle: Prix Tilleul (inventé)\nprogramme: Prix Tilleul\n"
    "language: fr\n---\n\n"
    "# Prix Tilleul\n\n## Présentation\n\nLe Prix Tilleul se tient à Nantes.\n\n"
    "## Reste-t-on maître de sa société ? Faut-il céder du pouvoir ?\n\n"
    "Les équipes lauréates du Prix Tilleul gardent leur indépendance.\n\n"
    "## Qui paie les trajets ? Le train est-il remboursé ?\n\n"
    "Le règlement ne précise pas qui paie les déplacements vers Nantes.\n",
    "linden.en.md": "---\ntitle: Linden Prize (invented)\nprogramme: Linden Prize\n"
    "language: en\n---\n\n"
    "# Linden Prize\n\n## Overview\n\nThe Linden Prize is held in Bristol.\n\n"
    "## Do founders stay in charge? Must we hand over power?\n\n"
    "The winning teams of the Linden Prize keep their independence.\n\n"
    "## Who pays for travel? Are train fares refunded?\n\n"
    "The rules do not state who pays for travel to Bristol.\n",
}


def asked(assistant: Assistant, question: str, language: str) -> dict[str, float]:
    """How close the question is to each passage found, by the first words of its heading."""
    found = assistant.retriever.search(Query(question, language))
    hits = [hit for hit in found if hit.chunk.chunk.language == language]
    read = Remembered(assistant.embedder.encode_queries)
    close = closeness(assistant.embedder.encode_query(question), hits, read)
    sections = [hit.chunk.chunk.section for hit in hits]
    return {path[-1]: value for path, value in zip(sections, close, strict=True)}


def test_every_question_of_a_heading_counts(small):
    hits = small(SHEETS).retriever.search(Query("Who pays for travel?", "en"))
    found = {questions_in(hit) for hit in hits}
    assert ("Who pays for travel?", "Are train fares refunded?") in found
    assert () in found


@pytest.mark.parametrize(
    ("question", "language", "heading"),
    [
        ("Garde-t-on le contrôle de sa start-up ?", "fr", "Reste-t-on maître"),
        ("Mes billets de train sont-ils pris en charge ?", "fr", "Qui paie les trajets"),
        ("Will we keep control of our start-up?", "en", "Do founders stay in charge"),
        ("Do we get our train tickets back?", "en", "Who pays for travel"),
    ],
)
def test_the_heading_that_asks_the_same_is_the_closest(small, question, language, heading):
    found = asked(small(SHEETS), question, language)
    assert max(found, key=lambda path: found[path]).startswith(heading)
    assert found[next(path for path in found if "?" not in path)] == 0


@pytest.mark.parametrize(
    ("question", "status", "quote"),
    [
        ("Garde-t-on le contrôle avec le Prix Tilleul ?", "answered", "indépendance"),
        ("Do we stay in control with the Linden Prize?", "answered", "independence"),
        ("Le Prix Tilleul rembourse-t-il le train ?", "not_stated", "ne précise pas"),
        ("Does the Linden Prize refund train fares?", "not_stated", "do not state"),
    ],
)
def test_what_stands_under_the_heading_decides(small, question, status, quote):
    answer = small(SHEETS).answer(question)
    assert answer.status in {status, "partial"} if status == "answered" else answer.status == status
    assert quote in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["Garde-t-on le contrôle de sa start-up ?", "Will we keep control of our start-up?"]
)
def test_less_is_enough_where_no_heading_asks(small, question):
    part = small(SHEETS).weighed(question).parts[0]
    lowered = part.evidence[0].score - (WEAKEST + WEAKEST_UNASKED) / 2
    weak = [replace(item, score=item.score - lowered) for item in part.evidence]
    plain = []
    for item in weak:
        chunk = replace(item.hit.chunk.chunk, section=("Overview",))
        hit = replace(item.hit, chunk=replace(item.hit.chunk, chunk=chunk))
        plain.append(replace(item, hit=hit))
    assert judge(part.resolved.question, weak, quotes=3).probability == 0
    assert judge(part.resolved.question, plain, quotes=3).probability > 0
