"""Pages of PDF files as pictures: the quote is marked where it stands, limits hold, drafts stay."""

import io
import re
import threading
import time

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from assistant.citation_view import Passage, render_sheet
from assistant.drawn_pages import DrawingBusy, DrawnPages
from assistant.page_text import TEXT
from assistant.quote_boxes import Box, quote_boxes
from ingest import page_picture
from ingest.config import IndexConfig
from ingest.documents import StoredDocument
from ingest.errors import FileRefused
from ingest.loaders import load
from ingest.originals import Originals
from ingest.page_picture import PagePicture, draw_page
from ingest.pipeline import ingest_paths

QUOTES = {
    "fr": "Le ticket d’or inventé dure douze mois ; l’hébergement à Paris est gratuit.",
    "en": "The invented golden ticket lasts twelve months; bench space in London is free.",
}
CELLS = {
    "fr": ("Aurore", "Un poste de laboratoire équipé pendant une année entière", "2031"),
    "en": ("Aurora", "An equipped laboratory bench for the whole of one year", "2031"),
}


def made_pdf(language: str, *, turned: bool = False, filler: int = 12) -> bytes:
    """Two pages of invented text; the quote twice on the second, above and below a table."""
    style = getSampleStyleSheet()["BodyText"]
    narrow = [[Paragraph(text, style) for text in row] for row in ([*"ABC"], CELLS[language])]
    table = Table(narrow, colWidths=[70, 90, 60], style=[("GRID", (0, 0), (-1, -1), 1, "black")])
    story = [
        Paragraph("Page one, invented.", style),
        PageBreak(),
        *[Paragraph(f"Line {number} of invented text.", style) for number in range(filler)],
        Paragraph(QUOTES[language], style),
        Spacer(1, 40),
        table,
        Spacer(1, 40),
        Paragraph(QUOTES[language], style),
    ]
    buffer = io.BytesIO()

    def turn(canvas, document):
        if turned:
            canvas.setPageRotation(90)

    size = landscape(A4) if turned else A4
    SimpleDocTemplate(buffer, pagesize=size, rightMargin=200).build(story, turn, turn)
    return buffer.getvalue()


def ink(picture: PagePicture, box: Box) -> float:
    """The share of dark points under the box."""
    image = Image.open(io.BytesIO(picture.webp)).convert("L")
    width, height = image.size
    corner = (box.left * width, box.top * height)
    area = image.crop((*corner, corner[0] + box.width * width, corner[1] + box.height * height))
    values = area.histogram()
    return sum(values[:128]) / sum(values)


