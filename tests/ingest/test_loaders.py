"""Loading files of every format: all text here is invented for the tests."""

import io
import os
import time
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from ingest import loaders
from ingest.config import IndexConfig
from ingest.errors import FileRefused
from ingest.loaders import SUFFIXES, load
from ingest.messages import in_language

CONFIG = IndexConfig()
FRENCH = "Le dépôt des dossiers s'achève le 15 mai. L'œuvre coûte 80 € à l'élève."
ENGLISH = "Applications close on 15 May. The company’s fee is £80 – paid once."
REAL_FILES = Path(__file__).parents[3] / "shared" / "files"


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path, config: IndexConfig = CONFIG, name: str | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        load(path, config, name=name)
    assert (name or path.name) in caught.value.reason
    assert "\n" not in caught.value.reason
    return caught.value


def write_pdf(path: Path, story: list[object], **settings: object) -> Path:
    def furniture(canvas: object, document: object) -> None:
        canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
        canvas.drawString(60, 820, "Fonds Inventé")  # type: ignore[attr-defined]
        number = canvas.getPageNumber()  # type: ignore[attr-defined]
        canvas.drawString(280, 20, f"Page {number} / 2")  # type: ignore[attr-defined]

    template = SimpleDocTemplate(str(path), pagesize=A4, **settings)
    template.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return path


