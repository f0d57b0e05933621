"""The day that a question is asked for, chosen on the page, in French and in English."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.page_text import TEXT

PICTURES = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
JOIN = {
    "fr": "Peut-on encore rejoindre la délégation Bio USA 2024 ?",
    "en": "Can we still join the Bio USA 2024 delegation?",
}
DAY = {"fr": "1er mai 2024", "en": "1 May 2024"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_day_is_marked_sent_and_taken_back(visit, tmp_path, language, size):
    visitor = visit(language, SIZES[size])
    page = visitor.page
    field, words = page.locator("#day"), TEXT[language]
    expect(page.get_by_label(words["day"])).to_have_value(date.today().isoformat())
    expect(page.locator("#day-today")).to_be_hidden()
    field.fill("2024-05-01")
    expect(page.locator("#day-box")).to_have_class("day changed")
    expect(page.locator("#day-note")).to_have_text(words["day.changed"].format(day=DAY[language]))
    visitor.ask(JOIN[language])
    asked_for = page.locator(".asked-for")
    expect(asked_for).to_have_text(words["day.asked"].format(day=DAY[language]))
    expect(page.locator(".as-of")).to_contain_text("2024-05-01")
    assert page.locator(".status").inner_text() != words["status.expired"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    folder = PICTURES if os.environ.get("SAVE_SCREENSHOTS") else tmp_path
    page.screenshot(path=folder / f"as-of-{language}-{size}.png")
    page.locator("#day-today").press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value(date.today().isoformat())
    expect(page.locator("#day-box")).to_have_class("day")
    visitor.ask(JOIN[language])
    assert page.locator(".status").last.inner_text() == words["status.expired"]
    expect(asked_for.last).to_be_hidden()
    page.reload()
    expect(asked_for.first).to_contain_text(DAY[language])
    expect(field).to_have_value(date.today().isoformat())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("day", ["1999-12-31", "2101-01-01", ""])
def test_a_day_out_of_range_is_not_sent(visit, language, day):
    page = visit(language).page
    page.locator("#day").fill(day)
    page.locator("#question").fill(JOIN[language])
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_have_text(TEXT[language]["error.day"])
    expect(page.locator(".turn")).to_have_count(0)


def test_the_control_is_reached_and_set_by_keyboard(visit):
    page = visit("en").page
    page.locator("#question").focus()
    for _ in range(2):  # the button that sends comes between
        page.keyboard.press("Tab")
    expect(page.locator("#day")).to_be_focused()
    page.keyboard.type("05052024")  # the browser tells whether day or month comes first
    expect(page.locator("#day")).to_have_value("2024-05-05")
