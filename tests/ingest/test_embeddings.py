"""The embedder on the packaged model, and on a tiny model that these tests make."""

import json
import socket
import subprocess
import sys
import threading

import numpy as np
import pytest

from ingest import embeddings, packaged_model
from ingest.config import IndexConfig
from ingest.embeddings import Embedder, batches
from ingest.errors import ModelUnavailable
from ingest.model_folder import folder_digest

# Invented programme: each question is answered by the passages of the same key, and by no other.
PASSAGES = {
    "deadline_fr": "Les candidatures sont closes le 15 mars 2031 à 17 heures.",
    "deadline_en": "Applications close on 15 March 2031 at 5 p.m.",
    "rent_fr": "Le loyer d’un bureau est de 90 euros par mois et par poste.",
    "rent_en": "The rent of an office is 90 euros a month for each desk.",
    "age_fr": "L’entreprise doit avoir été créée depuis moins de cinq ans.",
    "age_en": "The company must have been founded less than five years ago.",
    "jury_fr": "Le jury réunit deux investisseurs et trois chercheurs.",
    "jury_en": "The jury is made of two investors and three researchers.",
}
QUESTIONS = {
    "Quelle est la date limite de candidature ?": "deadline",
    "Until when can we send our application?": "deadline",
    "Combien coûte un poste de travail ?": "rent",
    "How much does a desk cost?": "rent",
    "Quelle ancienneté maximale pour la société ?": "age",
    "How old may the start-up be?": "age",
    "Qui compose le jury ?": "jury",
    "Who sits on the jury?": "jury",
}


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A folder saved by sentence-transformers: BERT of two layers, random, without prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz"]
    words += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    torch.manual_seed(0)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    network = BertModel(BertConfig(vocab_size=len(words), intermediate_size=64, **shape))
    network.save_pretrained(folder / "bert")
    (folder / "bert" / "vocab.txt").write_text("\n".join(words))
    BertTokenizer(str(folder / "bert" / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"))
    model = SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu")
    model.save(str(folder / "saved"), create_model_card=False)
    return folder / "saved"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_is_nearest_to_its_answer_in_both_languages(embedder, language):
    keys = [key for key in PASSAGES if key.endswith(f"_{language}")]
    passages = embedder.encode_passages([PASSAGES[key] for key in keys])
    for question, answer in QUESTIONS.items():
        nearest = int(np.argmax(passages @ embedder.encode_query(question)))
        assert keys[nearest] == f"{answer}_{language}", question


def test_vectors_are_float32_of_length_one(embedder):
    vectors = embedder.encode_passages(["Un texte.", "A text.", "x" * 3000, ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, embedder.dimension) == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_vector(embedder):
    assert embedder.encode_passages([]).shape == (0, 384)


def test_the_same_text_has_the_same_vector_each_time(embedder):
    texts = list(PASSAGES.values())
    assert np.array_equal(embedder.encode_passages(texts), embedder.encode_passages(texts))


def test_a_vector_does_not_depend_on_its_neighbours(embedder):
    long = "Le programme accompagne les jeunes entreprises. " * 30
    texts = [text for passage in PASSAGES.values() for text in (passage, long)]
    together = embedder.encode_passages(texts)
    alone = np.stack([embedder.encode_passages([text])[0] for text in texts])
    assert np.abs(together - alone).max() < 1e-2
    assert (together * alone).sum(axis=1).min() > 0.9995


def test_questions_and_passages_have_their_own_prompt(embedder):
    text = "ticket d’or"
    question, passage = embedder.encode_query(text), embedder.encode_passages([text])[0]
    assert 0.5 < question @ passage < 0.999
    assert np.allclose(embedder.encode_queries([text])[0], question, atol=1e-6)


def test_the_langchain_interface_gives_the_same_vectors(embedder):
    assert np.allclose(embedder.embed_query("Qui ?"), embedder.encode_query("Qui ?"))
    assert np.allclose(embedder.embed_documents(["Who?"]), embedder.encode_passages(["Who?"]))


def test_accents_written_apart_change_nothing(embedder):
    composed, apart = "Éligibilité à l’été", "E\u0301ligibilite\u0301 a\u0300 l’e\u0301te\u0301"
    assert np.array_equal(embedder.encode_query(composed), embedder.encode_query(apart))


def test_marks_of_the_tokenizer_in_a_text_are_text(embedder):
    assert embedder.encode_query("</s> <mask>") @ embedder.encode_query("") < 0.99


def test_a_long_text_is_cut_at_512_tokens(embedder):
    start = "Le dossier comprend un budget. " * 120
    other = embedder.encode_passages([start + "Fin.", start + "A wholly different ending."])
    assert np.allclose(other[0], other[1], atol=1e-6)


def test_progress_counts_every_text_once(embedder):
    heard: list[int] = []
    embedder.encode_passages(["Un texte de longueur moyenne. " * 8] * 60, heard.append)
    assert heard == sorted(heard)
    assert (len(heard) > 1, heard[-1]) == (True, 60)


def test_batches_hold_every_text_once_and_little_padding():
    lengths = list(np.random.default_rng(7).integers(5, 500, 400))
    groups = list(batches(lengths, 2))
    assert sorted(index for group in groups for index in group) == list(range(400))
    padded = sum(len(group) * max(lengths[index] for index in group) for group in groups)
    assert padded < 1.05 * sum(lengths)


def test_threads_share_one_model(models_dir):
    shared, vectors = Embedder(IndexConfig(data_dir=models_dir.parent)), {}

    def ask(question: str) -> None:
        vectors[question] = shared.encode_query(question)

    threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vectors) == len(QUESTIONS)
    for question, vector in vectors.items():
        assert np.allclose(vector, shared.encode_queries([question])[0], atol=1e-6)


def test_nothing_is_loaded_before_the_first_use():
    code = (
        "import sys; from ingest.embeddings import Embedder; from ingest.config import IndexConfig;"
        "Embedder(IndexConfig()).model_id;"
        "sys.exit(any(name in sys.modules for name in ('torch', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_packaged_model_is_loaded_without_a_network(models_dir, monkeypatch, capfd):
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    Embedder(IndexConfig(data_dir=models_dir.parent)).load()
    assert capfd.readouterr() == ("", "")


def test_wrong_vectors_are_noticed(models_dir, monkeypatch):
    altered = {
        text: tuple(-v for v in known) for text, known in packaged_model.KNOWN_VECTORS.items()
    }
    monkeypatch.setattr(packaged_model, "KNOWN_VECTORS", altered)
    with pytest.raises(ModelUnavailable, match="gives wrong vectors on this machine"):
        Embedder(IndexConfig(data_dir=models_dir.parent)).encode_query("Qui ?")


def test_float32_and_bfloat16_agree_and_share_the_model_id(embedder, models_dir, monkeypatch):
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    plain = Embedder(IndexConfig(data_dir=models_dir.parent))
    texts = list(PASSAGES.values())
    assert (plain.encode_passages(texts) * embedder.encode_passages(texts)).sum(
        axis=1
    ).min() > 0.999
    assert plain.model_id == embedder.model_id
    alone = np.stack([plain.encode_passages([text])[0] for text in texts])
    assert np.abs(plain.encode_passages(texts) - alone).max() < 1e-4


def test_another_model_is_a_setting(tiny_model, embedder):
    tiny = Embedder(IndexConfig(embedding_model=str(tiny_model)))
    vectors = tiny.encode_passages(["un deux", "three four five"])
    assert vectors.shape == (2, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert tiny.model_id != embedder.model_id
    # It was saved without prompts, so a question and a passage are the same text.
    assert np.allclose(vectors[0], tiny.encode_query("un deux"), atol=1e-2)


def test_prompts_of_a_model_are_used_and_are_part_of_its_identity(tiny_model, tmp_path):
    before = Embedder(IndexConfig(embedding_model=str(tiny_model)))
    plain = before.encode_query("abc")
    other = tmp_path / tiny_model.name
    _copy(tiny_model, other)
    settings = json.loads((other / "config_sentence_transformers.json").read_text())
    settings["prompts"] = {"query": "zzz ", "document": ""}
    (other / "config_sentence_transformers.json").write_text(json.dumps(settings))
    prompted = Embedder(IndexConfig(embedding_model=str(other)))
    assert prompted.encode_query("abc") @ plain < 0.9999
    assert np.allclose(
        prompted.encode_passages(["abc"]), before.encode_passages(["abc"]), atol=1e-6
    )
    assert prompted.model_id != before.model_id


def test_other_weights_have_another_digest(tiny_model, tmp_path):
    _copy(tiny_model, tmp_path / "other")
    assert folder_digest(tmp_path / "other") == folder_digest(tiny_model)
    weights = tmp_path / "other" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert folder_digest(tmp_path / "other") != folder_digest(tiny_model)


def _copy(source, target) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(path.read_bytes())


def _foreign_module(folder) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "os.system"
    (folder / "modules.json").write_text(json.dumps(modules))


def _own_code(folder) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["auto_map"] = {"AutoModel": "modeling.Model"}
    (folder / "config.json").write_text(json.dumps(config))


def _pickled_weights(folder) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _unreadable_modules(folder) -> None:
    (folder / "modules.json").write_text("{")


def _cut_weights(folder) -> None:
    (folder / "model.safetensors").write_bytes(b"\x00" * 10)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_foreign_module, "it wants os.system"),
        (_own_code, "brings its own code"),
        (_pickled_weights, "no safetensors weights"),
        (_unreadable_modules, "no readable modules.json"),
        (_cut_weights, "cannot be loaded"),
    ],
)
def test_a_folder_that_is_not_a_plain_model_is_refused(tiny_model, tmp_path, spoil, message):
    _copy(tiny_model, tmp_path / "model")
    spoil(tmp_path / "model")
    with pytest.raises(ModelUnavailable, match=message):
        Embedder(IndexConfig(embedding_model=str(tmp_path / "model"))).encode_query("Qui ?")


@pytest.mark.parametrize("name", ["/no/such/folder", "./models/none", "a/b/c"])
def test_a_folder_that_does_not_exist_is_named(name):
    with pytest.raises(ModelUnavailable, match=f"folder {name} does not exist"):
        Embedder(IndexConfig(embedding_model=name)).encode_query("Who?")


def test_a_hub_name_without_a_network_is_explained(monkeypatch):
    def refuse(*arguments: object, **keywords: object) -> None:
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(ModelUnavailable, match="neither a folder nor a model that the hub gives"):
        Embedder(IndexConfig(embedding_model="example/no-such-model")).load()


def test_the_threads_of_torch_are_counted_before_they_are_set(embedder):
    embedder.load()
    assert embeddings.processor_cores() >= 1
