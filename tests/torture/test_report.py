"""The page of figures shows the last run of each fault and names what is not run."""

from write_report import NOT_RUN, PAGE, latest, page, printed


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


def test_every_row_of_the_tests_is_on_the_page_or_named_as_not_run():
    shown = {int(row["row"]) for row in printed(PAGE.read_text("utf-8"))}
    assert shown | {int(name.split(":")[0]) for name in NOT_RUN} == set(range(1, 56))
