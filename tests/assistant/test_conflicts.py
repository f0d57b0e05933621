"""Sources that disagree are quoted side by side; what is not in conflict never is."""

import pytest

from assistant.stated_values import stated_values, without_set_aside
from assistant.version_words import asks_whether_texts_agree, without_version_words

# A question, and what the versions of the demonstration corpus have to hold, one from each source.
DISAGREE = [
    ("Quelle surface totale pour l'incubateur Spartners ?", ["1 850 m²", "2 000 m²"]),
    ("What is the floor area of Spartners?", ["1,850 m²", "2,000 m²"]),
    ("Combien de start-up Spartners doit-il héberger ?", ["20 entreprises", "10 à 12"]),
    ("How many start-ups will Spartners host?", ["20 companies", "10 to 12"]),
    ("Combien de temps une start-up reste-t-elle à Spartners ?", ["deux ans", "trois ans"]),
    ("How long do companies stay at Spartners on average?", ["two years", "three years"]),
    ("Quels titres les textes donnent-ils à Céline Triquel ?", ["ouverte", "Spartners"]),
    ("Which titles do the texts give to Céline Triquel?", ["open innovation", "Spartners"]),
    ("CSL ou CLS, pour FAST ?", ["CSL", "CLS"]),
    ("Is it CSL or CLS that runs FAST?", ["CSL", "CLS"]),
    ("Quel organisme organise le programme FAST ?", ["CSL", "CLS"]),
    ("How is the organisation behind FAST called?", ["CSL", "CLS"]),
    ("Les sources sont-elles d'accord sur la surface de Spartners ?", ["1 850 m²", "2 000 m²"]),
    ("Do the sources agree on the size of Spartners?", ["1,850 m²", "2,000 m²"]),
    ("Les documents se contredisent-ils sur la durée de séjour à Spartners ?", ["deux", "trois"]),
    (
        "Do the documents contradict each other on how long a stay at Spartners is?",
        ["two", "three"],
    ),
    ("20 ou 12 entreprises à Spartners ?", ["20 entreprises", "10 à 12"]),
    ("Is it 20 or 12 companies at Spartners?", ["20 companies", "10 to 12"]),
    ("Les locaux de Spartners font bien 2 000 m² ?", ["1 850 m²", "2 000 m²"]),
    ("Spartners is 2,000 m², right?", ["1,850 m²", "2,000 m²"]),
]
AGREE = [
    "Quel âge maximum pour entrer à Spartners ?",
    "How old may a company be to enter Spartners?",
    "Combien de chercheurs Servier a-t-il à Saclay ?",
    "How many researchers does Servier have at Saclay?",
    "Depuis quand le Golden Ticket existe-t-il à Boston ?",
    "Since when has the Golden Ticket run in Boston?",
    "Combien de temps dure le Golden Ticket ?",
    "How long does the Golden Ticket last?",
    "Depuis quand les start-up peuvent-elles rejoindre Spartners ?",
    "since when have biotechs been able to move in to spartners",
    "Combien d'étages compte Spartners ?",
    "How many floors does Spartners have?",
    "Quel est le montant des équipements prévus à Spartners ?",
    "What amount of equipment was planned for Spartners?",
    "Quelle part du budget de R&D Servier met-il en oncologie ?",
    "What share of its R&D budget does Servier put in oncology?",
    "Qui dirige BioLabs France ?",
    "Who heads BioLabs France?",
    "Les sources sont-elles d'accord sur la date de fondation de Medicen ?",
    "Do the sources agree on when Medicen was founded?",
    "Quelle entreprise Servier parraine-t-il pour FAST ?",
    "Which company does Servier sponsor for FAST?",
    "Combien coûte le m² à Spartners ?",
    "How much is the rent of a square metre at Spartners?",
]


@pytest.mark.parametrize(("question", "versions"), DISAGREE)
def test_each_version_is_quoted_with_its_source(assistant, question, versions):
    answer = assistant.answer(question)
    assert answer.status == "conflicting"
    quoted = [citation.quote for citation in answer.citations]
    assert all(any(version in quote for quote in quoted) for version in versions)
    assert len({citation.source for citation in answer.citations[:2]}) == 2
    labels = [line.split(" : ")[0].split(": ")[0] for line in answer.text.splitlines()[1:3]]
    assert len(set(labels)) == 2  # two texts of one publisher are told apart by their titles