@pytest.mark.parametrize("turned", [False, True], ids=["upright", "turned"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_boxes_lie_on_the_words_of_the_quote(tmp_path, language, turned):
    data = made_pdf(language, turned=turned)
    (tmp_path / "a.pdf").write_bytes(data)
    text = load(tmp_path / "a.pdf", IndexConfig()).pages[1].text
    picture = draw_page(data, 2, name="a.pdf")
    assert max(picture.width, picture.height) <= 2400
    first = text.index(QUOTES[language][:20])
    second = text.index(QUOTES[language][:20], first + 1)
    upper, lower = (
        quote_boxes(picture.lines, QUOTES[language], text[:start]) for start in (first, second)
    )
    assert upper and lower and upper != lower
    for boxes in (upper, lower):
        assert all(0.05 < ink(picture, box) < 0.5 for box in boxes)
    along = (lambda box: box.left) if turned else (lambda box: box.top)
    assert sorted([along(upper[0]), along(lower[0])], reverse=turned) == [
        along(upper[0]),
        along(lower[0]),
    ]
    blank = Box(0.0, 0.0, 1.0, 0.02)
    assert ink(picture, blank) == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_row_of_a_table_is_marked_cell_by_cell(tmp_path, language):
    data = made_pdf(language)
    (tmp_path / "a.pdf").write_bytes(data)
    text = load(tmp_path / "a.pdf", IndexConfig()).pages[1].text
    row = next(line for line in text.splitlines() if CELLS[language][0] in line).strip("| ")
    picture = draw_page(data, 2, name="a.pdf")
    boxes = quote_boxes(picture.lines, row)
    assert len(boxes) > len(CELLS[language])  # the long cell has several lines
    assert all(ink(picture, box) > 0.05 for box in boxes)
    tops = [box.top for box in boxes]
    assert max(tops) - min(tops) < 0.12  # one row of the table, nothing elsewhere


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_not_on_the_page_gets_no_box(language):
    picture = draw_page(made_pdf(language), 2, name="a.pdf")
    assert quote_boxes(picture.lines, QUOTES[language].replace("mois", "ans").upper() + "x") == ()
    assert quote_boxes(picture.lines, "…") == ()


def test_ligatures_and_cut_words_are_found():
    def line(text: str, top: float):
        edges = [index / 100 for index in range(len(text))]
        ends = [edge + 0.01 for edge in edges]
        flat = [top] * len(text)
        return page_picture.Letters(text, edges, ends, flat, [top + 0.01] * len(text))

    lines = [line("Une of\ufb01cine pro\u00ad", 0.1), line("posée", 0.12)]
    assert [box.top for box in quote_boxes(lines, "officine proposée")] == [0.1, 0.12]


@pytest.mark.parametrize("data", [b"%PDF-1.7\nno pages", made_pdf("en")[:900]])
def test_a_damaged_file_gives_a_refusal(data):
    with pytest.raises(FileRefused):
        draw_page(data, 1, name="a.pdf")


def test_a_page_that_is_not_there_gives_a_refusal():
    with pytest.raises(FileRefused, match="no page 3"):
        draw_page(made_pdf("en"), 3, name="a.pdf")


def test_a_child_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(page_picture, "CHILD", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(page_picture, "SECONDS", 1)
    with pytest.raises(FileRefused, match="longer than 1 s"):
        draw_page(made_pdf("en"), 1, name="a.pdf")


@pytest.fixture(scope="module")
def taken_in(assistant, tmp_path_factory):
    """The assistant with an invented PDF in each language."""
    folder = tmp_path_factory.mktemp("pdf")
    for language in ("fr", "en"):
        (folder / f"ticket.{language}.pdf").write_bytes(made_pdf(language))
    report = ingest_paths(
        [folder],
        config=assistant.config.index,
        catalogue=assistant.catalogue,
        embedder=assistant.embedder,
    )
    assert len(report.added) == 2, report
    return assistant


def place(assistant, language: str) -> dict[str, str | int]:
    document = f"ticket-{language}-pdf"
    text = assistant.catalogue.text(document)
    start = text.index(QUOTES[language][:20])
    end = start + len(QUOTES[language])
    return {"document": document, "start": start, "end": end, "language": language}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_passage_of_a_pdf_comes_with_its_page(taken_in, browser, language):
    query = place(taken_in, language)
    passage = browser.get("/passage", params=query)
    assert TEXT[language]["sheet.loading"] in passage.text
    assert "<mark>" in passage.text
    sheet = browser.get("/passage/sheet", params=query)
    assert sheet.status_code == 200
    assert 'class="box"' in sheet.text
    title = taken_in.catalogue.document(str(query["document"])).edition.title
    alt = TEXT[language]["sheet.alt.marked"].format(page=2, title=title)
    assert f'alt="{alt}"' in sheet.text
    (address,) = re.findall(r'<img src="([^"]+)"', sheet.text)
    picture = browser.get(address.replace("&amp;", "&"))
    assert picture.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 1698)


def test_a_passage_of_a_sheet_has_no_picture(taken_in, browser):
    passage = browser.get("/passage", params={"document": "aurora-en-md", "start": 0, "end": 9})
    assert "data-sheet" not in passage.text
    query = {"document": "aurora-en-md", "page": 1}
    assert browser.get("/passage/picture", params=query).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_quote_that_is_not_found_is_said(taken_in, language):
    document, pages = taken_in.document(f"ticket-{language}-pdf")
    picture = PagePicture(b"", 10, 10, ())
    html = render_sheet(document, pages, passage=Passage(0, 20), picture=picture, language=language)
    assert TEXT[language]["sheet.unmarked"] in html
    assert 'class="box"' not in html
    html = render_sheet(document, pages, passage=Passage(0, 20), picture=None, language=language)
    assert TEXT[language]["sheet.failed"] in html
    assert "<img" not in html


def test_what_is_withdrawn_or_replaced_is_not_shown(taken_in, browser):
    query = {"document": "ticket-en-pdf", "page": 1}
    assert browser.get("/passage/picture", params=query).status_code == 200
    old = browser.get("/passage/picture", params={**query, "version": "0" * 16})
    assert old.status_code == 404
    for number in (0, 3, 99_999):
        answer = browser.get("/passage/picture", params={**query, "page": number})
        assert answer.status_code in (404, 422)
    taken_in.catalogue.withdraw("ticket-en-pdf")
    assert browser.get("/passage/picture", params=query).status_code == 404
    sheet = {"document": "ticket-en-pdf", "start": 0, "end": 5}
    assert browser.get("/passage/sheet", params=sheet).status_code == 404


class Counted:
    """Originals that count how often they are read, and can hold a reader back."""

    def __init__(self, originals: Originals) -> None:
        self.reads = 0
        self.gate = threading.Event()
        self.gate.set()
        self._originals = originals

    def read(self, document_id: str) -> bytes:
        self.reads += 1
        assert self.gate.wait(20)
        return self._originals.read(document_id)


@pytest.fixture
def counted(taken_in) -> tuple[Counted, StoredDocument]:
    return Counted(taken_in.catalogue.originals), taken_in.catalogue.document("ticket-fr-pdf")


def test_a_page_is_drawn_once_and_the_oldest_gives_way(counted):
    originals, document = counted
    pages = DrawnPages(originals)
    first = pages.page(document, 1)
    assert first and pages.page(document, 1) is first
    assert originals.reads == 1
    assert pages.page(document, 3) is pages.page(document, 3) is None  # nor is a failure repeated
    assert originals.reads == 2
    small = DrawnPages(originals, kept_bytes=first.size)
    for number in (1, 2, 1):
        small.page(document, number)
    assert originals.reads == 5


def test_too_many_at_once_are_told_to_wait(counted):
    originals, document = counted
    pages = DrawnPages(originals, at_once=1, patience=0.05)
    originals.gate.clear()
    thread = threading.Thread(target=pages.page, args=(document, 1))
    thread.start()
    while not originals.reads:
        time.sleep(0.005)
    with pytest.raises(DrawingBusy):
        pages.page(document, 2)
    originals.gate.set()
    thread.join()
    assert pages.page(document, 2)
