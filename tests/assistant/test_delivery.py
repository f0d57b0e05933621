"""A question is asked again when its quotes were replaced or withdrawn on the way."""

import pytest

from assistant.answer import Answer, Citation
from assistant.delivery import ASKED_AGAIN, answered
from assistant.phrases import say
from assistant.verify import guarded, is_withheld
from ingest.documents import Page
from ingest.errors import DocumentNotFound

LANGUAGES = ("fr", "en")


class Asked:
    """An inquiry as far as `answered` looks at it."""

    def __init__(self, answer: Answer, change: int) -> None:
        self.answer = answer
        self.view = self
        self.snapshot = self
        self.change = change


def withheld(language: str) -> Answer:
    return Answer("not_stated", language, say("withheld", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_asked_again_of_the_new_state(language):
    whole = Answer("answered", language, "…")
    states = [Asked(withheld(language), 1), Asked(withheld(language), 2), Asked(whole, 3)]
    asked = iter(states)
    assert answered(lambda: next(asked), lambda: 3) is states[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_did_not_change_is_not_asked_again(language):
    only = Asked(withheld(language), 3)
    asked = iter([only])
    assert answered(lambda: next(asked), lambda: 3) is only


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_ends_when_everything_changes_all_the_time(language):
    count = []
    last = answered(lambda: count.append(1) or Asked(withheld(language), 1), lambda: 2)
    assert len(count) == 1 + ASKED_AGAIN
    assert is_withheld(last.answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_quoted_from_a_document_that_is_gone(language):
    cited = Citation(
        number=1, document="gone", title="", programme="", edition="", language=language,
        page=2, section="", quote="douze mois", source="", source_kind="", publisher="",
        published="", valid_from="", valid_until="", start=0, end=10,
    )  # fmt: skip
    answer = Answer("answered", language, "« douze mois » [1]", citations=(cited,))

    def gone(document: str) -> tuple[Page, ...]:
        raise DocumentNotFound(document)

    assert is_withheld(guarded(answer, gone))
    assert is_withheld(guarded(answer, lambda _: (Page(1, "douze mois"),)))
    whole = (Page(1, ""), Page(2, "Il dure douze mois."))
    assert guarded(answer, lambda _: whole) is answer
