"""A file becomes a draft, is corrected, published, replaced, rolled back, withdrawn and erased."""

import csv
import io
import sqlite3
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordFile
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.catalogue import Catalogue
from ingest.drafts import Drafts
from ingest.errors import BadValue, CatalogueError, DocumentNotFound, WrongState
from ingest.index import ChunkIndex
from ingest.pipeline import ingest_paths

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
PUBLIC = ("in_force", "closed", "suspended")
# Invented programmes, and what changes in their next version.
SHEETS = {
    "fr": "# Ticket inventé\n\nLe ticket inventé dure {months} mois à Lyon.\n",
    "en": "# Invented ticket\n\nThe invented ticket lasts {months} months in Leeds.\n",
}


def write(path: Path, language: str, months: int = 12) -> Path:
    path.write_text(SHEETS[language].format(months=months), "utf-8")
    return path


def write_pdf(path: Path, text: str) -> Path:
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(str(path), invariant=1).build([Paragraph(text, style)])
    return path


def public_texts(drafts: Drafts) -> list[str]:
    """What a running chat may quote: the passages of the snapshot with a public status."""
    snapshot = drafts.catalogue.snapshot()
    return [
        stored.chunk.text
        for stored, status in zip(snapshot.chunks, snapshot.statuses, strict=True)
        if status in PUBLIC
    ]


@LANGUAGES
def test_a_file_is_found_once_it_is_published_and_not_before(drafts, tmp_path, language):
    (outcome,) = drafts.take_in([write(tmp_path / f"t.{language}.md", language)], who="zoe")
    assert (outcome.outcome, outcome.name) == ("draft", f"t.{language}.md")
    index = ChunkIndex(drafts.config, drafts.catalogue, model_id=drafts.embedder.model_id)
    question = drafts.embedder.encode_query("12 ?")
    assert index.search(question, 5, statuses=PUBLIC) == []
    assert len(index.search(question, 5, statuses=["draft"])) == 1
    before = drafts.catalogue.change()
    assert drafts.publish(outcome.document, who="zoe") == outcome.document
    assert drafts.catalogue.change() > before
    assert len(index.search(question, 5, statuses=PUBLIC)) == 1
    with pytest.raises(WrongState, match="is published"):
        drafts.publish(outcome.document, who="zoe")
    (again,) = drafts.take_in([tmp_path / f"t.{language}.md"], who="zoe")
    assert (again.outcome, again.document) == ("unchanged", outcome.document)


def test_a_zip_gives_one_outcome_for_each_file_in_it(drafts, tmp_path):
    packed = tmp_path / "envoi.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("fr/règles.md", SHEETS["fr"].format(months=6))
        archive.writestr("../../en/../rules.md", SHEETS["en"].format(months=6))
        archive.writestr("twice.md", SHEETS["en"].format(months=6))
        archive.writestr("inner.zip", b"PK\x05\x06" + bytes(18))
        archive.writestr("tool.exe", b"MZ")
        archive.writestr("__MACOSX/x.md", "x")
        archive.writestr(".hidden.md", "x")
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    heard = []
    outcomes = drafts.take_in(
        [packed, write(tmp_path / "seul.md", "fr")],
        who="zoe",
        progress=lambda done, total, outcome: heard.append((done, total, outcome.name)),
    )
    assert {outcome.name: outcome.outcome for outcome in outcomes} == {
        "envoi.zip/fr/règles.md": "draft",
        "envoi.zip/en/rules.md": "draft",
        "envoi.zip/twice.md": "unchanged",
        "envoi.zip/inner.zip": "refused",
        "envoi.zip/tool.exe": "refused",
        "envoi.zip/.hidden.md": "refused",
        "envoi.zip/link.md": "refused",
        "seul.md": "draft",
    }
    assert [done for done, _, _ in heard] == list(range(1, 9))
    assert {total for _, total, _ in heard} == {8}
    assert all(outcome.reason for outcome in outcomes if outcome.outcome != "draft")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "envoi.zip", "seul.md"]


@pytest.mark.parametrize("content", ["bomb", "damaged", "empty"])
def test_a_zip_that_cannot_be_unpacked_is_refused_whole(drafts, tmp_path, content):
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if content == "bomb":
            archive.writestr("zeros.txt", bytes(60 * 1024**2))
    if content == "damaged":
        packed.write_bytes(b"PK\x03\x04 no archive")
    (outcome,) = drafts.take_in([packed], who="zoe")
    assert (outcome.outcome, outcome.name) == ("refused", "a.zip")
    assert outcome.kind == {"bomb": "too_large", "damaged": "corrupt", "empty": "empty"}[content]
    assert [line.what for line in drafts.audit.rows() if line.who == "zoe"] == ["refused"]


