"""The pages of staff over HTTP: list, upload, correction, publishing, withdrawal, erasure, log."""

import io
import json
import re
from datetime import UTC, datetime
from html import escape

import docx
import pytest

from assistant.trial import OWN_QUESTIONS
from ingest.documents import Edition, Page
from ingest.staff_blocks import shown_blocks
from ingest.staff_list import closing
from ingest.staff_text import LANGUAGES, TEXT
from ingest.staff_uploads import FOLDER, safe_name

ATTACK = "<img src=x onerror=alert(1)>\"'<script>alert(2)</script>"
SHEETS = {
    "fr": "---\ntitle: Passeport Zéphyr (inventé)\nlanguage: fr\nprogramme: Passeport Zéphyr\n"
    "source_kind: invented\n---\n\n# Passeport Zéphyr\n\n## Durée\n\n"
    "Le Passeport Zéphyr offre dix-sept mois de laboratoire aux lauréats.\n",
    "en": "---\ntitle: Zephyr Pass (invented)\nlanguage: en\nprogramme: Zephyr Pass\n"
    "source_kind: invented\n---\n\n# Zephyr Pass\n\n## Duration\n\n"
    "The Zephyr Pass gives the winners seventeen months of bench space.\n",
}
QUESTIONS = {
    "fr": ("Qu’offre le Passeport Zéphyr aux lauréats ?", "dix-sept mois"),
    "en": ("What does the Zephyr Pass give the winners?", "seventeen months"),
}


def only(outcomes: list[dict[str, str]]) -> dict[str, str]:
    assert len(outcomes) == 1
    return outcomes[0]


def answer(staff, question: str) -> str:
    return staff.assistant.answer(question).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_from_upload_to_erasure(staff, sign_in, language):
    visitor = sign_in("ada")
    question, fact = QUESTIONS[language]
    state = visitor.upload("/upload", {f"zephyr_{language}.md": SHEETS[language].encode()})
    outcome = only(state["outcomes"])
    assert outcome["outcome"] == "draft" and not state["error"]
    here = f"/documents/{outcome['document']}"
    # A draft: staff see it, start-ups do not.
    assert TEXT["en"]["state.draft"] in visitor.get(here).text
    assert fact not in answer(staff, question)
    tried = visitor.post(f"{here}/try", question=question)
    assert fact in tried.text and TEXT["en"]["try.own"] in tried.text
    assert fact not in answer(staff, question)
    assert visitor.post(f"{here}/publish").headers["location"].endswith("?done=published")
    assert fact in answer(staff, question)
    assert visitor.post(f"{here}/withdraw").status_code == 303
    assert fact not in answer(staff, question)
    assert visitor.post(f"{here}/restore").status_code == 303
    assert fact in answer(staff, question)
    refused = visitor.post(f"{here}/erase", confirmation="something else")
    assert refused.headers["location"].endswith("?done=erase.differs")
    assert fact in answer(staff, question)
    assert visitor.post(f"{here}/erase", confirmation=outcome["document"]).status_code == 303
    assert visitor.get(here).status_code == 404
    assert fact not in answer(staff, question)
    assert not list((staff.data_dir / FOLDER).iterdir())


