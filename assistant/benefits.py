"""What every start-up asks: all that a programme gives."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from assistant.answer import Language
from ingest.lexical import terms

ASKS_WHAT_IS_GIVEN: Final = re.compile(
    r"\bqu(?:e|['’]|oi\b|['’]est-ce).{0,40}?(?:re[çc]oi|recev|obten|obtien|gagn|offr|donn|apport|"
    r"compren|inclu|propos|bénéfici|droit|dispos)|\b(?:offre|propose|donne|apporte)(?:nt)? quoi\b|"
    r"\bqu['’]y gagne|\bquel(?:le)?s? (?:sont |est )?(?:les? |l['’]|la )?(?:avantage|bénéfice|"
    r"récompense|prix\b|lot|prestation|ressource)|"
    r"\bwhat\b.{0,40}?\b(?:gets?|receives?|wins?|gains?|offers?|includes?|provides?|gives?|"
    r"benefits?|entitled|advantages?|perks?|reward|resources|available)\b|\bwhat['’]s in it\b|"
    r"\b(?:offers?|gives?|provides?) what\b",
    re.IGNORECASE,
)
# Words of such a question that name nothing in particular: who gets it, and that it is given.
NOTHING_IN_PARTICULAR: Final = {
    "fr": "recevoir reçoit reçoivent obtenir obtient obtiennent gagner gagne gagnent offrir offre "
    "donner apporter comprendre comprend comprennent inclure proposer bénéficier bénéfice droit "
    "avantage "
    "récompense prix lot prestation ressource lauréat gagnant vainqueur start-up startup "
    "entreprise société jeune pousse biotech boîte équipe candidat programme dispositif concret "
    "concrètement exactement sélectionné retenu accompagné hébergé avoir entrer intégrer rejoindre "
    "installer venir mettre met disposer disposition incubateur",
    "en": "get gets receive receives win wins gain offer include provide give gives benefit "
    "entitled advantage perk reward prize resource winner laureate start-up startup company firm "
    "business team candidate programme program scheme actually exactly selected awardee recipient "
    "supported hosted resident included for join enter move make available incubator",
}
# What is searched then, with the name of the programme.
GIVEN: Final[dict[Language, str]] = {
    "fr": "ce que reçoivent les start-up et les lauréats : laboratoires, bureaux, matériel, "
    "mentorat, expertise, réseau, ressources, financement",
    "en": "what start-ups and winners receive: laboratories, offices, equipment, mentoring, "
    "expertise, network, resources, funding",
}
GIVES: Final = re.compile(
    r"\b(?:re[çc]oi(?:t|vent)|compren(?:d|nent)|inclu(?:t|ent)|donne(?:nt)?|offre(?:nt)?|"
    r"propose(?:nt)?|accès|accède(?:nt)?|bénéficie\w*|compter sur|puise\w* dans|"
    r"s['’]appuie\w* sur|conseille(?:nt)?|accompagne(?:nt)?|aide(?:nt)? (?:les|à)|receives?|"
    r"includes?|gives?|offers?|provides?|access|benefits?|consists? of|turn to|tap into|draw on|"
    r"advises?|coach(?:es)?|helps?)\b",
    re.IGNORECASE,
)
# What can be given, kind by kind: rooms, equipment, advice, people, money, training.
RESOURCES: Final = tuple(
    re.compile(rf"\b(?:{kind})", re.IGNORECASE)
    for kind in (
        "labo|paillass|bench",
        r"bureaux|offices?\b|desks?\b|salles? de|rooms?\b|locaux|premises",
        r"équipements?\b|matériel|instrument|plateforme|equipment|core facilit|platform",
        "mentor|coach|conseil|advi[cs]|expert|savoir-faire|know-how|feed-?back",
        "réseau|network|investisseur|investor",
        r"financement|funding|subvention|grants?\b|bourse|prêt|loan",
        r"formation|training|ateliers|workshops|conférences|conferences|événements|events\b",
    )
)
# Sentences on what was meant to be, once.
PLANNED: Final = re.compile(
    r"\b(?:projet de|prévoyait|prévus?|prévues?|souhait|ambition|plan|planned|wish(?:es)?|aims?)\b",
    re.IGNORECASE,
)
MOST_KINDS: Final = 2


def gives(text: str) -> float:
    """How much a sentence tells of what is given: verb and resources; 0 when nothing.

    Between 0 and 3; what was only planned counts half.
    """
    kinds = sum(bool(kind.search(text)) for kind in RESOURCES)
    told = bool(GIVES.search(text)) + min(kinds, MOST_KINDS)
    return told / 2 if PLANNED.search(text) else told


def asks_what_is_given(text: str, focus: Iterable[str], language: Language) -> bool:
    """Whether a question wants to know all that is given; `focus` are the stems of its words."""
    return bool(ASKS_WHAT_IS_GIVEN.search(text)) and set(focus) <= _nothing_in_particular(language)


@lru_cache(maxsize=2)
def _nothing_in_particular(language: str) -> frozenset[str]:
    return frozenset(terms(NOTHING_IN_PARTICULAR[language], language))
