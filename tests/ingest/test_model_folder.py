"""Another model as a setting: a tiny one that these tests make, and folders that are refused."""

import json
import socket

import numpy as np
import pytest

from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.errors import ModelUnavailable
from ingest.model_folder import folder_digest


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


def _code_of_the_tokenizer(folder) -> None:
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}}))


def _pickle_beside(folder) -> None:
    (folder / "1_Pooling" / "pytorch_model.bin").write_bytes(b"")


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
        (_code_of_the_tokenizer, "brings its own code"),
        (_pickle_beside, r"holds pytorch_model.bin, a format that can run code"),
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
