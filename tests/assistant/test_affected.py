"""Before a new version is published, the questions it would answer differently are known."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from assistant.affected import StoredQuestion, affected, read_questions
from assistant.trial import TrialAssistant
from ingest.drafts import Drafts
from ingest.errors import CatalogueError
from ingest.staff_trial import TrialDocument

# Invented programmes; the rent of the first one changes, nothing else does.
SHEETS = {
    "fr": "---\ntitle: Ticket Zéphyr\nprogramme: Ticket Zéphyr\nlanguage: fr\n---\n"
    "# Ticket Zéphyr\n\n## Loyer\n\nLe loyer du Ticket Zéphyr est de {rent} euros par mois.\n",
    "en": "---\ntitle: Zephyr Ticket\nprogramme: Zephyr Ticket\nlanguage: en\n---\n"
    "# Zephyr Ticket\n\n## Rent\n\nThe rent of the Zephyr Ticket is {rent} euros a month.\n",
}
OTHERS = {
    "fr": "---\ntitle: Prix Borée\nprogramme: Prix Borée\nlanguage: fr\n---\n"
    "# Prix Borée\n\n## Durée\n\nLe Prix Borée dure douze mois.\n",
    "en": "---\ntitle: Boreal Prize\nprogramme: Boreal Prize\nlanguage: en\n---\n"
    "# Boreal Prize\n\n## Length\n\nThe Boreal Prize lasts twelve months.\n",
}
QUESTIONS = {
    "fr": ("Quel est le loyer du Ticket Zéphyr ?", "Combien de temps dure le Prix Borée ?"),
    "en": ("What is the rent of the Zephyr Ticket?", "How long does the Boreal Prize last?"),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_only_questions_whose_answer_changes_are_listed(small, tmp_path, language):
    sheets = {"zephyr.md": SHEETS[language].format(rent=900), "boreal.md": OTHERS[language]}
    before = small(sheets)
    new = tmp_path / "zephyr.md"
    new.write_text(SHEETS[language].format(rent=950), "utf-8")
    with closing(Drafts(before.config.index, before.catalogue, before.embedder)) as drafts:
        draft = drafts.replace("zephyr-md", new, who="zoe").document
    questions = [StoredQuestion(str(n), text) for n, text in enumerate(QUESTIONS[language])]
    trial = TrialDocument(draft, "in_force", instead_of="zephyr-md")
    heard = []
    with closing(TrialAssistant(before, trial)) as after:
        found = list(
            affected(
                before,
                after,
                questions,
                documents=("zephyr-md", draft),
                progress=lambda done, total: heard.append((done, total)),
            )
        )
        unrelated = list(affected(before, after, questions, documents=("other-md",)))
    assert [(row.question.id, row.kind) for row in found] == [("0", "citations")]
    assert "900" in found[0].before.text and "950" in found[0].after.text
    assert heard == [(1, 2), (2, 2)]
    assert unrelated == []


def test_questions_are_read_from_lines_of_json(tmp_path):
    path = tmp_path / "questions.jsonl"
    rows = [
        {"id": "a", "question": "Quel loyer ?", "history": []},
        {"id": "b", "question": "And then?", "history": [{"role": "user", "content": "Rent?"}]},
        {"id": "c", "question": "What rent?"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")
    assert [question.id for question in read_questions(path)] == ["a", "c"]
    stored = Path(__file__).parents[2] / "corpus" / "questions" / "questions.jsonl"
    assert len(read_questions(stored)) > 250
    for text in ("no json", '{"question": 1}', "[]"):
        path.write_text(text, "utf-8")
        with pytest.raises(CatalogueError, match="questions.jsonl"):
            read_questions(path)
