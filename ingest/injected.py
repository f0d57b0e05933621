"""Sentences of a document that give orders to an assistant instead of telling readers something."""

import re
import unicodedata

from ingest.lexical import fold

INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
# "I g n o r e": letters with a space or a dot between each of them.
SPACED = re.compile(r"\b(?:[a-z][ ._-]){4,}[a-z]\b")
# All patterns are read on folded text: lower case, no accents.
MACHINE = (
    r"(?:chat ?bots?|assistants?(?:e)?|robots?|bots?|agents? conversationnels?|llms?|gpt|copilot|"
    r"(?:an? |une? |the |l')?(?:ai|ia)\b(?: models?| systems?| agents?)?|language models?|"
    r"modeles? de langage|intelligence artificielle|systemes? automatiques?|automated systems?|"
    r"summari[sz]ers?|moteurs? de reponse|answer engines?)"
)
ORDER = (
    r"(?:ignor(?:e|ez|er|ed)|disregard|forget|override|bypass|oublie[rz]?|neglige[rz]?|"
    r"contourne[rz]?|ne tiens? (?:pas|aucun) compte|ne tenez (?:pas|aucun) compte|"
    r"fai(?:s|tes|re) abstraction|do not follow|don't follow|stop following|"
    r"ne (?:suis|suivez|suivre) (?:pas|plus)|desactive[rz]?|disable)"
)
RULES = (
    r"(?:instructions?|consignes?|regles?|rules?|prompts?|directives?|guidelines?|"
    r"restrictions?|filtres?|filters?|garde-fous?|guardrails?|safety|citations? (?:rule|"
    r"obligatoire)|"
    r"everything (?:above|before)|all (?:the )?(?:above|previous)|tout ce qui precede|"
    r"ce qui precede|previous text|texte precedent|(?:other|autres) documents?)"
)
SPEAK = (
    r"(?:repon\w+|answer\w*|repl(?:y|ies)|respond\w*|say|tell|state|claim|write|print|output|"
    r"dis|dites|dire|affirm\w*|annonc\w+|ecri\w+|affich\w+|declar\w+|confirm\w*|recommand\w*|"
    r"recommend\w*|promet\w*|promise\w*|ajout\w+|add|append|insert|inser\w+|includ\w*|inclu\w+|"
    r"traite\w*|treat|consid\w+|assume|suppos\w+|summari[sz]e|resum\w+|translate|tradui\w+|"
    r"reveal\w*|revel\w+|repeat|repet\w+|send|envo\w+|transm\w+|forward|call|appel\w+|visit\w*|"
    r"open|ouvr\w+|click\w*|cliqu\w+|execut\w+|run|follow|sui(?:s|vez|vre)|obe\w+)"
)
INJECTED = re.compile(
    "|".join(
        (
            # orders to leave the rules
            rf"(?<!not )(?<!n')\b{ORDER}\b.{{0,60}}\b{RULES}\b",
            # a machine is addressed and told to speak or act
            rf"\b{MACHINE}\b\s*[:,!;–—-].{{0,80}}\b{SPEAK}\b",
            rf"\b(?:note|message|attention|important|consigne|instruction|directive|avis)s?\b"
            rf".{{0,25}}\b(?:to|for|pour|aux?|a l'attention|a destination|"
            rf"au) .{{0,25}}\b{MACHINE}\b",
            rf"\b{MACHINE}\b.{{0,50}}\b(?:must|shall|should|has to|have to|will|doi(?:t|vent)|"
            rf"devra\w*|"
            rf"est pri\w+|sont pri\w+|is to|are to|is required|are required)\b.{{0,40}}\b{SPEAK}\b",
            rf"\b(?:si|if|when|quand|lorsque)\b.{{0,20}}\b(?:tu es|vous etes|you are|you're|lu par|"
            rf"read by|process(?:ed)? by|traite par)\b.{{0,20}}\b{MACHINE}\b",
            r"^\W*(?:tu es|vous etes|you are) (?:now|maintenant|desormais)\b",
            r"\b(?:tu es|vous etes|you are) (?:un assistant|an assistant|a chat ?bot|"
            r"un chat ?bot|dan|"
            r"en mode|in .{1,20} mode)\b",
            # orders on how every question is answered
            r"\b(?:always|toujours|a partir de maintenant|from now on|desormais|dorenavant|"
            r"henceforth|"
            r"systematiquement|whatever the question|quelle que soit la question|no matter what)"
            r"\b[\s,]{1,3}(?:you (?:must |will |should )?|tu |vous )?"
            r"(?:repond(?:s|ez|ras|rez)|answer|reply|respond|say|dis|dites|claim|state) "
            r"(?!to (?:your|our)|your|vos)",
            r"^\W*(?:repond(?:s|ez)|answer|reply|respond)\b.{0,20}\b(?:always|toujours|only with|"
            r"uniquement par|que oui|with yes|par oui)\b",
            r"\b(?:repond(?:s|ez)|answer|reply|respond)\b(?: to)? (?:every|all|any|chaque|"
            r"a toutes?|"
            r"a chaque|a tous?)\b.{0,30}\b(?:with|by|par|yes|oui)\b",
            r"^\W*(?:say|dis|dites|answer|reply|repond(?:s|ez)) (?:that\b|que\b|qu')",
            r"\b(?:tell|inform|dis|dites|annonce[rz]?|assure[rz]?|promet(?:s|tez)) (?:to |a |"
            r"aux? |the "
            r"|every |all |any |each |l'|chaque |tous les |tout )?(?:users?|utilisateurs?|"
            r"utilisatrices?|person asking|askers?|visiteurs?|internautes?)\b",
            # what leaks or is fetched
            r"\b(?:system|developer|hidden|initial) prompts?\b|\bprompts? (?:systeme|cache|"
            r"initial)",
            r"\b(?:reveal|print|repeat|show|revele\w*|affich\w*|repet\w*|montr\w*|"
            r"divulg\w*)\b.{0,30}"
            r"\b(?:(?:your|the system|tes|vos|ses) (?:instructions?|consignes?|rules?|regles?)|"
            r"prompt)",
            r"\b(?:conversation|chat|historique|history|question)s?\b.{0,30}\b(?:to|a|"
            r"vers) https?://",
            r"<\s*(?:script|img|iframe|svg|object|embed)\b|javascript:",
            # marks of a dialogue or a format of chat models
            r"<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|endoftext|start_header_id)\b",
            r"\[/?(?:inst|system|sys)\]|<</?sys>>|^\W*#{2,}\s*(?:instruction|system|response)\b",
            r"^\W*(?:system|systeme|assistant|developer)\s*(?:message|prompt)?\s*:",
            r"\b(?:tool_?calls?|function_?calls?)\b|\"role\"\s*:",
        )
    )
)


def gives_orders(sentence: str) -> bool:
    """Whether a sentence tells an assistant what to do: such a sentence is never quoted."""
    plain = fold(INVISIBLE.sub("", unicodedata.normalize("NFKC", sentence)))
    joined = SPACED.sub(lambda match: re.sub(r"[ ._-]", "", match.group()), plain)
    return bool(INJECTED.search(joined) or INJECTED.search(" ".join(joined.split())))
