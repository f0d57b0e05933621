"""The words and signs that follow or precede a number, and what they make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from assistant.tokens import Token, at, fold_word

Kind = Literal[
    "number", "money", "percentage", "duration", "age", "period", "measure", "date", "time",
    "zone", "ordinal", "code", "phone", "mail", "link",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` turns the number into `name`: a year is 12 months, a hectare 10 000 m²."""

    kind: Kind
    name: str
    factor: Decimal = Decimal(1)


# Written forms by unit: kind, name, factor, forms (several words where needed).
WRITTEN: Final[tuple[tuple[Kind, str, str, str], ...]] = (
    ("money", "EUR", "1", "€|euro|euros|eur|d'euros"),
    ("money", "EUR", "1000", "keur|keuros|kilo euros|kilo euro"),
    ("money", "EUR", "1000000", "meur|meuros"),
    ("money", "USD", "1", "$|usd|dollar|dollars|us dollar|us dollars|us $|dollars americains"),
    (
        "money",
        "GBP",
        "1",
        "£|gbp|pound|pounds|pounds sterling|livre|livres|livre sterling|livres sterling",
    ),
    ("money", "CHF", "1", "chf|franc suisse|francs suisses|swiss franc|swiss francs"),
    ("percentage", "%", "1", "%|percent|per cent|pour cent|pct|p.c."),
    ("percentage", "%", "1", "percentage point|percentage points|points de pourcentage"),
    ("duration", "month", "12", "an|ans|annee|annees|year|years|yr|yrs"),
    ("duration", "month", "120", "decennie|decennies|decade|decades"),
    ("duration", "month", "6", "semestre|semestres|half year|half years"),
    ("duration", "month", "3", "trimestre|trimestres"),
    ("duration", "month", "1", "mois|month|months"),
    ("duration", "day", "7", "semaine|semaines|week|weeks"),
    ("duration", "day", "14", "fortnight|fortnights"),
    ("duration", "day", "1", "jour|jours|journee|journees|day|days"),
    ("duration", "working day", "1", "jours ouvres|jours ouvrables|working days|business days"),
    ("duration", "minute", "60", "h|heure|heures|hour|hours|hrs"),
    ("duration", "minute", "1", "min|mn|minute|minutes"),
    ("duration", "second", "1", "seconde|secondes|seconds"),
    ("measure", "m2", "1", "m2|sqm|sq m|square metre|square metres|square meter"),
    ("measure", "m2", "1", "square meters|metre carre|metres carres"),
    ("measure", "m2", "10000", "ha|hectare|hectares"),
    ("measure", "m2", "1000000", "km2|square kilometres|square kilometers|kilometres carres"),
    ("measure", "sq ft", "1", "square foot|square feet|sq ft|sqft|pieds carres"),
    ("measure", "m", "1", "m|metre|metres|meter|meters"),
    ("measure", "m", "1000", "km|kilometre|kilometres|kilometer|kilometers"),
    ("measure", "g", "1", "gramme|grammes|gram|grams"),
    ("measure", "g", "1000", "kg|kilo|kilos|kilogramme|kilogrammes|kilogram|kilograms"),
    ("measure", "g", "1000000", "tonne|tonnes|ton|tons"),
    ("measure", "l", "1", "litre|litres|liter|liters"),
    ("measure", "MB", "1", "mo|mb|megaoctets|megabytes"),
    ("measure", "MB", "1000", "go|gb|gigaoctets|gigabytes"),
)
# What is counted, by group: 10 employees are not 10 projects, 5 firms may be 5 start-ups.
COUNTED: Final[dict[str, str]] = {
    "people": "personne people person individu individual salarie salariee employe employee "
    "staff etp fte chercheur researcher scientifique scientist expert mentor etudiant student "
    "fondateur founder ingenieur engineer candidat applicant participant collaborateur",
    "inhabitants": "habitant inhabitant",
    "groups": "entreprise company companie firm societe start pousse startup equipe team projet "
    "project pme sme filiale subsidiary laboratoire laboratory laboratorie",
    "pages": "page",
    "words": "mot word",
    "characters": "caractere character signe sign",
    "slides": "diapositive slide diapo",
    "payments": "echeance versement payment instalment",
    "shares": "action part share",
    "places": "pays country countrie ville city citie region",
}
NOUNS: Final = {noun: group for group, nouns in COUNTED.items() for noun in nouns.split()}
# After these no noun follows that the number could count.
FUNCTION_WORDS: Final = frozenset(
    "et ou à a en dans sur pour par de du des sont est sera seront avec sans depuis jusqu que qui "
    "and or to in on at for per by from is are was were will with without since until if as that "
    "who which while mais but puis then l le la les d the chaque each every".split()
)
PERIODS: Final = {
    "year": "an annee year annum", "month": "mois month", "week": "semaine week",
    "day": "jour journee day", "hour": "h heure hour", "quarter": "trimestre quarter",
    "half": "semestre",
}  # fmt: skip
PERIOD_OF: Final = {word: name for name, words in PERIODS.items() for word in words.split()}
PERIODIC: Final = {
    word: name
    for name, words in {
        "year": "annuel annuelle annuels annuelles annuellement annual annually yearly",
        "month": "mensuel mensuelle mensuels mensuelles mensuellement monthly",
        "week": "hebdomadaire hebdomadaires weekly",
        "quarter": "trimestriel trimestrielle trimestriels trimestrielles quarterly",
    }.items()
    for word in words.split()
}
UNITS: Final = {
    tuple(fold_word(form).replace("'", " ").split()): Unit(kind, name, Decimal(factor))
    for kind, name, factor, forms in WRITTEN
    for form in forms.split("|")
}
LONGEST = max(len(words) for words in UNITS)
FIRST_WORDS: Final = frozenset(words[0] for words in UNITS)
CURRENCIES: Final = {
    words: unit
    for words, unit in UNITS.items()
    if unit.kind == "money" and unit.factor == 1 and words[-1] in ("€", "$", "£", "eur", "usd")
} | {(code,): Unit("money", code.upper()) for code in ("gbp", "chf")}
SHORT_SCALES: Final = {"k": 10**3, "m": 10**6}


def unit_at(tokens: Sequence[Token], position: int) -> tuple[Unit, int] | None:
    """The longest unit written from the position, and the position after it."""
    if at(tokens, position).word not in FIRST_WORDS:
        return None
    for length in range(LONGEST, 0, -1):
        words = tuple(at(tokens, position + step).word for step in range(length))
        if words in UNITS:
            return UNITS[words], position + length
    return None


def currency_at(tokens: Sequence[Token], position: int) -> tuple[Unit, int] | None:
    """A currency sign or code written before its number, and the position after it."""
    for length in (2, 1):
        words = tuple(at(tokens, position + step).word for step in range(length))
        if words in CURRENCIES:
            return CURRENCIES[words], position + length
    return None


def counted_at(tokens: Sequence[Token], position: int) -> str:
    """The group of what is counted from the position; "other" for a noun not known, "" for none."""
    if at(tokens, position).word in ("d", "de", "of") and at(tokens, position - 1).kind == "word":
        position += 1  # une douzaine d'équipes
    for step in range(3):
        token = at(tokens, position + step)
        if token.kind != "word" or token.word in FUNCTION_WORDS:
            return "other" if step else ""
        group = NOUNS.get(token.word) or NOUNS.get(token.word.rstrip("sx"))
        if group:
            return group
    return "other"
