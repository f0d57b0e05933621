"""HTML whose tags, comments and declarations all end: the rest is text, as it is in a browser.

The parser of the standard library reads markup that never ends again and again: minutes for a
file of a few kilobytes.
"""

import re

# Up to its `>`, past those in quoted values; or, with quotes that do not match, up to the first.
TAG = re.compile(
    r"</?[a-zA-Z](?>[^<>\"']+|\"[^\"]{0,20000}\"|'[^']{0,20000}')*+>|</?[a-zA-Z][^<>]{0,20000}>"
)
COMMENT, COMMENT_END = "<!--", "-->"
SECTION = re.compile(r"<!\[[^>]*>")  # "<![if !IE]>": for one browser of the past


def closed_markup(text: str) -> str:
    """The same page, `<` written as `&lt;` where it begins nothing that ends; sections left out."""
    kept, position = [], 0
    last_end, last_comment = text.rfind(">"), text.rfind(COMMENT_END)
    start = text.find("<")
    while 0 <= start <= last_end:
        end = _end(text, start, last_comment)
        if text.startswith("<![", start):
            kept.append(text[position:start])
            position = end
        elif not end:
            kept += [text[position:start], "&lt;"]
            position = end = start + 1
        start = text.find("<", end)
    rest = start if start >= 0 else len(text)
    return "".join([*kept, text[position:rest], text[rest:].replace("<", "&lt;")])


def _end(text: str, start: int, last_comment: int) -> int:
    """Where what begins here ends; 0 when it does not."""
    if text.startswith(COMMENT, start):
        inner = start + len(COMMENT)
        return text.find(COMMENT_END, inner) + len(COMMENT_END) if inner <= last_comment else 0
    if text.startswith(("<!", "<?"), start):
        return text.find(">", start) + 1
    found = TAG.match(text, start)
    return found.end() if found else 0
