"""Cutting documents into chunks: all text here is invented for the tests."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import read_blocks
from ingest.chunking import split
from ingest.documents import Chunk, Document, Edition, Page
from ingest.sentences import sentence_spans

LIMIT = 300


def document(*pages: str, title: str = "Fonds Inventé", language: str = "fr") -> Document:
    numbered = tuple(Page(number, text) for number, text in enumerate(pages, 1))
    return Document("a.md", "0" * 64, Edition(title=title, language=language), numbered)


def chunks(*pages: str, characters: int = LIMIT) -> list[Chunk]:
    return split(document(*pages), characters=characters)


def check_invariants(source: Document, found: list[Chunk]) -> None:
    """Offsets, order, pages, and that no letter outside of headings is lost."""
    text, covered, end = source.text, bytearray(len(source.text)), 0
    bounds, start = [], 0
    for page in source.pages:
        bounds.append((page.number, start, start + len(page.text)))
        start += len(page.text) + 2
    for chunk in found:
        assert chunk.text == text[chunk.start : chunk.end]
        assert chunk.text == chunk.text.strip()
        assert end <= chunk.start < chunk.end
        end = chunk.end
        assert any(n == chunk.page and s <= chunk.start and chunk.end <= e for n, s, e in bounds)
        covered[chunk.start : chunk.end] = b"\x01" * (chunk.end - chunk.start)
    for _, first, last in bounds:
        for block in read_blocks(text, first, last):
            if block.kind == "heading":
                covered[block.start : block.end] = b"\x01" * (block.end - block.start)
    lost = [text[i] for i in range(len(text)) if not covered[i] and not text[i].isspace()]
    assert not lost


def test_headings_go_into_section_and_context_not_into_the_text() -> None:
    (chunk,) = chunks("# Fonds Inventé\n\n## Aides\n\n### Montant\n\nL'aide est de 900 €.")
    assert chunk.text == "L'aide est de 900 €."
    assert chunk.section == ("Fonds Inventé", "Aides", "Montant")
    assert chunk.context == "Fonds Inventé\nAides > Montant"
    assert chunk.passage.startswith("Fonds Inventé\nAides > Montant\nL'aide")


def test_small_paragraphs_of_one_section_are_merged_and_sections_are_not() -> None:
    found = chunks("## A\n\nUn.\n\nDeux.\n\n## B\n\nTrois.")
    assert [chunk.text for chunk in found] == ["Un.\n\nDeux.", "Trois."]


def test_sections_go_on_over_pages_and_chunks_keep_their_page() -> None:
    found = chunks("## Aides\n\nPremière page.", "Seconde page.\n\n## Fin\n\nTexte.")
    assert [(chunk.page, chunk.section) for chunk in found] == [
        (1, ("Aides",)),
        (2, ("Aides",)),
        (2, ("Fin",)),
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("## Quel est le délai ?", "Le délai est de trois mois."),
        ("**Quel est le délai ?**", "Le délai est de trois mois."),
        ("Q: What is the deadline?", "A: The deadline is 15 May."),
        ("What is the deadline?", "The deadline is 15 May."),
    ],
)
def test_a_question_stays_with_its_answer(question: str, answer: str) -> None:
    long = " ".join([answer] * 20)[: 2 * LIMIT].rsplit(" ", 1)[0]
    pairs = [f"{question}\n\n{long}\n\n{answer}" for _ in range(3)]
    found = chunks("# FAQ\n\n" + "\n\n".join(pairs))
    assert len(found) == 3
    for chunk in found:
        assert chunk.text.endswith(f"{long}\n\n{answer}")
        assert question.strip("#* ") in chunk.context + chunk.text


def test_a_far_too_long_answer_is_cut_and_carries_its_question() -> None:
    answer = "\n\n".join(f"Le point {n} vaut pour tous les candidats du fonds." for n in range(60))
    found = chunks(f"# FAQ\n\n**Qui peut venir ?**\n\n{answer}")
    assert len(found) > 3
    assert all("Qui peut venir ?" in chunk.passage for chunk in found)
    assert all(len(chunk.text) <= LIMIT for chunk in found)


@pytest.mark.parametrize("noun", ["Laboratoire", "Laboratory"])
def test_a_table_is_cut_between_rows_and_repeats_its_header(noun: str) -> None:
    rows = [f"| {noun} {number} | {number}00 € | 2026 |" for number in range(30)]
    table = "\n".join(["| Lieu | Prix | Année |", "| --- | --- | --- |", *rows])
    found = chunks(f"## Prix\n\nVoici les prix :\n\n{table}")
    assert len(found) > 3
    assert found[0].text.startswith("Voici les prix :\n\n| Lieu")
    for chunk in found[1:]:
        assert "| Lieu | Prix | Année |" in chunk.context
        assert all(line in rows for line in chunk.text.splitlines())
    kept = [line for chunk in found for line in chunk.text.splitlines() if line in rows]
    assert kept == rows


def test_list_items_are_whole_and_carry_their_lead_in() -> None:
    items = [
        f"- le candidat numéro {number} du concours inventé de l'année" for number in range(20)
    ]
    found = chunks("## Exclus\n\nSont exclus :\n\n" + "\n".join(items))
    assert found[0].text.startswith("Sont exclus :\n\n- le candidat")
    assert all("Sont exclus :" in chunk.passage for chunk in found)
    assert [line for chunk in found for line in chunk.text.splitlines() if line in items] == items


def test_a_lead_in_is_not_left_at_the_end_of_a_chunk() -> None:
    filler = "Une phrase de remplissage. " * 10
    found = chunks(f"## A\n\n{filler.strip()}\n\nPièces à joindre :\n\n- un budget détaillé, signé")
    assert found[-1].text == "Pièces à joindre :\n\n- un budget détaillé, signé"


def test_sentences_are_whole_unless_longer_than_the_limit() -> None:
    sentences = [
        f"La société numéro {n} dépose son dossier avant le 15 mai 2026." for n in range(20)
    ]
    for chunk in chunks("## A\n\n" + " ".join(sentences)):
        assert len(chunk.text) <= LIMIT
        assert chunk.text.startswith("La société")
        assert chunk.text.endswith("2026.")
    endless = ", ".join(f"mot{number}" for number in range(200))
    found = chunks(endless)
    assert len(found) > 1
    assert all(len(chunk.text) <= LIMIT for chunk in found)
    check_invariants(document(endless), found)


def test_a_heading_that_says_something_and_has_no_text_is_kept() -> None:
    found = chunks("# Affiche\n\n## Dépôt avant le 15 mai\n\n## Lieu\n\nParis.")
    assert [chunk.text for chunk in found] == ["Dépôt avant le 15 mai", "Paris."]


def test_code_is_not_read_as_headings() -> None:
    (chunk,) = chunks("## A\n\n```\n# pas un titre\n```")
    assert chunk.text == "```\n# pas un titre\n```"


def test_language_is_that_of_the_chunk_and_of_the_document_when_it_is_short() -> None:
    english = "The company must file its application before the end of May and pay the fee to us."
    french = "L'entreprise doit déposer son dossier avant la fin du mois de mai et payer les frais."
    found = chunks(f"## A\n\n{english}\n\n## B\n\n{french}\n\n## C\n\nBioLabs 2026")
    assert [chunk.language for chunk in found] == ["en", "fr", "fr"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("L'art. 5 s'applique. M. Martin signe à 9.30 h. Fin.", 3),
        ("See e.g. Article 5. Dr. Smith signs. Done!", 3),
        ("Combien ? 1 200 €. Voir « Tarifs. » Puis rien", 4),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    assert len(sentence_spans(text)) == count


def test_a_book_is_cut_whole() -> None:
    part = "## Chapitre\n\n" + "La start-up dépose son dossier. Elle attend la réponse.\n\n" * 20
    book = (part + "| A | B |\n| --- | --- |\n" + "| un | deux |\n" * 10 + "\n") * 250
    assert len(book) > 300_000
    found = chunks(book, characters=700)
    assert len(found) >= 500
    assert sum(chunk.text.count("dossier") for chunk in found) == book.count("dossier")


WORDS = st.sampled_from(
    ["aide", "Paris", "start-up", "2026", "900 €", "œuvre", "l'été", "e.g.", "?", "|", ":", "#"]
)
LINES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map(lambda line: f"{line}."),
    LINES.map(lambda line: f"**{line} ?**"),
    LINES.map(lambda line: f"Q: {line} ?\nA: {line}."),
    st.lists(LINES, min_size=1, max_size=8).map(lambda items: "\n".join(f"- {i}" for i in items)),
    st.lists(LINES, min_size=1, max_size=8).map(
        lambda items: "\n".join(f"  1. {i}" for i in items)
    ),
    st.lists(LINES, min_size=1, max_size=8).map(
        lambda rows: "\n".join(["| A | B |", "| --- | :-: |", *(f"| {r} | x |" for r in rows)])
    ),
    st.tuples(st.integers(1, 6), LINES).map(lambda h: f"{'#' * h[0]} {h[1]}"),
    LINES.map(lambda line: f"{line}\n---"),
    LINES.map(lambda line: f"```\n# {line}\n```"),
    st.text(alphabet="aé.?!: \n\t|#*->`~=0A", max_size=80),
)
PAGES = st.lists(BLOCKS, max_size=10).map("\n\n".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=3), st.integers(20, 400))
def test_any_markdown_is_cut_without_loss(pages: list[str], characters: int) -> None:
    source = document(*pages)
    check_invariants(source, split(source, characters=characters))


def test_no_chunk_is_made_of_blank_text() -> None:
    assert chunks(" \n\n", "") == []
    assert not re.search(r"\S", document(" \n\n", "").text)
