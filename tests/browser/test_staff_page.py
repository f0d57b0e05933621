"""The staff page in a real browser: from the first sign-in to a document that is erased."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.trial import OWN_QUESTIONS
from ingest.accounts import Accounts
from ingest.sign_in import MOST_OF_ACCOUNT, SignIn
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore
from ingest.staff_text import TEXT

PROJECT = Path(__file__).parent.parent.parent
DESKTOP, PHONE = (1280, 800), (390, 844)
PASSWORD = "twelve green apples"
QUESTION = "Que reçoivent les lauréats du Passeport Zéphyr ?"


def made_pdf(months: str, close: str) -> bytes:
    data = BytesIO()
    canvas = Canvas(data, pagesize=A4)
    canvas.setTitle("Passeport Zéphyr (inventé)")
    for line, text in enumerate(
        (
            "Passeport Zéphyr (inventé)",
            f"Le Passeport Zéphyr offre aux lauréats {months} mois de laboratoire.",
            f"Les candidatures ferment le {close} à 17 h, heure de Paris.",
            "Seules les entreprises de moins de sept ans peuvent candidater.",
        )
    ):
        canvas.setFont("Helvetica", 20 if line == 0 else 11)
        canvas.drawString(72, 760 - 40 * line, text)
    canvas.save()
    return data.getvalue()


def made_docx() -> bytes:
    document, data = docx.Document(), BytesIO()
    document.add_heading("Prix Boréal (inventé)", 1)
    document.add_heading("Dotation", 2)
    document.add_paragraph("Le Prix Boréal donne quarante mille euros à trois laboratoires.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Taille", "Taux", "Petite", "50 %"), strict=True):
        cell.text = text
    document.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def corpus_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No document: staff bring them."""
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def account(server) -> None:
    subprocess.run(
        [sys.executable, "-m", "ingest", "user", "add", "ada", "--role", "admin"],
        cwd=PROJECT,
        env={**os.environ, "ASSISTANT_DATA_DIR": str(server.data_dir)},
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page, str], None]:
    """Saves a screenshot; into docs/images when SAVE_SCREENSHOTS is set."""
    folder = PROJECT / "docs" / "images" if os.environ.get("SAVE_SCREENSHOTS") else tmp_path
    return lambda page, name: page.screenshot(path=folder / f"{name}.png") and None


@pytest.fixture
def open_staff(chromium: Browser, server) -> Iterator[Callable[..., Page]]:
    """Opens the staff page in a new profile; nothing may go wrong in it nor leave the server."""
    pages: list[Page] = []
    problems: list[str] = []

    def open_page(language: str = "en", size: tuple[int, int] = DESKTOP) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
        )
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((server.address, "data:")) or problems.append(request.url)
            ),
        )
        page.goto(f"{server.address}/staff")
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert problems == []


def sign_in(page: Page, language: str, password: str = PASSWORD) -> None:
    page.get_by_label(TEXT[language]["sign_in.name"]).fill("ada")
    page.get_by_label(TEXT[language]["sign_in.password"]).fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def upload(page: Page, language: str, *files: tuple[str, bytes]) -> None:
    """Choose files, send them, and wait for the outcome of each."""
    page.goto(page.url.split("/staff")[0] + "/staff/add")
    known = page.locator("#results > li").count()
    page.get_by_label(TEXT[language]["add.choose"]).set_input_files(
        [{"name": name, "mimeType": "", "buffer": data} for name, data in files]
    )
    page.get_by_role("button", name=TEXT[language]["add.send"]).click()
    expect(page.locator("#results .outcome-draft")).to_have_count(
        known + len(files), timeout=60_000
    )


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_a_pdf_from_upload_to_erasure(server, account, visit, open_staff, picture):
    words = TEXT["fr"]
    stored = {"id": "1", "question": QUESTION}
    (server.data_dir / OWN_QUESTIONS).write_text(json.dumps(stored), "utf-8")
    page = open_staff("fr")
    sign_in(page, "fr")
    upload(
        page,
        "fr",
        ("zephyr.pdf", made_pdf("dix-sept", "1er mars 2031")),
        ("boreal.docx", made_docx()),
    )
    page.get_by_role("link", name="zephyr.pdf").click()
    expect(page.locator(".state")).to_have_text(words["state.draft"])
    expect(page.locator("blockquote").first).to_contain_text("1er mars 2031")
    page.get_by_label(words["field.title"]).fill("Règlement du Passeport Zéphyr (inventé)")
    page.get_by_label(words["field.programme"]).fill("Passeport Zéphyr")
    page.get_by_label(words["field.closes"]).fill("2031-03-01T17:00 Europe/Paris")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("status")).to_have_text(words["saved"])
    ask_the_draft(page, words)
    picture(page, "staff-document-desktop")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.get_by_role("status")).to_have_text(words["published"])
    chat = visit("fr")
    tell(chat, "dix-sept mois")

    page.locator("input[type=file]").set_input_files(
        {"name": "zephyr.pdf", "mimeType": "", "buffer": made_pdf("dix-huit", "15 mai 2031")}
    )
    page.get_by_role("button", name=words["replace"], exact=True).click()
    page.get_by_role("link", name=words["outcome.open"]).click(timeout=30_000)
    expect(page.locator(".change").first).to_contain_text("15 mai 2031")
    page.get_by_role("button", name=words["affected"]).click()
    counted = words["affected.count"].format(count=1, compared=1, total=1)
    expect(page.locator("#affected")).to_contain_text(counted, timeout=60_000)
    expect(page.locator("#affected .after")).to_contain_text("dix-huit mois")
    page.locator("#differences").scroll_into_view_if_needed()
    picture(page, "staff-differences-desktop")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.get_by_role("status")).to_have_text(words["published"])
    tell(chat, "dix-huit mois")
    page.get_by_role("button", name=words["roll_back"]).click()
    expect(page.get_by_role("status")).to_have_text(words["rolled_back"])
    tell(chat, "dix-sept mois")
    page.goto(f"{server.address}/staff")

    page.get_by_role("link", name="Règlement du Passeport Zéphyr").click()
    page.get_by_role("link", name=words["erase"]).click()
    page.get_by_role("textbox").fill(page.url.split("/")[-2])
    page.get_by_role("button", name=words["erase"]).click()
    expect(page.get_by_role("status").first).to_have_text(words["erased"], timeout=60_000)
    expect(page.locator(".documents")).not_to_contain_text("Zéphyr")
    chat.ask(QUESTION)
    expect(chat.page.locator(".answer").last).not_to_contain_text("mois")


