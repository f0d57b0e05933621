"""What was erased leaves no byte, also when the erasure was killed on the way."""

import pytest
from children import COUNT, KILL, ChildDied
from erasing import erase_again, hide_and_erase, traces
from forms import forms
from test_kills import spread


@forms(short=2, long=100_000)
def test_an_erasure_killed_at_any_step_leaves_no_byte(
    children, fresh, tmp_path, reliability, examples
):
    data_dir, _ = fresh()
    acknowledged = tmp_path / "acknowledged"
    last = children.run(hide_and_erase, data_dir, acknowledged, (0, COUNT))
    assert traces(data_dir) == []
    again = held = 0
    for number in spread(examples, last):
        data_dir, _ = fresh()
        acknowledged.unlink(missing_ok=True)
        with pytest.raises(ChildDied, match="-9"):
            children.run(hide_and_erase, data_dir, acknowledged, (number, KILL))
        held += bool(traces(data_dir))
        again += children.run(erase_again, data_dir)
        assert traces(data_dir) == [], number
    assert held  # the search for traces works
    reliability.row(
        51,
        fault="an erasure is killed",
        how=f"a document with three versions is erased; killed before each of {last} steps; a "
        "program starts, and erases again if the document is still there; all files of the data "
        "folder are searched for its name, text and vectors (UTF-8, UTF-16, float32, float16)",
        expected="no byte is left, backups aside",
        figure=f"residual traces 0 after {len(spread(examples, last))} kills ({held} left "
        f"some until the next start, {again} erasures were done again)",
    )
