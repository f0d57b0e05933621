"""A server process over the demonstration corpus, and visits of its page in Chromium."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from page_server import PROJECT, PageServer, serving
from playwright.sync_api import Browser, Page, sync_playwright


@dataclass
class Visit:
    """A page, and what must stay empty: errors in the console, requests to elsewhere."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type the question, send it with Enter, wait for the whole answer."""
        known = self.page.locator(".turn").count()
        self.page.locator("#question").fill(question)
        self.page.keyboard.press("Enter")
        self.page.locator(".turn").nth(known).locator(".actions").wait_for(timeout=60_000)


@pytest.fixture(scope="module")
def corpus_dir() -> Path:
    """The documents of the server; a module may have others."""
    return PROJECT / "corpus" / "documents"


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Other settings of the server; a module may have some."""
    return {}


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    models_dir: Path,
    corpus_dir: Path,
    settings: dict[str, str],
) -> Iterator[PageServer]:
    data_dir = tmp_path_factory.mktemp("data")
    if corpus_dir == PROJECT / "corpus" / "documents":
        request.getfixturevalue("demonstration")(data_dir)
    else:
        (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    with serving(data_dir, corpus_dir, settings=settings) as server:
        yield server


@pytest.fixture
def empty_server(tmp_path: Path, models_dir: Path) -> Iterator[PageServer]:
    """A server without any document."""
    (tmp_path / "models").symlink_to(models_dir, target_is_directory=True)
    (tmp_path / "corpus").mkdir()
    with serving(tmp_path, tmp_path / "corpus") as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: PageServer) -> Iterator[Callable[..., Visit]]:
    """Opens the page in a new browser profile; checks the console and the requests at the end."""
    visits: list[Visit] = []

    def open_page(language: str = "en", size: tuple[int, int] = (1280, 800)) -> Visit:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            permissions=["clipboard-read", "clipboard-write"],
        )
        visit = Visit(context.new_page())
        visits.append(visit)
        page = visit.page
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("console", lambda line: line.type == "error" and visit.errors.append(line.text))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((server.address, "blob:", "data:"))
                or visit.outside.append(request.url)
            ),
        )
        page.goto(server.address)
        page.locator("#chat[data-started]").wait_for(timeout=20_000)
        return visit

    yield open_page
    for visit in visits:
        # Gradio's own client ends its stream in this way when the page is left.
        left = [error for error in visit.errors if not error.startswith("AbortError")]
        assert left == []
        assert visit.outside == []
        visit.page.context.close()
