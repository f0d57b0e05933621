"""Questions on whether texts agree: how they are told, and what they are about."""

import re
from typing import Final

TEXTS: Final = r"(?:sources?|documents?|textes?|texts?|articles?|pages?|fiches?|sheets?)"
THINGS: Final = (
    r"(?:chiffres?|figures?|numbers?|nombres?|valeurs?|values?|versions?|titres?|titles?|noms?|"
    r"names?|dates?|réponses?|answers?|durées?|durations?|informations?)"
)
UNLIKE: Final = (
    r"(?:différente?s?|différents?|different|contradictoires?|contradictory|conflicting|"
    r"divergente?s?|divergents?|plusieurs|several|incohérente?s?)"
)
DIFFER: Final = (
    r"(?:se contredisent|diffèrent|divergent|s['’]accordent|concordent|sont[- ](?:(?:ils|elles) )?"
    r"(?:toutes |tous )?(?:bien )?d['’]accord|disent(?:[- ](?:ils|elles))? (?:toutes |tous )?"
    r"la même chose|donnent(?:[- ](?:ils|elles))?|agree|disagree|differ|conflict|give|"
    r"contradict (?:each other|one another|themselves)|say the same(?: thing)?|are consistent)"
)
ABOUT: Final = (
    r"(?:(?: toutes| tous| all)?,? (?:sur|à propos d[eu]|au sujet d[eu]|quant à|concernant|pour|"
    r"on|about|over|as to|regarding|for))?"
)
# The words that ask for versions, cut out of what is searched: they stand in any passage.
CUT: Final = re.compile(
    rf"\b(?:est-ce que )?(?:toutes |tous )?(?:les |vos |ces )?{TEXTS} {DIFFER}"
    rf"(?:[- ](?:ils|elles))?{ABOUT}"
    rf"|\b(?:do|are|does)? ?(?:all )?(?:of )?(?:the|your|these) {TEXTS} (?:all )?"
    rf"(?:{DIFFER}|in agreement|consistent){ABOUT}"
    rf"|\b(?:y a[- ]t[- ]il|are there|is there|existe[- ]t[- ]il|avez-vous|do you have) (?:une?s? |"
    rf"des |plusieurs |several |any |a |other )*(?:{UNLIKE} )?(?:{THINGS} )(?:{UNLIKE} ?)?"
    r"(?:sur|pour|d[eu]|for|of|on|about)\b"
    rf"|\b(?:selon|d['’]après|according to) (?:les|chaque|the|each|which|quelle) {TEXTS}",
    re.IGNORECASE,
)
ASKED: Final = re.compile(
    rf"\b{TEXTS}\b[^?.;:]{{0,30}}(?:d['’ ]accord|contredi|contradict|disagree|\bagree|\bdiffer\b|"
    r"diffèrent|diverge|consistent|cohérent|concord|\bconflict|la même chose|the same\b)|"
    r"\b(?:discrepanc\w*|incohéren\w*|inconsisten\w*|se contredi\w*|contradict\w*)\b|"
    rf"\b{UNLIKE} {THINGS}\b|\b{THINGS} {UNLIKE}\b|"
    r"selon (?:les (?:sources|textes|documents)|quelle|chaque)|"
    r"(?:each|every|which) (?:source|text)|"
    rf"\b{TEXTS} (?:give|donnent)|"
    r"\b(?:lequel|laquelle|quel chiffre|which (?:one|figure|number|name|date)) (?:est|is) "
    r"(?:le |the )?(?:bon|juste|vrai|correct|right|true|exact)|je vois les deux|\bi see both\b",
    re.IGNORECASE,
)


def asks_whether_texts_agree(text: str) -> bool:
    """Whether a question supposes that texts may say different things."""
    return bool(ASKED.search(text))


def without_version_words(text: str) -> str:
    """What the question is about: its words without those that ask whether texts agree."""
    if not asks_whether_texts_agree(text):
        return text
    cut = " ".join(CUT.sub(" ", text).split()).strip(" ,")
    return cut if len(re.findall(r"\w{3,}", cut)) > 0 else text
