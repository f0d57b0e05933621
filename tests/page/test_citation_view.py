"""Passages as HTML: the right page, the quote marked, nothing of a document becomes markup."""

import re

from assistant.citation_view import Passage, page_at, render_passage
from assistant.page_text import TEXT
from ingest.documents import Edition, Page, StoredDocument

ATTACK = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>"


def test_nothing_of_a_document_becomes_markup():
    edition = Edition(
        title=ATTACK,
        programme=ATTACK,
        edition=ATTACK,
        publisher=ATTACK,
        published=ATTACK,
        source=f"javascript:alert(1) {ATTACK}",
        language=ATTACK,
        valid_until=ATTACK,
    )
    document = StoredDocument("d1", "d1.md", 1, edition, "0" * 64, 1, 1, "2026-01-01")
    html = render_passage(
        document,
        [Page(1, f"# {ATTACK}\n{ATTACK}\n| {ATTACK} |")],
        passage=Passage(5, 30, ATTACK),
        language="en",
    )
    assert "<mark>" in html
    assert not re.search(r"<(?!/?(?:h2|dl|div|dt|dd|span|p|mark)\b)", html)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', html))


def test_only_a_web_address_becomes_a_link():
    def shown(source: str) -> str:
        edition = Edition(title="t", source=source)
        document = StoredDocument("d1", "d1.md", 1, edition, "0" * 64, 1, 1, "2026-01-01")
        return render_passage(document, [Page(1, "x")], passage=Passage(0, 1), language="en")

    assert 'rel="noopener noreferrer nofollow"' in shown("https://example.org/a?b=1&c=2")
    for source in ("javascript:alert(1)", "data:text/html,x", "rules.pdf", 'https://a/"onclick=1'):
        assert "<a " not in shown(source)


def test_the_page_of_a_position_counts_the_blank_line_between_pages():
    pages = [Page(1, "abc"), Page(2, "defg"), Page(3, "h")]
    text = "\n\n".join(page.text for page in pages)
    for position, character in enumerate(text):
        page, offset = page_at(pages, position)
        if character != "\n":
            assert page.text[position - offset] == character
    assert page_at(pages, 999)[0].number == 3


def test_a_passage_over_several_lines_is_marked_on_each_line():
    document = StoredDocument("d1", "d1.md", 1, Edition(title="t"), "0" * 64, 1, 1, "2026-01-01")
    html = render_passage(
        document, [Page(1, "one two\nthree four")], passage=Passage(4, 13), language="en"
    )
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["two", "three"]


def test_a_long_page_is_shown_around_the_passage():
    text = "before " * 5000 + "HERE" + " after" * 5000
    document = StoredDocument("d1", "d1.md", 1, Edition(title="t"), "0" * 64, 1, 1, "2026-01-01")
    start = text.index("HERE")
    html = render_passage(
        document, [Page(1, text)], passage=Passage(start, start + 4), language="fr"
    )
    assert "<mark>HERE</mark>" in html
    assert len(html) < 20_000
    assert TEXT["fr"]["passage.cut"] in html
