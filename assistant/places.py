"""Where something is: a place that a question names, and sentences that name another."""

import re
from typing import Final

from assistant.answer_type import OFFERED

PLACED: Final = re.compile(
    r"\b(?:se trouve\w*|située?s?|installée?s?|implantée?s?|basée?s?|situe\w*|"
    r"logée?s?|located|based|housed|situated|est (?:à|en|au)|"
    r"sont (?:à|en|au)|(?:is|are) (?:in|at)|lies in|stands in)\b",
    re.IGNORECASE,
)
IN: Final = re.compile(
    r"\b(?:à|au|aux|en|in|at|near|près de|dans|sur|on|inside)\s(?:the |la |l')?$"
)
COUNTRY: Final = re.compile(
    r"\b(?:en|in|aux?|the) (?:the )?(?:France|Europe|États-Unis|United States|USA|Allemagne|"
    r"Germany|Espagne|Spain|Italie|Italy|Belgique|Belgium|Suisse|Switzerland|Royaume-Uni|"
    r"United Kingdom|Canada|Japon|Japan|Chine|China|Inde|India|Portugal|Pays-Bas|Netherlands|"
    r"Suède|Sweden|Danemark|Denmark|Californie|California)\b"
)


def is_place(before: str) -> bool:
    """Whether a name that follows these words is that of a place."""
    return bool(IN.search(before))


def places_elsewhere(name: str, text: str) -> bool:
    """Whether the sentence puts something in a place; a country holds any town, so it is none."""
    narrow = text if COUNTRY.search(f"in {name}") else COUNTRY.sub(" ", text)
    return bool(PLACED.search(text) and OFFERED["place"].search(narrow))
