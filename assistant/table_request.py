"""Whether a question compares programmes, or lists them all, and by what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Language
from assistant.aspects import Aspect, named_aspects, own_aspect, usual_aspects
from assistant.mentions import EXACT_UP_TO, Mention, Name
from assistant.parts import OPENING
from assistant.question import Question, pointing_stems
from ingest.lexical import terms

MOST_ROWS, MOST_CELLS = 16, 48
# Asking for one of several, or for how they differ. "Entre" and "between" alone do not: "the link
# between X and Y" is one question on both.
COMPARES = re.compile(
    r"\bcompar|\bdiff[ée]r|\bvs\b|\bversus\b|\bl[ae]s?quel|\bwhich (?:one|of|is|would|should)\b|"
    r"\bmieux\b|\bmeilleur|\bbetter\b|\bbest\b|plut[oô]t|\brather\b|\bpréf[ée]r|\bprefer|"
    r"\bchoisir|\bchoix\b|\bchoose|\bchoice|\bpick\b|\bh[ée]sit|\btorn\b|par rapport|"
    r"points? communs?|in common|\bpros and cons\b|côte à côte|side by side|\btableau\b|\btable\b",
    re.IGNORECASE,
)
ARTICLES = (
    r"(?:(?:chez|à|au|aux|the|at|an?|le|la|les|l['’]|un|une|du|de|des|d['’]|programmes?)\s*)*"
)
JOINED = re.compile(
    rf"\W*\s*(?:et|and|ou(?:\s+bien)?|or|vs\.?|versus|contre|against)?\W*{ARTICLES}",
    re.IGNORECASE,
)
ALTERNATIVE = re.compile(r"\b(?:ou|or|vs|versus|contre|against)\b|/", re.IGNORECASE)
_PLURAL = (
    r"(?:pro+gr?am+e?s|progs|schemes|calls|contests|competitions|awards|incubators|"
    r"dispositifs|concours|appels|incubateurs|accompagnements)\b"
)
_SINGULAR = r"(?:pro+gr?am+e?|scheme|call|contest|dispositif|concours|appel|incubateur|incubator)\b"
_BETWEEN = r"(?:(?!(?:of|in|for|to|des|du|de|dans|pour|par)\b)[\w'’-]+\s+){0,2}"
LISTS = re.compile(
    rf"\b(?:all|which|what|list|listing|show|give)\s+(?:(?:me|of|the|all)\s+)*{_BETWEEN}{_PLURAL}|"
    rf"\b(?:every|each|chaque)\s+{_BETWEEN}{_SINGULAR}|\b(?:tou[st]|tte?s?|ts)\s+les\s+{_SINGULAR}|"
    rf"\b(?:tou[st]|tte?s?|ts|toutes|quels|quelles|liste[rsz]?|donne[rz]?|montre[rz]?)"
    rf"(?:[ -](?:moi|nous))?\s+(?:(?:de|des|les|tous|vos)\s+)*{_BETWEEN}{_PLURAL}|"
    rf"\b(?:overview|summary|table|comparison|compare|list|aperçu|apercu|panorama|tableau|"
    rf"comparatif|comparer?|liste|récap\w*|recap\w*|vue d['’]ensemble|"
    rf"tour d['’]horizon|ensemble)\s+"
    rf"(?:(?:of|the|all|your|available|complete?|de|des|les|vos|tous|entre)\s+)*{_PLURAL}",
    re.IGNORECASE,
)
# What comes before the things that a table is wanted of.
INTRODUCES = re.compile(
    r"^\W*(?::|\b(?:with|by|on|showing|including|regarding|in terms of|avec|par|sur|selon|"
    r"concernant|en termes de|du point de vue d[eu]s?)\b|and (?:their|its)\b|et (?:leurs?)\b)\s*"
    r"(?:(?:the|their|its|leurs?|les?|la|l['’])\b\s*)*",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:(?:the|their|its|leurs?|les?|la)\s+|l['’])", re.IGNORECASE)
OPENS_A_LIST = re.compile(r"\b(?:which|what|quels|quelles)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*[,;/]\s*|\s+(?:et|and|&|puis|ainsi que|as well as)\s+", re.IGNORECASE)
LONGEST_ASPECT, LONGEST_TAIL, MOST_OWN = 4, 9, 4


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A table to fill: a row for each programme, a column for each aspect.

    `topic` is a programme within which the others are compared ("for a Golden Ticket"), or empty;
    `left_out` are programmes for which a list has no room; `compares` is false for a list.
    """

    programmes: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    language: Language
    topic: str = ""
    left_out: tuple[str, ...] = ()
    compares: bool = True


