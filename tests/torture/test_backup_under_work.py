"""A backup made while documents come in is one moment of them; restoring survives any kill."""

import shutil

import pytest
from children import COUNT, KILL, TEAR, ChildDied
from forms import forms
from saving import grow, restore, restore_and_check, save
from test_kills import spread
from work import check, make_base

from ingest.staff_store import StaffStore


@forms(short=3, long=10)
def test_a_backup_while_ingesting_is_one_moment(children, tmp_path, reliability, examples):
    documents, size = (12, 20) if examples < 10 else (100, 100)
    data_dir, acknowledged = tmp_path / "data", tmp_path / "acknowledged"
    children.run(make_base, data_dir, 0)
    growing = children.start(grow, data_dir, acknowledged, documents, size)
    moments, seconds = [], 0.0
    while len(moments) < examples:
        least = len(acknowledged.read_bytes()) if acknowledged.exists() else 0
        due = documents * (len(moments) + 1) // (examples + 1)
        if least >= due or not growing.process.is_alive():
            file = tmp_path / f"{len(moments)}.backup"
            seconds = children.run(save, data_dir, file)
            most = min(documents, len(acknowledged.read_bytes()) + 1)
            moments.append((file, least, most))
    growing.result()
    found = [
        children.run(restore_and_check, file, tmp_path / file.stem, least, most)
        for file, least, most in moments
    ]
    last = found[-1]
    per_minute = 10_000 / max(1, last["chunks"]) / 60
    reliability.row(
        20,
        fault="backup while documents come in, restored elsewhere",
        how=f"{examples} backups while a process adds {documents} documents of {size} chunks; "
        "each restored into an empty folder, its index built, every text and vector compared, "
        "every chunk found by its own vector",
        expected="equal to one moment between the start and the end of the backup",
        figure=f"missing or surplus chunks 0 / {sum(f['chunks'] for f in found):,}; "
        f"{seconds * per_minute:.2f} min to save and {last['seconds'] * per_minute:.2f} min to "
        "restore 10,000 chunks",
    )


@forms(short=3, long=100_000)
def test_restoring_survives_a_kill_at_any_step(children, fresh, tmp_path, reliability, examples):
    data_dir, state = fresh()
    StaffStore(data_dir)
    file = tmp_path / "one.backup"
    children.run(save, data_dir, file)
    last = children.run(restore, file, tmp_path / "counted", (0, COUNT))
    assert last > 8
    kills = 0
    for number in spread(examples, last):
        for how in (KILL, TEAR):
            elsewhere = tmp_path / "elsewhere"
            with pytest.raises(ChildDied, match="-9"):
                children.run(restore, file, elsewhere, (number, how))
            kills += 1
            if not (elsewhere / "catalogue.sqlite3").exists():
                children.run(restore, file, elsewhere)
            children.run(check, elsewhere, [state])
            assert (elsewhere / "staff.sqlite3").exists()
            shutil.rmtree(elsewhere)
    reliability.row(
        20,
        fault="SIGKILL while a backup is restored",
        how=f"killed before and in the middle of each of {last} steps, then run again unless the "
        "catalogue is there",
        expected="nothing or everything is restored",
        figure=f"half restored folders 0 / {kills}",
    )
