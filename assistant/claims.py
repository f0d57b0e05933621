"""What a question takes for granted: values and names it states, apart from facts on the asker."""

import re
from dataclasses import dataclass
from typing import Final

from assistant.question import Question
from assistant.stated_values import Stated, stated_values
from assistant.tokens import plain

CLAUSE_END: Final = re.compile(r"[,;:.](?=\s|$)|[?!()]|\s[–-]\s")
SENTENCE_END: Final = re.compile(r"[?!]|\.(?=\s|$)")
# Said in passing: what follows is claimed, and something else is asked.
CAUSE: Final = re.compile(
    r"\b(?:vu que|étant donné que?|puisqu(?:e |')|sachant que?|comme|du fait que|maintenant que|"
    r"alors que|parce que|since(?! when)|given(?: that)?|seeing(?: that)?|considering(?: that)?|"
    r"knowing(?: that)?|now that|because|as)\b(?:\s(?:que?|qu'|that))?",
    re.IGNORECASE,
)
# Asked to be confirmed.
CONFIRM: Final = re.compile(
    r"\b(?:est[- ](?:il|ce) (?:vrai|exact|correct|juste)|is (?:it|that|this) (?:true|right|"
    r"correct)|"
    r"c'est (?:bien|vrai|exact|correct|juste|ça|faux)|\w+ bien|confirm\w*|vrai|exact|correct|true|"
    r"right|n'est-ce pas|non|isn't it|doesn't it|hasn't it|aren't they|don't they|really|"
    r"vraiment|apparemment|apparently)\b(?:\s(?:que?|qu'|that))?",
    re.IGNORECASE,
)
# "I read that" is about the text read, not about the reader.
HEARSAY: Final = re.compile(
    r"\b(?:(?:j'ai|nous avons|on a) (?:lu|vu|entendu|compris)(?: dire)?|on (?:m'|nous )a dit|"
    r"il paraît|je (?:crois|pense)|nous (?:pensons|croyons)|(?:i|we)(?: have|'ve)? (?:read|heard|"
    r"saw|seen|understand|understood|think|believe)|(?:i was|we were|i've been) told)\b"
    r"(?:\s(?:que?|qu'|that))?",
    re.IGNORECASE,
)
ASKER: Final = re.compile(
    r"\b(?:nous|on|je|j'|notre|nos|mon|ma|mes|moi|we|i|our|ours|my|we're|we've|i'm|i've|me|us)\b",
    re.IGNORECASE,
)
OWN_AFTER: Final = re.compile(r"^[^,;.?!]{0,30}\b(?:nos|notre|mes|mon|our|my)\b", re.IGNORECASE)
# What passes between asker and programme is a claim on the programme: "we have to pay 500 euros".
TRANSFER: Final = re.compile(
    r"\b(?:pa(?:y|ie|ye)\w*|vers(?:e|er|ons|ez|ent)|c[éè]d\w+|reçoi\w*|recev\w+|touch\w+|"
    r"obten\w+|obtien\w*|donn\w+|perd\w*|offr\w*|prend\w*|gagn\w*|pay|pays|paying|give|gives|"
    r"get|gets|receive\w*|lose|owe|cede|offer\w*|take|takes|must|have to|dev(?:ons|ez|oir)|doit)\b",
    re.IGNORECASE,
)
DEFINITE: Final = re.compile(
    r"\b(?:l(?:es?|a)|c(?:es?|ette)|d(?:u|es)|s(?:on|a|es)|leurs?|aux?|the|th(?:is|ese|ose)|its|their|"
    r"your|vos|votre)\b(?:\s|(?<='))(?:(?!of\b|de\b)[\w'-]+\s){0,3}?(?:(?:de|d'|du|des|of|at|à)\s?)?$",
    re.IGNORECASE,
)
APPLICANT: Final = (
    r"(?:start|jeunes? pousse|soci[ée]t|entrepr|compan|firm|lab|équipe|equipe|team|proje|biotech|"
    r"pme|sme|tpe|boîte|structure|candidat|applicant|founder|fondat|porteur|spin|scale|business)"
)
HYPOTHETIC: Final = re.compile(
    rf"\b(?:une?|an?|any|toute?s?|every|chaque|quelle|which|des)\s(?:[\w'-]+\s){{0,3}}?{APPLICANT}|"
    rf"\b{APPLICANT}\w*\s(?:de|d'|of|with|avec|from|based|basée?)\b",
    re.IGNORECASE,
)
CONDITION: Final = re.compile(
    r"^\s*(?:et |and |but |mais )?(?:s[i']|if|avec|with|pour|for|à|sans|without|suppos\w*|en cas|"
    r"admettons|imagin\w*|say|même)\b",
    re.IGNORECASE,
)
CHOICE: Final = re.compile(r"\s(?:ou|or|vs\.?|versus)\s", re.IGNORECASE)
# Numbers of how to answer, or of things named before, claim nothing.
ABOUT_ANSWER: Final = re.compile(
    r"^\W*(?:\w+\s)?(?:points?|phrases?|mots?|lignes?|sentences?|words?|lines?|bullets?|exempl|exampl|"
    r"raisons?|reasons?|questions?|programmes?|documents?|sources?|textes?|texts?|choses?|things?|"
    r"sites?|pays|countries|dispositifs?|schemes?|options?|fois|times)",
    re.IGNORECASE,
)
DATE_OF: Final = re.compile(
    r"\b(?:clôtur\w*|clos\w*|ferm\w*|limite|échéance|deadline|end(?:s|ed)?|finit|termin\w*|"
    r"commenc\w*|start(?:s|ed)?|début\w*|began|begins|opens|opened|ouvr\w*|ouvert\w*|launch\w*|lanc\w*|"
    r"cré\w+|created|founded|fond\w+|depuis|since|annonc\w*|announc\w*|results|résultats)\b",
    re.IGNORECASE,
)
# "700 Main Street" counts nothing.
ADDRESS: Final = re.compile(r"^,?\s[A-ZÀ-Ý][a-zà-ÿ]|^,? (?:rue|avenue|boulevard|bis|ter)\b")
AS_OF: Final = re.compile(r"\b(?:as of|à la date du|d'ici|by)\s$", re.IGNORECASE)
COUNTED: Final = re.compile(r"^\s[^\W\d_][\w'-]*")
# "What does one do?" counts nobody.
PRONOUN: Final = re.compile(
    r"\b(?:do(?:es)?|did|can|could|may|might|must|should|will|would|shall|if|when|no|which|that|how|"
    r"than|as|any|every)\sone\b",
    re.IGNORECASE,
)
# A question that is left when a clause is cut out of it.
FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that the question states; `clause` is the part of the question around it."""

    text: str
    clause: str
    stated: Stated


def claimed_values(question: Question) -> tuple[Claim, ...]:
    """The values that the question takes for granted, in order."""
    text = plain(question.text)
    return tuple(
        Claim(_written(stated, text[stated.end : end]), text[start:end], stated)
        for stated in stated_values(question.text, question.language)
        for start, end in (clause_at(text, stated.start),)
        if _is_claimed(question, stated, (start, end))
    )


def _written(stated: Stated, after: str) -> str:
    """The value as the question writes it, a count with the noun that it counts."""
    counts = all(measure.kind == "number" for measure in stated.measures)
    noun = COUNTED.match(after) if counts else None
    return stated.text + (noun.group() if noun else "")


def main_question(question: Question) -> str:
    """The question without a clause that takes a value for granted before something is asked.

    The whole text where there is no such clause, or where nothing is left to ask.
    """
    text = plain(question.text)
    for claim in claimed_values(question):
        start = text.find(claim.clause)
        rest = f"{text[:start]} {text[start + len(claim.clause) :]}".strip(" ,;:")
        if is_aside(claim.clause) and len(rest.split()) >= FEWEST_WORDS:
            return rest
    return question.text


def clause_at(text: str, position: int) -> tuple[int, int]:
    """Where the clause that holds the position begins and ends."""
    ends = [(match.start(), match.end()) for match in CLAUSE_END.finditer(text)]
    start = max((end for _, end in ends if end <= position), default=0)
    end = min((begin for begin, _ in ends if begin >= position), default=len(text))
    return start, end


def is_on_asker(text: str, clause: tuple[int, int], position: int) -> bool:
    """Whether what stands at the position is a fact about the asker, or a mere if.

    A clause before the one that asks goes on about the asker where an earlier one begins to.
    """
    start, end = clause
    sentence = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    asks = not text[end:].strip(" ?!.") or text[end : end + 1] in "?!."
    told = HEARSAY.sub(" ", text[start if asks else sentence : position])
    transfers = TRANSFER.search(text[start:end])
    if (ASKER.search(told) and not transfers) or CONDITION.match(text[start:end]):
        return True
    return bool(HYPOTHETIC.search(text[start:end])) and not transfers


def is_marked(text: str) -> bool:
    """Whether the words say that something is taken for granted, or ask to confirm it."""
    return any(pattern.search(text) for pattern in (CAUSE, CONFIRM, HEARSAY))


def is_aside(clause: str) -> bool:
    """Whether the clause gives a reason or an occasion for what the rest of a question asks."""
    return bool(CAUSE.match(clause.strip()))


def without_markers(clause: str) -> str:
    """The clause without the words that only mark it as taken for granted."""
    return CAUSE.sub(" ", CONFIRM.sub(" ", HEARSAY.sub(" ", clause)))


def _is_claimed(question: Question, stated: Stated, place: tuple[int, int]) -> bool:
    text = plain(question.text)
    clause = text[place[0] : place[1]]
    before, after = text[place[0] : stated.start], text[stated.end :]
    if any(pattern.match(after) for pattern in (ADDRESS, ABOUT_ANSWER)) or AS_OF.search(before):
        return False
    marked, definite = is_marked(text), bool(DEFINITE.search(before))
    if CHOICE.search(clause) or OWN_AFTER.match(after) or PRONOUN.search(before[-8:] + stated.text):
        return False
    if not definite and is_on_asker(text, place, stated.start):
        return False
    if "eligibility" in question.expects and not (marked or definite):
        return False
    if stated.value.moment is None:
        return True
    dated = bool(DATE_OF.search(clause)) or definite
    return dated and (marked or stated.value.moment.day > 0 or bool(DATE_OF.search(before)))
