import pytest

from assistant.admissions import split_sides

SHEETS = {
    "alcyon.md": "---\nprogramme: Ticket Alcyon\nstatus: in_force\nlanguage: fr\n---\n"
    "# Ticket Alcyon (programme inventé pour un test)\n\n## Qui finance ?\n\n"
    "La fondation inventée Mirabel finance le Ticket Alcyon. "
    "La fiche ne nomme pas d'autre financeur du Ticket Alcyon.\n\n## Durée\n\n"
    "La fiche ne précise pas combien de temps dure le Ticket Alcyon.\n",
    "heron.md": "---\nprogramme: Heron Award\nstatus: in_force\nlanguage: en\n---\n"
    "# Heron Award (programme invented for a test)\n\n## Who funds it?\n\n"
    "The invented Tarn foundation funds the Heron Award. "
    "The sheet does not name any other backer of the Heron Award.\n\n## Duration\n\n"
    "The sheet does not state how long the Heron Award lasts.\n",
}


@pytest.fixture
def admitted(small):
    assistant = small(SHEETS)

    def ask(question):
        part = assistant.weighed(question).parts[0]
        return [gap.text for gap in split_sides(part.resolved.question, part.evidence)[1]]

    return ask


@pytest.mark.parametrize(
    ("who", "another", "admission"),
    [
        ("Qui finance le Ticket Alcyon ?", "Y a-t-il un autre financeur ?", "d'autre financeur"),
        ("Who funds the Heron Award?", "Is there another backer?", "any other backer"),
    ],
)
def test_that_no_other_is_named_leaves_open_only_who_else(admitted, who, another, admission):
    assert not any(admission in text for text in admitted(who))
    assert any(admission in text for text in admitted(another))


@pytest.mark.parametrize(
    ("question", "own", "foreign"),
    [
        ("Combien de temps dure le Ticket Alcyon ?", "le Ticket Alcyon", "Heron Award"),
        ("How long does the Heron Award last?", "the Heron Award", "Ticket Alcyon"),
    ],
)
def test_an_admission_on_another_programme_does_not_bear_on_this_one(
    admitted, question, own, foreign
):
    gaps = admitted(question)
    assert any(own in text for text in gaps)
    assert not any(foreign in text for text in gaps)
