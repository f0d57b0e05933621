"""The demonstration questions keep their schema, their balance and their independence."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from assistant.answer import Status

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "corpus" / "questions" / "questions.jsonl"
OTHER_QUESTIONS = ROOT.parent / "shared" / "questions" / "dev.jsonl"

FIELDS = {
    "id": str,
    "lang": str,
    "question": str,
    "history": list,
    "group": str,
    "expected_status": str,
    "also_ok_status": list,
    "facts": list,
    "must_include": list,
    "must_not_include": list,
    "note": str,
}
Rows = list[dict[str, Any]]
STATUSES = set(get_args(Status))
ARTICLE_FACTS = {f"F{number}" for number in range(1, 62)}
PAGE_FACTS = {f"P{number}" for number in (2, 3, 4, 6, 16, 24, 25, 28, 31, 32, 33)}
ID = re.compile(r"eq-(?:\d{3}|c(?P<conversation>\d{2})-(?P<turn>\d))-(?P<lang>fr|en|mixed)")


def read(path: Path) -> Rows:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def questions() -> Rows:
    return read(QUESTIONS)


def normalised(text: str) -> str:
    """The words of the text in lower case, without accents or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def conversations(questions: Rows) -> dict[str, Rows]:
    """The turns of each conversation in their order."""
    turns: dict[str, Rows] = {}
    for row in questions:
        match = ID.fullmatch(row["id"])
        if match and match["conversation"]:
            turns.setdefault(match["conversation"], []).append(row)
    return turns


def test_every_line_has_exactly_the_documented_fields(questions: Rows) -> None:
    for row in questions:
        assert set(row) == set(FIELDS), row["id"]
        wrong = [name for name, kind in FIELDS.items() if not isinstance(row[name], kind)]
        assert not wrong, (row["id"], wrong)


def test_ids_are_unique_and_name_the_language(questions: Rows) -> None:
    repeated = [
        name for name, count in Counter(row["id"] for row in questions).items() if count > 1
    ]
    assert not repeated
    for row in questions:
        match = ID.fullmatch(row["id"])
        assert match, row["id"]
        assert match["lang"] == row["lang"], row["id"]


def test_question_texts_outside_conversations_are_all_different(questions: Rows) -> None:
    texts = Counter(normalised(row["question"]) for row in questions if not row["history"])
    assert [text for text, count in texts.items() if count > 1] == []


def test_there_are_enough_questions_in_both_languages(questions: Rows) -> None:
    assert len(questions) >= 120
    languages = Counter(row["lang"] for row in questions)
    for language in ("fr", "en"):
        assert 0.45 <= languages[language] / len(questions) <= 0.55, languages


def test_every_status_is_expected_in_both_languages(questions: Rows) -> None:
    seen = {(row["expected_status"], row["lang"]) for row in questions}
    missing = {(s, lang) for s in STATUSES for lang in ("fr", "en")} - seen
    assert not missing
    assert {status for status, _ in seen} <= STATUSES


def test_the_readme_counts_the_questions_of_each_status(questions: Rows) -> None:
    readme = QUESTIONS.with_name("README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", readme, flags=re.MULTILINE)
    counted = Counter(row["expected_status"] for row in questions)
    assert {status: int(count) for status, count in rows} == counted


def test_second_statuses_are_known_and_not_the_expected_one(questions: Rows) -> None:
    for row in questions:
        assert set(row["also_ok_status"]) <= STATUSES - {row["expected_status"]}, row["id"]


def test_expected_strings_are_filled_and_do_not_contradict(questions: Rows) -> None:
    for row in questions:
        wanted = [string for alternatives in row["must_include"] for string in alternatives]
        assert all(row["must_include"]), row["id"]
        assert all(isinstance(s, str) and s.strip("* ") for s in wanted), row["id"]
        assert not set(wanted) & set(row["must_not_include"]), row["id"]


def test_stated_answers_name_their_facts_and_strings(questions: Rows) -> None:
    for row in questions:
        if row["expected_status"] in {"answered", "conflicting", "expired"}:
            assert row["facts"], row["id"]
            assert row["must_include"], row["id"]


def test_every_fact_is_used_and_no_other(questions: Rows) -> None:
    used = {fact for row in questions for fact in row["facts"]}
    assert used == ARTICLE_FACTS | PAGE_FACTS


def test_history_alternates_from_the_user_to_the_assistant(questions: Rows) -> None:
    for row in questions:
        roles = [turn["role"] for turn in row["history"]]
        assert roles == ["user", "assistant"] * (len(roles) // 2), row["id"]
        assert all(turn["content"].strip() for turn in row["history"]), row["id"]
        assert all(set(turn) == {"role", "content"} for turn in row["history"]), row["id"]


def test_each_turn_carries_the_whole_conversation_before_it(questions: Rows) -> None:
    found = conversations(questions)
    assert len(found) >= 12
    for name, turns in found.items():
        assert 2 <= len(turns) <= 4, name
        for place, row in enumerate(turns):
            assert row["id"].startswith(f"eq-c{name}-{place + 1}-"), row["id"]
            asked = [turn["content"] for turn in row["history"] if turn["role"] == "user"]
            assert asked == [earlier["question"] for earlier in turns[:place]], row["id"]


def test_no_question_repeats_one_of_the_development_set(questions: Rows) -> None:
    if not OTHER_QUESTIONS.exists():
        pytest.skip(
            f"NOT CHECKED: {OTHER_QUESTIONS} is absent, independence of the sets is unknown"
        )
    others = {normalised(row["question"]) for row in read(OTHER_QUESTIONS)}
    repeated = [row["id"] for row in questions if normalised(row["question"]) in others]
    assert not repeated, ", ".join(repeated)
