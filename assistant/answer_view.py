"""An answer as escaped HTML: status in words and shape, numbered marks, sources with quotes."""

import re
from html import escape

from assistant.answer import Answer, Citation, Language, Status
from assistant.icons import icon
from assistant.page_text import REASONS, TEXT
from assistant.table_view import line_count, render_table

_MARK = re.compile(r"\[(\d{1,3})\]")
_MARKED_WORD = re.compile(r"(\S*?(?:\s?»)?)((?:\s*\[\d{1,3}\])+)")
_ACTIONS = (
    ("copy", "copy.answer"),
    ("receipt", "receipt.title"),
    ("up", "feedback.up"),
    ("down", "feedback.down"),
)
_BRACKETS = re.compile(r"(.*) \(([^()]+)\)")


def word(key: str, language: Language, **values: int) -> str:
    """The text under `key` in a span that the page rewrites when its language changes.

    Numbers to put in go with it.
    """
    data = "".join(f' data-{name}="{value}"' for name, value in values.items())
    text = TEXT[language][key]
    shown = escape(text.format(**values) if values else text)
    return f'<span data-text="{key}"{data}>{shown}</span>'


def render_answer(answer: Answer, language: Language) -> str:
    """The answer in HTML, page words in `language`; what is not final has no buttons below."""
    parts = [
        _status(answer.status, language),
        _text(answer, language),
        _warnings(answer.warnings),
        _options(answer.options, language),
        _sources(answer, language),
        _actions(language) if answer.final else "",
    ]
    return "".join(parts)


def render_notice(key: str, language: Language) -> str:
    """A sentence in place of an answer: searching, getting ready, an error."""
    kind = "failure" if key.startswith("error.") else "waiting"
    return f'<p class="notice {kind}">{word(key, language)}</p>'


def render_refusal(message: str) -> str:
    """The sentence of a question that was refused, already in the user's language."""
    return f'<p class="notice failure">{escape(message)}</p>'


def _status(status: Status, language: Language) -> str:
    return (
        f'<p class="status status-{status}">{icon(status)}{word(f"status.{status}", language)}</p>'
    )


def _text(answer: Answer, language: Language) -> str:
    known = {citation.number: citation for citation in answer.citations}
    lines = [line.strip() for line in _joined_guillemets(answer.text).splitlines() if line.strip()]
    shown = [
        f'<p class="{"said" if _MARK.search(line) else "frame"}">'
        f"{_marked(line, known, language)}</p>"
        for line in lines
    ]
    if answer.table:
        table = render_table(
            answer.table,
            answer.language,
            lambda text: _marked(_joined_guillemets(text), known, language),
        )
        shown = [*shown[:1], table, *shown[1 + line_count(answer.table) :]]
    return f'<div class="answer-text" lang="{answer.language}">{"".join(shown)}</div>'


def _joined_guillemets(text: str) -> str:
    """The text with guillemets kept to their words: no line may begin or end with a lone one."""
    return text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def _marked(line: str, known: dict[int, Citation], language: Language) -> str:
    """The line escaped, marks of known citations as buttons that stay with the word before."""
    pieces: list[str] = []
    position = 0
    for match in _MARKED_WORD.finditer(line):
        numbers = [int(number) for number in _MARK.findall(match.group(2))]
        marks = "".join(_mark(known[number], language) for number in numbers if number in known)
        if marks:
            pieces.append(escape(line[position : match.start()]))
            pieces.append(f'<span class="kept">{escape(match.group(1))}{marks}</span>')
            position = match.end()
    return "".join([*pieces, escape(line[position:])])


def _mark(citation: Citation, language: Language) -> str:
    label = f"{TEXT[language]['source.open']} {citation.number} : {citation.title}"
    return (
        f'<button type="button" class="mark" {_target(citation)} '
        f'aria-label="{escape(label)}">{citation.number}</button>'
    )


def _target(citation: Citation) -> str:
    """What the page needs to open the citation, as data attributes."""
    return (
        f'data-passage data-document="{escape(citation.document)}" data-page="{citation.page}" '
        f'data-start="{citation.start}" data-end="{citation.end}" '
        f'data-section="{escape(citation.section)}"'
    )


def _warnings(warnings: tuple[str, ...]) -> str:
    return "".join(f'<p class="warning">{escape(warning)}</p>' for warning in warnings)


def _options(options: tuple[str, ...], language: Language) -> str:
    if not options:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="chip" data-ask="{escape(option)}" '
        f'aria-label="{escape(option)}">{escape(shown)}</button></li>'
        for option, shown in zip(options, _differences(options), strict=True)
    )
    title = escape(TEXT[language]["options"])
    return f'<ul class="options" data-label="options" aria-label="{title}">{buttons}</ul>'


def _differences(options: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in brackets at the end, when the options differ in nothing else."""
    found = [_BRACKETS.fullmatch(option) for option in options]
    matches = [match for match in found if match]
    if len(matches) < len(options) or len({match.group(1) for match in matches}) > 1:
        return options
    return tuple(match.group(2) for match in matches)


def _sources(answer: Answer, language: Language) -> str:
    if not answer.citations:
        return ""
    by_document: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_document.setdefault(citation.document, []).append(citation)
    items = "".join(
        _source(citations, answer.language, language) for citations in by_document.values()
    )
    as_of = f'<span class="as-of">{word("as_of", language)} {escape(answer.as_of)}</span>'
    return (
        f'<section class="sources"><h3>{word("sources", language)}'
        f"{as_of if answer.as_of else ''}</h3><ul>{items}</ul></section>"
    )


def _source(citations: list[Citation], spoken: Language, language: Language) -> str:
    """One document and the quotes taken from it."""
    first = citations[0]
    details = [escape(value) for value in (first.publisher, first.published) if value]
    if f"kind.{first.source_kind}" in TEXT[language]:
        details.append(word(f"kind.{first.source_kind}", language))
    if first.language != spoken and f"in.{first.language}" in TEXT[language]:
        details.append(f"<strong>{word(f'in.{first.language}', language)}</strong>")
    quotes = "".join(_quote(citation, language) for citation in citations)
    return (
        f'<li><p class="source-title">{escape(first.title)}</p>'
        f'<p class="source-details">{" · ".join(details)}</p>{quotes}</li>'
    )


def _quote(citation: Citation, language: Language) -> str:
    return (
        f'<button type="button" class="source" {_target(citation)}>'
        f'<span class="number">{citation.number}</span><span class="source-quote">'
        f'<q lang="{escape(citation.language)}">{escape(citation.quote)}</q>'
        f'<span class="source-page">{word("page", language)} {citation.page}</span>'
        "</span></button>"
    )


def _actions(language: Language) -> str:
    buttons = "".join(_action(kind, key, language) for kind, key in _ACTIONS)
    reasons = "".join(
        f'<button type="button" class="chip" data-reason="{reason}">'
        f"{word(f'reason.{reason}', language)}</button>"
        for reason in REASONS
    )
    return (
        f'<div class="actions">{buttons}</div><div class="reasons" hidden>'
        f"<p>{word('feedback.why', language)}</p>{reasons}</div>"
        '<p class="thanks" hidden></p>'
    )


def _action(kind: str, key: str, language: Language) -> str:
    label = escape(TEXT[language][key])
    return (
        f'<button type="button" class="quiet" data-action="{kind}" data-label="{key}" '
        f'title="{label}" aria-label="{label}">{icon(kind)}</button>'
    )
