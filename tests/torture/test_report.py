"""The page of figures shows the last run of each fault and names what is not run."""

from write_report import NOT_RUN, PAGE, faults, latest, page, printed


def figure(number: int, fault: str, text: str) -> dict[str, str | int]:
    cells = {"how": "h", "expected": "e", "took": "3 s", "commit": "c", "day": "2026-11-23"}
    return {"row": number, "fault": fault, "figure": text, **cells}


def test_the_last_figure_of_each_fault_is_shown_in_order():
    rows = latest([figure(7, "torn", "a"), figure(1, "kill", "b"), figure(7, "torn", "c | d")])
    assert [row["figure"] for row in rows] == ["b", "c | d"]
    text = page(rows)
    assert text.index("| 1 | kill |") < text.index("| 7 | torn | h | e | c \\| d |")
    assert all(reason in text for reason in NOT_RUN.values())


def test_what_is_not_measured_again_keeps_its_place():
    rows = [figure(1, "kill", "b"), figure(7, "torn", "c | d")]
    again = latest([*printed(page(rows)), figure(1, "kill", "better")])
    assert [row["figure"] for row in again] == ["better", "c | d"]


def test_every_row_has_a_test():
    assert sorted(faults()) == list(range(1, 56))


def test_a_row_without_a_figure_is_named():
    shown = {int(row["row"]) for row in printed(PAGE.read_text("utf-8"))}
    text = PAGE.read_text("utf-8")
    assert all(f"| {number}: " in text for number in range(1, 56) if number not in shown)
    assert "| 1: " in page([]) and "| 55: " in page([])