def test_a_new_version_shows_which_answers_change(staff, sign_in):
    stored = staff.data_dir / OWN_QUESTIONS
    rows = [
        {"id": "1", "question": QUESTIONS["en"][0]},
        {"id": "2", "question": "Hello"},
    ]
    stored.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    visitor = sign_in("ada")
    first = visitor.upload("/upload", {"pass.md": SHEETS["en"].encode()})["outcomes"][0]["document"]
    assert visitor.post(f"/documents/{first}/publish").status_code == 303
    newer = SHEETS["en"].replace("seventeen", "nineteen").encode()
    state = visitor.upload(f"/documents/{first}/replace", {"pass.md": newer})
    draft = f"/documents/{only(state['outcomes'])['document']}"
    assert "nineteen months" in visitor.get(draft).text
    changed = visitor.post(f"{draft}/try", affected="1").text
    counted = TEXT["en"]["affected.count"].format(count=1, compared=2, total=2)
    assert counted in changed and "seventeen months" in changed and "nineteen months" in changed
    assert (
        visitor.post(f"{draft}/publish")
        .headers["location"]
        .startswith(f"/staff/documents/{first}?")
    )
    assert "nineteen months" in answer(staff, QUESTIONS["en"][0])
    assert visitor.post(f"/documents/{first}/roll-back").status_code == 303
    assert "seventeen months" in answer(staff, QUESTIONS["en"][0])
    assert visitor.post(f"/documents/{first}/erase", confirmation=first).status_code == 303
    stored.unlink()


def test_metadata_is_corrected_and_a_wrong_value_explained(sign_in):
    visitor = sign_in("edgar")
    text = b"# Borealis Prize (invented)\n\nThe prize is for young laboratories.\n"
    state = visitor.upload("/upload", {"borealis.md": text})
    here = f"/documents/{only(state['outcomes'])['document']}"
    wrong = visitor.post(f"{here}/edit", title="Borealis", closes="2027-13-45")
    assert wrong.status_code == 422
    assert 'value="2027-13-45"' in wrong.text and 'aria-invalid="true"' in wrong.text
    right = {"programme": "Borealis Prize", "closes": "2027-03-01T17:00 Europe/Paris"}
    assert visitor.post(f"{here}/edit", **right).headers["location"].endswith("?done=saved")
    page = visitor.get(here).text
    assert 'value="2027-03-01T17:00 Europe/Paris"' in page and 'value="Borealis Prize"' in page
    found = visitor.get("?programme=Borealis+Prize&state=draft").text
    assert here in found and "1 document" in found
    assert here not in visitor.get("?state=published").text
    assert visitor.get(f"{here}/download").text.startswith("# Borealis Prize")


def test_what_a_file_and_its_name_hold_is_shown_and_not_run(sign_in):
    visitor = sign_in("edgar")
    made, data = docx.Document(), io.BytesIO()  # Markdown and HTML would lose the markup
    made.add_heading(f"Notice {ATTACK}", 1)
    made.add_paragraph(f"This notice is invented. {ATTACK}")
    made.save(data)
    state = visitor.upload("/upload", {'evil"><script>alert(3)</script>.docx': data.getvalue()})
    here = f"/documents/{only(state['outcomes'])['document']}"
    assert visitor.post(f"{here}/edit", title=ATTACK, programme=ATTACK).status_code == 303
    for path in ("", "/audit", "/digest", here):
        page = visitor.get(path).text
        assert "<script>alert" not in page and "<img" not in page
        assert path == "/audit" or escape("<img src=x onerror=alert(1)>") in page, path
    assert "This notice is invented." in visitor.get(here).text


def test_a_question_in_the_address_is_not_shown_as_markup(sign_in):
    visitor = sign_in("edgar")
    page = visitor.client.get("/staff", params={"text": ATTACK, "done": ATTACK}).text
    assert "<script>alert" not in page and "onerror=alert(1)>" not in page


def test_the_log_can_be_taken_away_as_a_table(sign_in):
    visitor = sign_in("edgar")
    visitor.upload(
        "/upload", {"solstice.md": b"# Solstice Grant (invented)\n\nA grant for summer.\n"}
    )
    exported = visitor.get("/audit.csv")
    assert exported.headers["content-type"].startswith("text/csv")
    assert "attachment" in exported.headers["content-disposition"]
    assert "edgar" in exported.text and "solstice" in exported.text
    assert "solstice" in visitor.get("/audit").text


