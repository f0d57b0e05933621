"""Programmes side by side in a real browser: a table with heads, cards on a phone."""

import pytest
from playwright.sync_api import expect

QUESTIONS = {"fr": "Spartners ou LabCentral ?", "en": "Spartners or LabCentral?"}


@pytest.mark.parametrize(
    ("language", "size"), [("fr", (390, 844)), ("en", (1280, 800))], ids=["phone", "desktop"]
)
def test_programmes_stand_side_by_side(visit, language, size):
    visitor = visit(language, size)
    page = visitor.page
    visitor.ask(QUESTIONS[language])
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("columnheader").nth(2)).to_contain_text("LabCentral")
    assert table.get_by_role("rowheader").count() >= 7
    assert table.locator(".mark").count() > 0
    cells = table.get_by_role("cell")
    first, second = cells.nth(0).bounding_box(), cells.nth(1).bounding_box()
    if size[0] < 640:
        assert second["y"] >= first["y"] + first["height"]
        assert second["x"] == first["x"]
        expect(cells.nth(1).locator(".cell-head")).to_have_text("LabCentral")
    else:
        assert second["y"] == first["y"]
        expect(cells.nth(1).locator(".cell-head")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    table.locator(".mark").first.click()
    expect(page.get_by_role("dialog").locator("mark").first).to_be_in_viewport()
