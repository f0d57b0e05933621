"""Model folders that bring code: none of it runs, as embedding model or as reranker."""

import json
import pickle
from pathlib import Path

from forms import forms

from assistant.reranker import load_cross_encoder
from ingest.config import IndexConfig
from ingest.embeddings import Embedder
from ingest.errors import ModelUnavailable

CODE = "import pathlib\npathlib.Path({mark!r}).write_text('ran')\nclass Evil:\n    pass\n"


class Runs:
    """A pickle of it writes the file when it is read."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return exec, (CODE.format(mark=str(self._mark)), "")


def _small(folder: Path, kind: str) -> None:
    """A tiny BERT with random weights, as transformers saves it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghij"]
    torch.manual_seed(0)
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "num_labels": 1}
    config = BertConfig(vocab_size=len(words), intermediate_size=64, **shape)
    network = BertModel(config) if kind == "embedder" else BertForSequenceClassification(config)
    network.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)


def _modules(folder: Path, *types: str) -> None:
    parts = [
        {"idx": number, "name": str(number), "path": "" if not number else f"{number}_Part"}
        for number in range(len(types))
    ]
    found = [{**part, "type": kind} for part, kind in zip(parts, types, strict=True)]
    (folder / "modules.json").write_text(json.dumps(found))


OURS = "sentence_transformers.models.Transformer"


def _own_module(folder: Path, mark: Path) -> None:
    (folder / "evil.py").write_text(CODE.format(mark=str(mark)))
    _modules(folder, "evil.Evil")


def _own_module_second(folder: Path, mark: Path) -> None:
    (folder / "evil.py").write_text(CODE.format(mark=str(mark)))
    (folder / "1_Part").mkdir()
    (folder / "1_Part" / "evil.py").write_text(CODE.format(mark=str(mark)))
    _modules(folder, OURS, "evil.Evil")


def _auto_map(folder: Path, mark: Path) -> None:
    (folder / "evil.py").write_text(CODE.format(mark=str(mark)))
    config = json.loads((folder / "config.json").read_text())
    every = ("AutoConfig", "AutoModel", "AutoModelForSequenceClassification", "AutoTokenizer")
    config["auto_map"] = {name: "evil.Evil" for name in every}
    config["model_type"] = "evil"
    (folder / "config.json").write_text(json.dumps(config))


def _tokenizer_code(folder: Path, mark: Path) -> None:
    (folder / "evil.py").write_text(CODE.format(mark=str(mark)))
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text())
    config |= {"auto_map": {"AutoTokenizer": ["evil.Evil", None]}, "tokenizer_class": "Evil"}
    path.write_text(json.dumps(config))


def _pickle(folder: Path, mark: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Runs(mark)))


def _pickle_inside(folder: Path, mark: Path) -> None:
    """The first part has sound weights, the second one a pickle."""
    (folder / "1_Part").mkdir()
    settings = {"in_features": 32, "out_features": 32, "bias": True}
    activation = {"activation_function": "torch.nn.modules.activation.Tanh"}
    (folder / "1_Part" / "config.json").write_text(json.dumps(settings | activation))
    (folder / "1_Part" / "pytorch_model.bin").write_bytes(pickle.dumps(Runs(mark)))
    _modules(folder, OURS, "sentence_transformers.models.Dense")


def _function(folder: Path, mark: Path) -> None:
    """A setting that names a class by its import path."""
    _modules(folder, OURS)
    for name in ("config_sentence_transformers.json", "config.json"):
        path = folder / name
        config = json.loads(path.read_text()) if path.exists() else {}
        evil = {"activation_fn": "evil.Evil", "version": {"pytorch": "2"}}
        path.write_text(json.dumps(config | {"sentence_transformers": evil} | evil))
    (folder / "evil.py").write_text(CODE.format(mark=str(mark)))


ATTACKS = (
    _own_module, _own_module_second, _auto_map, _tokenizer_code, _pickle, _pickle_inside, _function
)  # fmt: skip


def attacked(folder: Path, kind: str, name: str) -> None:
    if kind == "embedder":
        Embedder(IndexConfig(embedding_model=str(folder))).encode_query("a b")
    else:
        load_cross_encoder(str(folder))


@forms(short=3, long=len(ATTACKS))
def test_no_code_of_a_model_folder_runs(tmp_path, monkeypatch, reliability, examples):
    ran, loaded = [], []
    for kind in ("embedder", "reranker"):
        for attack in ATTACKS[:examples]:
            folder, mark = tmp_path / f"{kind}{attack.__name__}", tmp_path / "mark"
            folder.mkdir()
            _small(folder, kind)
            attack(folder, mark)
            monkeypatch.chdir(folder)
            try:
                attacked(folder, kind, attack.__name__)
                loaded.append(folder.name)
            except ModelUnavailable:
                pass
            if mark.exists():
                ran.append(folder.name)
                mark.unlink()
    assert ran == []
    assert loaded == []
    count = 2 * len(ATTACKS)
    reliability.row(
        54,
        fault="model folders that bring code",
        how=f"{len(ATTACKS)} ways (own modules, auto_map, tokenizer code, pickles), as embedding "
        "model and as reranker",
        expected="refused, nothing runs",
        figure=f"code run 0 / {count}, loaded 0 / {count}",
    )
