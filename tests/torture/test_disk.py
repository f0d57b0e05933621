"""A disk that is full or refuses to work loses nothing acknowledged, and reading goes on."""

import shutil
from contextlib import suppress

import pytest
from children import EIO, ENOSPC, EVER, ONCE
from forms import forms
from test_kills import STEPS_COUNTED, spread
from work import after_all, change_despite, check, fill, read_all

FAULTS = {
    "one refusal": (EIO, ONCE),
    "dead disk": (EIO, EVER),
    "full disk": (ENOSPC, EVER),
}


@pytest.mark.parametrize("fault", FAULTS)
@forms(short=2, long=50)
def test_a_disk_that_fails_loses_nothing_acknowledged(
    children, fresh, reliability, fault, examples
):
    code, how = FAULTS[fault]
    refusals: list[str] = []
    for number in spread(examples, STEPS_COUNTED):
        data_dir, start = fresh()
        done = children.run(change_despite, data_dir, (number, how, code))
        assert done["state"] == after_all(start)
        refusals += done["refused"]
        children.run(check, data_dir, [after_all(start)])
    assert all(reason.endswith(".") for reason in refusals)
    found = {
        "how": f"at {examples} places of the work on catalogue and index, by a preloaded library; "
        "then the disk works again and what was refused is done again",
        "expected": "a sentence for the user; reading goes on; nothing acknowledged is lost",
        "figure": "acknowledged lost 0, wrong or missing hits 0, errors without a sentence 0 "
        f"({len(refusals)} steps refused)",
    }
    if code == ENOSPC:
        reliability.row(9, fault="disk full from one moment on", **found)
    else:
        times = "once" if how == ONCE else "from one moment on"
        reliability.row(11, fault=f"I/O errors {times}", **found)


@pytest.mark.torture
def test_a_small_disk_fills_up(children, base, small_disk, reliability):
    data_dir = small_disk(12) / "data"
    ballast = data_dir.parent / "ballast"
    added, reasons = 0, set()
    for kilobytes in range(0, 1000, 100):
        shutil.rmtree(data_dir, ignore_errors=True)
        shutil.copytree(base[0], data_dir)
        ballast.write_bytes(bytes(1024 * kilobytes))
        full = children.run(fill, data_dir, seconds=600)
        reasons.add(full["reason"])
        added += len(full["state"])
        space = shutil.disk_usage(data_dir).free
        while space > 0:  # the last page too
            with ballast.open("ab") as file, suppress(OSError):
                file.write(bytes(min(space, 1 << 16)))
            free = shutil.disk_usage(data_dir).free
            if free == space:
                break
            space = free
        children.run(read_all, data_dir, full["state"])
        small_disk(100)
        children.run(check, data_dir, [full["state"]])
        ballast.unlink()
        shutil.rmtree(data_dir)
        small_disk(12)
    assert all("disk" in reason for reason in reasons)
    reliability.row(
        9,
        fault="a real disk runs full",
        how="10 times a file system of 12 MiB (tmpfs) is filled by documents until one is "
        "refused, and to its last byte by another file; a new process starts on the full disk, "
        "reads and searches; then there is space again",
        expected="a sentence for the user; reading goes on, also after a new start; nothing "
        "acknowledged is lost",
        figure=f"acknowledged lost 0 / {added:,}, read errors 0",
    )
