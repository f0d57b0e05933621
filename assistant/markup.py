"""Text that is more than text: links, images, markup, calls of tools, hidden characters."""

import re
from typing import Final

MARKUP: Final = re.compile(
    r"!?\[(?!\d+\]\s?\[\d+\])[^\]\n]*\]\s?(?:\([^)\n]*\)|\[[^\]\n]+\])"  # Markdown links and images
    r"|^\s{0,3}\[[^\]\n]+\]:\s*\S"  # their references
    r"|</?[a-z!][^<>\n]*>?|&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});"  # HTML, character references
    r"|\b(?:javascript|vbscript|data|file|mailto|tel|blob):\S"
    r"|```|~~~|`[^`\n]+`|\*\*[^*\n]+\*\*|\b__[^_\n]+__\b"
    r"|\{\{|\}\}|\{%|\$\{|<\||\|>"  # templates and the special tokens of chat models
    r"|\[/?(?:INST|SYS|TOOL_CALLS?|AVAILABLE_TOOLS)\]|\[TOOL_\w+\]|\b(?:tool|function)_calls?\b"
    r"|\"(?:tool|tool_calls?|function|function_call|arguments|parameters|name)\"\s*:"
    r"|^\s*(?:#{1,6}\s|(?:system|assistant|user|human|tool)\s*:)"
    r"|\b\w+(?:\[\.\]|\s?\((?:dot|point|at)\)\s?|\s?\[(?:dot|point|at)\]\s?)\w"  # disguised links
    r"|\bhxxps?\b|\bxn--\w",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS: Final = re.compile(r"\b(?:https?|ftp)://|\bwww\.\w", re.IGNORECASE)
# What is not seen: zero width, direction marks, tags, private use, other controls than new lines.
HIDDEN: Final = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ue000-\uf8ff\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)


def holds_markup(text: str) -> bool:
    """Whether a chat model's text holds markup, an address, a call of a tool or hidden characters.

    Citation marks such as `[1]` are not markup. Addresses are shown from quotes only, never from
    a model's own words.
    """
    return bool(MARKUP.search(text) or ADDRESS.search(text) or HIDDEN.search(text))
