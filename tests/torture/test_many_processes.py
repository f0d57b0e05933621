"""Many processes and threads at once lose nothing, show nothing stale and never hang."""

import time

from crowd import (
    add_many,
    ask_all_the_time,
    fork_after_use,
    hold_lock,
    turn_over,
    use_while_locked,
)
from forms import forms
from work import check, make_base


@forms(short=160, long=8_000)
def test_two_ingests_at_once_lose_nothing(children, fresh, reliability, examples):
    data_dir, state = fresh()
    size = 20 if examples < 1000 else 100
    each = examples // size // 2
    both = [children.start(add_many, data_dir, side, each, size) for side in ("left", "right")]
    longest = max(child.result(1200) for child in both)
    added = {f"{side}-{n}.md": "v1" for side in ("left", "right") for n in range(each)}
    found = children.run(check, data_dir, [state | added], seconds=1800)
    reliability.row(
        13,
        fault="two ingests at once",
        how=f"two processes add {each} documents of {size} chunks each to one data folder",
        expected="both finish; no vector is lost",
        figure=f"unreachable vectors 0 / {found['chunks']:,}; longest wait of one document "
        f"{longest:.1f} s",
    )


@forms(short=3, long=300)
def test_nothing_stale_is_found_while_documents_come_and_go(
    children, tmp_path, reliability, examples
):
    data_dir, file = tmp_path / "data", tmp_path / "acknowledged"
    children.run(make_base, data_dir, 10, 200 if examples > 100 else 10)
    idle = children.run(
        ask_all_the_time, data_dir, file, 20, min(30, examples / 3), seconds=examples + 60
    )
    asking = children.start(ask_all_the_time, data_dir, file, 20, examples)
    counts = children.run(turn_over, data_dir, file, examples - 0.5, seconds=examples + 60)
    asked = asking.result(60)
    assert idle["wrong"] == asked["wrong"] == []
    assert min(counts["replaced"], counts["withdrawn"], len(asked["latencies"])) > 0
    base = {f"{'abc'[n] if n < 3 else n}.md": "v1" for n in range(10)}
    children.run(check, data_dir, [base], seconds=1200)
    reliability.row(
        14,
        fault="20 threads ask while another process ingests and deletes",
        how=f"{examples} s; one document near to every question is replaced "
        f"{counts['replaced']:,} times, withdrawn {counts['withdrawn']:,} and erased "
        f"{counts['erased']} times",
        expected="no error; nothing is found that was replaced or deleted before the question",
        figure=f"errors 0, stale hits 0 in {len(asked['latencies']):,} searches; p95 "
        f"{p95(asked):.0f} ms (without ingest {p95(idle):.0f} ms); erasures whose file was "
        f"rewritten only later: {counts['not compacted']}",
    )


def p95(run: dict) -> float:
    return 1000 * run["latencies"][int(0.95 * len(run["latencies"]))]


@forms(short=1, long=10)
def test_a_foreign_lock_stops_no_reader(children, fresh, tmp_path, reliability, examples):
    data_dir, _ = fresh()
    ready = tmp_path / "ready"
    holding = children.start(hold_lock, data_dir, ready)
    while not ready.exists():
        time.sleep(0.01)
    found = children.run(use_while_locked, data_dir, examples)
    assert holding.process.is_alive()  # all this happened while the lock was held
    ready.unlink()
    holding.result()
    assert "another program" in found["reason"]
    reliability.row(
        16,
        fault="another program locks the catalogue",
        how="`BEGIN EXCLUSIVE` is held while a process starts, reads, searches and writes",
        expected="start and reading go on; writing gives up within 11 s with a sentence",
        figure=f"hung requests 0; start and all reads in {found['reading']:.1f} s, writing "
        f"refused after {found['writing']:.1f} s",
    )


@forms(short=1, long=20)
def test_a_forked_process_neither_hangs_nor_harms(children, fresh, reliability, examples):
    data_dir, state = fresh()
    codes = children.run(fork_after_use, data_dir, examples)
    assert codes == [0] * examples
    forked = {f"forked-{number}.md": "v1" for number in range(examples)}
    children.run(check, data_dir, [state | forked])
    reliability.row(
        17,
        fault="fork after the index was used",
        how=f"{examples} children forked from the process that owns the index search, store and "
        "search again",
        expected="no hang; the child does not touch Chroma",
        figure=f"hangs 0 / {examples}, wrong or missing hits 0",
    )
