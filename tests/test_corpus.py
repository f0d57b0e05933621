"""The demonstration corpus: complete front matter, true twins, the facts in both languages."""

import importlib.util
import io
import re
import zipfile
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import get_args

import frontmatter
import pypdfium2
import pytest
import yaml
from docx import Document

from ingest.config import IndexConfig
from ingest.documents import Edition, EditionStatus, SourceKind
from ingest.loaders import load

PROJECT = Path(__file__).parent.parent
CORPUS = PROJECT / "corpus" / "documents"
SHEETS = sorted(path.name for path in CORPUS.glob("*.md"))
FACTS = yaml.safe_load((Path(__file__).parent / "corpus_facts.yaml").read_text("utf-8"))
# One sheet per public page, with its publisher as the sheet's front matter writes it.
PAGES = {
    "spartners-entreprendre-page": "Entreprendre",
    "spartners-biotech-info": "Biotech Info",
    "spartners-decideurs-2021": "Décideurs Magazine",
    "spartners-biotech-finances-2022": "Biotech Finances",
    "labcentral-apply-for-space": "LabCentral",
    "fast-california-life-sciences-2024": "California Life Sciences (CLS)",
    "fast-servier-palm-therapeutics": "Servier",
    "bio-convention-2024": "BIO",
    "medicen-2023": "Medicen",
    "medicen-2025": "La Jaune et la Rouge",
    "owkin-usine-digitale-2023": "L'Usine Digitale",
    "aitia-servier-newsroom": "Servier",
}
MAY_BE_ABSENT = {"acronyms"}
KINDS = {"fr": "fiche de lecture", "en": "reading sheet"}
INVENTED = {"fr": "inventé", "en": "invented"}
OPENING = {"fr": "seul le début de la page a été lu", "en": "only the opening of the page was read"}
ABSENCE_HEADING = {
    "fr": "## Ce que le texte publié ne précise pas",
    "en": "## What the published text does not state",
}
ABSENCE = {
    "fr": re.compile(r"^(?:- )?L(?:'article|e début de la page) "
                     r".*?(?:ne (?:précise|mentionne|donne|dit)|n'indique) pas "),
    "en": re.compile(r"^(?:- )?The (?:article|opening of the .*page,.*,) "
                     r"does not (?:state|specify|mention|give|say) "),
}  # fmt: skip
UNDATED = {"non daté": "undated"}
ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SAME_IN_TWINS = (
    "programme", "edition", "opens", "closes", "status", "valid_from", "valid_until", "source",
    "source_kind", "publisher", "seen", "aliases",
)  # fmt: skip


@cache
def sheet(name: str) -> frontmatter.Post:
    return frontmatter.load(str(CORPUS / name))


def problems(post: frontmatter.Post) -> list[str]:
    """What is wrong with a sheet taken by itself; empty when nothing is."""
    keys = {field.name for field in fields(Edition)} - MAY_BE_ABSENT
    found = [f"{key}: missing" for key in sorted(keys - set(post.metadata))]
    if found:
        return found
    language = post["language"]
    if language not in KINDS:
        return [f"language: {language}"]
    if post["status"] not in get_args(EditionStatus):
        found.append(f"status: {post['status']}")
    if post["source_kind"] not in get_args(SourceKind):
        found.append(f"source_kind: {post['source_kind']}")
    if not all(post[key] for key in ("title", "programme", "publisher", "source", "published")):
        found.append("an empty title, programme, publisher, source or published")
    for key in ("valid_from", "valid_until", "seen"):
        if post[key] and not ISO.fullmatch(post[key]):
            found.append(f"{key}: {post[key]}")
    if post["published"] not in ("non daté", "undated") and not ISO.fullmatch(post["published"]):
        found.append(f"published: {post['published']}")
    invented = INVENTED[language] in post.content.lower()
    if invented != (post["source_kind"] == "invented"):
        found.append("invented and not said so, or the reverse")
    return found


def numbers(text: str) -> Counter[str]:
    """The numbers of a text, written the same way for both languages."""
    text = re.sub(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}\b)", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))


def outline(text: str) -> list[str]:
    return [line.split(" ")[0] for line in text.splitlines() if line.startswith(("#", "- "))]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    path = PROJECT / ".ci" / "make_corpus_files.py"
    spec = importlib.util.spec_from_file_location("make_corpus_files", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_ten_topic_sheets_and_the_pages_in_both_languages():
    topics = {name.split(".")[0] for name in SHEETS} - set(PAGES)
    assert len(topics) == 10
    expected = {f"{stem}.{tag}.md" for stem in topics | set(PAGES) for tag in ("fr", "en")}
    assert set(SHEETS) == expected


def test_exactly_the_known_publishers_are_quoted():
    found = {name: sheet(f"{name}.fr.md")["publisher"] for name in PAGES}
    assert found == PAGES


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_sound_and_says_what_it_is(name: str):
    post = sheet(name)
    assert problems(post) == []
    assert post["language"] == name.split(".")[-2]
    first_line = post.content.split("\n\n")[1]
    assert KINDS[post["language"]] in first_line
    assert (OPENING[post["language"]] in first_line) == (name.split(".")[0] in PAGES)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "open"),
        ("source_kind", "rumour"),
        ("language", "de"),
        ("valid_until", "June 2024"),
        ("published", "last May"),
        ("publisher", ""),
        ("source_kind", "invented"),
    ],
)
def test_a_wrong_value_is_found(key: str, value: str):
    post = frontmatter.Post(sheet("fast.en.md").content, **sheet("fast.en.md").metadata)
    assert problems(post) == []
    post[key] = value
    assert problems(post) != []


