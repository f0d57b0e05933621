"""A tiny cross-encoder, made here with random weights, orders passages as its scores say."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from made_cross_encoder import save_cross_encoder

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.reranker import Reranker
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import ModelUnavailable
from ingest.pipeline import ingest_paths

# Everything here is invented.
SHEETS = {
    "lumen.md": "# Lumen incubator\n\nThe Lumen incubator offers benches for two years.\n\n"
    "## Rent\n\nA bench costs 310 euros a month.\n\n## Jury\n\nThe jury meets in March.\n",
    "orchid.md": "# Orchid ticket\n\nThe Orchid ticket pays for lab work.\n\n"
    "## Amount\n\nThe ticket is worth 5,000 euros.\n\n## Dates\n\nApplications close in May.\n",
    "lumiere.md": "# Pépinière Lumière\n\nLa pépinière Lumière prête des paillasses deux ans.\n\n"
    "## Loyer\n\nUne paillasse coûte 310 euros par mois.\n\n## Jury\n\nLe jury siège en mars.\n",
    "orchidee.md": "# Billet Orchidée\n\nLe billet Orchidée paie des travaux de laboratoire.\n\n"
    "## Montant\n\nLe billet vaut 5 000 euros.\n\n## Dates\n\nLes candidatures closent en mai.\n",
}
QUESTIONS = {
    "fr": "Combien coûte une paillasse à la pépinière Lumière ?",
    "en": "How much does a bench cost at the Lumen incubator?",
}


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    return save_cross_encoder(tmp_path_factory.mktemp("cross-encoder"))


@pytest.fixture(scope="module")
def judge(model_folder):
    """The same weights, asked directly."""
    from sentence_transformers import CrossEncoder

    return CrossEncoder(str(model_folder), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def pair(tmp_path_factory, models_dir, embedder, model_folder):
    """The assistant without and with the reranker, over the same documents."""
    data_dir, sheets = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("sheets")
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    for name, text in SHEETS.items():
        (sheets / name).write_text(text, encoding="utf-8")
    index = IndexConfig(data_dir=data_dir, corpus_dir=sheets)
    catalogue = Catalogue(index)
    ingest_paths([sheets], config=index, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    opened = [make(index, reranker=name) for name in ("", str(model_folder))]
    for assistant in opened:
        assistant.embedder = embedder  # loaded already
    yield opened
    for assistant in opened:
        assistant.close()


def make(index, **settings):
    return Assistant(AssistantConfig(index=index, **settings), today=lambda: date(2026, 11, 22))


def passages(assistant, question):
    return [hit.chunk.chunk.passage for hit in assistant.weighed(question).parts[0].hits]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_passages_are_read_in_the_order_of_the_reranker(pair, judge, language):
    plain, reranked = pair
    question = QUESTIONS[language]
    before, after = passages(plain, question), passages(reranked, question)
    text = reranked.understand(question).parts[0].resolved.standalone
    scores = dict(zip(before, judge.predict([(text, passage) for passage in before]), strict=True))
    assert len(before) >= 6
    assert sorted(after) == sorted(before)
    assert after == sorted(before, key=lambda passage: -scores[passage])
    assert after != before
    shown = [chunk.score for chunk in reranked.answer(question).retrieved]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_the_setting_the_order_is_that_of_the_retriever(pair, language):
    plain, reranked = pair
    off = make(reranked.config.index, reranker="")
    off.embedder = plain.embedder
    try:
        assert passages(off, QUESTIONS[language]) == passages(plain, QUESTIONS[language])
        assert off.reranker is None
    finally:
        off.close()
    assert AssistantConfig().reranker == ""


def test_fewer_passages_are_read_than_are_ordered(pair, model_folder):
    plain, reranked = pair
    whole = passages(reranked, QUESTIONS["en"])
    narrow = make(reranked.config.index, reranker=str(model_folder), passages=2)
    narrow.embedder = plain.embedder
    try:
        # the best two of all that was found, not the two that were found first
        assert passages(narrow, QUESTIONS["en"]) == whole[:2]
    finally:
        narrow.close()


def test_what_is_below_the_pool_keeps_its_order_below(pair, model_folder):
    plain, _ = pair
    hits = list(plain.weighed(QUESTIONS["en"]).parts[0].hits)
    many = [replace(hits[n % len(hits)], score=100.0 - n) for n in range(60)]
    ordered = Reranker(str(model_folder)).rerank(QUESTIONS["en"], many)
    assert [hit.parts["found"] for hit in ordered[50:]] == [100.0 - n for n in range(50, 60)]
    scores = [hit.score for hit in ordered]
    assert scores == sorted(scores, reverse=True)
    assert Reranker(str(model_folder)).rerank("Rien ?", []) == []


def test_scores_do_not_depend_on_the_company_of_a_passage(model_folder):
    reranker = Reranker(str(model_folder))
    texts = [f"{'long ' * (n % 9)}passage {n}" for n in range(30)]
    together = reranker.scores("Combien ?", texts)
    alone = np.concatenate([reranker.scores("Combien ?", [text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)


def broken_models():
    yield "/nowhere/reranker", "does not exist"
    yield save_cross_encoder, "3 scores for a pair", {"labels": 3}
    yield save_cross_encoder, "not a model that scores pairs", {"kind": "BertModel"}
    yield save_cross_encoder, "not numbers", {"broken": True}


@pytest.mark.parametrize("case", list(broken_models()), ids=lambda case: case[1])
def test_a_model_that_cannot_be_used_is_refused_at_warm_up_with_one_sentence(
    case, config, tmp_path
):
    made, reason, options = (*case, {})[:3]
    name = made if isinstance(made, str) else str(made(tmp_path / "model", **options))
    assistant = make(config, reranker=name)
    try:
        with pytest.raises(ModelUnavailable, match=reason) as refusal:
            assistant.warm_up()
    finally:
        assistant.close()
    assert name in str(refusal.value)
    assert "ASSISTANT_RERANKER" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_empty_folder_and_torn_weights_are_refused(tmp_path, model_folder):
    empty, torn = tmp_path / "empty", tmp_path / "torn"
    empty.mkdir()
    save_cross_encoder(torn)
    weights = torn / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    for folder in (empty, torn):
        with pytest.raises(ModelUnavailable, match="cannot be used"):
            Reranker(str(folder)).load()


def _own_module(folder, code):
    (folder / "own.py").write_text(code)
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "own.Own"}]')
    (folder / "config_sentence_transformers.json").write_text('{"model_type": "CrossEncoder"}')


def _auto_map(folder, code):
    (folder / "own.py").write_text(code)
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModelForSequenceClassification": "own.Own"}
    (folder / "config.json").write_text(json.dumps(config))


def _pickle(folder, code):
    (folder / "pytorch_model.bin").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_own_module, "it wants own.Own"),
        (_auto_map, "it brings its own code"),
        (_pickle, "it holds pytorch_model.bin"),
    ],
)
def test_a_folder_that_could_run_code_is_not_loaded(tmp_path, monkeypatch, spoil, reason):
    """It is refused before the library sees it."""
    folder, marker = save_cross_encoder(tmp_path / "model"), tmp_path / "ran"
    spoil(folder, f"open({str(marker)!r}, 'w').close()\nclass Own: ...\n")
    monkeypatch.setattr("assistant.reranker.prepare_library", lambda: pytest.fail("loaded"))
    with pytest.raises(ModelUnavailable, match=reason) as refusal:
        Reranker(str(folder)).load()
    assert "ASSISTANT_RERANKER" in str(refusal.value)
    assert not marker.exists()


def test_a_model_is_told_apart_by_its_content(tmp_path, model_folder):
    same = Reranker(str(model_folder)).model_id
    assert same.startswith(model_folder.name)
    other = save_cross_encoder(tmp_path / model_folder.name, labels=3)
    assert Reranker(str(other)).model_id != same
    assert Reranker("some/name").model_id == "some/name"
