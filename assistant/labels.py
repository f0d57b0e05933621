"""Numbers that name rather than count: codes, numbered phases and articles, ordinals."""

from collections.abc import Sequence
from typing import Final

from assistant.amounts import is_year, read_amounts
from assistant.number_words import ORDINAL_ENDINGS, ORDINALS, ROMAN
from assistant.quantity import Quantity, decimal_text
from assistant.tokens import Token, at
from assistant.units import counted_at, currency_at

# A number after one of these words is a label, not a count.
LABELS: Final = {
    "trl": "trl", "iso": "iso", "article": "article", "annexe": "annex", "annex": "annex",
    "phase": "phase", "lot": "lot", "niveau": "level", "level": "level", "etape": "step",
    "step": "step", "section": "section", "chapitre": "chapter", "chapter": "chapter",
    "version": "version", "stage": "stage", "axe": "axis",
}  # fmt: skip
# What has a first, a second and a third one that a document tells apart.
NUMBERED: Final = frozenset(
    "edition phase annee year appel call prix prize place promotion cohorte cohort tranche tour "
    "round vague wave session saison season siecle century arrondissement etage floor versement "
    "payment instalment semaine week mois month jour day fois time lot relance".split()
)


def read_label(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    """Codes: "H2020", "COVID-19", "ISO 9001", "TRL 4 à 6", "phase II"."""
    token, after = tokens[position], at(tokens, position + 1)
    if token.kind == "code":
        return [Quantity("code", token.word.replace("-", ""))], position + 1
    if token.kind == "number":
        return _digits_first(tokens, position)
    label = label_of(token.word)
    if not label and not is_acronym(token):
        return [], position
    if after.word in ROMAN and after.text.isupper() and label:
        return [Quantity("code", f"{label}{ROMAN[after.word]}")], position + 2
    if after.kind != "number" or currency_at(tokens, position):
        return [], position
    amounts = read_amounts(tokens, position + 1)
    if any(amount.unit for amount in amounts) or not amounts or is_year(amounts[0]):
        return [], position
    if not label and counted_at(tokens, amounts[-1].end):
        return [], position
    name = label or token.word
    return [
        Quantity("code", f"{name}{decimal_text(a.value)}", number=decimal_text(a.value))
        for a in amounts
    ], amounts[-1].end


def label_of(word: str) -> str:
    """The one form of a word that labels the number after it; empty for any other word."""
    return LABELS.get(word) or LABELS.get(word.rstrip("s"), "")


def is_acronym(token: Token) -> bool:
    """Whether a word of two letters or more is written in capitals."""
    return token.kind == "word" and token.text.isupper() and len(token.text) > 1


def _digits_first(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    """Codes that begin with a digit, "5G": letters right behind it that are no unit or scale."""
    token, after = tokens[position], at(tokens, position + 1)
    amounts = read_amounts(tokens, position)
    if not amounts:
        return [Quantity("code", token.word)], position + 1  # a version: 1.4.2
    glued = after.kind == "word" and after.start == token.end
    if not glued or after.word in ORDINAL_ENDINGS or amounts[0].unit or amounts[0].scale > 1:
        return [], position
    return [Quantity("code", token.word + after.word)], position + 2


def read_ordinal(tokens: Sequence[Token], position: int) -> tuple[list[Quantity], int]:
    """The second edition; spelt out before any other noun it only orders what is said."""
    token, after = tokens[position], at(tokens, position + 1)
    if token.word in ORDINALS:
        value = str(ORDINALS[token.word])
        number = value if after.word.rstrip("s") in NUMBERED else ""
        return [Quantity("ordinal", value, number=number)], position + 1
    glued = after.word in ORDINAL_ENDINGS and after.start == token.end
    if token.kind == "number" and token.text.isdigit() and glued:
        value = token.text.lstrip("0") or "0"
        return [Quantity("ordinal", value, number=value)], position + 2
    return [], position
