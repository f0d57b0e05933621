"""The time that a question speaks of: years it names, past tense, what comes next."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.answer import Language
from assistant.quantities import quantities
from ingest.lexical import fold

# Participles that questions about programmes are asked with, folded.
PARTICIPLES = (
    "accueilli|annonce|attribue|candidate|change|choisi|commence|cout(?:e|ee)|cree|decroche|depose|"
    "dure|ete|eu|fait|ferme|fini|gagne|heberge|lance|laureat|obtenu|offert|ouvert|paye|participe|"
    "postule|recompense|recu|rejoint|remporte|retenu|selectionne|soutenu|verse"
)
PAST: dict[Language, re.Pattern[str]] = {
    # The imperfect ("pouvait", but not the conditional "pourrait"), and the perfect.
    "fr": re.compile(
        r"\b(?!(?:par)?fait\b|souhait\b|(?:ex|por|re|at|con)?trait\b|forfait\b|bienfait\b|lait\b|"
        r"plait\b|sait\b|connait\b|parait\b)\w{2,}(?<!r)(?:ait|aient)\b"
        r"|\b(?:offr|ouvr|couvr|dur|entr|rentr)(?:ait|aient)\b"
        r"|\b(?:a|ont|as|avez|avons)(?:-t)?(?:-\w+)?(?: ete| pas| deja)* "
        rf"(?:{PARTICIPLES})e?s?\b"
        r"|\bs'(?:est|sont)(?:-\w+)? (?:passe|tenu|deroule)e?s?\b"
        r"|\b(?:precedente?s?|passees?|autrefois|l'an (?:dernier|passe)|l'annee derniere)\b"
    ),
    "en": re.compile(
        r"\b(?:was|were|did|had|won|received|happened|took place|has been|have been|"
        r"previous|past|former|formerly|last year|last edition)\b"
    ),
}
# "could we" is polite today, and past with a date in the past.
MAYBE_PAST: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?!)"),
    "en": re.compile(r"\bcould\b"),
}
NOW: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:encore|toujours|maintenant|aujourd'hui|actuellement)\b"),
    "en": re.compile(r"\b(?:still|now|today|currently)\b"),
}
NEXT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:prochaine?s?|futur[es]*|suivante?s?)\b"),
    "en": re.compile(r"\b(?:next|upcoming|future|coming)\b"),
}
# Years by their distance from the present one.
YEARS_AWAY: dict[Language, tuple[tuple[re.Pattern[str], int], ...]] = {
    "fr": (
        (re.compile(r"\b(?:l'an dernier|l'annee derniere|l'an passe|l'annee passee)\b"), -1),
        (re.compile(r"\bcette annee\b"), 0),
        (re.compile(r"\b(?:l'an prochain|l'annee prochaine)\b"), 1),
    ),
    "en": (
        (re.compile(r"\blast year\b"), -1),
        (re.compile(r"\bthis year\b"), 0),
        (re.compile(r"\bnext year\b"), 1),
    ),
}


@dataclass(frozen=True, slots=True)
class AskedTime:
    """`years` are those named, `past` and `coming` whether it asks about what was or will be.

    `text` is the question, folded.
    """

    text: str
    years: frozenset[int]
    past: bool
    coming: bool


def asked_time(text: str, language: Language, day: date) -> AskedTime:
    """The time that a question asked on this day speaks of."""
    plain = fold(text)
    moments = [item.moment for item in quantities(text) if item.moment and item.moment.year]
    years = {moment.year for moment in moments}
    years |= {day.year + away for way, away in YEARS_AWAY[language] if way.search(plain)}
    gone = any((moment.year, moment.month or 12) < (day.year, day.month) for moment in moments)
    past = bool(PAST[language].search(plain)) or (gone and bool(MAYBE_PAST[language].search(plain)))
    return AskedTime(
        text=plain,
        years=frozenset(years),
        past=past and not NOW[language].search(plain),
        coming=bool(NEXT[language].search(plain)),
    )
