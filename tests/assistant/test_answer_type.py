import pytest

from assistant.acronyms import spell_out
from assistant.answer_type import expected_types, offered_share
from assistant.synonyms import is_held, synonyms_of
from ingest.lexical import terms


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Combien ça coûte ?", {"money"}),
        ("How much does it cost?", {"money"}),
        ("Combien de temps ?", {"duration"}),
        ("How long does it last?", {"duration"}),
        ("Quel âge doit avoir l'entreprise ?", {"duration"}),
        ("How old may a company be?", {"duration"}),
        ("Quelle est la date limite ?", {"date", "deadline"}),
        ("What is the deadline?", {"date", "deadline"}),
        ("Combien de start-up ?", {"count"}),
        ("How many start-ups?", {"count"}),
        ("Où est-ce ?", {"place"}),
        ("Where is it?", {"place"}),
        ("Quel e-mail ?", {"contact"}),
        ("Which e-mail?", {"contact", "email"}),
        ("Et son numéro ?", {"contact", "phone"}),
        ("And her phone number?", {"contact", "phone"}),
        ("Une start-up d'IA peut-elle candidater ?", {"eligibility"}),
        ("Can an AI start-up apply?", {"eligibility"}),
        ("C'est ou exactement ?", {"place"}),
        ("Où peut-on en savoir plus ?", {"contact"}),
        ("Where can I ask?", {"contact"}),
        ("Combien de start-up paie Servier ?", {"count"}),
        ("How many start-ups does Servier pay for?", {"count"}),
        ("Qui a remporté le prix ?", set()),
        ("Who won the prize?", set()),
        ("Qui sont les partenaires ?", set()),
        ("Who are the partners?", set()),
    ],
)
def test_the_form_of_a_question_tells_what_it_expects(question, kinds):
    assert kinds <= set(expected_types(question))
    assert kinds or not expected_types(question)


@pytest.mark.parametrize(
    ("kind", "offers", "offers_not"),
    [
        ("duration", "pendant un an", "la deuxième année"),
        ("duration", "for one year", "the second year"),
        ("deadline", "jusqu'au 3 mai", "depuis 2017"),
        ("deadline", "no later than 3 May", "since 2017"),
        ("money", "1,5 million", "un laboratoire"),
        ("money", "EUR 1.5 million", "a laboratory"),
        ("phone", "appelez le +33 1 23 45 67 89", "voir www.example.org"),
        ("phone", "call 617 555 01 23", "see www.example.org"),
        ("email", "écrire à a@example.org", "voir www.example.org"),
        ("email", "write to a@example.org", "see www.example.org"),
    ],
)
def test_a_sentence_offers_a_kind_or_not(kind, offers, offers_not):
    assert offered_share([kind], offers) == 1
    assert offered_share([kind], offers_not) == 0


@pytest.mark.parametrize(
    ("question", "sentence", "language"),
    [
        ("une jeune pousse", "des start-up sélectionnées", "fr"),
        ("a young company", "the selected start-ups", "en"),
        ("le loyer", "le coût mensuel", "fr"),
        ("the rent", "the monthly cost", "en"),
    ],
)
def test_synonyms_hold_a_question_s_words(question, sentence, language):
    asked, held = terms(question, language), set(terms(sentence, language))
    synonyms = synonyms_of(asked, language)
    assert any(is_held(stem, held, synonyms) for stem in asked)
    assert not any(is_held(stem, {"zzz"}, synonyms) for stem in asked)


def test_acronyms_are_spelt_out_in_both_languages():
    assert spell_out("Et la PI ?", "fr") == "Et la PI (propriété intellectuelle) ?"
    assert spell_out("And the IP?", "en") == "And the IP (intellectual property)?"
    assert spell_out("Bio USA 2024", "en") == "Bio USA 2024"
