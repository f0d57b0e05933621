"""What a question takes for granted and no document says is named; facts on the asker are not."""

import pytest

from assistant.claims import claimed_values, main_question
from assistant.mentions import Name
from assistant.question import read_question

UNSAID = {
    "fr": "Aucun document ne dit « {} » à ce sujet.",
    "en": "No document says “{}” about this.",
}
SET_RIGHT = {"fr": "Les documents ne disent pas « {} »", "en": "The documents do not say “{}”"}

# Question, its premise, the status of the answer.
NAMED = [
    ("fr", "Vu que Servier prend 10 % du capital, combien de temps dure le Golden Ticket ?",
     "10 %", "answered"),
    ("en", "Since Servier takes 10% of the equity, how long does the Golden Ticket last?",
     "10%", "answered"),
    ("fr", "Puisque le Golden Ticket coûte 5 000 euros, peut-on payer en plusieurs fois ?",
     "5 000 euros", "not_stated"),
    ("en", "Since the Golden Ticket costs 5,000 euros, can we pay in instalments?",
     "5,000 euros", "not_stated"),
    ("fr", "Étant donné que Spartners offre 100 000 euros, comment les obtenir ?",
     "100 000 euros", "not_stated"),
    ("en", "Given that Spartners offers 100,000 euros, how do we get them?",
     "100,000 euros", "not_stated"),
    ("fr", "La date limite du 30 juin pour Spartners est-elle reportée ?", "30 juin", "not_stated"),
    ("en", "Has the deadline of 30 June for Spartners been moved?", "30 June", "not_stated"),
    ("fr", "Comment toucher les 100 000 euros du Golden Ticket ?", "100 000 euros", "not_stated"),
    ("en", "How do we get the 100,000 euros of the Golden Ticket?", "100,000 euros", "not_stated"),
    ("fr", "J'ai lu que le Golden Ticket verse 50 000 €, c'est exact ?", "50 000 €", "not_stated"),
    ("en", "I read that the Golden Ticket pays €50,000, is that correct?", "€50,000", "not_stated"),
    ("fr", "Le loyer de 300 € par mois à Spartners comprend-il l'électricité ?",
     "300 €", "not_stated"),
    ("en", "Does the rent of €300 per month at Spartners include electricity?",
     "€300", "not_stated"),
]  # fmt: skip
# Question, its premise, what the documents state instead.
CORRECTED = [
    ("fr", "Le Golden Ticket dure bien deux ans, non ?", "deux ans", "un an"),
    ("en", "The Golden Ticket lasts two years, right?", "two years", "one year"),
    ("fr", "Le Golden Ticket offre-t-il six mois de laboratoire ?", "six mois", "un an"),
    ("en", "Does the Golden Ticket offer six months of laboratory?", "six months", "one year"),
    ("fr", "Spartners a 5 étages, c'est ça ?", "5 étages", "4 étages"),
    ("en", "Spartners has 5 floors, is that right?", "5 floors", "4 floors"),
    ("fr", "Le Golden Ticket existe à Boston depuis 2015, je crois ?", "2015", "2017"),
    ("en", "The Golden Ticket has been in Boston since 2015, hasn't it?", "2015", "2017"),
    ("fr", "Est-il vrai que Spartners est à Lyon ?", "Lyon", "Saclay"),
    ("en", "Is it true that Spartners is in Lyon?", "Lyon", "Saclay"),
]
# Facts on the asker, times, choices, ifs, and what the documents do say.
NO_PREMISE = [
    "Nous sommes 12 personnes, peut-on candidater à Spartners ?",
    "We are 12 people, can we apply to Spartners?",
    "Notre start-up a levé 4 M€ et compte 7 salariés à Nantes, le Golden Ticket est-il pour nous ?",
    "Our start-up raised 4M and has 7 employees in Nantes, is the Golden Ticket for us?",
    "Une société de 15 ans peut-elle entrer à Spartners ?",
    "Can a 15-year-old company enter Spartners?",
    "Que se passe-t-il en 2027 pour le Golden Ticket ?",
    "What happens to the Golden Ticket in 2027?",
    "Le Golden Ticket dure un an ou deux ans ?",
    "Does the Golden Ticket last one or two years?",
    "Le Golden Ticket donne-t-il un an de laboratoire ?",
    "Does the Golden Ticket give one year of laboratory?",
    "Servier a-t-il 1 200 chercheurs à Saclay ?",
    "Does Servier have 1,200 researchers at Saclay?",
    "Puisque nous avons 3 chercheurs, combien de paillasses aurons-nous à Spartners ?",
    "Since we have 3 researchers, how many benches will we get at Spartners?",
    "Bonjour, je suis Marie Dupont de Toulouse, que propose le Golden Ticket ?",
    "Hello, I am Mary Smith from Bristol, what does the Golden Ticket offer?",
    "Par où passe-t-on pour avoir une place à LabCentral ?",
    "What steps does one go through to get a place at LabCentral?",
    "Résume le Golden Ticket en 3 points",
    "Sum up the Golden Ticket in 3 points",
]
STARTS = tuple(
    phrase.split("{")[0] for phrases in (UNSAID, SET_RIGHT) for phrase in phrases.values()
)


@pytest.mark.parametrize(("language", "question", "premise", "status"), NAMED)
def test_what_no_document_says_is_named_first(assistant, language, question, premise, status):
    answer = assistant.answer(question)
    assert answer.text.splitlines()[0] == UNSAID[language].format(premise)
    assert answer.status == status
    assert all(premise not in statement.text for statement in answer.statements)