def test_pdf_and_word_files_become_drafts_too(drafts, tmp_path):
    word = WordFile()
    word.add_heading("Règlement inventé", 1)
    table = word.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Étape", "Date"), ("Clôture", "3 mars 2027")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    word.save(str(tmp_path / "regles.docx"))
    pdf = write_pdf(tmp_path / "rules.pdf", "Invented rules: the desk costs 90 euros a month.")
    outcomes = drafts.take_in([tmp_path / "regles.docx", pdf], who="zoe")
    assert [outcome.outcome for outcome in outcomes] == ["draft", "draft"]
    assert "| Clôture | 3 mars 2027 |" in drafts.source("regles-docx").text
    assert drafts.catalogue.originals.read("rules-pdf") == pdf.read_bytes()


@LANGUAGES
def test_the_form_changes_what_a_document_says_of_itself(drafts, publish, language):
    document = publish(f"t.{language}.md", SHEETS[language].format(months=12))
    found = drafts.edit(
        document,
        {
            "title": "Titre neuf",
            "closes": "2027-03-01T17:00 Europe/Paris, 2027-06-01",
            "aliases": "T1; T2",
            "status": "closed",
            "region": "Normandie",
        },
        who="zoe",
    )
    edition = found.stored.edition
    assert edition.region == "Normandie"
    assert (edition.title, edition.status, edition.aliases) == (
        "Titre neuf",
        "closed",
        ("T1", "T2"),
    )
    assert edition.cut_offs == ("2027-03-01T17:00 Europe/Paris", "2027-06-01")
    snapshot = drafts.catalogue.snapshot()
    assert set(snapshot.statuses) == {"closed"}
    assert snapshot.chunks[0].chunk.context.startswith("Titre neuf")
    line = drafts.audit.history(document)[-1]
    assert (line.who, line.what, line.detail["status"]) == ("zoe", "edited", ["in_force", "closed"])


