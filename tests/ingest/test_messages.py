"""Sentences to staff: French and English under one key, kept as data wherever they are stored."""

import ast
import copy
import errno
import json
import re
from pathlib import Path

import pytest

from ingest.errors import FileRefused
from ingest.loaders import load
from ingest.messages import MESSAGES, Message, from_json, in_language, message, os_reason, to_json

PROJECT = Path(__file__).parent.parent.parent
SOURCES = sorted((PROJECT / "ingest").glob("*.py"))
# The command line speaks English, and pictures of pages are refused without words.
NOT_FOR_STAFF = {"staff_command.py", "draw_page.py"}
# Errors that reach the staff page with their own sentence.
EXPLAINED = {"FileRefused", "WrongState", "DocumentNotFound", "AccountRefused", "UploadsBusy"}


def names(words: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", words))


@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_is_there_in_both_languages(key):
    french, english = MESSAGES[key]
    assert french and english
    # A part that only a library words, in English, is left out of the French sentence.
    assert names(english) - names(french) <= {"problem"} and names(french) <= names(english)


def test_a_message_is_english_text_that_can_be_said_in_french():
    inner = message("os.13")
    said = message("unreadable", name="règles.pdf", reason=inner)
    assert said == "règles.pdf cannot be opened: Permission denied."
    assert in_language(said, "fr") == "règles.pdf ne peut pas être ouvert : l’accès est refusé."
    assert in_language("as written", "fr") == "as written"
    assert copy.deepcopy(said).key == "unreadable"
    assert errno.EACCES == 13 and os_reason(OSError(13, "Permission denied")).key == inner.key


def test_a_count_is_written_as_the_language_does():
    said = message("large.rows", name="a.csv", count=1_234_567)
    assert "1,234,567 rows" in said
    assert "1\N{NARROW NO-BREAK SPACE}234" in in_language(said, "fr")


def test_a_message_is_the_same_after_storing_it():
    said = message("unreadable", name="{name}", reason=message("os.13"))
    again = from_json(json.loads(json.dumps(to_json(said))))
    assert (again, in_language(again, "fr")) == (said, in_language(said, "fr"))
    assert to_json("free text") == from_json("free text") == "free text"
    assert from_json({"message": "no such key"}) == {"message": "no such key"}


def test_what_a_child_process_refused_can_be_said_in_french(tmp_path, config):
    path = tmp_path / "table.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of a PDF")
    with pytest.raises(FileRefused) as caught:
        load(path, config)
    assert in_language(caught.value.message, "fr").startswith("table.pdf est endommagé")
    assert str(caught.value) == caught.value.reason == caught.value.message


def calls(source: Path) -> list[ast.Call]:
    """The calls of functions by a plain name."""
    found = [node for node in ast.walk(ast.parse(source.read_text("utf-8")))]
    return [n for n in found if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]


def test_what_staff_are_told_is_no_sentence_of_the_source():
    for source in SOURCES:
        for call in calls(source):
            if call.func.id in EXPLAINED and source.name not in NOT_FOR_STAFF:
                written = isinstance(call.args[-1], ast.JoinedStr | ast.Constant)
                assert not written, f"{source.name}:{call.lineno}"


def test_every_message_gets_the_values_of_its_words():
    for source in SOURCES:
        for call in calls(source):
            if call.func.id == "message" and isinstance(call.args[0], ast.Constant):
                given = {keyword.arg for keyword in call.keywords}
                words = MESSAGES[call.args[0].value]
                assert given >= names(words[1]), f"{source.name}:{call.lineno}"


def test_every_message_is_used():
    sources = [*SOURCES, PROJECT / "assistant" / "affected.py"]
    text = "".join(path.read_text("utf-8") for path in sources)
    made_up = ("os.", "found.", "field.", "status.", "state.", "sqlite.")
    fixed = {key for key in MESSAGES if not key.startswith(made_up)}
    # Once where the words are, once where they are said.
    assert {key for key in fixed if text.count(f'"{key}"') < 2} == set()


def test_a_message_without_words_is_a_mistake():
    with pytest.raises(KeyError):
        message("no such key")
    assert isinstance(message("os.13"), Message)
