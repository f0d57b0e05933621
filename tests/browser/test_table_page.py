"""A real browser where questions are kept: programmes side by side, and a thumbs-down."""

import pytest
from playwright.sync_api import expect

from assistant.page_text import TEXT
from assistant.unanswered import UnansweredQuestions

QUESTIONS = {"fr": "Spartners ou LabCentral ?", "en": "Spartners or LabCentral?"}


@pytest.fixture(scope="module")
def settings():
    return {"KEEP_QUESTIONS": "true"}


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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_goes_with_a_thumbs_down_and_the_page_says_so(visit, server, language):
    visitor = visit(language, (390, 844))
    page, words = visitor.page, TEXT[language]
    expect(page.locator(".privacy")).to_have_text(words["privacy.kept"].format(days=30))
    question = {"fr": "Qu’est-ce que LabCentral ?", "en": "What is LabCentral?"}[language]
    visitor.ask(question)
    page.locator('[data-action="down"]').click()
    page.locator('[data-reason="unclear"]').click()
    expect(page.locator(".thanks")).to_have_text(words["feedback.thanks.kept"])
    # It is written in the background.
    kept = UnansweredQuestions(server.data_dir, days=30)
    for _ in range(100):
        if question in [found.text for found in kept.all()]:
            break
        page.wait_for_timeout(50)
    found = {question.text: question.kind for question in kept.all()}
    assert found[question] == "thumbs_down"