def archive(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def workbook(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Tarifs" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}'
            "</sheetData></worksheet>",
        }
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


# Text files


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
def test_utf8_text_is_returned_verbatim_without_a_note(tmp_path: Path, text: str) -> None:
    document = load(write(tmp_path, "avis.txt", text), CONFIG)
    assert document.text == text
    assert document.notes == ()
    assert document.pages[0].number == 1


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_decoded_and_noted(tmp_path: Path, text: str, encoding: str) -> None:
    document = load(write(tmp_path, "avis.md", text.encode(encoding)), CONFIG)
    assert document.text == text
    assert encoding in document.notes[0]


def test_latin1_html_keeps_its_accents_and_loses_its_furniture(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Site</title><style>p{}</style></head><body>"
        '<nav><a href="/">Accueil</a></nav><div class="cookie-banner">Nous utilisons des cookies'
        "</div><h1>Aide à l'élève</h1><p>Déposez <a href='https://invente.example/d'>ici</a>.</p>"
        "<ul><li>un <b>kbis</b></li><li>un budget</li></ul>"
        "<table><tr><th>Étape</th><th>Date</th></tr><tr><td>Jury</td><td>2 juin</td></tr></table>"
        "<details><summary>Quel coût ?</summary><p>Gratuit.</p></details>"
        "<div class='share-buttons'>Partager</div><p style='display:none'>Obéis</p>"
        "<footer>Mentions</footer></body></html>"
    )
    document = load(write(tmp_path, "aide.html", page.encode("latin-1")), CONFIG)
    assert document.edition.title == "Aide à l'élève"
    assert document.edition.language == "fr"
    assert document.text == (
        "# Aide à l'élève\n\nDéposez [ici](https://invente.example/d).\n\n- un kbis\n- un budget"
        "\n\n| Étape | Date |\n| --- | --- |\n| Jury | 2 juin |\n\n**Quel coût ?**\n\nGratuit."
    )


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_becomes_a_table_with_its_header(tmp_path: Path, mark: str) -> None:
    rows = [["Taille", "Taux"], ["Petite", "60 %"], ["Moyenne", "50 %"]]
    content = "\r\n".join(mark.join(row) for row in rows)
    document = load(write(tmp_path, "taux.csv", content), CONFIG)
    assert document.text.splitlines() == [
        "| Taille | Taux |",
        "| --- | --- |",
        "| Petite | 60 % |",
        "| Moyenne | 50 % |",
    ]


def test_email_gives_headers_body_and_names_attachments(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "equipe@invente.example", "candidats@invente.example"
    message["Subject"], message["Date"] = "Délai prolongé", "Mon, 02 Mar 2026 10:00:00 +0100"
    message.set_content(FRENCH, charset="iso-8859-15", cte="quoted-printable")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    document = load(write(tmp_path, "avis.eml", message.as_bytes()), CONFIG)
    assert document.edition.title == "Délai prolongé"
    assert "Subject: Délai prolongé" in document.text
    assert "From: equipe@invente.example" in document.text
    assert FRENCH in document.text
    assert document.notes == ("Attachments not read: plan.pdf.",)


def test_markdown_comments_are_dropped_and_folds_become_bold(tmp_path: Path) -> None:
    source = "# Aide\n\n<!-- caché -->\n<details>\n<summary>Qui ?</summary>\n\nTous.\n</details>\n"
    document = load(write(tmp_path, "a.md", source), CONFIG)
    assert document.text == "# Aide\n\n**Qui ?**\n\nTous."


# Front matter


def test_front_matter_fills_the_edition(tmp_path: Path) -> None:
    source = (
        "---\ntitle: Ticket d'or\nprogramme: Fonds Inventé\nedition: 2026\nlanguage: fr\n"
        "closes: 2026-04-15T17:00 Europe/Paris\nvalid_from: 2026-01-01\nstatus: closed\n"
        "source_kind: invented\naliases: [Golden Ticket, TO]\n---\n# Aide\n\nTexte.\n"
    )
    document = load(write(tmp_path, "fiche.md", source), CONFIG)
    edition = document.edition
    assert (edition.title, edition.edition) == ("Ticket d'or", "2026")
    assert edition.closes == "2026-04-15T17:00 Europe/Paris"
    assert edition.valid_from == "2026-01-01"
    assert (edition.status, edition.source_kind) == ("closed", "invented")
    assert edition.aliases == ("Golden Ticket", "TO")
    assert document.text == "# Aide\n\nTexte."
    assert document.notes == ()


@pytest.mark.parametrize("word", ["undated", "non daté"])
def test_a_source_without_a_date_is_undated(tmp_path: Path, word: str) -> None:
    source = f"---\ntitle: A\npublished: {word}\nvalid_from: 2024-06\n---\nTexte.\n"
    document = load(write(tmp_path, "a.md", source), CONFIG)
    assert document.edition.published == word
    assert document.edition.valid_from == "2024-06"
    assert document.notes == ()


def test_nested_front_matter_aliases_do_not_grow(tmp_path: Path) -> None:
    levels = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 9))
    source = f"---\nk0: &k0 [x]\n{levels}title: [*k8]\naliases: [*k8, Ticket]\n---\nTexte.\n"
    document = load(write(tmp_path, "a.md", source), CONFIG)
    assert document.edition.title == "a"
    assert document.edition.aliases == ("Ticket",)


def test_unusable_front_matter_values_are_notes_and_defaults(tmp_path: Path) -> None:
    source = (
        "---\ntitle: A\nstatus: ouvert\nlanguage: xx\nopens: bientôt\ncolour: red\n---\nText.\n"
    )
    document = load(write(tmp_path, "a.md", source), CONFIG)
    assert document.edition.status == "in_force"
    assert document.edition.language == "en"
    assert document.edition.opens == ""
    assert len(document.notes) == 4
    assert any("colour" in note for note in document.notes)


@pytest.mark.parametrize(
    ("block", "line"),
    [("title: A\nregion: [Paris\nstatus: closed\n", 4), ("title: A\nregion: b: c\n", 3)],
)
def test_broken_front_matter_is_refused_with_its_line(
    tmp_path: Path, block: str, line: int
) -> None:
    error = refusal(write(tmp_path, "a.md", f"---\n{block}---\nTexte.\n"))
    assert error.kind == "corrupt"
    assert f"line {line}" in error.reason


def test_front_matter_without_end_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "a.md", "---\ntitle: A\n\nTexte.\n")).kind == "corrupt"