def read_table_request(question: Question, programmes: Sequence[str]) -> TableRequest | None:
    """The table that a question asks for, or None; `programmes` are those of the corpus."""
    if question.mentions:
        return _comparison(question, _also_written_small(question, programmes))
    listed = LISTS.search(question.canonical)
    return _list(question, listed, programmes) if listed else None


def _comparison(question: Question, mentions: Sequence[Mention]) -> TableRequest | None:
    text = question.canonical
    chain = _joined(text, mentions)
    rows = tuple(dict.fromkeys(mention.name.programme for mention in chain))
    if len(rows) < 2:
        return None
    bare = question.bare
    aspects = _aspects(bare, text[mentions[-1].end :], question.language)
    compares = COMPARES.search(text) or (
        _is_alternative(text, chain) and (aspects or _says_no_more(question))
    )
    if not compares:
        return None
    topic = next((name for name in question.programmes if name not in rows), "")
    columns = aspects or usual_aspects(question.language, overview=len(rows) > 3)
    return TableRequest(rows, columns, question.language, topic)


def _list(
    question: Question, listed: re.Match[str], programmes: Sequence[str]
) -> TableRequest | None:
    text = question.canonical
    tail = text[listed.end() :]
    aspects = _aspects(text[: listed.start()] + " " + tail, tail, question.language)
    if not aspects and OPENS_A_LIST.match(listed.group()):
        aspects = _whole(tail, question.language)
    columns = aspects or usual_aspects(question.language, overview=True)
    room = min(MOST_ROWS, MOST_CELLS // len(columns))
    if not programmes:
        return None
    return TableRequest(
        tuple(programmes[:room]),
        columns,
        question.language,
        left_out=tuple(programmes[room:]),
        compares=False,
    )


def _also_written_small(question: Question, programmes: Sequence[str]) -> list[Mention]:
    """The mentions, and short names without their capitals where they stand beside one of them.

    "fast" alone is an everyday word; in "Spartners or fast?" it is a name.
    """
    text, found = question.canonical, list(question.mentions)
    small = [name for name in programmes if name.isupper() and len(name) <= EXACT_UP_TO]
    for name in small:
        for match in re.finditer(rf"\b{re.escape(name.lower())}\b", text):
            here = Mention(Name(name, name), match.start(), match.end())
            before = max((m for m in found if m.end <= here.start), key=_start, default=None)
            after = min((m for m in found if m.start >= here.end), key=_start, default=None)
            if (before and JOINED.fullmatch(text[before.end : here.start])) or (
                after and JOINED.fullmatch(text[here.end : after.start])
            ):
                found = sorted([*found, here], key=_start)
    return found


def _start(mention: Mention) -> int:
    return mention.start


def _joined(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The longest run of mentions with nothing but "and", "or", a comma or articles between."""
    runs: list[list[Mention]] = [[mentions[0]]]
    for before, after in zip(mentions, mentions[1:], strict=False):
        if JOINED.fullmatch(text[before.end : after.start]):
            runs[-1].append(after)
        else:
            runs.append([after])
    longest = max(runs, key=lambda run: len({mention.name.programme for mention in run}))
    several = len({mention.name.programme for mention in longest}) > 1
    return longest if several else list(mentions)


def _is_alternative(text: str, chain: Sequence[Mention]) -> bool:
    between = text[chain[0].end : chain[-1].start]
    return bool(ALTERNATIVE.search(between))


def _says_no_more(question: Question) -> bool:
    """Whether there is nothing but programme names in the question, or hardly anything."""
    return len(question.focus) <= 1


def _aspects(text: str, tail: str, language: Language) -> tuple[Aspect, ...]:
    """The aspects that a text names, and those that its tail lists in words of its own."""
    known = named_aspects(text, language)
    introduced = INTRODUCES.match(tail)
    if not introduced:
        return known
    items = SEPARATOR.split(tail[introduced.end() :].strip(" ?!.:"))
    own = [
        own_aspect(item, language)
        for item in (ARTICLE.sub("", item.strip()) for item in items)
        if 0 < len(item.split()) <= LONGEST_ASPECT
        and not (OPENING.match(item) or named_aspects(item, language))
        and _means_something(item, language)
    ]
    return (*known, *own[:MOST_OWN])


def _whole(tail: str, language: Language) -> tuple[Aspect, ...]:
    """What is asked of all programmes, as one aspect: "offer a laboratory"; may be nothing."""
    said = tail.strip(" ?!.,:")
    usable = 0 < len(said.split()) <= LONGEST_TAIL and _means_something(said, language)
    return (own_aspect(said, language),) if usable else ()


def _means_something(text: str, language: Language) -> bool:
    pointing = pointing_stems(language)
    asks = COMPARES.search(text)
    return not asks and any(stem not in pointing for stem in terms(text, language))
