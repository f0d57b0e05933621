"""A programme of two editions, invented, asked about on several days in both languages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from ingest.catalogue import Catalogue
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 12, tzinfo=PARIS)
BODIES = {
    "fr": "Le Prix Zéphyr {year}, exemple inventé, donne {amount} euros à chaque lauréat. Les "
    "candidatures au Prix Zéphyr {year} ouvrent le {opens} et ferment le {closes}. Le prix "
    "accueille les équipes à {city}.",
    "en": "The Zephyr Prize {year}, an invented example, gives {amount} euros to each winner. "
    "Applications for the Zephyr Prize {year} open on {opens} and close on {closes}. The prize "
    "hosts the teams in {city}.",
}
WORDS = {
    ("fr", 2025): ("5 000", "1er février 2025", "6 juin 2025", "Nantes"),
    ("fr", 2026): ("8 000", "1er mars 2026", "30 juin 2026 à 17 h", "Lyon"),
    ("en", 2025): ("5,000", "1 February 2025", "6 June 2025", "Nantes"),
    ("en", 2026): ("8,000", "1 March 2026", "30 June 2026 at 17:00", "Lyon"),
}
FRONTS = {
    2025: "opens: 2025-02-01\ncloses: 2025-06-06\n",
    2026: "opens: 2026-03-01\ncloses: 2026-06-30T17:00 Europe/Paris\n",
}
TWIN = {"fr": "en", "en": "fr"}


def sheet(language, year, more=""):
    amount, opens, closes, city = WORDS[language, year]
    body = BODIES[language].format(year=year, amount=amount, opens=opens, closes=closes, city=city)
    front = more or FRONTS[year]
    return (
        f'---\ntitle: Zéphyr {year} ({language})\nprogramme: Prix Zéphyr\nedition: "{year}"\n'
        f"language: {language}\naliases: [Zephyr Prize]\ntwin: zephyr-{year}.{TWIN[language]}.md\n"
        f"{front}---\n\n# Zéphyr {year}\n\n{body}\n"
    )


def sheets(*years, more=""):
    return {
        f"zephyr-{year}.{language}.md": sheet(
            language, year, f"{FRONTS[year]}{more}" if more else ""
        )
        for year in years
        for language in ("fr", "en")
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory, models_dir, embedder):
    """An assistant over both editions; no test changes it."""
    data_dir, folder = tmp_path_factory.mktemp("editions"), tmp_path_factory.mktemp("sheets")
    (data_dir / "models").symlink_to(models_dir, target_is_directory=True)
    for name, text in sheets(2025, 2026).items():
        (folder / name).write_text(text, encoding="utf-8")
    config = IndexConfig(data_dir=data_dir, corpus_dir=folder)
    catalogue = Catalogue(config)
    ingest_paths([folder], config=config, catalogue=catalogue, embedder=embedder)
    catalogue.close()
    assistant = Assistant(AssistantConfig(index=config), today=lambda: NOW)
    yield assistant
    assistant.close()


QUESTIONS = {
    "join": ("Peut-on encore candidater au Prix Zéphyr ?",
             "Can we still apply for the Zephyr Prize?"),
    "join 2025": ("Peut-on encore candidater au Prix Zéphyr 2025 ?",
                  "Can we still apply for the Zephyr Prize 2025?"),
    "amount": ("Combien d'euros le Prix Zéphyr donne-t-il à chaque lauréat ?",
             "How many euros does the Zephyr Prize give to each winner?"),
    "amount 2025": ("Combien d'euros le Prix Zéphyr 2025 donnait-il à chaque lauréat ?",
                  "How many euros did the Zephyr Prize 2025 give to each winner?"),
    "amount 2026": (
        "Combien d'euros le Prix Zéphyr 2026 donne-t-il à chaque lauréat ?",
        "How many euros does the Zephyr Prize 2026 give to each winner?",
    ),
    "open then": ("En mai 2025, pouvait-on candidater au Prix Zéphyr ?",
                  "Was the Zephyr Prize open in May 2025?"),
}  # fmt: skip


def cited(answer):
    return {citation.edition for citation in answer.citations}


def ask(assistant, name, as_of=None):
    for language, question in zip(("fr", "en"), QUESTIONS[name], strict=True):
        answer = assistant.answer(question, (), as_of)
        assert answer.language == language
        yield language, answer, answer.text.split("\n")


@pytest.mark.parametrize(
    "question",
    [
        "Reste-t-il des places dans la délégation Bio USA 2024 ?",
        "Sign me up for Bio USA 2024, please!",
    ],
)
def test_a_place_in_an_edition_that_is_over_is_asked_for(assistant, question):
    assert assistant.answer(question).status == "expired"


@pytest.mark.parametrize(
    "question",
    [
        "Les doctorants peuvent-ils candidater sans société créée ?",
        "Can PhD students apply without a company?",
    ],
)
def test_an_edition_that_nobody_named_does_not_answer_that_all_is_over(assistant, question):
    answer = assistant.answer(question)
    assert answer.status != "expired"
    assert answer.citations


@pytest.mark.parametrize(
    "question", ["Peut-on encore candidater à FAST 2024 ?", "Can I still apply to FAST 2024?"]
)
def test_another_programme_that_is_over_does_not_answer(assistant, question):
    answer = assistant.answer(question)

    assert answer.status == "not_stated"
    assert not any("BIO" in cited.programme for cited in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "L'édition 2023 du Bio Partnering Pass Challenge est-elle encore ouverte ?",
        "Is the 2023 edition of the Bio Partnering Pass Challenge still open?",
    ],
)
def test_an_earlier_edition_than_the_documents_know_is_not_told_as_theirs(assistant, question):
    answer = assistant.answer(question)

    assert answer.status in ("not_stated", "partial")
    assert any(
        before in cited.quote
        for cited in answer.citations
        for before in ("avant 2024", "before 2024")
    )


def test_the_edition_in_force_answers(both):
    for language, answer, _ in ask(both, "amount"):
        assert cited(answer) == {"2026"}
        assert WORDS[language, 2026][0] in answer.text


def test_an_older_edition_answers_when_it_is_named_and_is_marked(both):
    marks = {"fr": "édition terminée", "en": "an edition that is over"}
    for language, answer, lines in ask(both, "amount 2025"):
        assert cited(answer) == {"2025"}
        assert WORDS[language, 2025][0] in answer.text
        assert marks[language] in lines[-1]


def test_an_edition_that_is_over_says_so_first_and_then_what_comes_next(both):
    first = {
        "fr": "Cette édition est terminée depuis le 6 juin 2025.",
        "en": "This edition is over, since 6 June 2025.",
    }
    following = {"fr": "une autre édition, annoncée", "en": "another edition, announced"}
    for language, answer, lines in ask(both, "join 2025"):
        assert answer.status == "expired"
        assert lines[0].startswith(first[language])
        (at,) = [number for number, line in enumerate(lines) if following[language] in line]
        quoted = {citation.number: citation for citation in answer.citations}
        assert quoted[int(lines[at + 1][-2])].edition == "2026"
        assert "2026-" not in answer.text


def test_without_another_edition_the_answer_says_that_none_is_announced(small):
    assistant = small(sheets(2025), NOW)
    last = {
        "fr": "Une prochaine édition n'est pas annoncée",
        "en": "do not announce a next edition",
    }
    for language, answer, lines in ask(assistant, "join"):
        assert answer.status == "expired"
        assert last[language] in lines[-1]


def test_the_present_question_says_until_when(both):
    until = {"fr": "le 30 juin 2026 à 17:00", "en": "on 30 June 2026 at 17:00"}
    for language, answer, lines in ask(both, "join"):
        assert answer.status in ("answered", "partial")
        assert cited(answer) == {"2026"}
        assert until[language] in lines[0]


@pytest.mark.parametrize(
    ("day", "edition", "statuses"),
    [
        (date(2025, 5, 1), "2025", {"answered", "partial"}),
        (date(2026, 5, 1), "2026", {"answered", "partial"}),
        (date(2026, 7, 1), "2026", {"expired"}),
        (date(2030, 1, 1), "2026", {"expired"}),
    ],
)
def test_the_same_question_as_of_another_day(both, day, edition, statuses):
    for _, answer, _ in ask(both, "join", day):
        assert answer.as_of == day.isoformat()
        assert answer.status in statuses
        assert answer.citations[0].edition == edition


def test_before_it_opens_the_answer_says_when(both):
    first = {
        "fr": "Les candidatures ne sont pas encore ouvertes : elles ouvrent le 1er mars 2026.",
        "en": "Applications are not open yet: they open on 1 March 2026.",
    }
    for language, answer, lines in ask(both, "join", date(2026, 2, 1)):
        assert lines[0] == first[language]
        assert answer.status in ("answered", "partial")


@pytest.mark.parametrize(("minute", "over"), [(59, False), (0, True)])
def test_the_hour_of_the_deadline_decides(small, minute, over):
    now = datetime(2026, 6, 30, 17 if over else 16, minute, tzinfo=PARIS)
    assistant = small(sheets(2026), now)
    for _, answer, _ in ask(assistant, "join"):
        assert (answer.status == "expired") == over
        assert answer.as_of == "2026-06-30"


def test_a_question_about_a_past_month_keeps_the_clock_and_is_answered(both):
    window = {
        "fr": "du 1er février 2025 au 6 juin 2025",
        "en": "from 1 February 2025 to 6 June 2025",
    }
    for language, answer, _ in ask(both, "open then"):
        assert answer.as_of == "2026-05-04"
        assert answer.status != "expired"
        assert window[language] in answer.text
        assert cited(answer) == {"2025"}


def test_a_suspended_programme_says_so_first(small):
    assistant = small(sheets(2026, more="status: suspended\n"), NOW)
    first = {"fr": "suspendues", "en": "suspended"}
    for language, _, lines in ask(assistant, "join"):
        assert first[language] in lines[0]
    for language, _, lines in ask(assistant, "amount 2026"):
        assert first[language] in lines[0] and len(lines) > 1


def test_applications_at_any_time_are_open_and_a_far_end_is_no_end(small):
    told = {"fr": "reçues à tout moment", "en": "taken at any time"}
    fronts = ("closes: rolling\n", "closes: au fil de l’eau\n", "closes: 2050-12-31\n")
    for front in fronts:
        named = {name: sheet(name[-5:-3], 2026, front) for name in sheets(2026)}
        for language, answer, lines in ask(small(named, NOW), "join"):
            assert (told[language] in lines[0]) == ("2050" not in front)
            assert "2050" not in answer.text and answer.status != "expired"


def test_what_a_document_replaces_answers_only_about_the_past(small):
    older = {name: text.replace(FRONTS[2025], "") for name, text in sheets(2025).items()}
    newer = {
        name: text.replace(FRONTS[2026], f"supersedes: {name.replace('2026', '2025')}\n")
        for name, text in sheets(2026).items()
    }
    assistant = small(older | newer, NOW)
    marks = {"fr": "remplacés par une édition plus récente", "en": "a more recent edition"}
    for _, answer, _ in ask(assistant, "amount"):
        assert cited(answer) == {"2026"}
    for language, answer, lines in ask(assistant, "amount 2025"):
        assert cited(answer) == {"2025"}
        assert marks[language] in lines[-1]
