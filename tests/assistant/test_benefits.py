"""What a programme gives: laboratories and advice come first, an admitted gap stays one."""

import pytest

from assistant.assistant import Assistant
from assistant.benefits import gives


@pytest.mark.parametrize(
    ("question", "rooms", "advice"),
    [
        ("Qu'obtient-on chez Spartners ?", ("bureaux", "laboratoires"), "expertises"),
        ("Que gagne-t-on à entrer chez Spartners ?", ("bureaux", "laboratoires"), "expertises"),
        ("Spartners offre quoi ?", ("bureaux", "laboratoires"), "expertises"),
        ("What do we get at Spartners?", ("offices", "laboratories"), "expertise"),
        ("What are the benefits of joining Spartners?", ("offices", "laboratories"), "expertise"),
        ("Spartners offers what?", ("offices", "laboratories"), "expertise"),
    ],
)
def test_rooms_and_advice_are_what_an_incubator_gives(
    assistant: Assistant, question: str, rooms: tuple[str, str], advice: str
):
    answer = assistant.answer(question)

    assert answer.status == "answered"
    quotes = [cited.quote for cited in answer.citations]
    assert any(all(room in quote for room in rooms) for quote in quotes)
    assert any(advice in quote for quote in quotes)
    assert {cited.programme for cited in answer.citations} == {"Spartners"}


@pytest.mark.parametrize(
    ("question", "advises"),
    [
        ("Qu'apporte FAST aux start-up ?", "conseille"),
        ("What does FAST give start-ups?", "advises"),
    ],
)
def test_advice_alone_is_something_given(assistant: Assistant, question: str, advises: str):
    answer = assistant.answer(question)

    assert answer.status == "answered"
    assert all(advises in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Que comprend le Bio Partnering Pass Challenge ?",
        "Quels sont les avantages du Bio Partnering Pass Challenge ?",
        "What does the Bio Partnering Pass Challenge include?",
        "What are the benefits of the Bio Partnering Pass Challenge?",
    ],
)
def test_what_a_document_does_not_say_that_it_gives_is_not_stated(
    assistant: Assistant, question: str
):
    assert assistant.answer(question).status == "not_stated"


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("L'incubateur donne accès à un laboratoire.", "L'incubateur donne sur un parc."),
        ("Members have benches, offices and a mentor.", "Members have a mentor."),
        ("Un mentor accompagne chaque équipe.", "Un mentor était prévu en 2021."),
        ("The hub offers laboratories.", "The hub wishes to offer laboratories."),
    ],
)
def test_resources_tell_more_and_plans_less(more: str, less: str):
    assert gives(more) > gives(less)


def test_a_sentence_on_nothing_that_can_be_given_tells_nothing():
    assert gives("Spartners is part of a strategy.") == 0
    assert gives("Spartners fait partie d'une stratégie.") == 0
