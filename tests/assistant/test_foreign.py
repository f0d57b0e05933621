"""Passages that exist in the other language only are found and ordered by what they say."""

import numpy as np
import pytest

from assistant.foreign import ForeignPassages
from assistant.retrieval import Query
from assistant.translation import Translations, words_of
from ingest.documents import Chunk, StoredChunk

# Invented: the question, the passage that answers it in the other language, and others beside it.
ASKED = {
    "fr": (
        "Combien coûte la location d'une paillasse par mois ?",
        "A bench in the shared laboratory is rented out for 310 euros a month.",
        [
            "The jury meets twice a year and hears the ten best teams.",
            "Founders keep every patent that comes out of their work.",
            "The building lies opposite the railway station.",
        ],
    ),
    "en": (
        "How much does it cost to rent a bench for a month?",
        "Une paillasse du laboratoire partagé se loue 310 euros par mois.",
        [
            "Le jury se réunit deux fois par an et entend les dix meilleures équipes.",
            "Les fondateurs gardent tous les brevets issus de leurs travaux.",
            "Le bâtiment se trouve en face de la gare.",
        ],
    ),
}
OTHER = {"fr": "en", "en": "fr"}
SHEET = "---\ntitle: {title}\nlanguage: {language}\n---\n\n# {title}\n\n{text}\n"


def stored(texts: list[str], language: str) -> list[StoredChunk]:
    return [
        StoredChunk(number, "orme", number, Chunk(text, "", (), 1, 0, len(text), language))
        for number, text in enumerate(texts)
    ]


def alike(stem: str, language: str) -> float:
    """Every word as rare as every other."""
    return 1.0


@pytest.mark.parametrize("language", ASKED)
def test_the_passage_that_answers_has_the_highest_vote(language):
    question, right, others = ASKED[language]
    votes = ForeignPassages().votes(question, stored([*others, right], OTHER[language]), alike)
    assert votes.shape == (4,) and votes.argmax() == 3 and votes[3] > 1


@pytest.mark.parametrize("language", ASKED)
def test_a_single_passage_is_not_the_best_because_it_is_the_only_one(language):
    question, right, others = ASKED[language]
    foreign = ForeignPassages()
    (alone, *beside) = [
        foreign.votes(question, stored([text], OTHER[language]), alike)[0]
        for text in (right, *others[1:])
    ]
    assert alone > 1 and all(vote < 0.5 for vote in beside)


@pytest.mark.parametrize("language", ASKED)
def test_votes_are_the_same_whether_passages_were_read_before(language):
    question, right, others = ASKED[language]
    read = ForeignPassages()
    read.remember([])
    passages = stored([right, *others], OTHER[language])
    read.remember(passages)
    ahead, now = (f.votes(question, passages, alike) for f in (read, ForeignPassages()))
    assert np.allclose(ahead, now, atol=1e-3)  # vectors differ by the texts they are read with


@pytest.mark.parametrize(("asked", "written"), [("fr", "en"), ("en", "fr")])
def test_a_document_in_the_other_language_only_is_found_as_well_after_reading_ahead(
    small, asked, written
):
    question, right, others = ASKED[asked]
    sheets = {
        f"{number}.{written}.md": SHEET.format(title=f"Orme {number}", language=written, text=text)
        for number, text in enumerate([*others, right])
    }
    assistant = small(sheets)
    query = Query(question, asked)
    before = assistant.retriever.search(query)
    assert right in before[0].chunk.chunk.text
    assistant.read_ahead()
    after = assistant.retriever.search(query)
    assert [hit.chunk.id for hit in after] == [hit.chunk.id for hit in before]
    assert [hit.score for hit in after] == pytest.approx([h.score for h in before], abs=1e-3)


@pytest.mark.parametrize(
    ("question", "language", "right", "other"),
    [
        ("Qui finance l'équipe ?", "en", "A fund pays for the team.", "The lake is deep."),
        ("Which patents are kept?", "fr", "Les brevets sont gardés.", "Le lac est profond."),
    ],
)
def test_a_passage_holds_words_in_translation(question, language, right, other):
    held = Translations().held(question, stored([other, right], language), alike)
    assert held.shape == (2,) and held[1] > held[0] == 0


def test_a_rare_word_in_translation_counts_more_than_a_usual_one():
    passages = stored(["The patent.", "The team."], "en")
    held = Translations().held(
        "le brevet de l'équipe", passages, lambda stem, _: 1.0 if stem == "patent" else 0.1
    )
    assert held[0] > 5 * held[1] > 0


@pytest.mark.parametrize("question", ["?!", "et le", "and the"])
def test_a_question_without_words_of_meaning_has_no_translations(question):
    assert not Translations().held(question, stored(["A bench.", "…"], "en"), alike).any()


def test_words_are_read_once_each_without_those_that_carry_no_meaning():
    assert words_of("Le brevet, the Patent et le BREVET de 2024") == ("brevet", "patent")
