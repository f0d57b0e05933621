"""Words that turn the meaning of a sentence around, French and English together."""

import re

# Words that a rewording may neither add nor leave out.
NEGATION = re.compile(
    r"\b(?:n['’]|ne\b)(?!\s*(?:\w+\s+){1,3}que?\b)|\bpas\b(?!\s+(?:à|de)\s+(?:pas|côté))"
    r"|\b(?:aucun\w*|jamais|ni|non|sans|nul\w*)\b"
    r"|\b(?:not|no|never|without|none|neither|nor|cannot|nothing|nobody)\b|n['’]t\b",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:sauf|hormis|excepté\w*|(?:à|sous) (?:condition|réserve)\w*|s[i'’](?=\s|il)|hors|"
    r"environ|jusqu\w*|maxim\w*|minim\w*|au (?:plus|moins)|peu(?:t|vent)|pourr\w+|prévu\w*|"
    r"envisag\w*|unless|except|provided|if|about|around|nearly|up to|at (?:most|least)|(?-i:may)|"
    r"might|can|could|plan(?:s|ned)?|expected|subject to)\b",
    re.IGNORECASE,
)
# Words that a rewording may not add.
CUES: dict[str, re.Pattern[str]] = {
    "obligation": re.compile(
        r"\b(?:doi(?:t|s|vent)|devr\w+|devez|devons|faut|faudra|oblig\w+|exig\w+|requis\w*|"
        r"impérati\w+|nécessaire\w*|nécessit\w+|indispensable\w*|"
        r"must|ha(?:s|ve) to|needs? to|required?|requires|requirements?|mandatory|compulsory|"
        r"obligatory|necessary|obliged|should)\b",
        re.IGNORECASE,
    ),
    "universal": re.compile(
        r"\b(?:tou(?:s|te|tes)|chaque|toujours|jamais|seul\w*|uniquement|exclusi\w+|garanti\w*|"
        r"all|every|each|any|always|never|only|exclusiv\w+|guarante\w+|everyone|anyone)\b"
        r"|\bn(?:e\s|['’])(?:\w+\s+){1,3}qu[e'’]",
        re.IGNORECASE,
    ),
}
# Opposites: a rewording holds one of a pair only if its quotes do, or hold neither.
OPPOSITES: tuple[tuple[str, str], ...] = (
    (r"avant|before|until|jusqu\w*", r"après|after|dès|from"),
    (r"minim\w+|at least|au moins|moins", r"maxim\w+|at most|au plus|plafon\w+|up to"),
    (r"gratuit\w*|free", r"payant\w*|paid|frais|fee|fees|loyer|rent"),
    (r"obligatoire\w*|mandatory|required", r"facultati\w+|optional\w*|recommand\w+|recommended"),
    (r"ouvert\w*|open\w*", r"fermé\w*|clos\w*|closed?|closes"),
    (r"inclu\w+|comprend\w*|include[sd]?|including", r"exclu\w+|excludes?|excluded|excluding"),
    (r"accept\w+|éligible\w*|eligible", r"refus\w+|reject\w+|inéligible\w*|ineligible"),
    (r"augment\w+|increas\w+|plus|more", r"dimin\w+|rédui\w+|decreas\w+|reduc\w+|less|fewer"),
    (r"start\w*|begin\w*|début\w*|commenc\w+", r"end|ends|ended|fin|fini\w*|termin\w+"),
    (r"public\w*", r"priv(?:é\w*|ate\w*)"),
)
OPPOSITE_PATTERNS = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in OPPOSITES
)


def turns_meaning(claim: str, quote: str) -> str:
    """Which kind of word makes the claim say something else than its quote; empty when none."""
    for name, words in (("negation", NEGATION), ("limit", LIMIT)):
        if bool(words.search(claim)) != bool(words.search(quote)):
            return name
    for name, cue in CUES.items():
        if cue.search(claim) and not cue.search(quote):
            return name
    for pair in OPPOSITE_PATTERNS:
        for one, other in (pair, pair[::-1]):
            if one.search(claim) and not one.search(quote) and other.search(quote):
                return "opposite"
    return ""
