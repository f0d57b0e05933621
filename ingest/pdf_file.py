"""A PDF file through pdfium: opening it, the text of its pages, pictures of scanned ones."""

import io
import os
from pathlib import Path
from typing import Any

from ingest import limits
from ingest.errors import FileRefused
from ingest.messages import message
from ingest.pdf_text import markdown_pages

FEW_LETTERS = 25  # a page with fewer and a large picture is a scan
PICTURE_SHARE = 0.4  # of the page that pictures cover on a scan
OCR_DOTS_PER_INCH = 200
TESSDATA = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/usr/local/share/tessdata",
)


def open_pdf(data: bytes, name: str) -> Any:
    """The pypdfium2 document; raises FileRefused: encrypted, corrupt or too_large."""
    import pypdfium2  # loads the shared library of pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FileRefused("encrypted", message("encrypted", name=name)) from error
        raise FileRefused("corrupt", message("damaged.pdf", name=name)) from error
    if len(document) > limits.PAGES:
        raise FileRefused("too_large", message("large.pages", name=name, count=len(document)))
    return document


def page_texts(document: Any) -> dict[int, str]:
    """Markdown of every page by its number from 1; empty where there is no text layer."""
    import pypdfium2  # loads the shared library of pdfium

    pages, numbers = [], []
    for index in range(len(document)):
        try:
            pages.append(document[index])
            numbers.append(index + 1)
        except pypdfium2.PdfiumError:  # a broken page among good ones
            continue
    found = dict(zip(numbers, markdown_pages(pages), strict=True))
    return {number: found.get(number, "") for number in range(1, len(document) + 1)}


def scanned_pages(document: Any, texts: dict[int, str]) -> list[int]:
    """Numbers of the pages that are pictures with hardly any text."""
    return [
        number
        for number, text in texts.items()
        if sum(char.isalpha() for char in text) < FEW_LETTERS and _is_picture(document, number)
    ]


def _is_picture(document: Any, number: int) -> bool:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return False
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += max(right - left, 0) * max(top - bottom, 0)
    return bool(covered > PICTURE_SHARE * width * height)


def page_picture(document: Any, number: int) -> bytes:
    """The page as a grey PNG picture, at a size that Tesseract reads well."""
    page = document[number - 1]
    longest = max(page.get_size())
    scale = min(OCR_DOTS_PER_INCH / 72, 4000 / max(longest, 1))
    buffer = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def tesseract_languages() -> list[str]:
    """French and English, as far as their data is installed; sets TESSDATA_PREFIX to where."""
    for folder in (os.environ.get("TESSDATA_PREFIX", ""), *TESSDATA):
        found = [
            code for code in ("fra", "eng") if (Path(folder) / f"{code}.traineddata").is_file()
        ]
        if folder and found:
            os.environ["TESSDATA_PREFIX"] = folder
            return found
    return []
