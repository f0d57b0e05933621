"""Acronyms and cut-offs in the front matter, and in catalogues older than them."""

import sqlite3
from dataclasses import replace

import pytest
from made_documents import made_document, made_vectors

from ingest.catalogue import Catalogue
from ingest.errors import NewerDataFolder
from ingest.front_matter import read_front_matter, split_front_matter
from ingest.loaders import load
from ingest.schema import SCHEMA_VERSION

JEI = {
    "fr": ("JEI", "jeune entreprise innovante"),
    "en": ("JEI", "young innovative company"),
}


def read(block):
    return read_front_matter(block, 1, "invented.md")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "written",
    [
        "acronyms:\n  {0}: {1}\n",
        'acronyms:\n  - "{0}: {1}"\n',
        "acronyms:\n  - {0}: {1}\n",
        'acronyms: "{0}: {1}"\n',
    ],
    ids=["mapping", "list of lines", "list of mappings", "one line"],
)
def test_acronyms_are_read_from_a_mapping_and_from_a_list(written, language):
    values, notes = read(written.format(*JEI[language]))
    assert values["acronyms"] == (JEI[language],)
    assert not notes


def test_an_acronym_may_have_two_meanings_and_a_sign():
    values, notes = read(
        'acronyms:\n  - "R&D: recherche"\n  - "R&D: research"\n  - "R&D: research"'
    )
    assert values["acronyms"] == (("R&D", "recherche"), ("R&D", "research"))
    assert not notes


@pytest.mark.parametrize("written", ["[JEI]", "{jei: jeune entreprise}", "{JEI: }", '["J: x"]'])
def test_what_is_no_acronym_is_noted_and_left_out(written):
    values, notes = read(f"acronyms: {written}\n")
    assert values["acronyms"] == ()
    assert len(notes) == 1 and "acronyms" in notes[0]


def test_no_acronyms_are_no_problem():
    assert read('acronyms: ""\ntitle: T') == ({"acronyms": (), "title": "T"}, [])
    assert read("acronyms: []") == ({"acronyms": ()}, [])


@pytest.mark.parametrize(
    "written",
    [
        "[2026-03-01T17:00 Europe/Paris, 2026-09-01]",
        '"2026-03-01T17:00 Europe/Paris; 2026-09-01"',
        '"2026-03-01 17:00 Europe/Paris, 2026-09-01"',
    ],
)
def test_several_cut_offs_are_kept_in_their_order(tmp_path, config, written):
    path = tmp_path / "invented.md"
    path.write_text(f"---\ntitle: Inventé\ncloses: {written}\n---\n\nTexte inventé.\n", "utf-8")
    document = load(path, config)
    assert document.edition.cut_offs == ("2026-03-01T17:00 Europe/Paris", "2026-09-01")
    assert not document.notes


def test_one_date_stays_as_it_is_and_a_wrong_one_is_noted():
    assert read("closes: 2026-03-01T17:00 Europe/Paris")[0]["closes"] == (
        "2026-03-01T17:00 Europe/Paris"
    )
    values, notes = read("closes: [2026-03-01, bientôt]")
    assert "closes" not in values and "bientôt" in notes[0]
    assert "opens" not in read("opens: [2026-03-01, 2026-09-01]")[0]  # it opens once


def test_a_block_with_acronyms_is_front_matter():
    block, line, rest = split_front_matter("---\nacronyms:\n  JEI: x\n---\nTexte.\n", "a.md")
    assert (block, line, rest) == ("acronyms:\n  JEI: x\n", 2, "Texte.\n")


@pytest.fixture
def filled(config):
    """A catalogue with one invented document that has acronyms."""
    document, chunks = made_document("invented.md")
    document = replace(document, edition=replace(document.edition, acronyms=(JEI["fr"],)))
    with_acronyms = Catalogue(config)
    with_acronyms.store(document, chunks, made_vectors(chunks), source_path="/invented.md")
    with_acronyms.close()
    return config


def stored_edition(config):
    catalogue = Catalogue(config)
    try:
        (document,) = catalogue.documents()
        return document.edition
    finally:
        catalogue.close()


def change(config, statement, *values):
    with sqlite3.connect(config.catalogue_path) as connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


def test_acronyms_come_back_from_the_catalogue(filled):
    assert stored_edition(filled).acronyms == (JEI["fr"],)


def test_a_catalogue_from_before_acronyms_is_read_and_then_marked_as_newer(filled):
    change(filled, "UPDATE versions SET edition = json_remove(edition, '$.acronyms')")
    change(filled, "UPDATE settings SET value = '1' WHERE key = 'schema_version'")
    assert stored_edition(filled).acronyms == ()
    change(
        filled,
        "UPDATE settings SET value = ? WHERE key = 'schema_version' AND value = ?",
        str(SCHEMA_VERSION + 1),
        str(SCHEMA_VERSION),
    )
    with pytest.raises(NewerDataFolder):
        Catalogue(filled)
