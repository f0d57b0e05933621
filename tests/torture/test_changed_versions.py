"""An index or catalogue of another version or model is refused or renewed, never mixed."""

import json
import sqlite3

import pytest
from forms import forms
from work import MODEL, check, make_base, open_as

from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.errors import NewerDataFolder
from ingest.schema import SCHEMA_VERSION

OTHERS = {
    "another chromadb": {"chromadb": "1.5.8"},
    "another graph": {"graph": {"space": "cosine"}},
    "another model": {"model_id": "another-model"},
    "another catalogue": {"held": [[1, 2, 3], [0, 0, 0]]},
    "an older program": {"held": None},
}


@pytest.mark.parametrize("other", OTHERS)
def test_an_index_made_otherwise_is_made_anew(children, fresh, other):
    data_dir, state = fresh()
    path = next((data_dir / "index").glob("*.seal.json"))
    seal = json.loads(path.read_text())
    seal["facts"] |= OTHERS[other]
    path.write_text(json.dumps(seal))
    children.run(check, data_dir, [state])
    assert not (data_dir / "index" / "gen-1").exists()


def test_another_model_is_not_compared_with(children, fresh):
    data_dir, state = fresh()
    assert "model was changed" in children.run(open_as, data_dir, "another-model")
    children.run(check, data_dir, [state])


def test_a_newer_catalogue_is_refused_and_left_alone(fresh):
    data_dir, _ = fresh()
    file = data_dir / "catalogue.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("UPDATE settings SET value = '99' WHERE key = 'schema_version'")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NewerDataFolder):
        Catalogue(IndexConfig(data_dir=data_dir))
    assert file.read_bytes() == before


@forms(short=1, long=10)
def test_the_figure_of_changed_versions(children, tmp_path, reliability, examples):
    """Every pair in turn on one folder that lives on."""
    data_dir = tmp_path / "data"
    state = children.run(make_base, data_dir, examples, 40)
    pairs = [*OTHERS.values()] * (examples // 5 or 1)
    for facts in pairs:
        path = next((data_dir / "index").glob("*.seal.json"))
        seal = json.loads(path.read_text())
        assert seal["facts"]["model_id"] == MODEL
        seal["facts"] |= facts
        path.write_text(json.dumps(seal))
        found = children.run(check, data_dir, [state])
    reliability.row(
        19,
        fault="index of another chromadb, graph, model, catalogue or program",
        how=f"the recorded making of a closed index is changed {len(pairs)} times on one folder "
        f"of {found['chunks']} chunks; a newer catalogue (schema {SCHEMA_VERSION} → 99) and "
        "another model are opened",
        expected="refused with a sentence, or built anew from the catalogue; vectors never mixed",
        figure=f"wrong or missing hits 0 / {len(pairs) * found['chunks']:,}; refused 2 of 2",
    )
