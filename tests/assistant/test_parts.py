import pytest

from assistant.parts import split_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Golden Ticket : durée, coût et PI ?", ["durée", "coût", "PI"]),
        ("Golden Ticket: duration, cost and IP?", ["duration", "cost", "IP"]),
        ("Lieu, surface et loyer, svp ?", ["Lieu", "surface", "loyer"]),
        ("Place, area and rent, please?", ["Place", "area", "rent"]),
        (
            "Combien de temps dure le ticket, et quand faut-il candidater ?",
            ["Combien de temps dure le ticket", "quand faut-il candidater ?"],
        ),
        (
            "How long is the ticket and when is the cut-off?",
            ["How long is the ticket", "when is the cut-off?"],
        ),
        (
            "Date limite, montant et durée du Golden Ticket en France ?",
            ["Date limite", "montant", "durée"],
        ),
        (
            "Deadline, amount and duration of the French Golden Ticket?",
            ["Deadline", "amount", "duration"],
        ),
        ("Quelle durée ? Et quel coût ?", ["Quelle durée ?", "Et quel coût ?"]),
        ("How long is it? And what does it cost?", ["How long is it?", "And what does it cost?"]),
    ],
)
def test_several_things_asked_at_once_are_told_apart(question, parts):
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Est-ce ouvert à l'oncologie, aux neurosciences et à l'immunologie ?",
        "Is it open to oncology, neuroscience and immunology?",
        "En quelle année le prix a-t-il été remis, et à qui ?",
        "In which year was the prize awarded, and to whom?",
        "Spartners ou LabCentral ?",
        "Spartners or LabCentral?",
        "Nous sommes trois, à Lyon, depuis 2021 : peut-on candidater ?",
        "We are three, in Lyon, since 2021: can we apply?",
        "Créés en 2024, équipe de trois, ça passe ?",
        "Founded in 2024, team of three, is that ok?",
    ],
)
def test_one_question_stays_one(question):
    assert split_parts(question) == [question]
