"""The claims in a chat model's reply, structured or plain; nothing of it is believed yet."""

import json
import re
from dataclasses import dataclass
from typing import Any

from assistant.chat_model import Reply
from assistant.question import clean

# More than this is no rewording of a few quotes.
MOST_CLAIMS = 12
LONGEST_TEXT = 20_000
MARK = re.compile(r"\[\s*(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\s*\]")
BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(?=\[)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the model and the numbers of the quotes that it names for it, if any."""

    text: str
    quotes: tuple[int, ...]


def read_claims(reply: Reply) -> list[Claim]:
    """The claims of a reply, at most MOST_CLAIMS; none when it cannot be read."""
    data = reply.data if reply.data is not None else _json_in(reply.text[:LONGEST_TEXT])
    claims = _structured(data) if data is not None else _plain(reply)
    return [claim for claim in claims if claim.text][:MOST_CLAIMS]


def _json_in(text: str) -> Any:
    """The JSON object in a text, as models without structured output may write it, or None."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return json.loads(text[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):
        return None


def _structured(data: Any) -> list[Claim]:
    statements = data.get("statements") if isinstance(data, dict) else None
    claims = []
    for item in statements if isinstance(statements, list) else []:
        text, quotes = (item.get("text"), item.get("quotes")) if isinstance(item, dict) else (0, 0)
        if isinstance(text, str) and isinstance(quotes, list):
            numbers = [number for number in quotes if type(number) is int]
            claims.append(_claim(text, numbers))
    return claims


def _plain(reply: Reply) -> list[Claim]:
    lines = reply.text[:LONGEST_TEXT].splitlines()
    if not reply.whole or len(reply.text) > LONGEST_TEXT:
        lines = lines[:-1]  # the last line may be cut in the middle of a number
    return [_claim(BULLET.sub("", line), []) for line in lines]


def _claim(text: str, numbers: list[int]) -> Claim:
    """The claim with its marks taken out of the text; a mark counts as a quote that is named."""
    marked = [int(number) for found in MARK.findall(text) for number in re.findall(r"\d+", found)]
    bare = clean(MARK.sub(" ", text)).strip(" :-")
    bare = re.sub(r"\s+([.,])", r"\1", bare).strip('"“”« »')
    return Claim(bare, tuple(dict.fromkeys([*numbers, *marked])))
