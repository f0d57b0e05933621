"""One ranking from two: languages compared fairly, words that repeat not overrated, turns kept."""

import numpy as np
import pytest

from assistant.answer import Turn
from assistant.follow_up import Resolved, resolve
from assistant.fusion import fuse, standardise
from assistant.question import read_question
from assistant.retrieval import Query

DENSE = np.array([0.9, 0.5, 0.1, 0.0], np.float32)
QUESTIONS = {
    "fr": ("Combien coûte le laboratoire ?", "Et combien de temps ?"),
    "en": ("What does the laboratory cost?", "And how long?"),
}


def test_of_two_equal_passages_the_one_in_the_askers_language_comes_first():
    own = np.array([True, False, True, False])
    dense = np.array([0.9, 0.9, 0.1, 0.1], np.float32)
    scores = fuse(dense, np.array([4, 0, 1, 0], np.float32), own=own)
    assert scores[0] > scores[1] > scores[2]


def test_a_much_nearer_passage_of_the_other_language_still_wins():
    own = np.array([False, True, True, True])
    scores = fuse(DENSE, np.array([0, 1, 1, 0], np.float32), own=own)
    assert np.argmax(scores) == 0


def test_without_shared_words_the_order_is_that_of_meaning():
    for own in (np.ones(4, np.bool_), np.array([True, False, True, False])):
        scores = fuse(DENSE, np.zeros(4, np.float32), own=own)
        assert list(np.argsort(-scores)) == [0, 1, 2, 3]


def test_on_passages_of_another_language_votes_stand_in_for_words():
    own = np.array([True, False, False, False])
    words = np.array([1, 0, 0, 0], np.float32)
    scores = fuse(DENSE, words, own=own, votes={2: 2.0, 1: -1.0})
    plain = fuse(DENSE, words, own=own)
    assert scores[0] == plain[0] and scores[2] > scores[1] > scores[3]
    assert plain[1] > plain[2]


def test_a_word_said_often_does_not_outweigh_meaning():
    dense = np.array([0.9, 0.7, 0.0, 0.0], np.float32)
    words = np.array([9, 25, 1, 0], np.float32)
    own = np.ones(4, np.bool_)
    assert fuse(dense, words, own=own)[0] > fuse(dense, words, own=own)[2]
    gap = np.subtract(*fuse(dense, words, own=own)[[1, 0]])
    plain = standardise(dense, own) + 0.8 * standardise(words, own)
    assert gap < np.subtract(*plain[[1, 0]])


def test_scores_that_are_all_equal_say_nothing():
    same = np.full(3, 0.4, np.float32)
    assert (standardise(same, np.ones(3, np.bool_)) == 0).all()
    assert (standardise(same, np.zeros(3, np.bool_)) == 0).all()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_earlier_questions_count_by_their_documents_not_by_their_words(language):
    first, second = QUESTIONS[language]
    history = [Turn("user", first), Turn("assistant", "300 euros.")]
    resolved = resolve(read_question(second, (), limit=600), history, ())
    query = Query.of(resolved, second)
    assert query == Query(second, language, "", (first,))
    assert first in resolved.context


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_parts_of_a_question_follow_one_another_like_turns(language):
    first, second = QUESTIONS[language]
    resolved = Resolved(read_question(second, (), limit=600), "", ("Spartners ?",))
    assert resolved.after([first]).turns == ("Spartners ?", first)