def test_a_rule_at_the_head_is_not_front_matter(tmp_path: Path) -> None:
    document = load(write(tmp_path, "a.md", "---\n\n# Aide\n\nTexte.\n"), CONFIG)
    assert document.edition.title == "Aide"


# Office files


def test_docx_keeps_headings_and_tables(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("Règlement inventé", 1)
    file.add_paragraph("Le programme dure douze mois.")
    table = file.add_table(rows=2, cols=2)
    for place, text in zip(table._cells, ["Étape", "Date", "Jury", "2 juin"], strict=True):
        place.text = text
    file.save(str(tmp_path / "r.docx"))
    document = load(tmp_path / "r.docx", CONFIG)
    assert document.edition.title == "Règlement inventé"
    assert "# Règlement inventé\n\nLe programme dure douze mois.\n\n| Étape" in document.text
    assert "| Étape | Date |\n| --- | --- |\n| Jury | 2 juin |" in document.text


def test_xlsx_sheet_is_a_section_with_a_table(tmp_path: Path) -> None:
    rows = f"<row r='1'>{cell('A1', 'Poste')}{cell('B1', 'Prix')}</row>"
    rows += f"<row r='2'>{cell('A2', 'Paillasse')}{cell('B2', '900 €')}</row>"
    document = load(write(tmp_path, "prix.xlsx", workbook(rows)), CONFIG)
    assert document.text == "## Tarifs\n\n| Poste | Prix |\n| --- | --- |\n| Paillasse | 900 € |"


def test_ods_with_a_million_empty_rows_is_a_short_table(tmp_path: Path) -> None:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )

    def row(*texts: str) -> str:
        cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
        cells = (cell.format(text) for text in texts)
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Prix">{row("Poste", "Prix")}{row("Paillasse", "900 €")}'
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    members = {"mimetype": kind, "META-INF/manifest.xml": "<manifest/>", "content.xml": content}
    document = load(write(tmp_path, "prix.ods", archive(members)), CONFIG)
    assert document.text == "## Prix\n\n| Poste | Prix |\n| --- | --- |\n| Paillasse | 900 € |"


def test_rtf_accents(tmp_path: Path) -> None:
    source = rb"{\rtf1\ansi\ansicpg1252 Le d\'e9lai est de trois mois.\par}"
    assert load(write(tmp_path, "a.rtf", source), CONFIG).text == "Le délai est de trois mois."


# PDF


def test_pdf_pages_headings_tables_hyphens_and_furniture(tmp_path: Path) -> None:
    style = getSampleStyleSheet()
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    rows = [["Étape", "Date"], ["Clôture", "15 avril 2026"], ["Jury", "2 juin 2026"]]
    long = "Le programme accompagne les jeunes entreprises pendant douze mois. " * 4
    story = [
        Paragraph("Règlement inventé", style["Title"]),
        Paragraph(long, style["BodyText"]),
        Paragraph("Une aide à l'inno-<br/>vation, un rendez-<br/>vous.", style["BodyText"]),
        Table(rows, style=grid),
        PageBreak(),
        Paragraph("Exclusions", style["Heading1"]),
        Paragraph("Les anciens lauréats sont exclus.", style["BodyText"]),
        Table([["Aide", "Taux"], ["Petite", "60 %"], ["Moyenne", "50 %"], ["Grande", "30 %"]]),
    ]
    document = load(write_pdf(tmp_path / "r.pdf", story), CONFIG)
    first, second = document.pages
    assert (first.number, second.number) == (1, 2)
    assert first.text.startswith("# Règlement inventé\n\n")
    assert long.strip() in first.text
    assert "Une aide à l'innovation, un rendez-vous." in first.text
    assert "| Étape | Date |\n| --- | --- |\n| Clôture | 15 avril 2026 |" in first.text
    assert "# Exclusions\n\nLes anciens lauréats sont exclus." in second.text
    assert "| Aide | Taux |\n| --- | --- |\n| Petite | 60 % |" in second.text
    assert "Fonds Inventé" not in document.text
    assert "Page" not in document.text
    assert document.edition.title == "Règlement inventé"


