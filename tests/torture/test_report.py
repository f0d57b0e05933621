"""The page of figures shows the last run of each fault and names what is not run."""

import json

from write_report import NOT_RUN, latest, page


def line(number: int, fault: str, figure: str) -> str:
    cells = {"how": "h", "expected": "e", "commit": "c", "day": "2026-11-23", "test": "t"}
    return json.dumps({"row": number, "fault": fault, "figure": figure, **cells})


def test_the_last_figure_of_each_fault_is_shown_in_order():
    rows = latest([line(7, "torn", "a"), line(1, "kill", "b"), "", line(7, "torn", "c | d")])
    assert [row["figure"] for row in rows] == ["b", "c | d"]
    text = page(rows)
    assert text.index("| 1 | kill |") < text.index("| 7 | torn | h | e | c \\| d |")
    assert all(reason in text for reason in NOT_RUN.values())
