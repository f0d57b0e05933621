"""Two people at once, a click too many, a session that ends: nothing is undone and nothing lost."""

import re
from html import unescape

import pytest

from ingest.messages import in_language, message
from ingest.staff_sessions import StaffSessions
from ingest.staff_store import StaffStore
from ingest.staff_text import LANGUAGES, TEXT

SHEET = (
    "---\ntitle: Orion Grant {name} (invented)\nlanguage: en\n---\n\n"
    "The Orion Grant {name} gives {amount} euros to each winner.\n"
)

# The form of a draft always says which status the document will have.
FORCE = {"status": "in_force"}


def taken_in(visitor, name: str, *, amount: str = "40,000", replaces: str = "") -> str:
    """The id of a draft made of a sheet."""
    path = f"/documents/{replaces}/replace" if replaces else "/upload"
    text = SHEET.format(name=name, amount=amount).encode()
    (outcome,) = visitor.upload(path, {f"orion-{name}.md": text})["outcomes"]
    assert outcome["outcome"] == "draft", outcome
    return str(outcome["document"])


def mark_of(page) -> str:
    """The mark of the document that the forms of a page carry."""
    return str(re.search(r'name="mark" value="(\w+)"', page.text).group(1))


def erase(visitor, document: str) -> None:
    assert visitor.post(f"/documents/{document}/erase", confirmation=document).status_code == 303


def test_of_two_editors_the_later_one_undoes_nothing_and_loses_nothing(sign_in):
    ada, edgar = sign_in("ada"), sign_in("edgar")
    here = f"/documents/{taken_in(ada, 'two')}"
    mark = mark_of(ada.get(here))
    assert mark_of(edgar.get(here)) == mark
    first = ada.post(f"{here}/edit", mark=mark, title="Of Ada", programme="Orion Grant", **FORCE)
    assert first.status_code == 303
    for language in LANGUAGES:
        edgar.client.headers["Accept-Language"] = language
        second = edgar.post(f"{here}/edit", mark=mark, title="Of Edgar", programme="", **FORCE)
        assert second.status_code == 409
        told = in_language(message("state.changed", document=here.split("/")[-1]), language)
        page = unescape(second.text)
        assert told in page and 'value="Of Edgar"' in page
        for stored in ("Of Ada", "Orion Grant"):
            assert TEXT[language]["stored.now"].format(value=stored) in page
    assert 'value="Of Ada"' in ada.get(here).text
    later = {"title": "Of Edgar", "programme": "Orion Grant", **FORCE}
    again = edgar.post(f"{here}/edit", mark=mark_of(second), **later)
    assert again.headers["location"].endswith("?done=saved")
    assert ada.post(f"{here}/publish", mark=mark).status_code == 409
    erase(ada, here.split("/")[-1])


def test_a_double_click_is_one_click(staff, sign_in):
    visitor = sign_in("ada")
    document = taken_in(visitor, "twice")
    here = f"/documents/{document}"

    def twice(path: str) -> None:
        form = {"mark": mark_of(visitor.get(path.rpartition("/")[0]))}
        answers = [visitor.post(path, **form) for _ in range(2)]
        places = {answer.headers.get("location") for answer in answers}
        assert [answer.status_code for answer in answers] == [303, 303] and len(places) == 1, path

    twice(f"{here}/publish")
    draft = taken_in(visitor, "twice", amount="50,000", replaces=document)
    twice(f"/documents/{draft}/publish")
    # A link to the draft, kept from the upload, leads to what it became.
    assert visitor.get(f"/documents/{draft}").headers["location"] == f"/staff{here}"
    twice(f"{here}/roll-back")
    assert "40,000" in visitor.get(here).text
    for step in ("withdraw", "restore"):
        twice(f"{here}/{step}")
    number = staff.assistant.catalogue.snapshot().documents[document].version
    assert number == 3
    erase(visitor, document)


@pytest.mark.parametrize("step", ["withdraw", "erase"])
def test_a_new_version_of_what_is_gone_meanwhile_can_be_published(staff, sign_in, step):
    visitor = sign_in("ada")
    document = taken_in(visitor, step)
    assert visitor.post(f"/documents/{document}/publish").status_code == 303
    draft = taken_in(visitor, step, amount="60,000", replaces=document)
    assert visitor.post(f"/documents/{document}/{step}", confirmation=document).status_code == 303
    assert visitor.get(f"/documents/{draft}").status_code == 200
    published = visitor.post(f"/documents/{draft}/publish")
    assert published.headers["location"].endswith("?done=published")
    kept = published.headers["location"].split("/")[-1].partition("?")[0]
    assert "60,000" in visitor.get(f"/documents/{kept}").text
    erase(visitor, kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_sent_after_the_session_says_so_and_can_be_sent_again(staff, sign_in, language):
    visitor = sign_in("ada")
    here = f"/documents/{taken_in(visitor, f'late {language}')}"
    visitor.client.headers["Accept-Language"] = language
    StaffSessions(StaffStore(staff.data_dir)).end(visitor.client.cookies["staff_session"])
    lost = visitor.post(f"{here}/edit", title="Written for an hour")
    assert lost.status_code == 401 and lost.headers["content-type"].startswith("text/html")
    page = unescape(lost.text)
    assert TEXT[language]["session.ended"] in page and 'name="password"' in page
    assert visitor.client.get("/staff/session", headers={"Accept": "*/*"}).status_code == 401
    # The script asks for the token of the new session, and sends what stands in the form.
    other = sign_in("ada")
    token = other.client.get("/staff/session").json()["form_token"]
    assert token == other.token
    assert other.post(f"{here}/edit", title="Written for an hour").status_code == 303
    erase(other, here.split("/")[-1])
