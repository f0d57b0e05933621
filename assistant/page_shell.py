"""The fixed part of the chat page: header, empty state, composer, panels, in HTML."""

import json
from html import escape
from pathlib import Path
from typing import Final

from assistant.answer_view import word
from assistant.icons import icon
from assistant.page_text import LANGUAGES, STARTERS, TEXT

# Rewritten in the reader's language by the browser before the page is shown.
_FIRST: Final = "en"
_SCRIPTS: Final = (
    "chat_words.js",
    "chat_day.js",
    "chat_page.js",
    "chat_actions.js",
)  # in this order

_HEADER = """
<a class="skip" href="#question">{skip}</a>
<header class="top">
  <div class="brand">{logo}<span class="brand-name">{product}</span>
    <span id="corpus-count" class="corpus-count"></span></div>
  <div class="tools">
    {tools}
    <div class="languages" role="group" data-label="language" aria-label="">{languages}</div>
  </div>
</header>"""

_MAIN = """
<main>
  <p id="getting-ready" class="banner" hidden>{getting_ready}</p>
  <section id="empty" class="empty">
    <h1>{title}</h1><p class="lead">{lead}</p>
    <p id="corpus-empty" class="banner" hidden>{corpus_empty}</p>
    <div id="starters-box"><h2 class="unseen">{starters}</h2><ul id="starters"></ul></div>
  </section>
  <div id="conversation" role="log" aria-live="off" data-label="conversation" aria-label=""></div>
  <template id="turn"><article class="turn">
    <h2 class="unseen">{you}</h2><p class="question"></p>
    <p class="asked-for" hidden></p>
    <h3 class="unseen">{assistant}</h3><div class="answer"></div>
  </article></template>
</main>"""

_COMPOSER = """
<div class="composer"><div class="composer-inner">
  <p id="problem" class="problem" role="alert"></p>
  <div class="field">
    <label class="unseen" for="question">{label}</label>
    <textarea id="question" rows="1" autocomplete="off" spellcheck="true"
      aria-describedby="counter problem notice"></textarea>
    <button type="button" id="send" data-label="question.send" title=""
      aria-label="">{send}</button>
  </div>
  <div class="day" id="day-box">
    <label for="day">{day}</label>
    <input type="date" id="day" min="2000-01-01" max="2100-12-31" aria-describedby="day-note">
    <button type="button" id="day-today" hidden>{day_today}</button>
    <span id="day-note" role="status"></span>
  </div>
  <div class="below"><p id="notice"><span class="mistakes">{notice}</span>
    <span class="privacy">{privacy}</span></p><p id="counter" aria-live="polite"></p></div>
</div></div>"""

_PANELS = """
<dialog id="passage" aria-labelledby="passage-title">
  <div class="passage-top"><p>{passage}</p>
    <button type="button" class="quiet" data-action="close-passage" data-label="passage.close"
      title="" aria-label="">{close}</button></div>
  <div id="passage-body"></div>
</dialog>
<dialog id="confirm" aria-labelledby="confirm-title"><form method="dialog">
  <h2 id="confirm-title">{clear_question}</h2><p>{clear_detail}</p>
  <div class="choices"><button value="no" class="plain">{cancel}</button>
    <button value="yes" class="strong">{clear_yes}</button></div>
</form></dialog>
<p id="toast" hidden></p>
<p id="announcer" class="unseen" role="status" aria-live="polite"></p>"""

_TOOLS: Final = (
    ("copy-all", "copy.title", "copy.conversation", "copy"),
    ("export", "export.title", "export", "export"),
    ("clear", "clear.title", "clear", "clear"),
)


def page_shell(days_kept: int = 0) -> str:
    """The page without any answer; every word carries its key for the browser.

    `days_kept` is for how long questions are kept, 0 when none is.
    """
    return f'<div id="chat">{_header()}{_main()}{_composer(days_kept)}{_panels()}</div>'


def page_script(limit: int, days_kept: int = 0) -> str:
    """The page's JavaScript: both languages, the longest question, what is kept; the files."""
    settings = {"limit": limit, "daysKept": days_kept}
    words = json.dumps({"text": TEXT, "starters": STARTERS, **settings}, ensure_ascii=False)
    here = Path(__file__).parent
    files = [(here / name).read_text("utf-8") for name in _SCRIPTS]
    return "\n".join([f"window.programmeWords = {words};", *files])


def page_style() -> str:
    """The page's style sheet."""
    return (Path(__file__).parent / "chat_page.css").read_text("utf-8")


def page_favicon() -> str:
    """The product's sign as an SVG file."""
    return icon("logo").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" color="#0b5d54" ')


def _header() -> str:
    tools = "".join(
        f'<button type="button" class="tool" data-action="{action}" data-needs-turns '
        f'data-label="{label}" title="" aria-label="" disabled>{icon(outline)}'
        f"{word(text, _FIRST)}</button>"
        for action, label, text, outline in _TOOLS
    )
    languages = "".join(
        f'<button type="button" data-language="{language}" lang="{language}" '
        f'aria-pressed="false">{escape(language.upper())}</button>'
        for language in LANGUAGES
    )
    return _HEADER.format(
        skip=word("skip", _FIRST),
        logo=icon("logo"),
        product=word("product", _FIRST),
        tools=tools,
        languages=languages,
    )


def _main() -> str:
    return _MAIN.format(
        getting_ready=word("getting_ready.page", _FIRST),
        title=word("empty.title", _FIRST),
        lead=word("empty.lead", _FIRST),
        corpus_empty=word("corpus.empty", _FIRST),
        starters=word("starters", _FIRST),
        you=word("you", _FIRST),
        assistant=word("assistant", _FIRST),
    )


def _composer(days_kept: int) -> str:
    privacy = "privacy.kept" if days_kept else "privacy"
    return _COMPOSER.format(
        label=word("question.label", _FIRST),
        send=icon("send"),
        day=word("day", _FIRST),
        day_today=word("day.today", _FIRST),
        notice=word("notice", _FIRST),
        privacy=word(privacy, _FIRST, days=days_kept),
    )


def _panels() -> str:
    return _PANELS.format(
        passage=word("passage.title", _FIRST),
        close=icon("close"),
        clear_question=word("clear.question", _FIRST),
        clear_detail=word("clear.detail", _FIRST),
        cancel=word("cancel", _FIRST),
        clear_yes=word("clear.yes", _FIRST),
    )
