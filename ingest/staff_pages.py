"""Pages of the staff application: templates, the reader's language, refusals in words."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.documents import ROLLING
from ingest.messages import in_language
from ingest.staff_blocks import shown_blocks
from ingest.staff_door import HOME, LANGUAGE_COOKIE, read_cookie
from ingest.staff_text import LANGUAGES, TEXT, Language
from ingest.written_dates import written_date

LANGUAGE_SECONDS: Final = 365 * 24 * 60 * 60
# What a page may be told to say after a step; nothing else of an address is shown.
DONE: Final = frozenset(
    {"published", "withdrawn", "restored", "rolled_back", "erased", "erase.differs", "saved"}
    | {"users.saved", "questions.forgotten", "questions.unconfirmed"}
)


class Refused(Exception):
    """A request that is answered by a page with one sentence, a key of the words."""

    def __init__(self, status: int, key: str) -> None:
        """Keep the status and the sentence."""
        super().__init__(key)
        self.status = status
        self.key = key


def reader_language(request: Request) -> Language:
    """The language that was asked for here, or earlier, or that the browser prefers."""
    wished = (
        request.query_params.get("language", ""),
        read_cookie(request.scope, LANGUAGE_COOKIE),
        request.headers.get("accept-language", "")[:2].lower(),
    )
    for wish in wished:
        for language in LANGUAGES:
            if wish == language:
                return language
    return "en"


def say(language: Language, key: str, **values: object) -> str:
    """The words for a key, with values put in; an unknown key is shown as it is."""
    words = TEXT[language].get(key, key)
    return words.format(**values) if values else words


def told(language: Language, text: str) -> str:
    """A sentence of `ingest.messages` in this language; any other text as it is."""
    return in_language(text, language)


def dated(language: Language, written: str) -> str:
    """Dates of the form as a reader of this language writes them; others as they are."""
    if written == ROLLING:
        return say(language, "rolling")
    return "; ".join(written_date(day, language) or day for day in written.split("; "))


def details(language: Language, detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a line of the log holds, each part with its label; the kind is told by the reason."""
    shown = []
    for name, value in detail.items():
        values = value if isinstance(value, list) else [value]
        words = TEXT[language]
        label = words.get(f"field.{name}") or words.get(f"detail.{name}", name)
        if name != "kind":
            shown.append((label, " → ".join(_value(language, name, one) for one in values)))
    return shown


def _value(language: Language, name: str, value: Any) -> str:
    """A value of the log: a choice of the form in its words, a list joined."""
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "—"
    prefix = {"source_kind": "kind"}.get(name, name)
    # A message stays what it is: a copy of its text would be English for ever.
    text = value if isinstance(value, str) else str(value)
    return TEXT[language].get(f"{prefix}.{text}") or told(language, text) or "—"


class StaffPages:
    """Renders the templates; every value in them is escaped."""

    def __init__(self) -> None:
        """Find the templates; they are read at first use."""
        folder = Path(__file__).parent / "staff_templates"
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["blocks"] = shown_blocks

    def page(
        self, request: Request, name: str, values: Mapping[str, Any], *, status: int = 200
    ) -> HTMLResponse:
        """The page of a template, in the reader's language."""
        language = reader_language(request)
        done = request.query_params.get("done", "")
        html = self._environment.get_template(f"{name}.jinja").render(
            **{"error": "", **values},
            say=partial(say, language),
            tell=partial(told, language),
            details=partial(details, language),
            dated=partial(dated, language),
            language=language,
            languages=LANGUAGES,
            session=request.state.session,
            path=request.url.path,
            home=HOME,
            done=done if done in DONE else "",
        )
        response = HTMLResponse(html, status)
        if request.query_params.get("language") in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE,
                language,
                max_age=LANGUAGE_SECONDS,
                path=HOME,
                secure=request.url.scheme == "https",
                httponly=True,
                samesite="strict",
            )
        return response

    def refusal(self, request: Request, status: int, sentence: str) -> HTMLResponse:
        """A page with nothing but one sentence and the way back."""
        return self.page(request, "message", {"sentence": sentence}, status=status)


def back_to(path: str, done: str = "") -> RedirectResponse:
    """Lead to a page after a step, so that reloading it does not take the step again."""
    return RedirectResponse(f"{HOME}{path}" + (f"?done={done}" if done else ""), 303)