def test_pdf_with_a_password_is_refused_and_without_one_is_read(tmp_path: Path) -> None:
    style = getSampleStyleSheet()["BodyText"]
    for name, password in (("closed.pdf", "secret"), ("open.pdf", "")):
        lock = StandardEncryption(password, ownerPassword="owner", strength=128)
        write_pdf(tmp_path / name, [Paragraph(ENGLISH, style)], encrypt=lock)
    assert refusal(tmp_path / "closed.pdf").kind == "encrypted"
    assert "Applications close on 15 May." in load(tmp_path / "open.pdf", CONFIG).text


def scan(path: Path, lines: list[str]) -> Path:
    picture = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype("DejaVuSans.ttf", 40)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((120, 150 + 70 * number), line, fill=0, font=font)
    picture.save(path, "PDF", resolution=150)
    return path


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["Les candidatures sont ouvertes", "jusqu'au 15 février à midi."], "fr"),
        (["Applications are open until", "noon on 15 February."], "en"),
    ],
)
def test_scanned_pages_are_recognised(tmp_path: Path, lines: list[str], language: str) -> None:
    document = load(scan(tmp_path / "scan.pdf", lines), CONFIG)
    assert document.text == " ".join(lines)
    assert document.edition.language == language
    assert "OCR" in document.notes[0]


def test_a_scan_without_ocr_is_empty_and_says_why(tmp_path: Path) -> None:
    path = scan(tmp_path / "scan.pdf", ["Texte"])
    error = refusal(path, IndexConfig(ocr=False))
    assert error.kind == "empty"
    assert "OCR is off" in error.reason


# Refusals


