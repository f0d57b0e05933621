"""Criteria as answers quote them: with their day, their softness and their exceptions."""

import pytest

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
SHEETS = {
    "fr": "---\ntitle: Aide Altaïr (inventée)\nprogramme: Aide Altaïr\nlanguage: fr\n"
    "source_kind: invented\n---\n\n# Aide Altaïr\n\n## Conditions\n\n"
    "L'entreprise a moins de cinq ans à la date de dépôt du dossier. Une première levée de fonds "
    "est un plus pour candidater à l'Aide Altaïr.\n\n## Dépenses\n\nL'Aide Altaïr couvre les "
    "frais de laboratoire, sauf les fournitures et le dépôt de garantie.\n",
    "en": "---\ntitle: Altair Aid (invented)\nprogramme: Altair Aid\nlanguage: en\n"
    "source_kind: invented\n---\n\n# Altair Aid\n\n## Conditions\n\n"
    "The company is younger than five years on the day the file is submitted. A first funding "
    "round is a plus when applying for the Altair Aid.\n\n## Costs\n\nThe Altair Aid covers "
    "laboratory costs, except supplies and the deposit.\n",
}
ASKED = {
    # What is asked, and what the answer has to hold of the sentence that tells it.
    "fr": {
        "when": (
            "Quelles entreprises peuvent candidater à l'Aide Altaïr ?",
            "à la date de dépôt du dossier",
        ),
        "soft": ("Faut-il une levée de fonds pour l'Aide Altaïr ?", "est un plus"),
        "negative": ("Quels frais l'Aide Altaïr couvre-t-elle ?", "sauf les fournitures"),
    },
    "en": {
        "when": (
            "Which companies can apply for the Altair Aid?",
            "on the day the file is submitted",
        ),
        "soft": ("Is a funding round needed for the Altair Aid?", "is a plus"),
        "negative": ("Which costs does the Altair Aid cover?", "except supplies"),
    },
}
RULE = {
    "fr": ("Cumul", "L'Aide Altaïr ne peut pas être cumulée avec une autre subvention publique."),
    "en": ("Combining", "The Altair Aid cannot be combined with another public grant."),
}
COMBINING = {
    "fr": "Peut-on cumuler l'Aide Altaïr avec une autre subvention publique ?",
    "en": "Can the Altair Aid be combined with another public grant?",
}


@LANGUAGES
def test_a_criterion_keeps_its_day_its_softness_and_its_exceptions(small, language):
    assistant = small({"altair.md": SHEETS[language]})
    for question, words in ASKED[language].values():
        answer = assistant.answer(question)
        assert any(words in citation.quote for citation in answer.citations), answer.text


@LANGUAGES
def test_whether_aids_may_be_combined_is_answered_only_where_it_is_written(small, language):
    answer = small({"altair.md": SHEETS[language]}).answer(COMBINING[language])
    assert answer.status == "not_stated" and not answer.citations, answer.text
    written = f"{SHEETS[language]}\n## {RULE[language][0]}\n\n{RULE[language][1]}\n"
    answer = small({"altair.md": written}).answer(COMBINING[language])
    assert RULE[language][1] in [citation.quote for citation in answer.citations], answer.text
