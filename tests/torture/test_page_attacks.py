"""Hostile strings everywhere a page shows text, in a real browser: none runs, none asks anyone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from forms import forms
from hostile_markup import QUESTIONS, SAID, attacks
from page_server import served_here
from playwright.sync_api import sync_playwright
from watched_page import Watched

from assistant.answer import Answer, Cell, Citation, Row, Table
from assistant.answer_view import render_answer, render_refusal
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.obedient_model import ObedientModel
from assistant.web_limits import MOST_QUESTIONS
from ingest import loaders
from ingest.accounts import Accounts
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths
from ingest.staff_store import StaffStore

PASSWORD = "twelve green apples"
# An answer in the page as if the server had sent it, through the page's own code.
SHOW = """(shown) => {
  const chat = window.programmeChat;
  const article = chat.article(shown.question);
  chat.find("#conversation").append(article);
  chat.pending = { turn: -1, question: shown.question, asOf: "", article, sent: 0, heard: 0 };
  chat.receive({ turn: -1, html: shown.html, final: true, record: shown.record });
}"""
ASKED = "() => !window.programmeChat.pending"


@dataclass
class Target:
    """What is attacked: the server, a page in the browser, the strings, who heard of them."""

    address: str
    watched: Watched
    texts: list[str]
    model: ObedientModel
    heard: list[bytes]


@pytest.fixture
def target(
    request, tmp_path, models_dir, embedder, canary, monkeypatch
) -> Iterator[Callable[[int], Target]]:
    """Starts a server over one document for each of so many strings, and a browser."""
    address, heard = canary
    model = ObedientModel()

    def documents(count: int) -> list[str]:
        texts = attacks(address)
        texts = texts[:: max(1, len(texts) // count)] if count else texts
        (tmp_path / "corpus").mkdir()
        (tmp_path / "models").symlink_to(models_dir, target_is_directory=True)
        for number, text in enumerate(texts):
            _write(tmp_path / "corpus", number, text)
        Accounts(StaffStore(tmp_path)).add("ada", password=PASSWORD, role="admin")
        # As if the documents had been taken in by a version that left nothing out of them.
        monkeypatch.setattr(loaders, "without_orders", lambda text: (text, []))
        monkeypatch.setattr(loaders, "gives_orders", lambda text: False)
        config = IndexConfig(data_dir=tmp_path, corpus_dir=tmp_path / "corpus")
        catalogue = Catalogue(config)
        paths = [tmp_path / "corpus"]
        ingest_paths(paths, config=config, catalogue=catalogue, embedder=embedder)
        assert len(catalogue.documents()) == len(texts)
        catalogue.close()
        return texts

    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        texts = documents(request.node.callspec.params["examples"])
        assistant = Assistant(
            AssistantConfig(
                index=IndexConfig(data_dir=tmp_path, corpus_dir=tmp_path / "corpus"),
                chat_model="openai:m",
                chat_model_url=model.address,
            )
        )
        with served_here(assistant) as served:
            watched = Watched(browser.new_page(), served)
            watched.watch()
            # A document's own source, where it is nothing but an address, is its one link.
            watched.sources = [text for text in texts if re.fullmatch(r"http://\S+", text)]
            yield Target(served, watched, texts, model, heard)
        assistant.close()
        browser.close()
    model.close()


def _write(folder: Path, number: int, attack: str) -> None:
    """A sheet with the string in its name, its metadata, a heading and a sentence."""
    language = ("fr", "en")[number % 2]
    kept = {name: f"{attack} {number}" for name in ("title", "programme", "publisher", "edition")}
    values = {**kept, "aliases": [attack], "source": attack, "language": language}
    head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    said = SAID[language].format(name=f"Zephyr{number}")
    name = re.sub(r"[/\x00\n\u200b]", "_", attack)[:80]
    text = f"---\n{head}---\n\n# Zephyr{number}\n\n{said}\n\n## {attack}\n\n{attack}\n"
    (folder / f"{number:03} {name}.md").write_text(text, "utf-8")


def _answer(attack: str) -> Answer:
    """An answer that holds the string in every place that is shown."""
    source = Citation(
        1, attack, attack, attack, attack, attack, 1, attack, attack, attack, attack,
        attack, attack, attack, attack, 0, 9,
    )  # fmt: skip
    table = Table((attack,), (Row(attack, attack, (Cell(f"{attack} [1]", (1,)),)),))
    text = f"{attack} [1]\n\n{attack}\n{attack} [1]\n\n{attack}"
    return Answer(
        "answered", "fr", text, citations=(source,), as_of=attack, warnings=(attack,),
        options=(attack, f"{attack} (b)"), table=table,
    )  # fmt: skip


def _show_answers(target: Target) -> None:
    page = target.watched.page
    for attack in target.texts:
        answer = _answer(attack)
        for html in (render_answer(answer, "en"), render_refusal(attack)):
            shown = {"question": attack, "html": html, "record": answer.to_json()}
            page.evaluate(SHOW, shown)
    target.watched.look()
    page.reload()  # what the browser kept is shown again
    page.locator("#chat[data-started]").wait_for()
    target.watched.look()
    page.evaluate("window.programmeChat.clear()")


def _ask(target: Target) -> int:
    """Ask in the page, the model obeying the string; returns how many answers cite."""
    page, cited = target.watched.page, 0
    for number, attack in enumerate(target.texts):
        target.model.orders = [attack]
        asked = QUESTIONS[("fr", "en")[number % 2]].format(name=f"Zephyr{number}")
        for question in [asked, f"{asked} {attack}"] if number % 4 == 0 else [asked]:
            page.evaluate("(text) => window.programmeChat.ask(text)", question)
            page.wait_for_function(ASKED, timeout=90_000)
            page.wait_for_timeout(60_000 / MOST_QUESTIONS)  # asked faster, some are turned away
        marks = page.locator(".turn .source")
        cited += marks.count() > 0
        if marks.count():
            marks.first.click()
            page.locator("#passage-body h2").wait_for()
        target.watched.look()
        page.evaluate("window.programmeChat.clear()")
    return cited


def _visit_staff(target: Target, documents: int) -> None:
    page, address = target.watched.page, target.address
    page.goto(f"{address}/staff/sign-in")
    page.locator("[name=name]").fill("ada")
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    target.watched.look()
    found = page.locator(".documents a").evaluate_all("all => all.map((one) => one.href)")
    assert len(found) == len(target.texts)
    others = [f"{address}/staff/{name}" for name in ("audit", "users", "digest", "add")]
    others += [f"{address}/staff?text={text.replace('#', '%23')}" for text in target.texts[:5]]
    for link in [*found[:: max(1, len(found) // documents)], *others]:
        shown = page.goto(link)
        assert shown and shown.status == 200, link
        target.watched.look()


def _check_the_watch(target: Target) -> None:
    """On a page that takes strings for markup, what they do is seen."""
    page = target.watched.page
    page.goto("about:blank")
    page.evaluate(
        "(texts) => { document.body.innerHTML = `<main>${texts.join('')}</main>`; }",
        ["<img src=x onerror=ran(1)>"],
    )
    page.wait_for_function("window.seen?.length")
    target.watched.look()
    assert ["ran", 1] in target.watched.problems


@forms(short=5, long=0)
def test_no_string_runs_in_a_page_or_leaves_it(target, reliability, examples):
    target.watched.page.goto(target.address)
    target.watched.page.locator("#chat[data-started]").wait_for()
    _show_answers(target)
    cited = _ask(target)
    assert cited > len(target.texts) // 2
    _visit_staff(target, examples or 60)
    assert target.watched.problems == []
    assert target.heard == []
    _check_the_watch(target)
    count = len(target.texts)
    reliability.row(
        36,
        fault="scripts in questions, documents, headings, file names, metadata, a model's words",
        how=f"{count} strings of ours, French and English, Chromium: chat, passages, staff pages",
        expected="nothing runs, no request leaves the page",
        figure=f"executed 0, blocked by the policy 0, requests to elsewhere 0 / {count} strings; "
        f"{cited} answers with passages opened",
    )
    reliability.row(
        37,
        fault="links and pictures that carry data away",
        how="Markdown, HTML and bare links in documents and in the words of a model that obeys",
        expected="no picture, links to sources of citations alone",
        figure=f"links or pictures to elsewhere 0 / {count} strings, requests to the canary 0",
    )
