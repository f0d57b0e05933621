"""Acronyms in questions and documents, in either form, in French and in English."""

import pytest

from assistant.acronyms import acronym_groups, known_acronyms, spell_out

OUTLINE = (
    "---\ntitle: {title}\nprogramme: Prix Alizé\nlanguage: {language}\n{more}---\n\n# {title}\n\n"
)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Et la PI ?", "fr", "Et la PI (propriété intellectuelle) ?"),
        ("et la pi ?", "fr", "et la pi (propriété intellectuelle) ?"),
        ("And the IP?", "en", "And the IP (intellectual property)?"),
        ("and the ip?", "en", "and the ip (intellectual property)?"),
        ("Le CIR", "fr", "Le CIR (crédit d'impôt recherche)"),
        ("The CIR", "en", "The CIR (research tax credit)"),
        ("une bft ?", "fr", "une bft (bourse French Tech) ?"),
        ("Which TRLs?", "en", "Which TRLs (technology readiness level)?"),
        ("votre r&d", "fr", "votre r&d (recherche et développement)"),
        ("your R&D", "en", "your R&D (research and development)"),
        ("deux jeunes entreprises innovantes", "fr", "deux jeunes entreprises innovantes (JEI)"),
        ("credit d impot recherche", "fr", "credit d impot recherche (CIR)"),
        ("two non-disclosure agreements", "en", "two non-disclosure agreements (NDA)"),
    ],
)
def test_either_form_is_followed_by_the_other(text, language, expected):
    assert spell_out(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bio USA 2024", "en"),
        ("le CIR (crédit d'impôt recherche)", "fr"),
        ("J'ai un ami et un jeu", "fr"),
        ("It is an ai company", "en"),
        ("QUI EST MON AMI", "fr"),
        ("contact@cir.fr et www.jei.fr", "fr"),
        ("CIRCUIT", "fr"),
    ],
)
def test_ordinary_words_addresses_and_both_forms_stay(text, language):
    assert spell_out(text, language) == text


@pytest.mark.parametrize(
    ("short", "meaning", "language"),
    [
        ("Une JEI ?", "Une jeune entreprise innovante ?", "fr"),
        ("A JEI?", "A young innovative company?", "en"),
    ],
)
def test_both_forms_give_the_same_synonyms(short, meaning, language):
    (group,) = acronym_groups(short, language)
    assert acronym_groups(meaning, language) == (group,)
    assert len(group) == 2


def sheet(sentence, language="fr", **more):
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    others = {
        "fr": "Le Prix Alizé, exemple inventé, se tient à Nantes. Le jury compte trois membres.",
        "en": "The Alizé Prize, an invented example, takes place in Nantes. The jury has three.",
    }
    outline = OUTLINE.format(title="Prix Alizé", language=language, more=lines)
    return f"{outline}{others[language]}\n\n{sentence}\n"


@pytest.mark.parametrize(
    ("sentence", "question", "language", "acronyms"),
    [
        ("Les CVT participent sans frais.", "Une cellule de valorisation territoriale peut-elle "
         "participer sans frais ?", "fr", "{CVT: cellule de valorisation territoriale}"),
        ("Les cellules de valorisation territoriale participent sans frais.",
         "Une CVT peut-elle participer sans frais ?", "fr",
         "{CVT: cellule de valorisation territoriale}"),
        ("The RVU takes part without fees.", "Does the regional valuation unit take part without "
         "fees?", "en", '["RVU: regional valuation unit"]'),
        ("The regional valuation unit takes part without fees.", "Does the RVU take part without "
         "fees?", "en", '["RVU: regional valuation unit"]'),
        ("Le statut de JEI est demandé avant le dépôt.", "Le statut de jeune entreprise innovante "
         "est-il demandé ?", "fr", '""'),
        ("The technology readiness level must be four.", "Which TRL is needed?", "en", '""'),
    ],
)  # fmt: skip
def test_the_sentence_is_found_by_the_other_form(small, sentence, question, language, acronyms):
    assistant = small({"alize.md": sheet(sentence, language, acronyms=acronyms)})
    answer = assistant.answer(question)
    assert answer.citations and answer.citations[0].quote == sentence
    (part,) = assistant.weighed(question).parts
    best = next(item for item in part.evidence if item.text == sentence)
    without = question.replace("CVT", "XQW").replace("RVU", "XQW").replace("TRL", "XQW")
    (other,) = assistant.weighed(without).parts
    if without != question:  # it is the acronym that finds it
        assert best.cover > next(item.cover for item in other.evidence if item.text == sentence)


def test_the_corpus_has_the_last_word_on_an_acronym(small):
    assistant = small(
        {"alize.md": sheet("Le TRL ouvre lundi.", acronyms="{TRL: tiers-lieu de recherche}")}
    )
    known = known_acronyms(assistant.retriever.view())
    assert spell_out("Le TRL ?", "fr", known) == "Le TRL (tiers-lieu de recherche) ?"
    assert spell_out("The TRL?", "en", known) == "The TRL (tiers-lieu de recherche)?"
    assert (
        spell_out("la recherche et développement", "fr", known).count("(") == 0
    )  # nobody writes R&D


def test_acronyms_of_drafts_are_not_known(small):
    more = {"acronyms": "{CVT: cellule de valorisation}", "status": "draft"}
    assistant = small({"alize.md": sheet("Texte.", **more)})
    assert "CVT" not in {known.short for known in known_acronyms(assistant.retriever.view())}