def test_an_upload_is_seen_by_its_sender_alone(sign_in):
    edgar, ada = sign_in("edgar"), sign_in("ada")
    headers = {"Accept": "application/json", "X-Form-Token": edgar.token}
    sent = edgar.client.post(
        "/staff/upload", headers=headers, files=[("files", ("a.md", b"# A\n"))]
    )
    path = f"/uploads/{sent.json()['upload']}"
    assert edgar.get(path).status_code == 200
    assert ada.get(path).status_code == 404


def test_an_upload_without_script_shows_its_outcome(sign_in):
    visitor = sign_in("edgar")
    sent = visitor.client.post(
        "/staff/upload",
        data={"form_token": visitor.token},
        files=[("files", ("empty.md", b"")), ("files", ("movie.mp4", b"\0\0\0\x18ftyp"))],
        follow_redirects=True,
    )
    while TEXT["en"]["add.again"] in sent.text:
        sent = visitor.client.get(sent.url.path)
    assert sent.text.count(TEXT["en"]["outcome.refused"]) == 2
    assert (
        visitor.client.post("/staff/upload", data={"form_token": visitor.token}).status_code == 422
    )


def test_names_of_files_stay_names():
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\Users\\x\\rules.pdf") == "rules.pdf"
    assert safe_name("..") == safe_name("") == safe_name("/") == "file"
    assert safe_name(".htaccess") == "htaccess"
    assert safe_name("\ud800.md") == safe_name("\udcff.md") == "\N{REPLACEMENT CHARACTER}.md"
    assert "\n" not in safe_name("a\nb.md") and "\u202e" not in safe_name("a\u202eb.md")
    assert (
        len(safe_name("x" * 1_000 + ".pdf")) == 150
        and safe_name("x" * 1_000 + ".pdf")[-4:] == ".pdf"
    )


def test_every_word_is_there_in_both_languages():
    assert TEXT["fr"].keys() == TEXT["en"].keys()
    for key in TEXT["fr"]:
        french, english = (sorted(re.findall(r"{(\w+)}", TEXT[name][key])) for name in LANGUAGES)
        assert french == english and TEXT["fr"][key] and TEXT["en"][key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_its_reader(staff, language):
    with staff.browser() as stranger:
        page = stranger.get("/staff/sign-in", headers={"Accept-Language": f"{language},de;q=0.5"})
        assert f'<html lang="{language}">' in page.text
        assert TEXT[language]["sign_in.lead"] in page.text
        other = {"fr": "en", "en": "fr"}[language]
        assert stranger.get(f"/staff/sign-in?language={other}").status_code == 200
        assert TEXT[other]["sign_in.lead"] in stranger.get("/staff/sign-in").text


NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ("", "unknown"),
        ("spring", "unknown"),
        ("2027-03-01", "closing"),
        ("2027-02-28", "expired"),
        ("2027-03-01T13:01 Europe/Paris", "closing"),
        ("2027-03-01T12:59 Europe/Paris", "expired"),
        ("2027-03-01T12:59 +02:00", "expired"),
        ("2027-03-01T11:59 Z", "expired"),
        ("2027-05-01", ""),
        ("2027-01-01; 2027-05-01", ""),
        ("2027-01-01; 2027-03-15", "closing"),
        ("2026-01-01; 2027-01-01", "expired"),
    ],
)
def test_what_is_said_of_a_closing_date(closes, expected):
    assert closing(Edition(title="x", closes=closes), NOW) == expected


def test_a_page_is_cut_into_headings_tables_and_text():
    table = "| Size | Rate |\n|---|---|\n| Small \\| new | 50 % |\n"
    text = f"# Who *can* apply\n\nCompanies.\n\n{table}\n- one\n- two\n"
    heading, paragraph, table, *items = shown_blocks(Page(1, text))
    assert (heading.kind, heading.text, heading.level) == ("heading", "Who can apply", 1)
    assert paragraph.text == "Companies."
    assert table.rows == (("Size", "Rate"), ("Small | new", "50 %"))
    assert [item.text for item in items] == ["- one", "- two"]
