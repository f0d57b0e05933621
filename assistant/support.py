"""Whether a sentence of a chat model may be shown: what it says must stand in its quotes."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import Language
from assistant.instructions import Quote
from assistant.markup import holds_markup
from assistant.meaning_words import turns_meaning
from assistant.model_reply import Claim
from assistant.same_words import is_shortened
from assistant.verify import numbers_in, spelt_numbers_in
from ingest.language import detect_language
from ingest.lexical import terms

Fault = Literal[
    "quote",  # names no quote, or one that does not exist
    "instruction",  # names a quote that tells a chat model what to do
    "length",
    "markup",
    "link",
    "language",  # of the claim, or of its quote: nothing is translated
    "number",
    "polarity",
    "words",  # other words than those of its quote, or in another order
    "guard",  # the guard of all answers objects
    "repeat",
]
# True when the passages support the text.
Check = Callable[[str, Sequence[str]], bool]

LONGEST = 400
MARKUP = re.compile(r"[<>\[\]`*|{}\\#~^]|_{2,}|&\w+;")
LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]*:/\S*|\b(?:javascript|data|mailto):\S*|\bwww\.\S+|\S+@\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?",
    re.IGNORECASE,
)
# A sentence of a document that speaks to a chat model instead of to its readers.
INSTRUCTION = re.compile(
    r"\b(?:ignor\w+|disregard|forget|oubli\w+)\b.{0,40}\b(?:instruction|consigne|règle|rule|prompt|"
    r"previous|above|précédent|ci-dessus)"
    r"|\b(?:system prompt|prompt système|invite système|you are (?:now )?an? (?:ai|assistant|chat)|"
    r"tu es (?:maintenant )?un (?:assistant|chatbot)|(?:chat|language) model|modèle de langage)\b"
    r"|\b(?:réponds?|répondez|écri[stv]\w*|answer|reply|respond|say|write|output|print)\b"
    r".{0,20}\b(?:instead|à la place|exactly|exactement|only with|uniquement)\b"
    r"|<\|?(?:im_start|system|assistant|inst)|\[/?INST\]|###\s*(?:system|instruction)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that may be shown, and how many were dropped for what."""

    kept: tuple[Claim, ...] = ()
    dropped: Mapping[Fault, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Support:
    """Checks claims against quotes: by our own rules, then by the checks given."""

    checks: Sequence[Check] = ()

    def checked(
        self, claims: Sequence[Claim], quotes: Sequence[Quote], language: Language
    ) -> Checked:
        """The claims without fault, each once, with only the quotes that support them."""
        known = {quote.number: quote for quote in quotes}
        kept: dict[str, Claim] = {}
        dropped: Counter[Fault] = Counter()
        for claim in claims:
            key = " ".join(terms(claim.text, language))
            supporting, fault = self.supporting(claim, known, language)
            if fault or key in kept:
                dropped[fault or "repeat"] += 1
            else:
                kept[key] = Claim(claim.text, supporting)
        return Checked(tuple(kept.values()), dict(dropped))

    def supporting(
        self, claim: Claim, known: Mapping[int, Quote], language: Language
    ) -> tuple[tuple[int, ...], Fault | None]:
        """The named quotes that each support the claim alone; or none, and why the first fails.

        Several quotes together support nothing: words of two facts can make a third, untrue one.
        """
        if not claim.quotes or any(number not in known for number in claim.quotes):
            return (), "quote"
        faults = {
            number: self.fault(claim.text, known[number], language) for number in claim.quotes
        }
        supporting = tuple(number for number, fault in faults.items() if fault is None)
        return supporting, None if supporting else faults[claim.quotes[0]]

    def fault(self, text: str, quote: Quote, language: Language) -> Fault | None:
        """Why this quote does not support the text, or None when it does."""
        if is_instruction(quote.text):
            return "instruction"
        if quote.language != language:
            return "language"  # no check can tell a good translation from a wrong one
        wrong = _form(text, quote.text, language)
        if wrong:
            return wrong
        if not is_shortened(text, quote.text, quote.heading, language):
            return "words"
        passages = [part for part in (quote.text, quote.heading) if part]
        return None if all(check(text, passages) for check in self.checks) else "guard"


def is_instruction(text: str) -> bool:
    """Whether a sentence seems to tell a chat model what to do."""
    return bool(INSTRUCTION.search(text))


def _form(text: str, quoted: str, language: Language) -> Fault | None:
    """What is wrong with the claim apart from its meaning."""
    if len(text) > LONGEST:
        return "length"
    if any(link not in LINK.findall(quoted) for link in LINK.findall(text)):
        return "link"
    if MARKUP.search(text) or holds_markup(text):
        return "markup"
    if detect_language(text) != language:
        return "language"
    spelt = {number for number in spelt_numbers_in(text) if number != "1"}  # "un" is an article
    if not (spelt | numbers_in(text)) <= spelt_numbers_in(quoted):
        return "number"
    return "polarity" if turns_meaning(text, quoted) else None
