"""Sentences that the program says to staff: English as they are, French where it is asked for."""

from collections.abc import Mapping
from typing import Any, Final

from ingest.file_messages import NOTES, REFUSALS
from ingest.step_messages import LABELS, STEPS, SYSTEM

LANGUAGES: Final = ("fr", "en")  # the order of the words of a message
MESSAGES: Final = REFUSALS | NOTES | STEPS | SYSTEM | LABELS
PAGES_WITHOUT_TEXT: Final = "note.pages."  # how the keys of such notes begin
GROUPS: Final = {"fr": "\N{NARROW NO-BREAK SPACE}", "en": ","}


class Message(str):
    """An English sentence that remembers what it is made of: the key of its words, its values."""

    key: str
    values: Mapping[str, str | int]


def message(key: str, **values: str | int) -> Message:
    """The sentence for a key of `MESSAGES`; a value may be a message too, or a count."""
    said = Message(_words(key, values, "en"))
    said.key, said.values = key, values
    return said


def in_language(text: str, language: str) -> str:
    """The sentence in `fr` or `en`; what is no message is as it was written."""
    return _words(text.key, text.values, language) if isinstance(text, Message) else text


def key_of(text: str) -> str:
    """The key of a message, empty for what is none."""
    return text.key if isinstance(text, Message) else ""


def to_json(text: str) -> Any:
    """The text as it is stored: a message with its key and values, all else as text."""
    if not isinstance(text, Message):
        return text
    values = {
        name: value if isinstance(value, int) else to_json(value)
        for name, value in text.values.items()
    }
    return {"message": text.key, "values": values}


def from_json(stored: Any) -> Any:
    """The message that was stored by `to_json`; whatever else comes back as it is."""
    if not (isinstance(stored, dict) and stored.get("message") in MESSAGES):
        return stored
    values = {name: from_json(value) for name, value in stored["values"].items()}
    return message(stored["message"], **values)


def os_reason(error: OSError | ValueError | RuntimeError) -> str:
    """Why the system refused, a message for the usual reasons."""
    number = getattr(error, "errno", None)
    written = getattr(error, "strerror", None) or str(error)
    return message(f"os.{number}") if f"os.{number}" in MESSAGES else written


def _words(key: str, values: Mapping[str, str | int], language: str) -> str:
    words = MESSAGES[key][LANGUAGES.index(language)]
    return words.format(**{name: _said(value, language) for name, value in values.items()})


def _said(value: str | int, language: str) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", GROUPS[language])
    return in_language(value, language)
