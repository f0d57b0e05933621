import pytest


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Quelles sont les cinq entreprises de la délégation Bio USA ?", "not_stated"),
        ("Which are the five companies of the Bio USA delegation?", "not_stated"),
        ("Who were the winners of the Bio Partnering Pass Challenge?", "not_stated"),
        ("Qui a gagné les éditions passées du Golden Ticket ?", "not_stated"),
        ("Who has won the Golden Ticket?", "not_stated"),
        ("Quels sont les partenaires de Spartners ?", "answered"),
        ("Who are the partners of Spartners?", "answered"),
    ],
)
def test_a_question_for_names_wants_names(assistant, question, status):
    assert assistant.answer(question).status == status


@pytest.mark.parametrize(
    "question",
    [
        "Est-ce que 5 entreprises sont bien parties à Bio USA 2024 ?",
        "Did five companies actually go to Bio USA 2024?",
        "Cinq entreprises sont-elles vraiment parties à San Diego avec la délégation ?",
        "Did five companies really go to San Diego with the delegation?",
    ],
)
def test_an_aim_is_not_a_result(assistant, question):
    answer = assistant.answer(question)
    assert answer.status == "not_stated"
    assert "5" in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Quelles sont précisément ces « autres ressources critiques » du Golden Ticket ?",
        "What exactly are the other critical resources of the Golden Ticket?",
    ],
)
def test_a_list_that_is_not_given_is_named_as_missing(assistant, question):
    answer = assistant.answer(question)
    assert answer.status in ("partial", "not_stated")


@pytest.mark.parametrize(
    ("question", "aim"),
    [
        ("Combien d'entreprises la délégation devait-elle réunir pour Bio USA 2024 ?", "5"),
        ("How many companies was the delegation to Bio USA 2024 meant to have?", "5"),
    ],
)
def test_an_aim_that_is_asked_for_is_stated(assistant, question, aim):
    answer = assistant.answer(question)
    assert answer.status in ("answered", "partial")
    assert aim in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Y a-t-il un sauna à Spartners ?",
        "Is there a sauna at Spartners?",
        "Peut-on sous-louer sa place à Spartners ?",
        "May we sublet our space at Spartners?",
    ],
)
def test_what_shares_no_word_with_the_question_does_not_answer_it(assistant, question):
    assert assistant.answer(question).status == "not_stated"


@pytest.mark.parametrize(
    "question", ["C'est quoi le « combo lunaire » ?", "What is a 'moon combo'?"]
)
def test_what_no_sentence_has_to_do_with_is_not_stated(assistant, question):
    assert assistant.answer(question).status in ("not_stated", "out_of_scope")
