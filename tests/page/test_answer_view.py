"""Answers as HTML: nothing becomes markup, statuses have words and shapes."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import get_args

import pytest

from assistant.answer import Answer, Citation, Status
from assistant.answer_view import render_answer, render_notice, render_refusal
from assistant.page_shell import page_script, page_shell
from assistant.page_text import REASONS, STARTERS, TEXT

ATTACK = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>"


class Tags(HTMLParser):
    """Collects the element names and attribute names of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def citation(**changes: object) -> Citation:
    plain = Citation(
        number=1,
        document="d1",
        title="Rules",
        programme="Aurora Pass",
        edition="2026",
        language="en",
        page=1,
        section="Rules",
        quote="Twelve months.",
        source="https://example.org",
        source_kind="invented",
        publisher="Example",
        published="2026-01-01",
        valid_from="",
        valid_until="",
        start=0,
        end=14,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["press", "article", "invented"])
def test_who_says_it_when_and_what_kind_of_source_it_is_stand_with_the_quote(language, kind):
    answer = Answer("answered", language, "x [1]", citations=(citation(source_kind=kind),))
    shown = render_answer(answer, language)
    assert all(part in shown for part in ("Example", "2026-01-01", TEXT[language][f"kind.{kind}"]))


def test_nothing_of_an_answer_becomes_markup():
    hostile = Answer(
        "partial",
        "en",
        f"{ATTACK} [1] [2] ![x](http://example.org/a.png) [x](javascript:alert(1))",
        citations=(
            citation(
                title=ATTACK,
                quote=ATTACK,
                publisher=ATTACK,
                published=ATTACK,
                section=ATTACK,
                document=ATTACK,
                language=ATTACK,
            ),
        ),
        as_of=ATTACK,
        warnings=(ATTACK,),
        options=(ATTACK,),
    )
    tags = Tags(render_answer(hostile, "fr"))
    assert not tags.names & {"img", "script", "a", "iframe"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert Tags(render_refusal(ATTACK)).names == {"p"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", get_args(Status))
def test_each_status_has_words_and_a_shape(status, language):
    html = render_answer(Answer(status, language, "Text."), language)
    assert TEXT[language][f"status.{status}"].replace("’", "’") in html
    assert "<svg" in html.split("</p>")[0]


def test_statuses_differ_in_words_and_in_shape():
    shown = [
        render_answer(Answer(status, "en", ""), "en").split("</p>")[0]
        for status in get_args(Status)
    ]
    shapes = {re.sub(r"<span.*", "", html.split("<svg", 1)[1]) for html in shown}
    assert len(shapes) == len(shown) == len(set(shown))


@pytest.mark.parametrize(("spoken", "label"), [("fr", "en anglais"), ("en", "in French")])
def test_a_quote_in_the_other_language_says_so(spoken, label):
    other = {"fr": "en", "en": "fr"}[spoken]
    answer = Answer("answered", spoken, "Text. [1]", citations=(citation(language=other),))
    assert label in render_answer(answer, spoken)
    same = Answer("answered", spoken, "Text. [1]", citations=(citation(language=spoken),))
    assert label not in render_answer(same, spoken)


def test_a_mark_without_its_citation_stays_text():
    answer = Answer("answered", "en", "One [1], two [2].", citations=(citation(),))
    html = render_answer(answer, "en")
    assert html.count('class="mark"') == 1
    assert "two [2]." in html


def test_an_unfinished_answer_has_no_buttons_below():
    assert 'class="actions"' not in render_answer(Answer("answered", "en", "x", final=False), "en")
    assert 'class="actions"' in render_answer(Answer("answered", "en", "x"), "en")


def test_both_languages_have_the_same_words():
    assert TEXT["fr"].keys() == TEXT["en"].keys()
    assert all(words.strip() for texts in TEXT.values() for words in texts.values())
    assert len(STARTERS["fr"]) == len(STARTERS["en"])
    for key, text in TEXT["fr"].items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", TEXT["en"][key])


def test_every_key_that_the_page_uses_exists():
    scripts = page_script(600).partition(";\n")[2]
    used = set(re.findall(r'data-(?:text|label)="([\w.]+)"', page_shell() + scripts))
    used |= set(re.findall(r'"((?:error|corpus|passage|question)\.\w+)"', scripts))
    used |= {f"reason.{reason}" for reason in REASONS}
    assert used and used <= TEXT["en"].keys()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_notice_is_in_the_language_of_the_page(language):
    assert TEXT[language]["searching"] in render_notice("searching", language)


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (("When? (FAST)", "When? (Golden Ticket)"), ["FAST", "Golden Ticket"]),
        (("Quand ? (FAST)", "Où ? (FAST)"), ["Quand ? (FAST)", "Où ? (FAST)"]),
        (("Quand ? (FAST)", "Quand ?"), ["Quand ? (FAST)", "Quand ?"]),
    ],
)
def test_options_show_what_differs_and_ask_the_whole_question(options, shown):
    html = render_answer(Answer("needs_clarification", "en", "Which?", options=options), "en")
    assert re.findall(r'class="chip" data-ask[^>]*>([^<]+)</button>', html) == shown
    assert re.findall(r'data-ask="([^"]+)"', html) == list(options)


def test_quotes_of_one_document_stand_together():
    citations = (citation(), citation(number=2, document="d2"), citation(number=3))
    html = render_answer(Answer("answered", "en", "a [1] b [2] c [3]", citations=citations), "en")
    assert html.count('class="source-title"') == 2
    assert re.findall(r'class="number">(\d)', html) == ["1", "3", "2"]
