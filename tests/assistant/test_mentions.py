import pytest

from assistant.mentions import Name, find_mentions
from assistant.question import read_question, write_out

NAMES = [
    Name("Golden Ticket", "Golden Ticket"),
    Name("ticket d'or", "Golden Ticket"),
    Name("Spartners", "Spartners"),
    Name("ticket", "Golden Ticket"),
    Name("FAST", "FAST"),
    Name("Golden Ticket Spartners", "Golden Ticket"),
]


def programmes(text):
    return [mention.name.programme for mention in find_mentions(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c koi le golden tiket", ["Golden Ticket"]),
        ("wats the goldn ticket", ["Golden Ticket"]),
        ("le ticket d’or de Spartners", ["Golden Ticket", "Spartners"]),
        ("the ticket at SPARTNERS", ["Golden Ticket", "Spartners"]),
        ("le programme FAST", ["FAST"]),
        ("Golden Ticket : Spartners ou LabCentral ?", ["Golden Ticket", "Spartners"]),
        ("Golden Ticket: Spartners or LabCentral?", ["Golden Ticket", "Spartners"]),
        ("how fast is it?", []),
        ("à quelle vitesse, vite ou lentement ?", []),
    ],
)
def test_programmes_are_found_by_name_alias_and_near_spelling(text, expected):
    assert programmes(text) == expected


def test_misspelt_and_shortened_names_are_written_out():
    assert write_out("c koi le golden tiket", NAMES) == "c koi le Golden Ticket"
    assert write_out("what is the ticket?", NAMES) == "what is the Golden Ticket?"


@pytest.mark.parametrize("text", ["C'est quoi les conditions ?", "What are the conditions?"])
def test_a_question_without_a_subject_is_vague(text):
    assert read_question(text, NAMES, limit=600).is_vague


@pytest.mark.parametrize("text", ["Y a-t-il un microscope ?", "Is there a microscope?"])
def test_a_question_about_something_is_not_vague(text):
    assert not read_question(text, NAMES, limit=600).is_vague


@pytest.mark.parametrize("text", ["Parle-moi du ticket", "Tell me about the ticket", "FAST ?"])
def test_a_name_alone_asks_for_a_presentation(text):
    assert read_question(text, NAMES, limit=600).asks_for_presentation


def test_invisible_characters_are_removed():
    question = read_question("Quelle\u200b durée\U000e0041\u0007 ?", NAMES, limit=600)
    assert question.text == "Quelle durée ?"


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    "asked", ["Combien dure le Prix Orme {} ?", "How long is the Prix Orme {}?"]
)
def test_a_name_that_is_written_right_is_no_misspelling_of_another(number, asked):
    names = [Name(f"Prix Orme {other}", f"Prix Orme {other}") for other in (1, 2, 3)]
    (mention,) = find_mentions(asked.format(number), names)
    assert mention.name.programme == f"Prix Orme {number}"


def test_a_longer_name_misspelt_comes_before_a_shorter_one_in_it():
    names = [Name("Golden Ticket LabCentral", "US"), Name("LabCentral", "Lab")]
    (mention,) = find_mentions("the Golden Tiket LabCentral", names)
    assert mention.name.programme == "US"
