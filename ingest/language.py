"""Which language a text is in: French, English or another."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lingua import LanguageDetector

Detected = Literal["fr", "en", "other"]

# Words that belong to one of the two languages only; enough to decide nearly every question.
MARKERS: dict[Literal["fr", "en"], frozenset[str]] = {
    "fr": frozenset(
        "le la les des du un une et est sont dans pour pas ne que qui avec sur au aux ce cette ces "
        "il elle nous vous ils elles par ou où quel quelle quels quelles quoi combien comment "
        "pourquoi quand depuis peut peux puis avez avons être été je tu mon ma mes notre nos votre "
        "vos leur leurs c'est est-ce y-a-t-il y'a si sans chez en de d'un d'une qu'est-ce qu'on "
        "koi c ça cela celui quelqu'un aussi encore donc alors merci bonjour faut faire fait ont "
        "ki kel kelle cb qd pk tps "
        # headwords of telegraphic questions about programmes
        "date limite durée duree prix coût cout accès acces labo labos critères criteres dossier "
        "candidature candidater éligible éligibilité lauréat lauréats jusqu'à montant".split()
    ),
    "en": frozenset(
        "the of and is are in for not that which with this these it they we you by or from to "
        "since does do did an as but their be was were has have been its no what who when where "
        "why how can could would should may will our your my i me us them he she there about "
        "wat wats wot teh wich pls thx tell any get got if than then thanks hello please at "
        "deadline cost price eligibility eligible lab labs duration apply application winner "
        "winners length amount".split()
    ),
}
# Languages besides French that lingua tells apart.
OTHERS = ("ENGLISH", "GERMAN", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH")
CONTRACTION = re.compile(r"\b(?:l|d|n|s|c|j|m|t|qu)['’](?=\w)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿœŒ]")
SURE = 0.7
FEWEST_WORDS_FOR_OTHER = 3
# A lead of more function words than this is not questioned.
CLEAR_LEAD = 2


def detect_language(text: str) -> Detected:
    """`fr`, `en`, or `other` when the text is surely neither; short or empty text gives `en`.

    Function words decide first; lingua decides ties and recognises third languages.
    """
    words = WORD.findall(text.lower().replace("’", "'"))
    letters = [character for character in text if character.isalpha()]
    if letters and sum(bool(LATIN.match(c)) for c in letters) < len(letters) / 2:
        return "other"
    french = sum(w in MARKERS["fr"] for w in words) + len(CONTRACTION.findall(text))
    english = sum(w in MARKERS["en"] for w in words)
    if abs(french - english) > CLEAR_LEAD or not words:
        return "fr" if french > english else "en"
    return _ask_lingua(text, french - english, len(words))


def load_detector() -> None:
    """Read lingua's word models, one language after another: reading stops all threads."""
    for language in OTHERS:
        _build("FRENCH", language).compute_language_confidence_values("Golden Ticket ?")


def _ask_lingua(text: str, lead: int, words: int) -> Detected:
    confidence = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in _detector().compute_language_confidence_values(text)
    }
    foreign = max(value for code, value in confidence.items() if code not in ("fr", "en"))
    if words >= FEWEST_WORDS_FOR_OTHER and foreign >= SURE:
        return "other"
    if lead:
        return "fr" if lead > 0 else "en"
    return "fr" if confidence["fr"] > confidence["en"] else "en"


@lru_cache(maxsize=1)
def _detector() -> "LanguageDetector":
    return _build("FRENCH", *OTHERS)


def _build(*names: str) -> "LanguageDetector":
    # imported here: loading lingua's word models takes longer than most questions need
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        *(getattr(Language, name) for name in names)
    ).build()
