"""What proves an answer, in a real browser: the page of the PDF and the receipt."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from assistant.page_text import TEXT
from assistant.receipt import read_receipt

PROJECT = Path(__file__).parent.parent.parent
DESKTOP = (1280, 800)
PHONE = (390, 844)
DOCUMENTS = {
    "fr": (
        "Règlement du Passeport Aurore (inventé)",
        "Les lauréats du Passeport Aurore reçoivent douze mois d’hébergement dans un "
        "laboratoire équipé à Paris, ainsi qu’un accompagnement par des mentors.",
    ),
    "en": (
        "Rules of the Boreal Pass (invented)",
        "The winners of the Boreal Pass receive twelve months of bench space in an equipped "
        "laboratory in London, and the advice of mentors.",
    ),
}
QUESTIONS = {
    "fr": "Que reçoivent les lauréats du Passeport Aurore ?",
    "en": "What do the winners of the Boreal Pass receive?",
}


@pytest.fixture(scope="module")
def corpus_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two invented PDF files of two pages; the quote stands on the second."""
    corpus = tmp_path_factory.mktemp("corpus")
    style = getSampleStyleSheet()
    for language, (title, sentence) in DOCUMENTS.items():
        filler = [Paragraph(f"— {number} —", style["BodyText"]) for number in range(25)]
        story = [Paragraph(title, style["Title"]), PageBreak()]
        story += [*filler, Paragraph(sentence, style["BodyText"])]
        SimpleDocTemplate(str(corpus / f"pass.{language}.pdf"), pagesize=A4).build(story)
    return corpus


def save(page: Page, name: str, tmp_path: Path) -> None:
    folder = PROJECT / "docs" / "images" if os.environ.get("SAVE_SCREENSHOTS") else tmp_path
    page.wait_for_timeout(400)
    page.screenshot(path=folder / f"{name}.png")


def place(page: Page, selector: str) -> dict[str, float]:
    return page.locator(selector).first.evaluate("e => e.getBoundingClientRect().toJSON()")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_citation_of_a_pdf_shows_its_page_with_the_quote_marked(visit, tmp_path, language, size):
    visitor = visit(language, size)
    page = visitor.page
    visitor.ask(QUESTIONS[language])
    page.locator(".mark").first.click()
    picture = page.locator(".sheet-page img")
    expect(picture).to_be_visible(timeout=20_000)
    page.wait_for_function("document.querySelector('.sheet-page img').naturalWidth === 1200")
    title = page.locator("#passage-title").inner_text()
    alt = TEXT[language]["sheet.alt.marked"].format(page=2, title=title)
    expect(picture).to_have_attribute("alt", alt)
    expect(page.locator(".sheet .box").first).to_be_in_viewport()
    expect(page.locator("#passage .page mark").first).to_be_in_viewport()
    box, sheet = place(page, ".box"), place(page, ".sheet-page")
    assert sheet["left"] <= box["left"] < box["right"] <= sheet["right"]
    assert box["width"] > 0.4 * sheet["width"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    save(page, f"pdf-page-{language}-{'desktop' if size == DESKTOP else 'phone'}", tmp_path)
    page.get_by_role("button", name=TEXT[language]["sheet.enlarge"]).click()
    assert place(page, ".sheet-page")["width"] > 2 * sheet["width"]
    expect(page.locator(".sheet .box").first).to_be_in_viewport()
    other = "en" if language == "fr" else "fr"
    page.keyboard.press("Escape")
    page.get_by_role("button", name=other.upper(), exact=True).click()
    page.locator(".mark").first.click()
    other_alt = TEXT[other]["sheet.alt.marked"].format(page=2, title=title)
    expect(page.locator(".sheet-page img")).to_have_attribute("alt", other_alt)


def test_without_the_picture_the_text_is_there(visit):
    visitor = visit("en")
    page = visitor.page
    visitor.ask(QUESTIONS["en"])
    page.route("**/passage/sheet?*", lambda route: route.abort())
    page.locator(".mark").first.click()
    expect(page.locator(".sheet-words")).to_have_text(TEXT["en"]["sheet.failed"])
    expect(page.locator("#passage mark").first).to_be_in_viewport()
    visitor.errors.clear()  # the browser reports the request that was cut


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_receipt_of_an_answer_is_downloaded(visit, server, tmp_path, language, size):
    visitor = visit(language, size)
    page = visitor.page
    visitor.ask(QUESTIONS[language])
    page.reload()  # it is kept with the conversation, in the browser
    page.locator("#chat[data-started]").wait_for()
    button = page.get_by_role("button", name=TEXT[language]["receipt.title"])
    expect(button).to_be_visible()
    with page.expect_download() as started:
        button.click()
    name = started.value.suggested_filename
    assert name.startswith(f"{TEXT[language]['receipt.file']}-") and name.endswith(".json")
    path = tmp_path / name
    started.value.save_as(path)
    receipt = read_receipt(path)
    assert receipt.question == QUESTIONS[language]
    assert receipt.history == ()
    assert receipt.answer.language == language
    assert set(receipt.corpus.cited) == {f"pass-{language}-pdf"}
    assert json.loads(path.read_text("utf-8"))["answer"]["retrieved"]
    save(page, f"receipt-{language}", tmp_path)
    # Nothing of the question is left with the server.
    words = QUESTIONS[language].encode()
    kept = [file for file in server.data_dir.rglob("*") if file.is_file() and not file.is_symlink()]
    assert [file for file in kept if words in file.read_bytes()] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_receipt_of_a_follow_up_holds_the_history(visit, tmp_path, language):
    visitor = visit(language)
    page = visitor.page
    visitor.ask(QUESTIONS[language])
    visitor.ask({"fr": "Et à Paris ?", "en": "And in London?"}[language])
    button = page.get_by_role("button", name=TEXT[language]["receipt.title"]).last
    with page.expect_download() as started:
        button.click()
    started.value.save_as(tmp_path / "receipt.json")
    receipt = read_receipt(tmp_path / "receipt.json")
    assert [said.role for said in receipt.history] == ["user", "assistant"]
    assert receipt.history[0].content == QUESTIONS[language]
