"""Which values a question asks for: what its words, and the values written in it, measure."""

import re
from typing import Final

from assistant.claims import claimed_values
from assistant.question import Question
from assistant.stated_values import Measure, nouns_after, stated_values
from assistant.tokens import plain
from assistant.units import Kind
from assistant.version_words import asks_whether_texts_agree

# What a question says when it asks for a value of this kind, in either language.
ASKED_KINDS: Final[dict[Kind, re.Pattern[str]]] = {
    "measure": re.compile(
        r"\bsurface|superficie|combien de (?:m2|m²|mètres? carr|metres? carr)|\bgrande? comment|"
        r"quelle taille (?:fait|ont)|\btaille (?:du|de la|de l['’]|des|de) "
        r"|\bfloor (?:area|space)|how many (?:square|m2|m²|sq)|\bhow (?:big|large)\b|\bsize\b",
        re.IGNORECASE,
    ),
    "duration": re.compile(
        r"combien de temps|\bdur[eé]e|\bdure(?:nt|ra|rait)?\b|combien d[e'’] ?(?:mois|ans?|"
        r"ann[eé]es?|semaines?|jours?)|\bhow long\b|duration|how many (?:months|years|weeks|days)|"
        r"\blength of\b",
        re.IGNORECASE,
    ),
    "money": re.compile(
        r"combien (?:ça |cela |ca )?(?:co[uû]te|vaut|verse|paie)|\bco[uû]t|\bprix de\b|\btarif|"
        r"\bmontant|\bloyer|\bsomme\b|\bbudget|how much (?:does|do|is|are|money|must|should|will)|"
        r"\bcosts?\b|\bprice|\bamount|\bfees?\b|\brent\b",
        re.IGNORECASE,
    ),
    "percentage": re.compile(
        r"pourcentage|percentage|quelle part|quelle proportion|what (?:share|proportion)|"
        r"combien pour cent|how many percent",
        re.IGNORECASE,
    ),
    "age": re.compile(r"\bquel âge|\bquel age|how old|\bâge\b|\bage limit", re.IGNORECASE),
    "date": re.compile(
        r"\bquand\b|\bdates?\b|quelle ann[eé]e|quel (?:mois|jour)|deadline|échéance|clôture|"
        r"\bwhen\b|(?:which|what) (?:year|month|day)|closing date",
        re.IGNORECASE,
    ),
}
# After these stands the noun that is counted.
COUNT_ASKED: Final = re.compile(
    r"\bcombien d(?:e |')|\bcb de |\bhow many |\bnumber of |\bnombre d(?:e |')|\bles chiffres de |"
    r"\bcombien y a-t-il d(?:e |')",
    re.IGNORECASE,
)
CHOICE: Final = re.compile(r"\b(?:ou|or|vs\.?|versus)\b", re.IGNORECASE)


def asked_measures(question: Question) -> frozenset[Measure]:
    """What the values that the question asks for measure; a unit is "" where any will do."""
    text = plain(question.canonical)
    kinds = [Measure(kind) for kind, pattern in ASKED_KINDS.items() if pattern.search(text)]
    counted = [
        Measure("number", noun=noun)
        for match in COUNT_ASKED.finditer(text)
        for noun in nouns_after(text[match.end() :], question.language)
    ]
    return frozenset((*kinds, *counted, *_written(question)))


def asks_for_versions(question: Question) -> bool:
    """Whether the question itself supposes that texts may differ."""
    return asks_whether_texts_agree(plain(question.canonical))


def offers_choice(question: Question) -> bool:
    """Whether the question offers something to choose from: "one or two years?"."""
    return bool(CHOICE.search(plain(question.canonical)))


def _written(question: Question) -> list[Measure]:
    """The measures of the values that the question takes for granted, or gives to choose from."""
    offered = offers_choice(question) or asks_for_versions(question)
    values = (
        stated_values(question.canonical, question.language)
        if offered
        else [claim.stated for claim in claimed_values(question)]
    )
    return [measure for value in values for measure in value.measures if measure.kind != "date"]