@pytest.mark.parametrize("question", AGREE)
def test_no_conflict_is_made_up(assistant, question):
    assert assistant.answer(question).status != "conflicting"


def sheet(title, sentences, **front):
    fields = {"title": title, "programme": "Nova Prize", "status": "in_force", **front}
    head = "\n".join(f'{key}: "{value}"' for key, value in fields.items())
    body = "\n\n".join(sentences)
    return f"---\n{head}\n---\n\n# {title}\n\n## The invented Nova Prize\n\n{body}\n"


# All invented: a prize that does not exist, told by its own page and by a newspaper.
OWN_PAGE = [
    "The Nova Prize pays each winner 40,000 euros in cash.",
    "Applications to the Nova Prize close on 30 June 2027.",
    "The jury of the Nova Prize has up to 9 members.",
    "A winner of the Nova Prize has twelve months of coaching.",
    "Anna Berg is head of programmes at the Nova Prize.",
    "The Nova Prize takes applicants whose company is less than 8 years old.",
]
NEWSPAPER = [
    "In March 2027 the Nova Prize pays each winner 25,000 euros in cash, says the newspaper.",
    "Applications to the Nova Prize close on 15 July 2027, says the newspaper.",
    "The jury of the Nova Prize has 7 members, says the newspaper.",
    "A winner of the Nova Prize has one year of coaching, says the newspaper.",
    "The newspaper quotes Anna Berg, director of communication.",
    "The Nova Prize had 8 winners in five years, says the newspaper.",
]
SITE = {"source_kind": "official", "publisher": "Nova", "published": "2026-11-02"}
PRESS = {"source_kind": "press", "publisher": "The Herald", "published": "2027-03"}
SITE_FR = [
    "Le Nova Prize verse 40 000 euros en numéraire à chaque lauréat.",
    "Les candidatures au Nova Prize sont closes le 30 juin 2027.",
    "Le jury du Nova Prize compte jusqu'à 9 membres.",
    "Un lauréat du Nova Prize a douze mois d'accompagnement.",
    "Anna Berg est responsable des programmes du Nova Prize.",
    "Le Nova Prize s'adresse aux entreprises de moins de 8 ans.",
]
PRESS_FR = [
    "En mars 2027, ce journal écrit que le Nova Prize verse 25 000 euros en numéraire à chaque "
    "lauréat.",
    "Les candidatures au Nova Prize sont closes le 15 juillet 2027, d'après le journal.",
    "Le jury du Nova Prize compte 7 membres, d'après le journal.",
    "Un lauréat du Nova Prize a un an d'accompagnement, d'après le journal.",
    "Le journal cite Anna Berg, directrice de la communication.",
    "Le Nova Prize a eu 8 lauréats en cinq ans, d'après le journal.",
]
SHEETS = {
    "en": (sheet("Nova Prize: site", OWN_PAGE, language="en", source="nova.example", **SITE),
           sheet("Nova Prize: press", NEWSPAPER, language="en", source="herald.example", **PRESS)),
    "fr": (sheet("Nova Prize : site", SITE_FR, language="fr", source="nova.example", **SITE),
           sheet("Nova Prize : presse", PRESS_FR, language="fr", source="herald.example", **PRESS)),
}  # fmt: skip
CASES = {
    "en": [
        ("How much money does the Nova Prize pay each winner?", ["40,000", "25,000"]),
        ("When do applications to the Nova Prize close?", ["30 June", "15 July"]),
        ("Who is Anna Berg of the Nova Prize?", ["programmes", "communication"]),
        ("How many members does the jury of the Nova Prize have?", []),
        ("How long is the coaching of the Nova Prize?", []),
        ("How old may a company be for the Nova Prize?", []),
    ],
    "fr": [
        ("Quel montant le Nova Prize verse-t-il à chaque lauréat ?", ["40 000", "25 000"]),
        ("Quand les candidatures au Nova Prize sont-elles closes ?", ["30 juin", "15 juillet"]),
        ("Qui est Anna Berg, du Nova Prize ?", ["programmes", "communication"]),
        ("Combien de membres compte le jury du Nova Prize ?", []),
        ("Combien de temps dure l'accompagnement du Nova Prize ?", []),
        ("Quel âge peut avoir une entreprise pour le Nova Prize ?", []),
    ],
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_invented_sources_differ_in_money_dates_and_titles_only(small, language):
    site, press = SHEETS[language]
    assistant = small({"site.md": site, "press.md": press})
    for question, versions in CASES[language]:
        answer = assistant.answer(question)
        assert (answer.status == "conflicting") == bool(versions), question
        for citation, version in zip(answer.citations, versions, strict=False):
            assert version in citation.quote, question  # the official source comes first


@pytest.mark.parametrize(
    ("first", "second", "statuses"),
    [
        ({"edition": "2026"}, {"edition": "2027"}, {"answered", "partial"}),
        ({}, {"supersedes": "a.md"}, {"answered", "partial"}),
        ({}, {}, {"conflicting"}),
    ],
)
def test_editions_do_not_contradict_each_other(small, first, second, statuses):
    texts = {
        "a.md": sheet("Nova Prize, page A", [OWN_PAGE[0]], source="a.example", **SITE, **first),
        "b.md": sheet("Nova Prize, page B", [NEWSPAPER[0]], source="b.example", **PRESS, **second),
    }
    answer = small(texts).answer("How much money does the Nova Prize pay each winner?")
    assert answer.status in statuses


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("about 20 firms", "10 to 12 firms", False),
        ("12 firms", "10 to 12 firms", True),
        ("more than 100 firms", "120 firms", True),
        ("more than 100 firms", "80 firms", False),
        ("up to 9 firms", "7 firms", True),
        ("up to 9 firms", "up to 12 firms", False),
        ("about 20 firms", "21 firms", True),
        ("20 firms", "21 firms", False),
        ("two years", "24 months", True),
        ("environ vingt entreprises", "10 à 12 entreprises", False),
        ("12 entreprises", "10 à 12 entreprises", True),
        ("plus de 100 entreprises", "80 entreprises", False),
        ("jusqu'à 9 entreprises", "7 entreprises", True),
        ("deux ans", "24 mois", True),
    ],
)
def test_values_agree_when_both_may_be_true(one, other, agree):
    language = "fr" if one.split()[-1] in ("entreprises", "ans") else "en"
    (left,), (right,) = stated_values(one, language), stated_values(other, language)
    assert left.measures & right.measures
    assert left.value.agrees(right.value) is right.value.agrees(left.value) is agree


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The 12 are staff, not the residents of Nova.", "The 12 are staff ."),
        ("Les 12 sont des salariés, et non des résidents de Nova.", "Les 12 sont des salariés ."),
    ],
)
def test_what_a_sentence_sets_aside_is_not_stated(text, kept):
    assert without_set_aside(text) == kept


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Les sources sont-elles d'accord sur la durée ?", "la durée ?"),
        ("Do the sources agree on the length?", "the length?"),
        ("Y a-t-il des chiffres différents pour le jury ?", "le jury ?"),
        ("Are there different figures for the jury?", "the jury?"),
        ("Est-ce que tous les documents disent la même chose sur le jury ?", "le jury ?"),
        ("Do all your documents say the same thing about the jury?", "the jury?"),
    ],
)
def test_the_words_that_ask_for_versions_are_not_searched(question, about):
    assert asks_whether_texts_agree(question)
    assert without_version_words(question).endswith(about)


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la différence entre Nova et Polar ?",
        "What is the difference between Nova and Polar?",
        "Faut-il que le jury soit d'accord ?",
        "Does the jury have to agree?",
        "Y a-t-il une règle sur les conflits d'intérêts ?",
        "Is there a rule on a conflict of interest?",
    ],
)
def test_other_questions_do_not_ask_for_versions(question):
    assert not asks_whether_texts_agree(question)
    assert without_version_words(question) == question
