"""Documents without headings that ask: what is stated is told from what is merely near."""

import pytest

from assistant.admissions import split_sides
from assistant.plain_documents import PASSAGE, PlainSignals, estimate_plain, is_plain, order
from assistant.verdict import estimate

# Invented: what each part of a long guide tells, again and again with other names.
TELLS = {
    "fr": "Le bâtiment {name} abrite des ateliers de menuiserie et une réserve de bois de {name}.",
    "en": "The {name} building houses joinery workshops and a timber store of {name}.",
}
RENT = {
    "fr": "Une paillasse du laboratoire partagé se loue 310 euros par mois.",
    "en": "A bench in the shared laboratory is rented out for 310 euros a month.",
}
ASKED = {
    "fr": (
        "Combien coûte la location d'une paillasse par mois ?",
        "Qui siège au jury de sélection des candidatures ?",
    ),
    "en": (
        "How much does it cost to rent a bench for a month?",
        "Who sits on the jury that selects the applications?",
    ),
}


def guide(language: str, parts: int) -> dict[str, str]:
    told = [TELLS[language].format(name=f"Orme-{number}") for number in range(parts)]
    told.insert(parts // 2, RENT[language])
    body = "\n\n".join(f"## Partie {number}\n\n{text}" for number, text in enumerate(told))
    return {f"guide.{language}.md": f"---\ntitle: Orme\nlanguage: {language}\n---\n\n{body}\n"}


@pytest.mark.parametrize("language", ASKED)
def test_a_fact_among_many_passages_is_told_from_what_is_not_there(small, language):
    assistant = small(guide(language, 150))
    stated, missing = ASKED[language]
    estimates = {}
    for question in (stated, missing):
        (part,) = assistant.weighed(question).parts
        assert is_plain(part.evidence)
        facts, gaps = split_sides(part.resolved.question, part.evidence)
        estimates[question] = estimate(part.resolved.question, facts, gaps)
    assert estimates[stated] > 0.65 and estimates[missing] < 0.45
    assert RENT[language] in [cited.quote for cited in assistant.answer(stated).citations]
    assert assistant.answer(missing).status == "not_stated"


@pytest.mark.parametrize("language", ASKED)
def test_few_passages_are_not_held_against_each_other(small, language):
    assistant = small(guide(language, 12))
    (part,) = assistant.weighed(ASKED[language][0]).parts
    assert part.evidence and not is_plain(part.evidence)
    assert order(part.evidence[::-1]) == part.evidence[::-1]
    assert RENT[language] in [
        cited.quote for cited in assistant.answer(ASKED[language][0]).citations
    ]


@pytest.mark.parametrize("language", ASKED)
def test_the_passage_of_a_sentence_counts_among_many(small, language):
    (part,) = small(guide(language, 150)).weighed(ASKED[language][0]).parts
    together = [item.score + PASSAGE * item.hit.score for item in part.evidence]
    assert together == sorted(together, reverse=True)
    assert order(part.evidence[::-1])[0].text == RENT[language]


@pytest.mark.parametrize(
    "question", ["Combien de temps dure le Golden Ticket ?", "How long is the Golden Ticket?"]
)
def test_sheets_whose_headings_ask_are_not_plain(assistant, question):
    (part,) = assistant.weighed(question).parts
    assert not is_plain(part.evidence)


def test_each_signal_speaks_for_an_answer():
    usual = PlainSignals(4.0, 0.6, 0.5)
    for better in (
        PlainSignals(6.0, 0.6, 0.5),
        PlainSignals(4.0, 0.8, 0.5),
        PlainSignals(4.0, 0.6, 2.0),
    ):
        assert 0 < estimate_plain(usual) < estimate_plain(better) < 1