@pytest.mark.parametrize(("language", "question", "premise", "stated"), CORRECTED)
def test_a_stated_fact_sets_a_premise_right(assistant, language, question, premise, stated):
    answer = assistant.answer(question)
    assert answer.status == "answered"
    assert answer.text.startswith(SET_RIGHT[language].format(premise))
    assert stated in answer.citations[0].quote


@pytest.mark.parametrize("question", NO_PREMISE)
def test_what_is_no_premise_is_not_named(assistant, question):
    assert not any(line.startswith(STARTS) for line in assistant.answer(question).text.splitlines())


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Sanofi est-il un partenaire de Spartners ?", "Aucun document ne dit « Sanofi »"),
        ("Is Sanofi a partner of Spartners?", "No document says “Sanofi”"),
        ("Y a-t-il un Golden Ticket en Allemagne ?", "Aucun document ne dit « Allemagne »"),
        ("Is there a Golden Ticket in Germany?", "No document says “Germany”"),
    ],
)
def test_a_name_that_may_be_so_besides_is_not_set_right(assistant, question, opening):
    assert assistant.answer(question).text.startswith(opening)


# An invented prize that does not exist.
NOVA = """---
title: "Nova Prize: {title}"
programme: "Nova Prize"
language: {language}
publisher: "Nova"
status: {status}
---

# Nova Prize: {title}

## The invented Nova Prize

{body}
"""
BODY = {
    "en": "The Nova Prize lasts eighteen months.\n\nThe Nova Prize is based in Porto.\n\n"
    "A winner of the Nova Prize receives 40,000 euros.\n\nThe page does not state the rent.",
    "fr": "Le Nova Prize dure dix-huit mois.\n\nLe Nova Prize est basé à Porto.\n\n"
    "Un lauréat du Nova Prize reçoit 40 000 euros.\n\nLa page ne précise pas le loyer.",
}
NOVA_CASES = {
    "en": [
        ("Is it true that the Nova Prize is in Madrid?", "Madrid"),
        ("Why does the Nova Prize take 15% of the shares?", "15%"),
        ("The winner of the Nova Prize receives 90,000 euros, right?", "90,000 euros"),
        ("The Nova Prize lasts a year and a half, right?", ""),
        ("The winner of the Nova Prize receives €40k, right?", ""),
        ("We raised 90,000 euros, what does the Nova Prize give?", ""),
    ],
    "fr": [
        ("Est-il vrai que le Nova Prize est à Madrid ?", "Madrid"),
        ("Pourquoi le Nova Prize prend-il 15 % des parts ?", "15 %"),
        ("Le lauréat du Nova Prize reçoit bien 90 000 euros ?", "90 000 euros"),
        ("Le Nova Prize dure bien un an et demi ?", ""),
        ("Le lauréat du Nova Prize reçoit bien 40 k€ ?", ""),
        ("Nous avons levé 90 000 euros, que donne le Nova Prize ?", ""),
    ],
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_premises_on_an_invented_prize(small, language):
    body = BODY[language]
    texts = {
        "site.md": NOVA.format(title="site", language=language, status="in_force", body=body),
        # a draft is no published document: what it alone says is not said
        "draft.md": NOVA.format(
            title="draft",
            language=language,
            status="draft",
            body="The Nova Prize takes 15% of the shares." if language == "en"
            else "Le Nova Prize prend 15 % des parts.",
        ),
    }  # fmt: skip
    assistant = small(texts)
    for question, premise in NOVA_CASES[language]:
        first = assistant.answer(question).text.splitlines()[0]
        assert (f"« {premise} »" in first or f"“{premise}”" in first) is bool(premise), question
        assert first.startswith(STARTS) is bool(premise), question


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Comme le prix verse 500 euros, que faire ?", ["500 euros"]),
        ("As the prize pays 500 euros, what then?", ["500 euros"]),
        ("Notre équipe, 12 personnes, peut-elle venir ?", []),
        ("Our team, 12 people, can it come?", []),
        ("Si on a levé 5 M€, est-ce possible ?", []),
        ("If we have raised 5 million euros, is it possible?", []),
        ("Où est le 700 Main Street ?", []),
        ("Where is 700 Main Street?", []),
        ("Donne-moi 3 exemples de lauréats.", []),
        ("Give me 3 examples of winners.", []),
        ("Nous devons verser 500 euros au prix, c'est vrai ?", ["500 euros"]),
        ("We have to pay 500 euros to the prize, is that true?", ["500 euros"]),
        ("La clôture du 30 juin 2027 est-elle ferme ?", ["30 juin 2027"]),
        ("Is the deadline of 30 June 2027 firm?", ["30 June 2027"]),
        ("Peut-on venir en juin 2027 ?", []),
        ("Can we come in June 2027?", []),
    ],
)
def test_values_taken_for_granted(question, values):
    read = read_question(question, (), limit=500)
    assert [claim.text for claim in claimed_values(read)] == values


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Vu que Nova prend 10 %, combien de temps dure le prix ?",
         "combien de temps dure le prix ?"),
        ("Since Nova takes 10%, how long is the prize?", "how long is the prize?"),
        ("Vu que nous sommes 10 personnes, que faire ?",
         "Vu que nous sommes 10 personnes, que faire ?"),
        ("Since we are 10 people, what now?", "Since we are 10 people, what now?"),
        ("Le prix dure bien deux ans ?", "Le prix dure bien deux ans ?"),
        ("The prize lasts two years, right?", "The prize lasts two years, right?"),
    ],
)  # fmt: skip
def test_what_is_said_in_passing_is_not_asked(question, asked):
    read = read_question(question, [Name("Nova", "Nova")], limit=500)
    assert main_question(read) == asked
