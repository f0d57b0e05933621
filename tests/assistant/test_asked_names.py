import pytest


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Quelles sont les cinq entreprises de la délégation Bio USA ?", "not_stated"),
        ("Which are the five companies of the Bio USA delegation?", "not_stated"),
        ("Who were the winners of the Bio Partnering Pass Challenge?", "not_stated"),
        ("Quels sont les partenaires de Spartners ?", "answered"),
        ("Who are the partners of Spartners?", "answered"),
    ],
)
def test_a_question_for_names_wants_names(assistant, question, status):
    assert assistant.answer(question).status == status


@pytest.mark.parametrize(
    "question", ["C'est quoi le « combo lunaire » ?", "What is a 'moon combo'?"]
)
def test_what_no_sentence_has_to_do_with_is_not_stated(assistant, question):
    assert assistant.answer(question).status in ("not_stated", "out_of_scope")
