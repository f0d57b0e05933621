"""The figures against values worked out by hand."""

from math import log2

import pytest

from assistant.evaluation.metrics import (
    answer_metrics,
    auc,
    auc_interval,
    holds,
    interval,
    paired_p_value,
    retrieval_metrics,
    token_f1,
)


def test_a_perfect_ranking_has_the_best_figures():
    figures = retrieval_metrics(["a", "b", "c"], {"a": 1, "b": 1})
    assert figures == {"ndcg@10": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0}


def test_ranks_count_as_trec_eval_counts_them():
    figures = retrieval_metrics(["x", "a", "y", "z", "u", "b"], {"a": 1, "b": 1})
    ideal = 1 + 1 / log2(3)
    assert figures["ndcg@10"] == pytest.approx((1 / log2(3) + 1 / log2(7)) / ideal)
    assert figures["recall@5"] == 0.5
    assert figures["recall@10"] == 1.0
    assert figures["mrr@10"] == 0.5


def test_grades_weigh_in_the_ndcg():
    figures = retrieval_metrics(["low", "high"], {"high": 3, "low": 1})
    assert figures["ndcg@10"] == pytest.approx((1 + 3 / log2(3)) / (3 + 1 / log2(3)))


def test_what_stands_below_the_tenth_place_does_not_count():
    ranking = [f"x{number}" for number in range(10)] + ["a"]
    assert set(retrieval_metrics(ranking, {"a": 1}).values()) == {0.0}


def test_an_empty_ranking_has_figures_of_zero():
    assert set(retrieval_metrics([], {"a": 1}).values()) == {0.0}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le dépôt coûte 1 200 euros.", "1200 euros"),
        ("The fee is 1,200 euros.", "1200 euros"),
        ("La pépinière", "PEPINIERE"),
        ("The incubators of Lyon", "incubat*"),
        ("L’édition d’avril", "l'edition d'avril"),
    ],
)
def test_expected_words_are_found_whatever_their_form(text, wanted):
    assert holds(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Notamment en mars", "no"),
        ("The incubators", "incubator"),
        ("12 000 euros", "2 000 euros"),
        ("", "mars"),
        ("mars", ""),
    ],
)
def test_parts_of_words_are_not_the_words(text, wanted):
    assert not holds(text, wanted)


def test_token_f1_leaves_articles_out_in_both_languages():
    assert token_f1("the red house", "red house") == 1.0
    assert token_f1("la maison rouge", "une maison rouge") == 1.0
    # two common words of three given and two wanted
    assert token_f1("red house nearby", "red house") == pytest.approx(4 / 5)
    assert token_f1("blue", "red") == 0.0


def test_answers_are_looked_for_in_the_first_sentences():
    figures = answer_metrics(["Nothing here.", "It is in Lyon.", "Or so."], ["Lyon", "Lille"])
    assert figures["answer_in_1_sentence"] == 0.0
    assert figures["answer_in_2_sentences"] == 1.0
    assert figures["answer_in_3_sentences"] == 1.0


def test_the_auc_is_the_share_of_pairs_in_the_right_order():
    # pairs: .9>.5, .9>.1, .5=.5 (half), .5>.1
    assert auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)
    low, high = auc_interval([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    assert 0.5 <= low < 3.5 / 4 < high <= 1.0


def test_the_interval_holds_the_mean_is_repeatable_and_narrows():
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    low, high = interval(few)
    assert low < 0.5 < high
    assert interval(few) == (low, high)
    narrow_low, narrow_high = interval(many)
    # the standard error of 2,000 tosses is 0.0112
    assert narrow_high - narrow_low == pytest.approx(2 * 1.96 * 0.0112, rel=0.15)


def test_the_paired_test_agrees_with_the_sign_test_by_hand():
    # six questions better by the same amount, none worse: 2 of 2**6 sign patterns are as large
    assert paired_p_value([0.0] * 6, [0.5] * 6) == pytest.approx(2 / 64, abs=0.006)
    assert paired_p_value([0.2, 0.4], [0.2, 0.4]) == 1.0
    assert paired_p_value([0.0] * 40, [0.5] * 40) < 0.001
    assert paired_p_value([0.0, 0.5] * 20, [0.5, 0.0] * 20) > 0.9