def ask_the_draft(page: Page, words: dict[str, str]) -> None:
    """Try the question on the draft; the answer is quoted from it, and every section is found."""
    page.get_by_label(words["try.question"]).fill(QUESTION)
    page.get_by_role("button", name=words["try.ask"]).click()
    trial = page.locator("#trial")
    expect(trial).to_contain_text("dix-sept mois", timeout=30_000)
    expect(trial).to_contain_text(words["try.own"])
    page.evaluate("scrollTo(0, 0)")


def tell(chat, fact: str) -> None:
    """What the chat answers to a start-up now."""
    chat.ask(QUESTION)
    expect(chat.page.locator(".answer").last).to_contain_text(fact)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_pages_fit_a_phone_and_the_keyboard(server, account, open_staff, picture, language):
    words = TEXT[language]
    page = open_staff(language, PHONE)
    sign_in(page, language)
    name = f"prix-boreal-{language}.docx"
    upload(page, language, (name, made_docx() + language.encode()))
    assert fits(page)
    page.get_by_role("link", name=name).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("summary", has_text=words["text"]).press("Enter")
    expect(page.locator("details table th").first).to_have_text("Taille")
    assert fits(page)
    page.evaluate("scrollTo(0, 0)")
    picture(page, "staff-document-phone")
    for path in ("/digest", "/audit", "/users", "/account", ""):
        page.goto(f"{server.address}/staff{path}")
        assert fits(page), path
        assert page.locator("h1").count() == 1
    picture(page, "staff-list-phone")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    other = {"en": "FR", "fr": "EN"}[language]
    page.get_by_role("link", name=other, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", other.lower())


@pytest.fixture
def lock(server, account) -> Iterator[Callable[[str], None]]:
    """Makes wrong tries, as if minutes had passed between them; opens the door in the end."""
    store, clock = StaffStore(server.data_dir), [time.time() - 300]
    accounts = Accounts(store)
    door = SignIn(store, accounts, StaffSessions(store), clock=lambda: clock[0])

    def fail(address: str) -> None:
        for _ in range(MOST_OF_ACCOUNT - 1):
            door.sign_in("ada", "not the password", address=address)
            clock[0] += 60

    yield fail
    door.forgive("ada")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_wrong_passwords_close_the_door(server, lock, open_staff, language):
    lock({"fr": "192.0.2.1", "en": "192.0.2.2"}[language])
    page = open_staff(language)
    sign_in(page, language, "not the password")
    expect(page.get_by_role("alert")).to_have_text(TEXT[language]["sign_in.wrong"])
    sign_in(page, language)
    refused = TEXT[language]["sign_in.wait"].partition("{")[0]
    expect(page.get_by_role("alert")).to_contain_text(refused)
    expect(page.get_by_role("alert")).to_contain_text("min")
    page.goto(f"{server.address}/staff/users")
    expect(page.get_by_label(TEXT[language]["sign_in.password"])).to_be_visible()
