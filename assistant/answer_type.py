"""The kind of answer a question expects (an amount, a duration, a date ...), and who offers it."""

import re
from collections.abc import Iterable
from typing import Literal

AnswerType = Literal[
    "money",
    "duration",
    "date",
    "deadline",
    "next",
    "extension",
    "count",
    "place",
    "contact",
    "phone",
    "email",
    "eligibility",
]

MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|january|"
    "february|march|april|may|june|july|august|september|october|november|december|printemps|été|"
    "automne|hiver|spring|summer|autumn|fall|winter"
)
# "Where can I read more?" asks for a source, not for a place.
ELSEWHERE_FR = (
    r"(?:(?:puis-je|peut-on|pourrait-on) )?(?:trouver|lire|en savoir|se renseigner|s['’]informer)"
)
ELSEWHERE_EN = (
    r"(?:can|could|do|may|might|should|would) (?:i|we|one) (?:find|read|learn|get more|ask)"
)
# What a question says when it expects this kind of answer, in either language.
ASKED: dict[AnswerType, re.Pattern[str]] = {
    "money": re.compile(
        r"combien (?:ça |cela )?(?:co[uû]te|vaut|verse|paie)|\bco[uû]ts?\b|\bprix\b|tarif|"
        r"montant|loyer|subvention|\bsomme\b|budget|cher\b|gratuit|rembours|valeur|euros?\b|"
        r"dollars?\b|€|\$|how much|\bcosts?\b|\bprice|\bamount|\bworth\b|\bfees?\b|\brent\b|"
        r"\bgrant\b|\bmoney\b|\bpay\b|paid|expensive|free of charge",
        re.IGNORECASE,
    ),
    "duration": re.compile(
        r"combien de temps|dur[eé]e|\bdure\b|combien d[e'’] ?(?:mois|ans?|ann[eé]es?|"
        r"semaines?|jours?|heures)|how long|duration|how many (?:months|years|weeks|days|hours)|"
        r"length of|jusqu['’]à quand|prolong|extend|quel âge|ancienneté|how old",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\bquand\b|\bdates?\b|quelle ann[eé]e|quel mois|\bd[eé]lai|deadline|\bwhen\b|"
        r"since when|which year|what year|échéance|prochaine?\b|\bnext\b",
        re.IGNORECASE,
    ),
    "deadline": re.compile(
        r"dates? limites?|deadline|échéance|clôture|closing date|cut-?off|"
        r"dernier (?:jour|délai)|latest date",
        re.IGNORECASE,
    ),
    "next": re.compile(
        r"\bprochaine?s?\b|à venir\b|\bnext\b|\bupcoming\b|l['’]an prochain|futures? (?:édition|"
        r"appel|call|edition|round)",
        re.IGNORECASE,
    ),
    "extension": re.compile(
        r"prolong|renouvel|reconduct|rallong|au[- ]delà d|\bextend|\bextension|\brenew|\bbeyond\b|"
        r"\bstay (?:on|longer)",
        re.IGNORECASE,
    ),
    "count": re.compile(
        r"combien d[e'’]|\bcb de|how many|quel (?:est le )?nombre|effectif|number of",
        re.IGNORECASE,
    ),
    "place": re.compile(
        rf"\boù\b(?! {ELSEWHERE_FR})|\b(?:c['’]?est|est|sont|se trouvent?|situé\w*) ou\b(?! pas)|"
        r"^ou\b|quelle ville|quel pays|quel endroit|adresse|située?s?\b|"
        rf"where\b(?! {ELSEWHERE_EN})|which (?:city|town|country)|address|located|géographi",
        re.IGNORECASE,
    ),
    "contact": re.compile(
        r"e-?mail|courriel|t[eé]l[eé]phone|num[eé]ro|portable|\bphone\b|contact|joindre|"
        rf"where {ELSEWHERE_EN}|où {ELSEWHERE_FR}|"
        r"whom? (?:can|could|should|do) (?:i|we) (?:ask|write)|"
        r"à qui (?:demander|s['’]adresser|écrire|parler)|où (?:demander|s['’]adresser)|"
        r"\breach\b|en savoir plus|renseign|plus d['’]infos?|read more|more info|learn more|"
        r"find out",
        re.IGNORECASE,
    ),
    "phone": re.compile(
        r"t[eé]l[eé]phon|\bportable\b|\b(?:son|leurs?|un|quel|votre) num[eé]ros?\b(?! d)|\bphone\b|"
        r"\b(?:his|her|their|a) number\b(?! of)",
        re.IGNORECASE,
    ),
    "email": re.compile(r"\be-?mails?\b|courriel|\b(?:adresse )?mail\b", re.IGNORECASE),
    "eligibility": re.compile(
        r"candidater|postuler|[ée]ligib|who can apply|\bcan (?:[\w-]+ ){1,5}apply|"
        r"may apply|\bapply\?|\baccept|avons-nous le droit|a-t-on le droit|allowed|qualify|"
        r"ça passe|admis",
        re.IGNORECASE,
    ),
}
# What a sentence holds when it offers this kind of answer.
OFFERED: dict[AnswerType, re.Pattern[str]] = {
    "money": re.compile(r"€|\$|£|\beuros?\b|\bEUR\b|\bUSD\b|dollars?|k€|million|%", re.IGNORECASE),
    "duration": re.compile(
        r"(?:\d|\b(?:une?|deux|trois|quatre|cinq|six|douze|plusieurs|one|two|three|four|five|twelve|"
        r"several|a))\s+(?:ans?|années?|mois|semaines?|jours?|heures?|years?|months?|weeks?|days?|"
        r"hours?)\b",
        re.IGNORECASE,
    ),
    "date": re.compile(rf"\b(?:19|20)\d\d\b|\b(?:{MONTHS})\b|\b(?:année|year)\b", re.IGNORECASE),
    "deadline": re.compile(
        r"date limite|clôture|ferme(?:nt)?\b|échéance|jusqu['’]au|au plus tard|avant le|deadline|"
        r"closes?\b|closing|no later than|until|by \d|before \d",
        re.IGNORECASE,
    ),
    "next": re.compile(
        r"\bprochaine?s?\b|à venir\b|\bnext\b|\bupcoming\b|deuxième année|second year|futur",
        re.IGNORECASE,
    ),
    "extension": re.compile(
        r"prolong|renouvel|reconduct|rallong|au[- ]delà|\bextend|\bextension|\brenew|\bbeyond\b|"
        r"\blonger\b|\bmax",
        re.IGNORECASE,
    ),
    "count": re.compile(
        r"\d|\b(?:un seul|une seule|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|vingt|"
        r"vingtaine|moitié|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"\b(?:à|en|au|aux|in|at|near)\s+(?:the\s+)?(?!R&D|IA\b|AI\b)[A-ZÎ]|se trouve|situé|"
        r"located|based|basés"
    ),
    "eligibility": re.compile(
        r"réserv|ouvert|éligib|accept|doi(?:t|vent)\b|exig|accueill|demandait|critère|sélectionn|"
        r"condition|eligib|open to|must|requir|need|only|not for|limited|criteri|select|welcom",
        re.IGNORECASE,
    ),
    "phone": re.compile(r"\+?\d(?:[ .()-]*\d){7,}"),
    "email": re.compile(r"\S@\S"),
    "contact": re.compile(r"www\.|@|https?://|\b\w+\.(?:com|io|org|fr)\b", re.IGNORECASE),
}


