"""A small BEIR folder about invented programmes, in French and English, and settings for it."""

import json
from pathlib import Path

import pytest

from assistant.config import AssistantConfig
from ingest.config import IndexConfig

# Everything here is invented.
PROGRAMMES = {
    "rent": (
        "Rent at the Lumen incubator",
        "The Lumen incubator charges 310 euros a month for a bench. The deposit is two months.",
        "Loyer à la pépinière Lumen",
        "La pépinière Lumen demande 310 euros par mois pour une paillasse. La caution est de deux "
        "mois de loyer.",
    ),
    "jury": (
        "Jury of the Orchid ticket",
        "The jury of the Orchid ticket has nine members and meets in March in Nantes.",
        "Jury du ticket Orchidée",
        "Le jury du ticket Orchidée compte neuf membres et se réunit en mars à Nantes.",
    ),
    "coach": (
        "Coaching at the Basalt accelerator",
        "Each team of the Basalt accelerator meets its coach every second Tuesday.",
        "Accompagnement à l'accélérateur Basalte",
        "Chaque équipe de l'accélérateur Basalte voit son accompagnateur un mardi sur deux.",
    ),
    "patent": (
        "Patents in the Cedar programme",
        "In the Cedar programme the patents stay with the founders, without any exception.",
        "Brevets dans le programme Cèdre",
        "Dans le programme Cèdre, les brevets restent aux fondateurs, sans aucune exception.",
    ),
    "visit": (
        "Visits of the Delta laboratory",
        "The Delta laboratory can be visited on Fridays after registration by e-mail.",
        "Visites du laboratoire Delta",
        "Le laboratoire Delta se visite le vendredi, après inscription par courriel.",
    ),
}
QUERIES = [
    ("rent", "en", "How much does a bench cost at the Lumen incubator?", ["310 euros"], True),
    ("rent", "fr", "Combien coûte une paillasse à la pépinière Lumen ?", ["310 euros"], True),
    ("jury", "en", "How many members has the jury of the Orchid ticket?", ["nine members"], True),
    ("jury", "fr", "Combien de membres compte le jury du ticket Orchidée ?", ["neuf"], True),
    ("patent", "en", "Who keeps the patents in the Cedar programme?", ["the founders"], None),
    ("patent", "fr", "À qui restent les brevets dans le programme Cèdre ?", ["fondateurs"], None),
    ("", "en", "Which vaccine did the ministry of Fictionland buy in 1987?", [], False),
    ("", "fr", "Quel vaccin le ministère de Fictionnie a-t-il acheté en 1987 ?", [], False),
]


@pytest.fixture(scope="session")
def beir_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten documents, eight queries; the last English question has a conversation before it."""
    folder = tmp_path_factory.mktemp("sets") / "invented"
    folder.mkdir()
    corpus, queries, qrels = [], [], ["query-id\tcorpus-id\tscore"]
    for name, texts in PROGRAMMES.items():
        for language, (title, text) in {"en": texts[:2], "fr": texts[2:]}.items():
            metadata = {"lang": language}
            corpus.append(
                {"_id": f"{name}-{language}", "title": title, "text": text, "metadata": metadata}
            )
    for name, language, question, answers, answerable in QUERIES:
        query_id = f"q-{name or 'none'}-{language}"
        metadata = {"lang": language, "answers": answers, "answerable": answerable}
        queries.append({"_id": query_id, "text": question, "metadata": metadata})
        qrels += [f"{query_id}\t{name}-{other}\t1" for other in ("en", "fr") if name]
    turns = [{"role": "user", "content": "What is the rent of a bench at the Lumen incubator?"}]
    turns.append({"role": "assistant", "content": "310 euros a month."})
    metadata = {"lang": "en", "history": turns}
    queries.append({"_id": "q-more-en", "text": "And the deposit?", "metadata": metadata})
    qrels.append("q-more-en\trent-en\t1")
    _write_lines(folder / "corpus.jsonl", corpus)
    _write_lines(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    cross = [qrels[0], "q-rent-fr\trent-en\t1", "q-rent-en\trent-fr\t1"]
    (folder / "qrels_cross.tsv").write_text("\n".join(cross) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> AssistantConfig:
    """Settings with one data folder for all tests here, so that the corpus is embedded once."""
    data_dir = tmp_path_factory.mktemp("evaluation") / "data"
    data_dir.mkdir()
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    return AssistantConfig(index=IndexConfig(data_dir=data_dir))


def _write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(lines + "\n", encoding="utf-8")