@pytest.mark.parametrize("name", [name for name in SHEETS if name.endswith(".fr.md")])
def test_twins_say_the_same(name: str):
    french, english = sheet(name), sheet(sheet(name)["twin"])
    assert english["twin"] == name
    assert [french[key] for key in SAME_IN_TWINS] == [english[key] for key in SAME_IN_TWINS]
    assert UNDATED.get(french["published"], french["published"]) == english["published"]
    assert numbers(french.content) == numbers(english.content)
    assert outline(french.content) == outline(english.content)


@pytest.mark.parametrize(("name", "french", "english"), FACTS)
def test_a_fact_stands_in_both_languages(name: str, french: str, english: str):
    assert re.search(french, sheet(f"{name}.fr.md").content, re.MULTILINE)
    assert re.search(english, sheet(f"{name}.en.md").content, re.MULTILINE)


def test_every_sheet_has_a_fact_in_the_table():
    assert {fact[0] for fact in FACTS} == {name.split(".")[0] for name in SHEETS}


@pytest.mark.parametrize("name", SHEETS)
def test_every_absence_is_written_in_a_sentence_of_its_own(name: str):
    post = sheet(name)
    language = post["language"]
    _, _, absence = post.content.partition(ABSENCE_HEADING[language])
    entries = [
        part for part in re.split(r"^#+ .*|\n(?=- )", absence, flags=re.MULTILINE) if part.strip()
    ]
    assert len(entries) >= 9
    sentences = [re.split(r"(?<=\.) (?=[A-ZÀ-Ý])", " ".join(entry.split())) for entry in entries]
    assert [own for own in sentences if not any(map(ABSENCE[language].match, own))] == []


@pytest.mark.parametrize("name", SHEETS)
def test_a_heading_asks_several_ways_and_no_question_twice(name: str):
    headings = re.findall(r"^### (.+\?)$", sheet(name).content, re.MULTILINE)
    questions = [asked for heading in headings for asked in re.findall(r"[^\s?][^?]*\?", heading)]
    assert len(questions) >= 4 * len(headings) - 1
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("name", SHEETS)
def test_names_stay_with_their_own_source(name: str):
    content, stem = sheet(name).content, name.split(".")[0]
    assert "behring" not in content.lower()
    assert ("CLSA" in content) == (stem == "fast-servier-palm-therapeutics")
    assert bool(re.search(r"\bCLS\b", content)) == (stem == "fast-california-life-sciences-2024")
    assert bool(re.search(r"1[ ,]850 m²", content)) == (stem == "spartners-decideurs-2021")
    assert bool(re.search(r"2[ ,]000 m²", content)) == (stem == "spartners-biotech-info")


def test_only_editions_that_are_over_are_closed():
    closed = {name.split(".")[0] for name in SHEETS if sheet(name)["status"] == "closed"}
    assert closed == {"bio-partnering-pass-challenge", "bio-convention-2024"}


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_every_document_loads_with_its_title(name: str):
    document = load(CORPUS / name, IndexConfig())
    expected = sheet(name)["title"] if name in SHEETS else document.text.splitlines()[0][2:]
    assert document.edition.title == expected
    assert document.edition.language == name.split(".")[-2]


def test_the_pdf_is_what_the_sheets_make(generator: ModuleType):
    made = generator.make_pdf()
    assert made == generator.make_pdf()
    committed = (CORPUS / generator.PDF_NAME).read_bytes()
    assert made == committed
    pdf = pypdfium2.PdfDocument(committed)
    assert (len(pdf), pdf.get_metadata_dict()["Author"]) == (2, "programme-assistant")
    pdf.close()


def test_the_docx_is_what_the_sheets_make(generator: ModuleType):
    made = generator.make_docx()
    assert made == generator.make_docx()
    committed = (CORPUS / generator.DOCX_NAME).read_bytes()
    assert members(made) == members(committed)
    table = Document(io.BytesIO(committed)).tables[0]
    cells = [cell.text for cell in table.rows[3].cells]
    assert cells[1:3] == ["avec LabCentral, à Boston", "depuis 2017"]


def members(archive: bytes) -> dict[str, bytes]:
    """The unpacked parts: their compressed form may differ from one zlib to the next."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_two_files_hold_nothing_but_the_sheets(generator: ModuleType, language: str):
    guide = generator.read_guide(language)
    for row, entry in zip(guide.rows, generator.entries(guide), strict=True):
        content = sheet(f"{row['sheet']}.{language}.md").content
        assert all(cell in content for cell in entry.cells[1:-1] if cell != guide.not_stated)
        assert all(sentence in content for sentence in entry.sentences)
        assert ABSENCE[language].match(f"- {entry.sentences[-1]}")


def test_a_phrase_that_no_sheet_holds_is_refused(generator: ModuleType, tmp_path: Path):
    for path in CORPUS.glob("*.en.md"):
        text = path.read_text("utf-8").replace("2017", "2016")
        (tmp_path / path.name).write_text(text, "utf-8")
    with pytest.raises(
        ValueError, match="golden-ticket-labcentral: no sentence holds “since 2017”"
    ):
        generator.make_pdf(tmp_path)
