"""A share with its base, and a page that contradicts itself, as staff are shown it."""

import pytest

from ingest.chunking import split
from ingest.contradictions import contradictions
from ingest.documents import Document, Edition, Page

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
HEADS = {
    "fr": "---\ntitle: Aide Altaïr (inventée)\nprogramme: Aide Altaïr\nlanguage: fr\n---\n\n",
    "en": "---\ntitle: Altair Aid (invented)\nprogramme: Altair Aid\nlanguage: en\n---\n\n",
}
SHARES = {
    "fr": "L'aide couvre au plus 60 % des dépenses. L'assiette est plafonnée à 1 million d'euros. "
    "Les fournitures n'en font pas partie.",
    "en": "The aid covers at most 60% of the costs. The base is capped at EUR 1 million. "
    "Supplies are no part of it.",
}
# One page says three years in one paragraph and five in another.
AGES = {
    "fr": ("Les entreprises candidates ont moins de 3 ans.",
           "Les entreprises candidates ont moins de 5 ans."),
    "en": ("The companies that apply are younger than 3 years.",
           "The companies that apply are younger than 5 years."),
}  # fmt: skip
# What looks like it and is none: other things, and a rule that changes on a day.
OTHERS = {
    "fr": "Le loyer d'un bureau est de 300 euros. Le loyer d'un laboratoire est de 900 euros.\n\n"
    "La part est de 15 % jusqu'au 28 février 2025.\n\nLa part est de 20 % dès le 1er mars 2025.",
    "en": "The rent of a desk is 300 euros. The rent of a laboratory is 900 euros.\n\n"
    "The share is 15% until 28 February 2025.\n\nThe share is 20% from 1 March 2025.",
}


@LANGUAGES
def test_a_share_stays_with_its_ceiling_and_its_base(language):
    filler = {"fr": "Le jury lit chaque dossier.", "en": "The jury reads each file."}[language]
    text = f"# Aide\n\n{filler}\n\n## Montant\n\n{SHARES[language]}\n\n## Jury\n\n{filler}\n"
    document = Document("a.md", "x", Edition(title="Altaïr", language=language), (Page(1, text),))
    (held,) = [chunk for chunk in split(document, characters=700) if "60" in chunk.text]
    assert SHARES[language] in held.text


@LANGUAGES
def test_a_page_that_contradicts_itself_is_shown_to_staff(drafts, publish, language):
    first, second = AGES[language]
    middle = "\n\n## Suite\n\n"
    document = publish("altair.md", f"{HEADS[language]}# Altaïr\n\n{first}{middle}{second}\n")
    (found,) = contradictions(drafts, document)
    assert (found.sentence, found.other_sentence) == (first, second)
    assert found.document == found.other == document


@LANGUAGES
def test_what_only_looks_like_a_contradiction_is_not_shown(drafts, publish, language):
    document = publish("altair.md", f"{HEADS[language]}# Altaïr\n\n{OTHERS[language]}\n")
    assert contradictions(drafts, document) == []
