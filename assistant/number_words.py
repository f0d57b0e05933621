"""Numbers spelt out and ordinals, French and English together: no word means two numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from assistant.tokens import Token, at

SMALL: Final = {
    word: value
    for value, words in enumerate(
        "zero|un une one|deux two|trois three|quatre four|cinq five|six|sept seven|huit eight|"
        "neuf nine|dix ten|onze eleven|douze twelve|treize thirteen|quatorze fourteen|"
        "quinze fifteen|seize sixteen|seventeen|eighteen|nineteen".split("|")
    )
    for word in words.split()
}
TENS: Final = {
    word: value
    for value, words in (
        (20, "vingt vingts twenty"),
        (30, "trente thirty"),
        (40, "quarante forty"),
        (50, "cinquante fifty"),
        (60, "soixante sixty"),
        (70, "septante seventy"),
        (80, "huitante octante eighty"),
        (90, "nonante ninety"),
    )
    for word in words.split()
}
HUNDRED: Final = frozenset({"cent", "cents", "hundred"})
SCALES: Final = {
    word: 10**power
    for power, words in (
        (3, "mille thousand millier milliers thousands"),
        (6, "million millions mio mn"),
        (9, "milliard milliards billion billions bn md mds"),
    )
    for word in words.split()
}
# A collective counts like its number; "de" or "of" may follow.
COLLECTIVES: Final = {
    "dizaine": 10, "douzaine": 12, "dozen": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
# "Hundreds of" is no number: it stands only where the passage says the same.
MULTITUDES: Final = {
    "dizaines": "tens", "dozens": "tens", "centaines": "hundreds", "hundreds": "hundreds",
    "milliers": "thousands", "thousands": "thousands",
}  # fmt: skip
ONE: Final = frozenset({"un", "une", "one", "a", "an"})
HALVES: Final = frozenset({"demi", "demie", "half"})
ORDINALS: Final = {
    word: value
    for value, words in enumerate(
        "premier premiere first|deuxieme second seconde|troisieme third|quatrieme fourth|"
        "cinquieme fifth|sixieme sixth|septieme seventh|huitieme eighth|neuvieme ninth|"
        "dixieme tenth|onzieme eleventh|douzieme twelfth|treizieme thirteenth|"
        "quatorzieme fourteenth|quinzieme fifteenth|seizieme sixteenth|"
        "dixseptieme seventeenth|dixhuitieme eighteenth|dixneuvieme nineteenth|"
        "vingtieme twentieth".split("|"),
        start=1,
    )
    for form in words.split()
    for word in (form, f"{form}s")
}
ORDINAL_ENDINGS: Final = frozenset("er ere ers eres e eme emes nd nde nds st rd th".split())
ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}


def spelt_number(tokens: Sequence[Token], start: int) -> tuple[Decimal, int] | None:
    """The number spelt out from `start` and the position after it; None where there is none.

    "un", "one" or "a" alone is an article, not a number: see `is_article`.
    """
    total, current, position = 0, 0, start
    # In "between one hundred and one thousand" the link is no part of a number.
    ranged = at(tokens, start - 1).word == "between"
    while True:
        word = at(tokens, position).word
        if ranged and word == "and":
            break
        step = _next_word(tokens, position, (total, current), first=position == start)
        if step is None:
            break
        word, position = step
        if word in SMALL or word in TENS:
            value = SMALL.get(word, TENS.get(word, 0))
            current += 76 if _is_four_twenty(word, current) else value
        elif word in ONE:
            current = 1
        elif word in COLLECTIVES:
            current = max(current, 1) * COLLECTIVES[word]
        elif word in HUNDRED:
            current = max(current, 1) * 100
        else:
            total, current = total + max(current, 1) * SCALES[word], 0
    return (Decimal(total + current), position) if position > start else None


def is_article(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the number from `start` to `end` is only "un", "une", "one", "a" or "an"."""
    return end == start + 1 and tokens[start].word in ONE


def _next_word(
    tokens: Sequence[Token], position: int, so_far: tuple[int, int], *, first: bool
) -> tuple[str, int] | None:
    """The next word of a spelt number, its linking word skipped, and the position after it.

    `so_far` is the part above the last scale word and the part since.
    """
    total, current = so_far
    word = at(tokens, position).word
    if first and word in ONE:
        return word, position + 1
    if word in SCALES and total % (1000 * SCALES[word]):
        return None  # "two thousand, three thousand" are two numbers
    if not first and word in ("et", "and"):
        following, after = at(tokens, position + 1).word, at(tokens, position + 2).word
        french = word == "et" and following in ("un", "une", "onze") and 20 <= current % 100 <= 60
        english = word == "and" and total + current >= 100 and current % 100 == 0
        english = english and after not in HUNDRED and (current > 0 or after not in SCALES)
        linked = french or (english and _fits(following, current))
        return (following, position + 2) if linked else None
    return (word, position + 1) if _fits(word, current, first=first) else None


def _is_four_twenty(word: str, current: int) -> bool:
    return word in ("vingt", "vingts") and current % 100 == 4


def _fits(word: str, current: int, *, first: bool = False) -> bool:
    """Whether the word continues a number whose part below a thousand is `current`."""
    rest = current % 100
    if word in SCALES:
        return word not in MULTITUDES and (current > 0 or word == "mille")
    if word in HUNDRED:
        return current < 10 and (current > 0 or word == "cent")
    if word in COLLECTIVES:
        return current < 10
    value = SMALL.get(word, TENS.get(word))
    if value is None or (value == 0 and not first):
        return False
    if current == 0 or _is_four_twenty(word, current):
        return True
    if value >= 20:
        return rest == 0
    if value >= 10:
        return rest in (0, 60, 80)
    # dix-sept, and any unit after a ten or a hundred
    return (rest == 10 and value >= 7) or (rest % 10 == 0 and rest != 10)
