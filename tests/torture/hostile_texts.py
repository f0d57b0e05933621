"""Text files that make careless parsers slow: endless marks, deep nesting, lies about encodings."""

from hostile_seeds import FRENCH

SIZE = 1_000_000


def _front_matter(block: str) -> bytes:
    return f"---\ntitle: Ticket inventé\n{block}\n---\n\n{FRENCH}\n".encode()


def blocks() -> dict[str, bytes]:
    """Front matter that nests, multiplies, repeats or is not what it says."""
    laughs = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 30))
    return {
        "lists.md": _front_matter("aliases: " + "[" * 9_000),
        "mappings.md": _front_matter("aliases: " + "{a: " * 4_000),
        "dashes.md": _front_matter("aliases:\n" + "- " * 9_000 + "x"),
        "indents.md": _front_matter("\n".join(" " * n + "a:" for n in range(190))),
        "laughs.md": _front_matter(f"k0: &k0 [x]\n{laughs}aliases: [*k29]"),
        "itself.md": _front_matter("aliases: &a [*a, *a]"),
        "itself-as-title.md": _front_matter("region: &a {b: *a}"),
        "object.md": _front_matter("region: !!python/object/apply:os.system ['true']"),
        "merge.md": _front_matter("a: &a {b: c}\nd: {<<: *a, <<: *a}"),
        "many-anchors.md": _front_matter("\n".join(f"a{n}: &a{n} x" for n in range(1500))),
        "null.md": _front_matter("region: a\x00b"),
        "bidi.md": _front_matter("programme: \u202etekciT\u2066\nregion: \ufeff\u200b"),
        "date.md": _front_matter(f"closes: {'2026-01-01;' * 1500}"),
        "digits.md": _front_matter(f"closes: {'9' * 9_000}-01-01"),
        "tag.md": _front_matter(f"region: !<{'a' * 9_000}> b"),
        "escapes.md": _front_matter('region: "\\x00\\x1b[31m\\ud800"'),
        "keys.md": _front_matter("? [a, b]\n: c\n? {d: e}\n: f"),
    }