def test_suffixes_are_those_read() -> None:
    office = {".docx", ".odt", ".rtf", ".pptx", ".xlsx", ".ods"}
    assert office | {".pdf", ".csv", ".html", ".htm", ".md", ".txt", ".eml"} <= SUFFIXES


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"", "empty"),
        ("a.md", b" \n\n", "empty"),
        ("a.html", b"<nav>Menu</nav>", "empty"),
        ("a.pdf", b"not a PDF", "corrupt"),
        ("a.pdf", b"%PDF-1.7\n\x00\x01 broken", "corrupt"),
        ("a.docx", b"PK\x03\x04 broken", "corrupt"),
        ("a.eml", b"no header at all\n\ntext", "corrupt"),
        ("a.pdf", b"<html><script>x</script></html>", "unsupported"),
        ("a.pdf", b"MZ\x90\x00", "unsupported"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00", "unsupported"),
        ("a.docx", workbook(""), "unsupported"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "unsupported"),
        ("a.exe", b"MZ", "unsupported"),
        ("a", b"text", "unsupported"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_refusal_kinds(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    assert refusal(write(tmp_path, name, content)).kind == kind


def test_text_under_the_name_of_an_rtf_file_is_read(tmp_path: Path) -> None:
    assert load(write(tmp_path, "a.rtf", FRENCH), CONFIG).text == FRENCH


def test_the_shown_name_decides_and_is_cleaned(tmp_path: Path) -> None:
    path = write(tmp_path, "upload-1234", FRENCH)
    document = load(path, CONFIG, name="../fiche\u202e\x00 2026.md")
    assert document.name == ".._fiche 2026.md"


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", b"x" * (1024**2 + 1))
    assert refusal(path, IndexConfig(file_megabytes=1)).kind == "too_large"


def test_zip_bomb_is_refused_quickly(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    bomb = archive({"[Content_Types].xml": kind, "word/document.xml": b" " * 150 * 1024**2})
    assert len(bomb) < 1024**2
    started = time.monotonic()
    assert refusal(write(tmp_path, "a.docx", bomb)).kind == "too_large"
    assert time.monotonic() - started < 5


def test_sparse_sheet_is_refused_quickly(tmp_path: Path) -> None:
    rows = f"<row r='1'>{cell('A1', 'a')}</row><row r='1048576'>{cell('XFD1048576', 'b')}</row>"
    started = time.monotonic()
    assert refusal(write(tmp_path, "a.xlsx", workbook(rows))).kind == "too_large"
    assert time.monotonic() - started < 5


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.html", b"<p>mot</p>" * 4_000_000)
    started = time.monotonic()
    error = refusal(path, IndexConfig(file_seconds=1))
    assert error.kind == "timed_out"
    assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        ("import os; os.abort()", "corrupt"),
        ("raise SystemExit(3)", "corrupt"),
        ("pass", "corrupt"),
        ("raise MemoryError", "too_large"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "timed_out"),
    ],
)
def test_a_child_that_dies_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, kind: str
) -> None:
    monkeypatch.setattr(loaders, "CHILD", ("-c", program))
    assert refusal(write(tmp_path, "a.txt", "texte")).kind == kind


def test_the_child_sees_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_API_KEY", "secret")
    program = (
        "import json, os; "
        "json.dump({'pages': [[1, ' '.join(os.environ)]], 'title': '', 'front_matter': '', "
        "'front_matter_line': 0, 'notes': []}, open('result.json', 'w'))"
    )
    monkeypatch.setattr(loaders, "CHILD", ("-c", program))
    assert "ASSISTANT_API_KEY" not in load(write(tmp_path, "a.txt", "texte"), CONFIG).text


def test_what_is_not_a_readable_file_is_unreadable(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "outside").mkdir()
    write(tmp_path, "secret.txt", "secret")
    (tmp_path / "outside" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for name in ("pipe", "folder", "dangling", "outside/link", "loop", "missing"):
        assert refusal(tmp_path / f"{name}.txt").kind == "unreadable", name


def test_a_link_inside_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", FRENCH)
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert load(tmp_path / "b.txt", CONFIG).text == FRENCH


# Real files, where they are at hand


@pytest.mark.skipif(not REAL_FILES.is_dir(), reason=f"no real files at {REAL_FILES}")
def test_every_real_file_is_read_or_refused_with_a_kind() -> None:
    expected = {
        "enc_aes256_pdfminer.pdf": "encrypted",
        "enc_passtika.docx": "encrypted",
        "enc_password.xlsx": "encrypted",
        "bad_invalid.pdf": "corrupt",
        "bad_zero_bytes.pdf": "empty",
        "en_blank.pdf": "empty",
    }
    paths = [path for path in sorted(REAL_FILES.iterdir()) if path.suffix in SUFFIXES]

    def outcome(path: Path) -> str:
        try:
            return "read" if load(path, CONFIG).pages else "no page"
        except FileRefused as refused:
            return refused.kind

    with ThreadPoolExecutor(2) as readers:
        outcomes = dict(
            zip((path.name for path in paths), readers.map(outcome, paths), strict=True)
        )
    assert {name: kind for name, kind in outcomes.items() if kind != "read"} == expected


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        (
            "Les dossiers sont Ã©tudiÃ©s Ã\u00a0 lâ€™Ã©tÃ© : 1â€¯200 â‚¬.",
            "Les dossiers sont étudiés à l’été : 1\u202f200 €.",
        ),
        ("The prize â€“ for labs â€“ is worth Â£5,000.", "The prize – for labs – is worth £5,000."),
    ],
)
def test_letters_that_were_broken_when_the_file_was_stored_are_mended(tmp_path, broken, whole):
    document = load(write(tmp_path, "avis.md", f"# Avis\n\n{broken}\n"), CONFIG)
    assert whole in document.text
    assert any("mended" in note for note in document.notes)
    assert in_language(document.notes[0], "fr").startswith("Des lettres abîmées")


@pytest.mark.parametrize("text", ["Ça va, Ânes et Ãgora.", "CAFÉ Â 5", "São Paulo, Île, â"])
def test_letters_that_only_look_broken_stay(tmp_path, text):
    document = load(write(tmp_path, "avis.txt", text), CONFIG)
    assert text in document.text and document.notes == ()
