"""The chat page in a real browser, over the demonstration corpus, in French and in English."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.page_text import STARTERS, TEXT

PROJECT = Path(__file__).parent.parent.parent
DESKTOP = (1280, 800)
PHONE = (390, 844)
QUESTIONS = {
    "fr": "Que gagnent les lauréats du Golden Ticket ?",
    "en": "What do winners of the Golden Ticket get?",
}


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page, str], None]:
    """Saves a screenshot; into docs/images when SAVE_SCREENSHOTS is set."""
    folder = PROJECT / "docs" / "images" if os.environ.get("SAVE_SCREENSHOTS") else tmp_path

    def save(page: Page, name: str) -> None:
        page.wait_for_timeout(400)  # the scrolling to the question has come to rest
        page.screenshot(path=folder / f"{name}.png")

    return save


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_is_answered_with_quotes(visit, picture, language, size):
    visitor = visit(language, size)
    page = visitor.page
    expect(page.locator("h1")).to_have_text(TEXT[language]["empty.title"])
    assert sideways(page) == 0
    visitor.ask(QUESTIONS[language])
    answer = page.locator(".answer")
    words = {TEXT[language]["status.answered"], TEXT[language]["status.partial"]}
    assert answer.locator(".status").inner_text() in words
    assert answer.locator(".mark").count() == answer.locator(".source").count() > 0
    assert answer.locator(".answer-text").get_attribute("lang") == language
    assert page.locator("html").get_attribute("lang") == language
    assert sideways(page) == 0
    picture(page, f"chat-{language}-{'desktop' if size == DESKTOP else 'phone'}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_mark_opens_the_passage_and_escape_brings_back(visit, picture, size):
    visitor = visit("en", size)
    page = visitor.page
    visitor.ask(QUESTIONS["en"])
    mark = page.locator(".mark").first
    mark.click()
    passage = page.get_by_role("dialog")
    expect(passage.locator("mark").first).to_be_in_viewport()
    quote = page.locator(".source q").first.inner_text().strip("“” ")
    shown = " ".join(passage.locator("mark").all_inner_texts())
    assert re.sub(r"\s+", " ", shown) in re.sub(r"\s+", " ", quote)
    expect(passage).to_contain_text(TEXT["en"]["passage.publisher"])
    expect(page.locator("#passage-title")).to_be_focused()
    assert sideways(page) == 0
    if size == DESKTOP:
        picture(page, "citation-desktop")
    page.keyboard.press("Escape")
    expect(passage).to_be_hidden()
    expect(mark).to_be_focused()


def test_the_language_changes_all_words_and_keeps_the_conversation(visit):
    visitor = visit("en")
    page = visitor.page
    visitor.ask(QUESTIONS["en"])
    page.get_by_role("button", name="FR", exact=True).click()
    expect(page.locator(".brand-name")).to_have_text(TEXT["fr"]["product"])
    expect(page.locator(".question")).to_have_text(QUESTIONS["en"])
    french = {TEXT["fr"]["status.answered"], TEXT["fr"]["status.partial"]}
    assert page.locator(".status").inner_text() in french
    page.reload()
    page.locator("#chat[data-started]").wait_for()
    expect(page.locator(".question")).to_have_text(QUESTIONS["en"])
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_starter_asks_its_question(visit, picture, language):
    page = visit(language).page
    expect(page.locator(".starter")).to_have_text(list(STARTERS[language]))
    if language == "fr":
        picture(page, "empty-desktop")
    page.locator(".starter").first.click()
    expect(page.locator(".question")).to_have_text(STARTERS[language][0])
    expect(page.locator(".actions")).to_be_visible(timeout=60_000)


def test_the_keyboard_is_enough(visit):
    page = visit("en").page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("First line")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#question")).to_have_value("First line\n")
    page.locator("#question").fill(QUESTIONS["en"])
    page.keyboard.press("Enter")
    expect(page.locator(".actions")).to_be_visible(timeout=60_000)
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('source')"):
            break
    focused = page.locator(":focus")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#passage mark").first).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_and_an_over_long_question_get_a_sentence(visit, language):
    page = visit(language).page
    page.locator("#send").click()
    expect(page.locator("#problem")).to_have_text(TEXT[language]["error.empty"])
    page.locator("#question").fill("a" * 550)
    expect(page.locator("#counter")).to_contain_text("50")
    page.locator("#question").fill("a" * 601)
    page.keyboard.press("Enter")
    sentence = TEXT[language]["error.too_long"].format(limit=600)
    expect(page.locator("#problem")).to_have_text(sentence)
    expect(page.locator(".turn")).to_have_count(0)


def test_the_conversation_is_exported_copied_and_cleared(visit):
    visitor = visit("en")
    page = visitor.page
    visitor.ask(QUESTIONS["en"])
    with page.expect_download() as download:
        page.locator('[data-action="export"]').click()
    text = download.value.path().read_text("utf-8")
    assert f"## {QUESTIONS['en']}" in text and "\n> " in text
    page.locator('[data-action="copy-all"]').click()
    expect(page.locator("#toast")).to_have_text(TEXT["en"]["copied"])
    assert page.evaluate("navigator.clipboard.readText()") == text.rstrip("\n")
    page.locator('[data-action="clear"]').click()
    page.get_by_role("button", name=TEXT["en"]["cancel"]).click()
    expect(page.locator(".turn")).to_have_count(1)
    page.locator('[data-action="clear"]').click()
    page.locator("#confirm .strong").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    page.locator("#chat[data-started]").wait_for()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_rating_is_kept_without_the_question(visit, server):
    visitor = visit("en")
    page = visitor.page
    visitor.ask(QUESTIONS["en"])
    page.locator('[data-action="down"]').click()
    page.locator('[data-reason="incomplete"]').click()
    expect(page.locator(".thanks")).to_have_text(TEXT["en"]["feedback.thanks"])
    lines = (server.data_dir / "feedback.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(lines[-1])
    assert (entry["rating"], entry["reason"]) == ("down", "incomplete")
    assert entry["documents"] and "Golden Ticket get" not in lines[-1]


def test_what_the_user_types_never_runs(visit):
    visitor = visit("en")
    page = visitor.page
    attack = "<img src=x onerror=window.hit=1><script>window.hit=1</script> Golden Ticket?"
    visitor.ask(attack)
    expect(page.locator(".question")).to_have_text(attack)
    page.reload()
    page.locator("#chat[data-started]").wait_for()
    assert page.evaluate("window.hit") is None
    assert page.locator("#conversation img, #conversation script").count() == 0


def test_nothing_of_a_question_stays_on_the_server(visit, server):
    visitor = visit("en")
    visitor.ask("Does the zyxwquark programme mention a Golden Ticket?")
    for path in server.data_dir.rglob("*"):
        if path.is_file():
            assert b"zyxwquark" not in path.read_bytes()


def test_an_empty_corpus_and_a_server_that_is_gone_are_told(chromium, empty_server):
    page = chromium.new_page(locale="fr-FR")
    page.goto(empty_server.address)
    empty = page.locator("#corpus-empty")
    expect(empty).to_have_text(TEXT["fr"]["corpus.empty"], timeout=60_000)
    expect(page.locator("#corpus-empty")).to_be_visible()
    expect(page.locator("#starters-box")).to_be_hidden()
    empty_server.stop()
    page.locator("#question").fill(QUESTIONS["fr"])
    page.keyboard.press("Enter")
    expect(page.locator(".notice.failure")).to_have_text(TEXT["fr"]["error.gone"], timeout=15_000)
    page.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_crowd_is_told_at_once_and_may_ask_again(visit, language):
    visitor = visit(language)
    page = visitor.page
    page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"error": "…"}))
    page.locator("#question").fill(QUESTIONS[language])
    page.keyboard.press("Enter")
    expect(page.locator(".failure")).to_have_text(TEXT[language]["error.busy"])
    page.unroute("**/queue/join*")
    page.get_by_role("button", name=TEXT[language]["retry"]).click()
    expect(page.locator(".turn").last.locator(".mark").first).to_be_visible(timeout=60_000)
    visitor.errors.clear()  # the refusal stands in the console
