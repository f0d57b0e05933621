"""Names of organisations and places in a text that no cited passage holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from assistant.tokens import fold_word, plain

WORD: Final = re.compile(r"[^\W\d_][\w&]*")
WORD_OR_MARK: Final = re.compile(r"[^\W\d_][\w&]*|[.,;:!?()|]")
SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;…\n]|[«“\"(]|\s-)\s*$")
CAPITALISED: Final = r"[A-ZÀ-ÖØ-Þ][\w&]*"
NAME: Final = re.compile(
    rf"(?<!\w){CAPITALISED}(?:(?:[ '-]|(?<=[A-Z])\. ?)"
    rf"(?:(?:d[eu]s?|de la|of|of the|and|et|&|d|l|la|le) ?'?)?{CAPITALISED})*"
)
# What links two names, or a name and a place: both have to stand, not side by side.
LINK: Final = re.compile(r"\s(?:of|and|et|&|de|du|des|d')\s?(?:the |la |l')?(?=[^\W\d_])")
ACRONYM: Final = re.compile(r"[A-Z][A-Z&]+s?\d?")
SMALL: Final = frozenset(
    "de du des d l la le les of the and et a à au aux en in for pour on".split()
)
# Words that differ by language without being another name, by meaning; folded.
ALIASES: Final = """
institut institute|universite university|banque bank|fonds fund|agence agency|ministere ministry
fondation foundation|accelerateur accelerator|incubateur incubator|laboratoire lab laboratory
programme program|conseil council|centre center|hopital hospital|ecole school|reseau network
comite committee|prix prize award|bourse grant|concours contest competition|societe company
groupe group|direction department|londres london|bruxelles brussels|geneve geneva|rome roma
lisbonne lisbon|milan milano|barcelone barcelona|munich munchen|vienne vienna|varsovie warsaw
athenes athens|edimbourg edinburgh|anvers antwerp|gand ghent|lyon lyons|marseille marseilles
philadelphie philadelphia|france french francais francaise francaises
allemagne germany german allemand allemande allemands|espagne spain spanish espagnol espagnole
italie italy italian italien italienne|belgique belgium belgian belge belges
suisse suisses switzerland swiss|japon japan japanese japonais
angleterre england english anglais anglaise|britannique britain british|bretagne brittany
irlande ireland irish irlandais|chine china chinese chinois
amerique america american americain americaine|europe european europeen europeenne europeens
canada canadian canadien canadienne|danemark denmark danish danois|suede sweden swedish suedois
pologne poland polish polonais|portugal portuguese portugais|grece greece greek grec
royaume kingdom|uni unis unies united|etats states|nord north|sud south|est east|ouest west
republique republic|nouveau nouvelle new|saint sainte st ste|ue eu|ia ai|pme sme smes|pi ip
tva vat|usa us etats|ouvert ouverte open|uk ru|eee eea|r&d rd|oms who|rgpd gdpr
"""
SPELLINGS: Final = {
    word: tuple(
        other
        for group in re.split(r"[|\n]", ALIASES)
        if word in group.split()
        for other in group.split()
    )
    for word in ALIASES.replace("|", " ").split()
}
# Never names by themselves, though they are written with a capital or in capitals.
NO_NAMES: Final = frozenset(
    "i ok faq pdf url html ht ttc eur usd gbp chf am pm cet cest utc gmt etp fte n/a na internet "
    "web monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december english french trl iso "
    "first second third q t s h ii iii iv vi m mm mme mlle mr mrs ms dr pr prof me".split()
)
STEM = 5
SHORTEST_ROOT = 4
# How far apart, small words not counted, two words of one name may stand.
NEAR = 2


class Held(NamedTuple):
    """Where the words and roots of a passage stand, how its common nouns begin, its initials.

    Places count words; a mark of punctuation keeps words apart, it takes up places of its own.
    """

    places: Mapping[str, Sequence[int]]
    stems: frozenset[str]
    initials: str


def unsupported_names(text: str, passages: Sequence[str]) -> tuple[str, ...]:
    """Names of the text that stand in no passage, as written, in order.

    Each word has to be there, words side by side in a name near each other. A capital that only
    begins a sentence makes no name. A name may be in the other language where the words are alike
    or listed, and an acronym may be the initials of words.
    """
    held = [_held(passage) for passage in passages]
    flat, sources = plain(text), [plain(passage) for passage in passages]
    found = []
    for name, start in _names(flat):
        explained = start > 0 and flat[start - 1] == "(" and _abbreviates(name, flat[: start - 1])
        written = any(name in source for source in sources)
        if not (explained or written) and not all(_stands(part, held) for part in LINK.split(name)):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _names(text: str) -> Iterator[tuple[str, int]]:
    """Each name and where it begins; the first word of a sentence is not taken for one."""
    if sum(c.isupper() for c in text) > sum(c.islower() for c in text):
        return
    for match in NAME.finditer(text):
        name, start = match.group(), match.start()
        first = WORD.match(name)
        begins = SENTENCE_START.search(text[max(0, start - 4) : start])
        if begins and first and not ACRONYM.fullmatch(first.group()):
            rest = name[first.end() :].lstrip(" '-.&")
            start, name = start + len(name) - len(rest), rest
        if any(fold_word(word) not in NO_NAMES for word in WORD.findall(name)):
            yield name, start


def _stands(part: str, held: Sequence[Held]) -> bool:
    """Whether one passage holds the words of a part of a name, near each other."""
    words = [word for word in WORD.findall(part) if _tells(word)]
    return not words or any(
        all(_is_in(word, passage) for word in words) and _together(words, passage)
        for passage in held
    )


def _tells(word: str) -> bool:
    folded = fold_word(word)
    return len(folded) > 1 and folded not in NO_NAMES | SMALL and folded.isalpha()


def _is_in(word: str, passage: Held) -> bool:
    spellings = _spellings(word)
    if any(spelling in passage.places for spelling in spellings):
        return True
    if ACRONYM.fullmatch(word):
        return any(spelling in passage.initials for spelling in spellings)
    folded = fold_word(word)
    return len(folded) > STEM and folded[:STEM] in passage.stems


def _spellings(word: str) -> tuple[str, ...]:
    folded = fold_word(word)
    singular = folded.removesuffix("s")
    return (folded, _root(folded), *SPELLINGS.get(folded, ()), *SPELLINGS.get(singular, ()))


def _root(word: str) -> str:
    """The word without its ending: California and Californie, lab and labs have one root."""
    root = word.rstrip("aeiyos")
    return root if len(root) >= SHORTEST_ROOT else word.removesuffix("s")


def _together(words: Sequence[str], passage: Held) -> bool:
    """Whether each two words that follow each other stand near each other in the passage.

    Words told by their likeness or initials have no place of their own: they are let pass.
    """
    places = [_places(word, passage) for word in words]
    return all(
        not one or not other or any(abs(i - j) <= NEAR for i in one for j in other)
        for one, other in pairwise(places)
    )


def _places(word: str, passage: Held) -> list[int]:
    return [place for spelling in _spellings(word) for place in passage.places.get(spelling, ())]


def _abbreviates(acronym: str, before: str) -> bool:
    """Whether an acronym in brackets is made of the initials of the words before it."""
    words = [word for word in WORD.findall(before) if fold_word(word) not in SMALL]
    return "".join(fold_word(word)[0] for word in words).endswith(fold_word(acronym))


@lru_cache(maxsize=2048)
def _held(passage: str) -> Held:
    places: dict[str, list[int]] = {}
    stems, initials, place = set(), "", 0
    for word in WORD_OR_MARK.findall(plain(passage)):
        folded = fold_word(word)
        if not folded[0].isalpha():
            place += NEAR
        elif folded not in SMALL:
            for form in {folded, _root(folded)}:
                places.setdefault(form, []).append(place)
            if word[0].islower() and len(word) > STEM:
                stems.add(folded[:STEM])
            initials, place = initials + folded[0], place + 1
    return Held(places, frozenset(stems), initials)
