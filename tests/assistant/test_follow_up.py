import pytest

from assistant.answer import Turn
from assistant.follow_up import resolve
from assistant.mentions import Name
from assistant.phrases import say
from assistant.question import read_question

NAMES = [
    Name("Golden Ticket", "Golden Ticket"),
    Name("Spartners", "Spartners"),
    Name("FAST", "FAST"),
]


def resolved(question, *turns):
    history = [
        Turn("user" if place % 2 == 0 else "assistant", content)
        for place, content in enumerate(turns)
    ]
    return resolve(read_question(question, NAMES, limit=600), history, NAMES)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Combien de temps dure le Golden Ticket ?", "Quel est le partenaire de Spartners ?"),
        ("How long is the Golden Ticket?", "Who is the partner of Spartners?"),
        (
            "Combien de temps dure le Golden Ticket ?",
            "Des microscopes à fluorescence sont prévus ?",
        ),
    ],
)
def test_a_question_that_stands_alone_takes_nothing(before, question):
    assert resolved(question, before, "…").context == ""


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Combien de temps dure le Golden Ticket ?", "Et ça coûte combien ?"),
        ("How long is the Golden Ticket?", "And what does it cost?"),
        ("Combien de temps dure le Golden Ticket ?", "Le jury ?"),
        ("How long is the Golden Ticket?", "The jury?"),
    ],
)
def test_a_short_or_pointing_question_takes_the_turn_before(before, question):
    assert resolved(question, before, "…").context == before


@pytest.mark.parametrize(
    ("before", "question", "context"),
    [
        ("Quelle durée pour le Golden Ticket ?", "non, je parlais de FAST", "Quelle durée pour le"),
        ("How long is the Golden Ticket?", "no, I meant FAST", "How long is the"),
    ],
)
def test_another_programme_replaces_the_one_before(before, question, context):
    found = resolved(question, before, "…")
    assert found.context.startswith(context)
    assert "Golden Ticket" not in found.context
    assert found.question.programmes == ("FAST",)


@pytest.mark.parametrize(
    ("question", "listed", "name"),
    [
        ("Et le second ?", "Des partenaires comme Aitia et Owkin.", "Owkin"),
        ("What about the first one?", "Partners such as Aitia and Owkin.", "Aitia"),
    ],
)
def test_an_ordinal_points_at_a_name_listed_before(question, listed, name):
    assert resolved(question, "Quels partenaires ?", listed).context.startswith(name)


@pytest.mark.parametrize(
    ("before", "question", "context"),
    [
        ("What does the first one do?", "And the second?", "What does Owkin do?"),
        ("Que fait le premier ?", "Et le second ?", "Que fait Owkin ?"),
    ],
)
def test_a_second_ordinal_asks_the_same_of_another(before, question, context):
    turns = ("Which partners?", "Partners such as Aitia and Owkin.", before, "Drug discovery.")
    assert resolved(question, *turns).context == context


@pytest.mark.parametrize("question", ["And how long does it last?", "Et ça date de l'an dernier ?"])
def test_a_word_that_counts_nothing_points_at_nothing(question):
    before = "What is the Golden Ticket?"
    found = resolved(question, before, "A scheme launched by Servier for start-ups.")
    assert found.context == before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_declined_question_is_not_taken_up(language):
    declined = say("out_of_scope", language, programmes="FAST")
    asked = {"fr": ("Quel temps fera-t-il ?", "Et demain ?"), "en": ("What weather?", "And now?")}
    before, question = asked[language]
    assert resolved(question, before, declined).context == ""
