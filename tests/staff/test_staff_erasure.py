"""What is erased through the page is gone from every file, the index of the running chat too."""

import io
import time

import numpy as np
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

CANARY = {"fr": "Calliphlox évelyne", "en": "Calypte costae"}
TEXTS = {
    "fr": "Le passeport inventé {canary} dure {months} mois à Caen.",
    "en": "The invented {canary} pass lasts {months} months in Leeds.",
}


def made_pdf(text: str) -> bytes:
    data = io.BytesIO()
    # Not compressed: the text itself must be looked for in the file that is kept.
    canvas = Canvas(data, pagesize=A4, pageCompression=0)
    canvas.drawString(72, 760, text)
    canvas.save()
    return data.getvalue()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_byte_is_left_of_what_is_erased_through_the_page(staff, sign_in, language):
    visitor, canary = sign_in("ada"), CANARY[language]
    name = f"{canary.split()[0].lower()}-{language}.pdf"
    texts = [TEXTS[language].format(canary=canary, months=months) for months in (12, 18)]
    (outcome,) = visitor.upload("/upload", {name: made_pdf(texts[0])})["outcomes"]
    document = outcome["document"]
    here = f"/documents/{document}"
    visitor.post(f"{here}/edit", programme=canary, title=f"{canary}, {language}")
    assert visitor.post(f"{here}/publish").status_code == 303
    newer = made_pdf(texts[1])
    (outcome,) = visitor.upload(f"{here}/replace", {name: newer})["outcomes"]
    assert visitor.post(f"/documents/{outcome['document']}/publish").status_code == 303
    assert visitor.post(f"{here}/roll-back").status_code == 303
    stored = staff.assistant.retriever.view().snapshot
    rows = [n for n, chunk in enumerate(stored.chunks) if chunk.document == document]
    vector = stored.vectors[rows[0]]
    needles = [canary.encode(), document.encode(), newer[:400]]
    needles += [vector[start : start + 8].tobytes() for start in range(0, len(vector), 64)]
    needles.append(vector[:8].astype(np.float16).tobytes())
    deadline = time.monotonic() + 60
    # The scan finds what is there: the text, the file, and the vector in the index of the chat.
    while not {0, 1, 2, 3} <= (held := staff.held(needles)):
        assert time.monotonic() < deadline, held
        time.sleep(0.1)
    assert visitor.post(f"{here}/erase", confirmation=document).status_code == 303
    assert staff.held(needles) == set()
    assert canary not in visitor.get("").text + visitor.get("/audit").text
