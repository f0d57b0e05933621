"""What a question means given the turns before it, by rules, without a chat model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Turn
from assistant.mentions import Name, find_mentions
from assistant.phrases import PHRASES
from assistant.question import Question, folded_words, write_out
from assistant.words import ANAPHORA, CONNECTORS, GENERIC, ORDINALS
from ingest.lexical import terms

# A turn with at most this many words of meaning leans on what was said before.
SHORT = 2
TURNS_BACK = 2
# "The last one" points at something, "how long does it last?" does not.
THE = frozenset("the le la l du au".split())
# What pointed at the one before, in the question that is taken up: "what does the first one do?".
POINTER = re.compile(
    r"\bthe (?:(?:first|second|third|last) ones?|former|latter)\b|\bl[ea] (?:premi[eè]re?|seconde?|"
    r"deuxi[eè]me|troisi[eè]me|derni[eè]re?)(?=\s*(?:[?,]|$|(?:fait|est|a|offre|donne|propose)\b))",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"(?<![.!?…:]\s)(?<!^)\b[A-ZÀ-Ý][\w&-]+(?:\s+[A-ZÀ-Ý][\w&-]+)*")
# Answers that decline: their questions are not taken up again.
DECLINED = ("out_of_scope", "refused", "other_language")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question and what it takes from the turns before: `context` is empty when nothing.

    `turns` are the user's earlier questions, as far as this one goes on with their subject.
    """

    question: Question
    context: str = ""
    turns: tuple[str, ...] = ()

    def after(self, parts: Sequence[str]) -> "Resolved":
        """The same with earlier parts of the question, as if they were turns before this one."""
        return replace(self, turns=(*self.turns, *parts))

    @property
    def standalone(self) -> str:
        """Context and question as one text, for searching."""
        return f"{self.context} {self.question.searched}".strip()


def resolve(question: Question, history: Sequence[Turn], names: Sequence[Name]) -> Resolved:
    """Decide whether the question depends on earlier turns, and add what it needs from them."""
    asked = _usable_questions(history)
    chosen = _chosen_name(question, history)
    context = ""
    if asked and depends(question):
        context = _context(question, history, names, asked=asked, chosen=chosen)
    names_subject = question.mentions or (context and chosen)
    return Resolved(question, context, () if names_subject else tuple(asked))


def _context(
    question: Question,
    history: Sequence[Turn],
    names: Sequence[Name],
    *,
    asked: Sequence[str],
    chosen: str,
) -> str:
    """What the question takes from the turns before: their words, and the programme they named."""
    if chosen:
        named = POINTER.sub(chosen, asked[-1])
        return named if named != asked[-1] else f"{chosen} {_without_names(asked[-1], names)}"
    if question.mentions:
        return _without_names(asked[-1], names)
    brief = len(terms(asked[-1], question.language)) <= SHORT
    context = write_out(" ".join(asked[-TURNS_BACK:] if brief else asked[-1:]), names)
    if find_mentions(context, names):
        return context
    return f"{_subject(history, names)} {context}".strip()


def depends(question: Question) -> bool:
    """Whether a turn leans on the ones before: a link word, a pronoun, or too few words."""
    words = folded_words(question.text)
    specific = [term for term in question.focus if term not in _generic(question.language)]
    if question.mentions:
        return not question.focus or (_starts_linked(words, question.language) and not specific)
    anaphora = any(word in ANAPHORA[question.language] for word in words)
    return (
        anaphora
        or _starts_linked(words, question.language)
        or len(specific) == 0
        or len(question.terms) <= SHORT
    )


def _starts_linked(words: Sequence[str], language: str) -> bool:
    return bool(words) and words[0] in CONNECTORS[language]


def _generic(language: str) -> frozenset[str]:
    return frozenset(stem for word in GENERIC[language] for stem in terms(word, language))


def _usable_questions(history: Sequence[Turn]) -> list[str]:
    """The user's earlier questions, without those that were declined."""
    declined = tuple(phrase.split("{")[0] for name in DECLINED for phrase in PHRASES[name].values())
    asked: list[str] = []
    for turn in history:
        if turn.role == "user":
            asked.append(turn.content)
        elif asked and turn.content.startswith(declined):
            asked.pop()
    return asked


def _chosen_name(question: Question, history: Sequence[Turn]) -> str:
    """The name that "the first one" or "le second" points at, or an empty text."""
    words = folded_words(question.text)
    pointing = (word for before, word in zip(["", *words], words, strict=False) if before in THE)
    position = next((ORDINALS[word] for word in pointing if word in ORDINALS), None)
    if position is None:
        return ""
    for turn in reversed(history):
        listed = list(dict.fromkeys(CAPITALISED.findall(turn.content)))
        if turn.role == "assistant" and len(listed) >= max(2, position + 1):
            return str(listed[position])
    return ""


def _subject(history: Sequence[Turn], names: Sequence[Name]) -> str:
    """The programme named last by the user, or else by the assistant."""
    for role, position in (("user", -1), ("assistant", 0)):
        for turn in reversed(history):
            mentions = find_mentions(turn.content, names) if turn.role == role else []
            if mentions:
                return mentions[position].name.programme
    return ""


def _without_names(text: str, names: Sequence[Name]) -> str:
    for mention in reversed(find_mentions(text, names)):
        text = text[: mention.start] + text[mention.end :]
    return text
