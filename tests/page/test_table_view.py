"""Tables of answers as HTML: heads on both sides, cells with marks, nothing becomes markup."""

import re
from dataclasses import replace

import pytest

from assistant.answer import Answer, Cell, Citation, Row, Table
from assistant.answer_view import render_answer
from assistant.phrases import say
from assistant.table_view import line_count, render_table

ATTACK = "<img src=x onerror=alert(1)>"
CITATION = Citation(
    number=1, document="d1", title="Rules", programme="Aurora Pass", edition="", language="en",
    page=1, section="", quote="In Lille.", source="", source_kind="invented", publisher="",
    published="", valid_from="", valid_until="", start=0, end=9,
)  # fmt: skip
QUOTED = Cell("“In Lille.” [1]", (1,))


def table_of(programmes: int, columns: int) -> Table:
    rows = [Row(f"Programme {number}", "", (QUOTED,) * columns) for number in range(programmes)]
    return Table(tuple(f"aspect {number}" for number in range(columns)), tuple(rows))


def heads(html: str, scope: str) -> list[str]:
    return re.findall(rf'<th scope="{scope}"[^>]*>([^<]*)', html)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_table_stands_in_the_place_of_its_lines(language):
    missing = say("table_missing", language)
    table = Table(("place", "cost"), (Row("Aurora Pass", "(over)", (QUOTED, Cell(missing))),))
    text = f"First.\n\nAurora Pass (over)\nplace: {QUOTED.text}\ncost: {missing}\n\nLast."
    answer = Answer("partial", language, text, citations=(CITATION,), table=table)
    html = render_answer(answer, language)
    assert line_count(table) == 3
    assert re.findall(r'<p class="frame">([^<]*)</p>', html) == ["First.", "Last."]
    assert html.count("data-passage") == 2  # the mark in the cell, and the source
    assert heads(html, "col") == [say("table_aspect", language), "Aurora Pass "]
    assert f">{missing}<" in html


@pytest.mark.parametrize(
    ("programmes", "columns", "across"),
    [(2, 8, "Programme"), (12, 2, "aspect"), (3, 2, "aspect"), (3, 4, "Programme")],
)
def test_a_few_programmes_stand_side_by_side(programmes, columns, across):
    html = render_table(table_of(programmes, columns), "en", str)
    shown = heads(html, "col")[1:]
    assert all(head.startswith(across) for head in shown)
    assert len(shown) * len(heads(html, "row")) == programmes * columns == html.count("<td")
    assert 'class="compared wide"' in html


def test_many_programmes_with_many_aspects_are_cards_on_any_screen():
    assert 'class="compared stacked"' in render_table(table_of(5, 8), "en", str)


def test_nothing_of_a_table_becomes_markup():
    table = Table((ATTACK,), (Row(ATTACK, ATTACK, (Cell(f"{ATTACK}\n{ATTACK} [1]", (1,)),)),))
    answer = Answer(
        "answered", "en", f"First.\n\n{ATTACK}\n{ATTACK}",
        citations=(replace(CITATION, title=ATTACK),), table=table,
    )  # fmt: skip
    html = render_answer(answer, "en")
    assert "<img" not in html
    assert html.count('class="version"') == 2