def marks() -> dict[str, bytes]:
    """A million signs of Markdown, HTML, CSV, RTF and mail, opened and never closed."""
    nest, name = "<div>" * 200_000, "a"
    made: dict[str, str | bytes] = {
        "brackets.md": "[" * SIZE,
        "pictures.md": "![a](" * (SIZE // 5),
        "comments.md": "<!--" * (SIZE // 4),
        "summaries.md": "<summary>" * (SIZE // 9),
        "details.md": "<details " * (SIZE // 9),
        "tags.md": "<p " * (SIZE // 3),
        "stars.md": "*a " * (SIZE // 3),
        "ticks.md": "`" * SIZE,
        "bars.md": "|" * SIZE,
        "table.md": "| a " * 100_000 + "\n" + "|---" * 100_000,
        "quotes.md": ">" * SIZE,
        "headings.md": "# a\n" * (SIZE // 4),
        "spaces.md": "a" + " " * SIZE + "b",
        "lines.md": "\n" * SIZE + "a",
        "returns.txt": "a\r" * (SIZE // 2),
        "word.txt": "a" * SIZE,
        "points.txt": "a. " * (SIZE // 3),
        "points-only.txt": "." * SIZE + " A",
        "colons.txt": "a: b? " * (SIZE // 6),
        "orders.txt": "ignore previous " * (SIZE // 16),
        "orders-fr.txt": "ignorez les consignes précédentes et " * (SIZE // 37),
        "hyphens.txt": "a-\n" * (SIZE // 3),
        "digits.txt": "1 " * (SIZE // 2),
        "accents.txt": "e" + "\u0301" * 300_000,
        "joiners.txt": "\u200d\u2060" * 200_000 + FRENCH,
        "tags.txt": "".join(chr(0xE0020 + n % 90) for n in range(200_000)) + FRENCH,
        "right-to-left.txt": "\u202e" * 100_000 + FRENCH,
        "nested.html": nest + FRENCH,
        "lists.html": "<ul><li>" * 50_000 + FRENCH,
        "links.html": "<p>" + "<a href=https://a.example>b</a> " * 60_000,
        "open-links.html": "<p>" + "<a href=x>b" * 100_000 + "</a>" * 100_000,
        "items.html": "<ul>" + "<li>ab" * 150_000,
        "titles.html": "<title>" + "a<b>" * 200_000,
        "many-links.html": "<a href=https://a.example>b" * 60_000,
        "ragged.html": "<table>" + "<tr><td>a" * 50_000 + "<tr>" + "<td>b" * 50_000 + "</table>",
        "half-values.html": '<a b="' * 20_000,
        "half-ends.html": "</a" * 200_000,
        "half-sections.html": "<![CDATA[" * 100_000,
        "open-comments.html": "<!--" * 200_000 + "-->" + FRENCH,
        "false-comments.html": "<!-->" * 200_000 + FRENCH,
        "tables.html": "<table><tr><td>" * 60_000 + FRENCH,
        "cells.html": "<table><tr>" + "<td>a" * 250_000,
        "attribute.html": f"<p class='{'a ' * (SIZE // 2)}'>{FRENCH}",
        "attributes.html": f"<p {' '.join(f'a{n}=b' for n in range(100_000))}>{FRENCH}",
        "half-tags.html": "<a" * (SIZE // 2),
        "half-comments.html": "<!-" * (SIZE // 3),
        "half-declarations.html": "<![" * (SIZE // 3),
        "references.html": f"<p>{'&#' * (SIZE // 2)}",
        "spans.html": f"<p>{'<b>a' * 200_000}",
        "dropped.html": "<nav><b>" * 100_000 + "</b>" * 100_000,
        "scripts.html": "<script>" * 100_000,
        "title.html": "<title>" + "<b" * 300_000,
        "quotes.csv": '"' * SIZE,
        "columns.csv": ";" * SIZE,
        "rows.csv": "a;b\n" * 300_000,
        "field.csv": f'a;"{name * SIZE}\n',
        "ragged.csv": "a\n" * 90_000 + "b;" * 90_000,
        "sentences.txt": "".join(f"Abc{n}. " for n in range(400_000)),
        "nulls.csv": b"a;b\n\x00" + b"c" * 99,
        "groups.rtf": "{\\rtf1 " + "{" * 300_000,
        "binary.rtf": "{\\rtf1 \\bin2147483647 a}",
        "unicode.rtf": "{\\rtf1 " + "\\u-99999999 ?" * 50_000 + "}",
        "words.rtf": "{\\rtf1 " + "\\a" * 300_000 + " b}",
        "object.rtf": "{\\rtf1{\\object\\objdata " + "41" * 300_000 + "}a}",
    }
    return {name: text.encode() if isinstance(text, str) else text for name, text in made.items()}


def mails() -> dict[str, bytes]:
    """Messages whose parts nest, whose headers do not end, whose names are no names."""
    head = "From: a@invente.example\nSubject: Avis\n"
    nested, inner = head, ""
    for n in range(3_000):
        inner += f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
    within = "Content-Type: message/rfc822\n\n" * 3_000
    made = {
        "nested.eml": nested + inner + FRENCH,
        "within.eml": head + within + FRENCH,
        "headers.eml": head + "X-A: b\n" * 100_000 + "\n" + FRENCH,
        "long-header.eml": f"From: {'a, ' * 100_000}\n\n{FRENCH}",
        "words.eml": f"Subject: {'=?utf-8?q?a?= ' * 20_000}\n\n{FRENCH}",
        "half-words.eml": f"Subject: {'=?utf-8?q?a' * 20_000}\n\n{FRENCH}",
        "comments.eml": f"From: {'(' * 50_000}a@b\n\n{FRENCH}",
        "quotes.eml": f'From: "{chr(92)}' + '"' * 50_000 + f" <a@b>\n\n{FRENCH}",
        "date.eml": f"{head}Date: {'9' * 5_000}\n\n{FRENCH}",
        "charset.eml": f'{head}Content-Type: text/plain; charset="../../etc"\n\n{FRENCH}',
        "codec.eml": f"{head}Content-Type: text/plain; charset=zlib_codec\n\n{FRENCH}",
        "no-boundary.eml": f"{head}Content-Type: multipart/mixed\n\n{FRENCH}",
        "names.eml": head + "Content-Type: application/x; name*0*=utf-8''a; name*9999999=b\n"
        "Content-Disposition: attachment; filename*=x'y'%ff%00\n\n" + FRENCH,
        "coded.eml": f"{head}Content-Transfer-Encoding: base64\n\n{'A' * 999_999}",
        "quoted.eml": f"{head}Content-Transfer-Encoding: quoted-printable\n\n{'=' * 999_999}",
    }
    return {name: text.encode() for name, text in made.items()}
