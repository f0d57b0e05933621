"""The kept questions as staff see them: topics, evaluation cases, forgetting."""

from collections import Counter
from collections.abc import Collection
from typing import Final

from assistant.preparation import Preparation
from assistant.question_keeping import QuestionKeeping
from assistant.question_topics import Topic, case_lines
from ingest.staff_questions import QuestionTopic
from ingest.staff_trial import TrialNotReady

WORDINGS_SHOWN: Final = 5


class KeptQuestionDesk:
    """What the staff page asks of the kept questions; see `ingest.staff_questions.QuestionDesk`."""

    def __init__(self, keeping: QuestionKeeping, preparation: Preparation) -> None:
        """Use the store and the model of the chat, once it is ready."""
        self._keeping = keeping
        self._preparation = preparation

    @property
    def days(self) -> int:
        """Days for which questions are kept, 0 when none is."""
        return self._keeping.days

    def topics(self) -> list[QuestionTopic]:
        """The questions grouped by meaning, most first; raises TrialNotReady."""
        return [_shown(topic) for topic in self._topics()]

    def cases(self, ids: Collection[int]) -> str:
        """JSON lines of evaluation cases, one for each topic that holds one of these."""
        return case_lines(
            topic for topic in self._topics() if any(kept.id in ids for kept in topic.questions)
        )

    def forget(self, ids: Collection[int]) -> int:
        """Delete these questions; how many of them there were."""
        return self._keeping.store.forget(sorted(ids))

    def _topics(self) -> list[Topic]:
        kept = self._keeping.store.all()
        if kept and not self._preparation.ready:
            raise TrialNotReady
        return self._keeping.topics.of(kept)


def _shown(topic: Topic) -> QuestionTopic:
    worded = dict.fromkeys((kept.language, kept.text) for kept in topic.questions)
    return QuestionTopic(
        ids=tuple(kept.id for kept in topic.questions),
        languages=dict(Counter(kept.language for kept in topic.questions)),
        kinds=dict(Counter(kept.kind for kept in topic.questions)),
        wordings=tuple(worded)[:WORDINGS_SHOWN],
        latest=max(kept.day for kept in topic.questions),
    )
