"""What the staff page needs of the questions kept beside the chat, which it may not know."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class QuestionTopic:
    """Kept questions of one meaning, without personal data.

    `languages` and `kinds` count them by `fr`, `en` and by `unanswered`, `thumbs_down`;
    `wordings` are a few of them, each with its language, the one nearest to all others first.
    `latest` is the day of the newest.
    """

    ids: tuple[int, ...]
    languages: dict[str, int]
    kinds: dict[str, int]
    wordings: tuple[tuple[str, str], ...]
    latest: str


class QuestionDesk(Protocol):
    """The kept questions; all methods raise CatalogueError."""

    @property
    def days(self) -> int:
        """Days for which questions are kept, 0 when none is."""
        ...

    def topics(self) -> list[QuestionTopic]:
        """The questions grouped by meaning, most first; raises TrialNotReady."""
        ...

    def cases(self, ids: Collection[int]) -> str:
        """JSON lines of evaluation cases, one for each topic that holds one of these."""
        ...

    def forget(self, ids: Collection[int]) -> int:
        """Delete these questions; how many of them there were."""
        ...
