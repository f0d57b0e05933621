"""The tables over all sets against figures worked out by hand, and how they look when narrow."""

import re
import time

import pytest

from assistant.evaluation.figures import all_figures, flat_figures
from assistant.evaluation.overview import Cell, answer_tables, figure_table, ranking_tables
from assistant.evaluation.terminal import progress_bars, show_figures

RETRIEVERS = ("hybrid", "dense", "bm25", "quickstart")


def row(set_name, retriever, number, ndcg, **more):
    metrics = {"ndcg@10": ndcg, "recall@5": ndcg, "recall@10": 1.0, "mrr@10": ndcg}
    return {
        "set": set_name,
        "retriever": retriever,
        "id": f"q{number}",
        "metrics": metrics,
        "directions": more.pop("directions", {"fr->fr": metrics}),
        "variants": {},
        **more,
    }


def a_set(name, ndcg, **more):
    """Two questions a retriever, with figures of 0.1 below and above its mean."""
    return [
        row(name, retriever, number, mean + (0.1 if number else -0.1), **more)
        for retriever, mean in zip(RETRIEVERS, ndcg, strict=True)
        for number in (0, 1)
    ]


@pytest.fixture
def sets():
    both = {
        "fr->fr": {"ndcg@10": 0.6},
        "fr->en": {"ndcg@10": 0.2},
    }
    crossed = a_set("crossed", (0.4, 0.4, 0.1, 0.2), directions=both, )  # fmt: skip
    for held in crossed:
        held["variants"] = {"cross": {"ndcg@10": 0.25}}
    rows = [
        *a_set("first", (0.8, 0.7, 0.5, 0.6)),
        *a_set("second", (0.6, 0.2, 0.65, 0.3)),
        *crossed,
    ]
    return all_figures(rows)


def lines(table):
    return {line.label: [str(cell) for cell in line.cells] for line in table.lines}


def test_each_set_stands_beside_the_baselines_and_the_mean_leaves_crossed_sets_out(sets):
    table = ranking_tables(sets)[0]
    assert table.title == "ndcg@10"
    assert table.columns == (*RETRIEVERS, "gain")
    assert lines(table) == {
        "first": ["0.800", "0.700", "0.500", "0.600", "+0.100"],
        "second": ["0.600", "0.200", "0.650", "0.300", "-0.050"],
        "crossed": ["0.400", "0.400", "0.100", "0.200", "+0.000"],
        "fr->en": ["0.200"] * 4 + [""],
        "fr->fr": ["0.600"] * 4 + [""],
        "cross": ["0.250"] * 4 + [""],
        "mean of 2 sets in one language": ["0.700", "0.450", "0.575", "0.450", "+0.025"],
    }
    # (0.8 + 0.6) / 2 against bm25 with (0.5 + 0.65) / 2, the better half of both sets together
    assert "+0.125 over bm25" in table.note
    assert [line.label for line in table.lines if line.part] == ["fr->en", "fr->fr", "cross"]


def test_every_figure_of_rankings_has_its_table(sets):
    tables = ranking_tables(sets)
    assert [table.title for table in tables] == ["ndcg@10", "recall@5", "recall@10", "mrr@10"]
    assert lines(tables[2])["first"] == ["1.000"] * 4
    assert all("gain" not in table.columns for table in tables[1:])


def test_a_gain_has_the_interval_of_its_differences(sets):
    gain = ranking_tables(sets)[0].lines[0].cells[-1]
    # both questions gain the same, so no draw gives another mean
    assert gain.interval == "+0.100 – +0.100"
    assert sets["first"]["hybrid"]["gains"]["quickstart"]["ndcg@10"] == pytest.approx(0.2)


def test_without_both_halves_there_is_no_gain():
    rows = [held for held in a_set("alone", (0.8, 0.7, 0.5, 0.6)) if held["retriever"] != "bm25"]
    table = ranking_tables(all_figures(rows))[0]
    assert table.columns == ("hybrid", "dense", "quickstart")
    assert table.note == ""


def test_answers_are_shown_for_sets_with_labels_only(sets):
    assert answer_tables(sets) == []
    rows = a_set("labelled", (0.8, 0.7, 0.5, 0.6))
    for held, right in zip(rows[:2], (0.0, 1.0), strict=True):
        held["metrics"] = held["metrics"] | {"answer_in_1_sentence": right, "token_f1": 0.25}
    (table,) = answer_tables(all_figures(rows) | sets)
    assert table.columns == ("in 1", "F1")
    assert lines(table) == {"labelled": ["0.500", "0.250"]}
    assert "in 1: the first quoted" in table.note
    assert "AUC" not in table.note


def test_a_set_without_relevance_judgements_has_no_line_among_rankings(sets):
    bare = [held | {"metrics": {"false_answer_rate": 1.0}} for held in a_set("bare", (0,) * 4)[:2]]
    everything = sets | all_figures(bare)
    assert "bare" not in lines(ranking_tables(everything)[0])
    assert lines(answer_tables(everything)[0]) == {"bare": ["1.000"]}


def test_the_figures_of_one_set_stand_below_each_other(sets):
    table = figure_table("first", sets["first"])
    assert lines(table)["ndcg@10"] == ["0.800", "0.700", "0.500", "0.600"]
    assert lines(table)["questions"] == ["2"] * 4


def test_several_sets_have_their_means_on_top_and_all_their_questions(sets):
    figures = flat_figures(sets)
    assert figures["ndcg@10"] == pytest.approx((0.8 + 0.6 + 0.4) / 3, abs=1e-4)
    assert figures["questions"] == 6
    assert figures["sets"]["second"]["baselines"]["bm25"]["ndcg@10"] == pytest.approx(0.65)


def test_a_small_loss_is_not_written_as_minus_zero():
    assert str(Cell(-0.0001, signed=True)) == "+0.000"
    assert str(Cell(-0.0001)) == "0.000"


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_the_tables_fit_the_terminal_and_hold_the_same_figures(sets, width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    show_figures(sets | {"a_set_with_a_long_name_fr": sets["second"]})
    shown = capsys.readouterr().out
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= width
    assert "…" not in shown
    figures = re.findall(r"[-+]?0\.\d{3}\b", shown)
    for name in ("first", "second", "crossed", "a_set_with_a_long_name_fr"):
        assert name in shown.replace("\n", "")
    assert figures.count("0.650") == 2
    assert "+0.100" in figures
    # stacked, each figure has its name beside it
    stacked = re.search(r"first\s+hybrid +0\.800\s+dense +0\.700", shown)
    assert bool(stacked) == (width < 80)


def test_progress_off_a_terminal_is_a_line_for_each_step(capsys):
    with progress_bars() as progress:
        for done in (1, 2, 3):
            progress("1/2 cnil_fr: passages embedded", done, 3)
        progress("1/2 cnil_fr: hybrid [all]", 1, 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "1/2 cnil_fr: passages embedded (3)",
        "1/2 cnil_fr: hybrid [all] (2)",
    ]


def test_progress_on_a_terminal_says_set_step_count_and_time_left(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_bars() as progress:
        for done in range(1, 4):
            progress("2/15 cnil_fr: hybrid [all]", done, 4)
            time.sleep(0.5)  # the bar is drawn ten times a second, the time left twice
    last = capsys.readouterr().err
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", last)
    assert "2/15 cnil_fr: hybrid [all]" in plain
    assert "3/4" in plain
    assert re.search(r"\d:\d\d:\d\d left", plain)