def test_the_status_of_a_draft_is_the_one_it_gets_when_published(drafts, tmp_path):
    drafts.take_in([write(tmp_path / "t.md", "fr")], who="zoe")
    assert drafts.edit("t-md", {"status": "suspended"}, who="zoe").status == "suspended"
    assert set(drafts.catalogue.snapshot().statuses) == {"draft"}
    drafts.publish("t-md", who="zoe")
    assert set(drafts.catalogue.snapshot().statuses) == {"suspended"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes", "le 3 mars"),
        ("closes", "2027-02-30"),
        ("closes", "2027-03-01T25:00 Europe/Paris"),
        ("opens", "2027-03-01T17:00 Atlantis"),
        ("valid_until", "2020"),
        ("status", "open"),
        ("status", "draft"),
        ("language", "de"),
        ("title", " "),
        ("programme", "x" * 501),
        ("acronyms", "jeune entreprise"),
        ("password", "x"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(drafts, publish, field, value):
    document = publish("t.md", "---\nvalid_from: 2026-01\n---\n" + SHEETS["en"].format(months=1))
    before = drafts.document(document)
    with pytest.raises(BadValue) as refusal:
        drafts.edit(document, {field: value}, who="zoe")
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)
    assert drafts.document(document) == before


@LANGUAGES
def test_a_new_version_waits_as_a_draft_and_can_be_rolled_back(drafts, tmp_path, language):
    place = {"fr": "Le ticket inventé dure {} mois.", "en": "The invented ticket lasts {} months."}
    path = write_pdf(tmp_path / "t.pdf", place[language].format(12))
    first = path.read_bytes()
    drafts.take_in([path], who="zoe")
    drafts.edit("t-pdf", {"programme": "Ticket", "closes": "2027-01-01"}, who="zoe")
    drafts.publish("t-pdf", who="zoe")
    outcome = drafts.replace("t-pdf", write_pdf(path, place[language].format(18)), who="al")
    assert public_texts(drafts) == [place[language].format(12)]
    waiting = drafts.document(outcome.document)
    assert (waiting.state, waiting.replaces) == ("draft", "t-pdf")
    assert (waiting.stored.edition.programme, waiting.stored.edition.closes) == ("Ticket", "")
    assert drafts.publish(outcome.document, who="al") == "t-pdf"
    assert public_texts(drafts) == [place[language].format(18)]
    with pytest.raises(DocumentNotFound):
        drafts.document(outcome.document)
    assert drafts.document("t-pdf").earlier
    drafts.roll_back("t-pdf", who="al")
    assert public_texts(drafts) == [place[language].format(12)]
    assert drafts.document("t-pdf").stored.edition.closes == "2027-01-01"
    assert drafts.catalogue.originals.read("t-pdf") == first
    drafts.roll_back("t-pdf", who="al")
    assert public_texts(drafts) == [place[language].format(18)]
    assert [line.what for line in drafts.audit.history("t-pdf")] == [
        "uploaded", "edited", "published", "uploaded", "replaced", "rolled_back", "rolled_back",
    ]  # fmt: skip
    # The command line goes on with the numbers of the versions.
    write_pdf(path, place[language].format(24))
    report = ingest_paths(
        [path], config=drafts.config, catalogue=drafts.catalogue, embedder=drafts.embedder
    )
    assert [entry.document for entry in report.replaced] == ["t-pdf"]
    assert drafts.document("t-pdf").stored.version == 5


def test_a_draft_of_the_same_name_is_only_aimed_at_when_staff_say_so(drafts, publish, tmp_path):
    publish("t.md", SHEETS["en"].format(months=12))
    (outcome,) = drafts.take_in([write(tmp_path / "t.md", "en", months=18)], who="zoe")
    assert outcome.replaces == "t-md" and outcome.document != "t-md"
    assert drafts.document(outcome.document).replaces == ""
    drafts.aim(outcome.document, "t-md", who="zoe")
    assert drafts.publish(outcome.document, who="zoe") == "t-md"
    assert public_texts(drafts) == ["The invented ticket lasts 18 months in Leeds."]
    with pytest.raises(WrongState):
        drafts.aim("t-md", "", who="zoe")


@LANGUAGES
def test_a_withdrawn_document_comes_back_as_it_was(drafts, publish, language):
    document = publish(f"t.{language}.md", SHEETS[language].format(months=12))
    shown, found = public_texts(drafts), drafts.document(document)
    drafts.withdraw(document, who="zoe")
    assert public_texts(drafts) == []
    assert drafts.document(document).state == "withdrawn"
    with pytest.raises(WrongState):
        drafts.withdraw(document, who="zoe")
    drafts.restore(document, who="zoe")
    assert public_texts(drafts) == shown
    assert drafts.document(document) == found
    with pytest.raises(DocumentNotFound):
        drafts.restore("nothing", who="zoe")


@LANGUAGES
def test_reading_the_corpus_again_does_not_undo_what_staff_did(drafts, tmp_path, language):
    def read_again() -> list[int]:
        report = ingest_paths(
            [tmp_path / "corpus"],
            config=drafts.config,
            catalogue=drafts.catalogue,
            embedder=drafts.embedder,
        )
        return [len(report.added), len(report.replaced), len(report.unchanged)]

    (tmp_path / "corpus").mkdir()
    write(tmp_path / "corpus" / "a.md", language, months=1)
    write(tmp_path / "corpus" / "b.md", language, months=2)
    assert read_again() == [2, 0, 0]
    drafts.withdraw("a-md", who="zoe")
    new = drafts.replace("b-md", write(tmp_path / "b.md", language, months=3), who="zoe")
    drafts.publish(new.document, who="zoe")
    shown = public_texts(drafts)
    assert read_again() == [0, 0, 2]
    assert public_texts(drafts) == shown and len(shown) == 1
    write(tmp_path / "corpus" / "a.md", language, months=4)
    assert read_again() == [1, 0, 1]  # another content is another matter
    assert drafts.document("a-md").stored.version == 2
    # The command line's removal is its own: it takes the file in again when it is told to.
    drafts.withdraw("a-md", who="zoe")
    drafts.restore("a-md", who="zoe")
    drafts.catalogue.withdraw("a-md")
    assert read_again() == [1, 0, 1]
    assert drafts.document("a-md").state == "published"
    # So is its replacement, also of a document that staff once withdrew.
    write(tmp_path / "corpus" / "a.md", language, months=1)
    assert read_again() == [0, 1, 1]


def test_what_someone_else_changed_meanwhile_is_not_overwritten(drafts, publish, monkeypatch):
    document = publish("t.md", SHEETS["en"].format(months=12))
    made = drafts._passages

    def slow(held, **how):
        drafts.withdraw(document, who="al")
        return made(held, **how)

    monkeypatch.setattr(drafts, "_passages", slow)
    with pytest.raises(WrongState, match="meanwhile"):
        drafts.edit(document, {"title": "Late"}, who="zoe")
    assert drafts.document(document).stored.edition.title == "Invented ticket"


def test_nothing_of_an_erased_document_is_left_in_the_data_folder(drafts, tmp_path):
    canary = "Zyxomma petiolatum"
    path = write_pdf(tmp_path / "zyxomma.pdf", f"The invented {canary} ticket lasts a year.")
    other = write(tmp_path / "other.md", "en")
    drafts.take_in([path, other], who="zoe")
    drafts.publish("other-md", who="zoe")
    drafts.publish("zyxomma-pdf", who="zoe")
    drafts.edit("zyxomma-pdf", {"programme": canary}, who="zoe")
    write_pdf(path, f"The invented {canary} ticket lasts two years.")
    drafts.publish(drafts.replace("zyxomma-pdf", path, who="zoe").document, who="zoe")
    drafts.roll_back("zyxomma-pdf", who="zoe")
    index = ChunkIndex(drafts.config, drafts.catalogue, model_id=drafts.embedder.model_id)
    index.start()  # as a running chat has it
    while not index.state()["up_to_date"]:
        time.sleep(0.05)
    stored = drafts.catalogue.snapshot()
    (row,) = (i for i, chunk in enumerate(stored.chunks) if chunk.document == "zyxomma-pdf")
    vector = stored.vectors[row]
    needles = [canary.encode(), b"zyxomma", path.read_bytes()[:400]]
    needles += [vector[start : start + 8].tobytes() for start in range(0, 384, 64)]
    needles += [vector[:8].astype("<f2").tobytes()]

    def left() -> set[int]:
        files = [p for p in drafts.config.data_dir.glob("[ci]*/**/*") if p.is_file()]
        files += [p for p in drafts.config.data_dir.glob("catalogue*")]
        held = [file.read_bytes() for file in files]
        return {i for i, needle in enumerate(needles) if any(needle in data for data in held)}

    assert {0, 1, 2, 3} <= left()  # the scan finds what is there
    drafts.erase("zyxomma-pdf", who="zoe")
    index.close()
    assert left() == set()
    assert public_texts(drafts) == ["The invented ticket lasts 12 months in Leeds."]
    assert [line.what for line in drafts.audit.rows()][-1] == "erased"
    with pytest.raises(DocumentNotFound):
        drafts.erase("zyxomma-pdf", who="zoe")


def test_lines_of_the_audit_trail_can_be_neither_changed_nor_deleted(drafts, publish):
    publish("t.md", SHEETS["fr"].format(months=12))
    for change in (
        "DELETE FROM audit",
        "UPDATE audit SET who = 'nobody'",
        "UPDATE audit SET what = 'nothing'",
        """UPDATE audit SET detail = '{"a": 1}'""",
    ):
        with pytest.raises(CatalogueError), drafts.writer.begin() as connection:
            connection.exec_driver_sql(change)
    assert [(line.who, line.what) for line in drafts.audit.history("t-md")] == [
        ("zoe", "uploaded"),
        ("zoe", "published"),
    ]


def test_the_trail_is_exported_without_formulas(drafts, tmp_path):
    drafts.take_in([write(tmp_path / "=1+1.md", "en")], who="@zoe")
    rows = list(csv.reader(io.StringIO(drafts.audit.csv())))
    assert rows[0] == ["at", "who", "what", "document", "detail"]
    assert rows[-1][1:4] == ["'@zoe", "uploaded", "1-1-md"]


def test_a_catalogue_of_before_keeps_its_history(config, embedder, tmp_path):
    path = write(tmp_path / "t.md", "fr")
    catalogue = Catalogue(config)
    ingest_paths([path], config=config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    with sqlite3.connect(config.catalogue_path) as connection:
        for table in ("audit", "drafts", "known_conflicts"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE settings SET value = '2' WHERE key = 'schema_version'")
    connection.close()
    catalogue = Catalogue(config)
    drafts = Drafts(config, catalogue, embedder)
    drafts.withdraw("t-md", who="zoe")
    trail = [(line.who, line.what) for line in drafts.audit.history("t-md")]
    assert trail == [("cli", "added"), ("zoe", "withdrawn")]
    drafts.close()
    catalogue.close()
