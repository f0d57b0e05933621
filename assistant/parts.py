"""The parts of a question that asks several things at once."""

import re

SEPARATOR = re.compile(
    r"\s*(?:,(?!\d)|[;/])\s*|\s+(?:et|and|&|puis|ainsi que|as well as)\s+", re.IGNORECASE
)
SEVERAL_QUESTIONS = re.compile(r"(?<=\?)\s+")
OPENING = re.compile(
    r"^(?:qu|com|pour|où|est|y |peut|puis|faut|doit|avons|avez|sommes|le |la |les |l['’]|nous|on |"
    r"what|who|when|where|why|how|which|is |are |do |does |did |can |could|will|would|should|may |"
    r"has |have |we |i |the |sorry|no\b|non\b|ok\b|just )",
    re.IGNORECASE,
)
FILLER = re.compile(
    r"\b(?:en bref|en résumé|rapidement|svp|s['’]il vous plaît|merci|in short|briefly|please|"
    r"thanks|in brief|bref)\b",
    re.IGNORECASE,
)
# The last words of a telegraphic question, which ask about all that stands before them.
TAG = re.compile(
    r"^(?:[cç]a (?:passe|marche|va|joue|colle)|c['’]est (?:bon|ok|possible|jouable)|possible|ok|"
    r"okay|jouable|bon|(?:is )?(?:that|this|it) (?:ok|okay|fine|possible|allowed)|fine|allowed|"
    r"any chance|(?:des )?chances?|une chance)$",
    re.IGNORECASE,
)
# Where a second question begins within one sentence: "how long is it, and when does it close?"
ASKING = (
    r"(?:combien|comment|où|quand|qui|qu['’]|que|quel(?:le)?s?|pourquoi|jusqu['’]|"
    r"(?:à|de|dans|pour|avec|sous|en|à raison de) (?:quel(?:le)?s?|combien|qui)|est-ce|y a-t-il|"
    r"peut-on|faut-il|a-t-on|how|what|when|where|who|which|why|is (?:it|there)|are there|"
    r"can (?:we|i)|do (?:we|i)|does (?:it|the)|must (?:we|i)|"
    r"(?:in|for|to|with) (?:what|which|how))\b"
)
SECOND_QUESTION = re.compile(rf",?\s+(?:et|and|puis)\s+(?={ASKING})", re.IGNORECASE)
# What the last item of a list says of all of them: "cost, length and area of the programme".
COMMON = re.compile(
    r"(?P<item>.+)\s(?:du|des|de (?:la|l['’]|cette?)|d['’]un[e]?|pour|chez|of|for|at)\s.+",
    re.IGNORECASE,
)
LONGEST_PART = 5
WORD = re.compile(r"[^\W_]+")
FEWEST_WORDS = 3
FEWEST_PARTS = 3
MOST_PARTS = 6


def split_parts(text: str) -> list[str]:
    """The parts, each a short text; a question that asks one thing is its only part.

    Recognised are several sentences with question marks, questions joined by "and", and lists of
    at least three short items ("duration, cost, IP?"), with or without a topic and a colon in
    front.
    """
    sentences = [part.strip() for part in SEVERAL_QUESTIONS.split(text) if part.strip()]
    asked = [part for part in sentences if part.endswith("?") and len(part.split()) > 1]
    if 2 <= len(asked) <= MOST_PARTS:
        return asked
    joined = SECOND_QUESTION.split(text)
    if 2 <= len(joined) <= MOST_PARTS and all(len(WORD.findall(p)) >= FEWEST_WORDS for p in joined):
        return joined
    items = _listed(FILLER.sub(" ", text).strip())
    return items if FEWEST_PARTS <= len(items) <= MOST_PARTS else [text]


def _listed(text: str) -> list[str]:
    topic, colon, rest = text.partition(":")
    body = (rest if colon and rest.strip() else text).strip().rstrip("?!. ")
    if body.count(",") + body.count(";") + body.count("/") == 0:
        return []
    items = [item.strip() for item in SEPARATOR.split(body) if item.strip()]
    common = COMMON.fullmatch(items[-1]) if items else None
    if common and len(items[-1].split()) > LONGEST_PART:
        items[-1] = common["item"]
    short = all(len(item.split()) <= LONGEST_PART for item in items)
    whole = bool(items) and (TAG.match(items[-1]) or any(OPENING.match(item) for item in items))
    return items if short and not whole else []
