import json
import os
import subprocess
import sys

import pytest

QUESTIONS = [
    {"id": "a", "question": "Combien de temps dure le Golden Ticket ?"},
    {
        "id": "b",
        "question": "And the mentoring?",
        "history": [
            {"role": "user", "content": "What is the Golden Ticket?"},
            {"role": "assistant", "content": "One year of laboratory access."},
        ],
    },
    {"id": "c", "question": "   "},
]
KEYS = {
    "id", "status", "language", "text", "statements", "citations", "as_of", "retrieved",
    "timings_ms", "warnings",
}  # fmt: skip


def run(assistant, *arguments, stdin=None, **settings):
    data_dir = str(assistant.config.index.data_dir)
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, "ASSISTANT_DATA_DIR": data_dir, **settings},
    )


def test_a_batch_gives_one_json_answer_a_line_in_order(assistant, tmp_path):
    lines = "".join(json.dumps(question) + "\n" for question in QUESTIONS)
    done = run(assistant, "ask", "--json", "--questions", "-", stdin=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert all(answer.keys() >= KEYS for answer in answers)
    assert answers[0]["status"] == "answered"
    assert "un an" in answers[0]["citations"][0]["quote"]
    assert answers[1]["language"] == "en"
    assert answers[2]["status"] == "refused"
    assert done.returncode == 1  # one question could not be asked
    assert "Traceback" not in done.stderr


def test_one_question_is_printed_with_its_sources(assistant):
    done = run(assistant, "ask", "How long is the Golden Ticket?")
    assert done.returncode == 0
    assert done.stdout.startswith("[answered]\n")
    assert "one year" in done.stdout
    assert "  [1] Golden Ticket" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "sentence"),
    [
        (["ask", ""], {}, 1, "The question is empty"),
        (["ask", "--questions", "absent.jsonl"], {}, 1, "absent.jsonl cannot be read"),
        (["ask", "x", "--questions", "y"], {}, 2, "not both"),
        (["ask", "x", "--as-of", "2024-02-30"], {}, 2, "written like 2024-05-01"),
        (["ask", "x", "--as-of", "1999-12-31"], {}, 2, "--as-of"),
        (["ask", "x"], {"ASSISTANT_PORT": "abc"}, 2, "ASSISTANT_PORT: "),
        (["ask", "x"], {"ASSISTANT_EMBEDDING_MODEL": "/absent/model"}, 1, "/absent/model"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(assistant, arguments, settings, code, sentence):
    done = run(assistant, *arguments, **settings)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_line_is_named(assistant):
    done = run(assistant, "ask", "--questions", "-", stdin='{"question": "FAST ?"}\n{"q": 1}\n')
    assert done.returncode == 1
    assert "Line 2 of - is not a question" in done.stderr


JOIN = {
    "fr": "Peut-on encore rejoindre la délégation Bio USA 2024 ?",
    "en": "Can we still join the Bio USA 2024 delegation?",
}


def test_each_line_may_name_its_day_and_the_option_names_that_of_the_others(assistant):
    asked = [
        {"id": f"{language} {day}", "question": JOIN[language], **({"as_of": day} if day else {})}
        for language in ("fr", "en")
        for day in ("2024-05-01", "", "2024-31-12")
    ]
    lines = "".join(json.dumps(question) + "\n" for question in asked)
    arguments = ("ask", "--json", "--as-of", "2026-11-22", "--questions", "-")
    done = run(assistant, *arguments, stdin=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for before, after, wrong in (answers[:3], answers[3:]):
        assert before["as_of"] == "2024-05-01" and before["status"] != "expired"
        assert after["as_of"] == "2026-11-22" and after["status"] == "expired"
        assert wrong["status"] == "refused"
    assert "La date doit s'écrire comme 2024-05-01" in answers[2]["text"]
    assert "The date must be written like 2024-05-01" in answers[5]["text"]
    assert done.returncode == 1
