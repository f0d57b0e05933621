"""A disk that is full or refuses to work loses nothing acknowledged, and reading goes on."""

import pytest
from children import EIO, ENOSPC, EVER, ONCE
from forms import forms
from test_kills import STEPS_COUNTED, spread
from work import after_all, change_despite, check

FAULTS = {
    "one refusal": ("I/O error once", EIO, ONCE),
    "dead disk": ("I/O errors from one moment on", EIO, EVER),
    "full disk": ("disk full from one moment on", ENOSPC, EVER),
}


@pytest.mark.parametrize("fault", FAULTS)
@forms(short=2, long=50)
def test_a_disk_that_fails_loses_nothing_acknowledged(
    children, fresh, reliability, fault, examples
):
    title, code, how = FAULTS[fault]
    refusals: list[str] = []
    for number in spread(examples, STEPS_COUNTED):
        data_dir, start = fresh()
        done = children.run(change_despite, data_dir, (number, how, code))
        assert done["state"] == after_all(start)
        refusals += done["refused"]
        children.run(check, data_dir, [after_all(start)])
    assert all(reason.endswith(".") for reason in refusals)
    reliability.row(
        9 if code == ENOSPC else 11,
        fault=title,
        how=f"at {examples} places of the work on catalogue and index, by a preloaded library; "
        "then the disk works again and what was refused is done again",
        expected="a sentence for the user; reading goes on; nothing acknowledged is lost",
        figure=f"acknowledged lost 0, wrong or missing hits 0, errors without a sentence 0 "
        f"({len(refusals)} steps refused)",
    )
