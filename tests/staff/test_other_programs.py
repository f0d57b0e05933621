"""What the command line does beside a running chat is seen by the next question."""

import json
import os
import subprocess
import sys
from pathlib import Path

from test_staff_pages import QUESTIONS, SHEETS

PROJECT = Path(__file__).parent.parent.parent


def command(staff, *words: str) -> dict[str, object]:
    """What `python -m ingest` printed, in a process of its own over the same data folder."""
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *words, "--json"],
        cwd=PROJECT,
        env={**os.environ, "ASSISTANT_DATA_DIR": str(staff.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def answers(staff) -> dict[str, str]:
    return {language: staff.assistant.answer(QUESTIONS[language][0]).text for language in SHEETS}


def test_the_next_question_sees_what_the_command_line_did(staff, tmp_path):
    for language, text in SHEETS.items():
        (tmp_path / f"outside_{language}.md").write_text(text, "utf-8")
    before = answers(staff)
    assert not any(QUESTIONS[language][1] in before[language] for language in SHEETS)
    added = command(staff, "add", str(tmp_path))["added"]
    documents = [entry["document"] for entry in added]
    shown = answers(staff)
    assert all(QUESTIONS[language][1] in shown[language] for language in SHEETS)
    for language in SHEETS:
        newer = SHEETS[language].replace("dix-sept", "dix-neuf").replace("seventeen", "nineteen")
        (tmp_path / f"outside_{language}.md").write_text(newer, "utf-8")
    assert len(command(staff, "add", str(tmp_path))["replaced"]) == len(documents)
    shown = answers(staff)
    assert "dix-neuf mois" in shown["fr"] and "nineteen months" in shown["en"]
    assert not any(QUESTIONS[language][1] in shown[language] for language in SHEETS)
    for document in documents:
        command(staff, "erase", document, "--yes")
    shown = answers(staff)
    assert "dix-neuf" not in shown["fr"] and "nineteen" not in shown["en"]