# In French a prize is called like a price.
PRIZE = re.compile(
    r"laur[ée]at|gagn|candidat|remis\b|remport|d[ée]cern|vainqueur|r[ée]compens", re.IGNORECASE
)
PRICE = re.compile(r"\bprix\b", re.IGNORECASE)


# "How many does it pay for?" asks for no sum, "how much does it cost?" does.
SUM = re.compile(
    r"€|\$|\beuros?\b|dollars?|montant|co[uû]te?\b|co[uû]ts?\b|\bprix\b|tarif|loyer|somme|budget|"
    r"how much|\bcosts?\b|\bprice|\bamount|\bfees?\b|\brent\b|\bworth\b",
    re.IGNORECASE,
)
# "Is it in Lyon?" asks for a place as well; only a capital tells.
IN_A_PLACE = re.compile(
    r"\b(?:[Ii]s|[Aa]re|located|based) (?:[\w-]+ ){0,3}?in (?:the )?[A-Z]|"
    r"\b(?:[Ee]st|sont|situé\w*|basé\w*)(?:-\w+)?(?: bien)? (?:à|en|au|aux) [A-ZÎ]"
)


def expected_types(question: str) -> tuple[AnswerType, ...]:
    """The kinds of answer a question expects; empty when its form does not tell."""
    text = PRICE.sub(" ", question) if PRIZE.search(question) else question
    found = {kind for kind, pattern in ASKED.items() if pattern.search(text)}
    found |= {"place"} if IN_A_PLACE.search(text) else set()
    if "count" in found and not SUM.search(text):
        found.discard("money")
    return tuple(kind for kind in ASKED if kind in found)


def offered_share(types: Iterable[AnswerType], sentence: str) -> float:
    """The share of the expected kinds that the sentence offers; 0.5 when none is expected."""
    kinds = tuple(types)
    if not kinds:
        return 0.5
    return sum(bool(OFFERED[kind].search(sentence)) for kind in kinds) / len(kinds)
