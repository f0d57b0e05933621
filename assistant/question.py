"""A question as it is understood: language, key terms, programmes and numbers it names."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.acronyms import Acronym, acronym_groups, spell_out
from assistant.answer import Language
from assistant.answer_type import AnswerType, expected_types
from assistant.benefits import GIVEN, asks_what_is_given
from assistant.mentions import Mention, Name, find_mentions
from assistant.phrases import say
from assistant.synonyms import Group
from assistant.verify import numbers_in
from assistant.version_words import asks_whether_texts_agree, without_version_words
from assistant.words import GENERIC, POINTING
from ingest.errors import CorpusError
from ingest.language import detect_language
from ingest.lexical import fold, terms

CONTROL = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
TAGS = re.compile("[\U000e0000-\U000e007f]")
# "Where does it happen?" asks for no pass.
HAPPENS = re.compile(r"\bse passe(?:nt)?\b", re.IGNORECASE)


class QuestionRefused(CorpusError):
    """A question that cannot be asked: empty or too long; the sentence is in its language."""

    def __init__(self, sentence: str, language: Language) -> None:
        """Keep the language beside the sentence."""
        super().__init__(sentence)
        self.language: Language = language


# What "Tell me about X" wants to know.
PRESENTATION: dict[Language, str] = {
    "fr": "ce qu'est le programme, ce qu'il offre, à qui, pour combien de temps et où",
    "en": "what the programme is, what it offers, to whom, for how long and where",
}


@dataclass(frozen=True, slots=True)
class Question:
    """`terms` are the stems that carry meaning, `focus` those outside programme names.

    `canonical` is the text with misspelt words corrected and shortened programme names written
    out; `mentions` are found in it. `acronyms` are the two forms of those in it, as
    synonyms. `understood` is false when the question is in neither French nor English.
    """

    text: str
    canonical: str
    language: Language
    understood: bool
    mentions: tuple[Mention, ...]
    terms: tuple[str, ...]
    focus: tuple[str, ...]
    numbers: frozenset[str]
    acronyms: tuple[Group, ...] = ()

    @property
    def programmes(self) -> tuple[str, ...]:
        """The programmes it names, each once, in order."""
        return tuple(dict.fromkeys(mention.name.programme for mention in self.mentions))

    @property
    def bare(self) -> str:
        """The question without the programme names in it."""
        text = self.canonical
        for mention in reversed(self.mentions):
            text = text[: mention.start] + " " + text[mention.end :]
        return text

    @property
    def expects(self) -> tuple[AnswerType, ...]:
        """The kinds of answer it expects; empty when its form does not tell."""
        return expected_types(self.canonical)

    @property
    def asks_for_presentation(self) -> bool:
        """Whether it names a programme and asks nothing precise about it."""
        precise = self.focus or self.expects or asks_whether_texts_agree(self.canonical)
        return bool(self.mentions) and not precise and not self.asks_what_is_given

    @property
    def asks_what_is_given(self) -> bool:
        """Whether it names a programme and asks for all that it gives, nothing in particular."""
        return bool(self.mentions) and asks_what_is_given(self.canonical, self.focus, self.language)

    @property
    def searched(self) -> str:
        """What is searched: the question, or what a presentation of its programmes tells."""
        if self.asks_what_is_given:
            return f"{' '.join(self.programmes)} : {GIVEN[self.language]}"
        if not self.asks_for_presentation:
            return without_version_words(self.canonical)
        return f"{' '.join(self.programmes)} : {PRESENTATION[self.language]}"

    @property
    def is_vague(self) -> bool:
        """Whether it names neither a programme nor anything that could be searched."""
        if self.mentions:
            return False
        generic = {stem for word in GENERIC[self.language] for stem in terms(word, self.language)}
        return all(term in generic for term in self.terms)


def clean(text: str) -> str:
    """The text without control and invisible characters, composed (NFC), spaces collapsed."""
    visible = TAGS.sub("", CONTROL.sub(" ", unicodedata.normalize("NFC", text)))
    return " ".join(visible.split())


def read_question(
    text: str,
    names: Sequence[Name],
    *,
    limit: int,
    correct: Callable[[str, Language], str] | None = None,
    acronyms: Sequence[Acronym] | None = None,
) -> Question:
    """Understand a question; `correct` mends the spelling of a text in a language.

    `acronyms` are those that are known, the standard ones when not given.

    Raises QuestionRefused, in the language of the question, when it is empty or too long;
    an empty question has no language, and is answered in English.
    """
    cleaned = clean(text)
    if not any(character.isalnum() for character in cleaned):
        raise QuestionRefused(say("empty", "en"), "en")
    detected = detect_language(cleaned[:2000])
    language: Language = "en" if detected == "other" else detected
    if len(cleaned) > limit:
        raise QuestionRefused(say("too_long", language, length=len(cleaned), limit=limit), language)
    spelt = correct(cleaned, language) if correct else cleaned
    canonical = write_out(spell_out(spelt, language, acronyms), names)
    mentions = find_mentions(canonical, names)
    named = {
        stem
        for mention in mentions
        for stem in terms(canonical[mention.start : mention.end], language)
    }
    pointing = pointing_stems(language)
    topic = HAPPENS.sub(" ", without_version_words(canonical))
    stems = tuple(t for t in dict.fromkeys(terms(topic, language)) if t not in pointing)
    return Question(
        text=cleaned,
        canonical=canonical,
        language=language,
        understood=detected != "other",
        mentions=tuple(mentions),
        terms=stems,
        focus=tuple(stem for stem in stems if stem not in named),
        numbers=numbers_in(cleaned),
        acronyms=acronym_groups(canonical, language, acronyms),
    )


def write_out(text: str, names: Sequence[Name]) -> str:
    """The text with programme names in full where only a part or a misspelling is written."""
    for mention in reversed(find_mentions(text, names)):
        programme, written = mention.name.programme, text[mention.start : mention.end]
        shortened = set(folded_words(mention.name.text)) <= set(folded_words(programme))
        if shortened and fold(written) != fold(programme):
            text = text[: mention.start] + programme + text[mention.end :]
    return text


@lru_cache(maxsize=4)
def pointing_stems(language: str) -> frozenset[str]:
    """Stems of the words that only point, link or are polite."""
    return frozenset(stem for word in POINTING[language] for stem in terms(word, language))


def folded_words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return re.findall(r"[\w-]+", fold(text).replace("'", " "))
