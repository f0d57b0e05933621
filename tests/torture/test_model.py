"""Whatever is done in whatever order, killed or not, the corpus is what a plain dict says."""

import shutil
import tempfile
import time
from pathlib import Path

from children import Children, Worker
from forms import forms
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from work import after, check, make_base, serve_corpus

STEPS = 30
NAMES = ("a.md", "b.md", "c.md", "d.md", "e.md")
PICKS = st.integers(0, len(NAMES) - 1)
MILLISECONDS = st.integers(0, 40)
CHANGES = st.sampled_from(["put", "put", "put", "withdraw", "erase", "sync", "rebuild"])


class Corpus(RuleBasedStateMachine):
    """One or two processes that change the same corpus; any of them may be killed."""

    counts: dict[str, int] = {}

    def __init__(self, children: Children, base: Path) -> None:
        super().__init__()
        self._children = children
        self._folder = Path(tempfile.mkdtemp(prefix="model-"))
        self._data_dir = self._folder / "data"
        shutil.copytree(base, self._data_dir)
        self._state: dict[str, str] = {}
        self._versions = 0
        self._workers: dict[int, Worker] = {}
        # What killed processes may have written whole before they could tell the others: SQLite
        # finds it when the last process is gone, unless something else was written meanwhile.
        self._unseen: list[dict[str, str]] = []

    @initialize()
    def begin(self) -> None:
        self._start(0)

    @precondition(lambda self: len(self._workers) < 2)
    @rule()
    def start_a_process(self) -> None:
        self._start(1 - next(iter(self._workers)))

    @rule(pick=PICKS, change=CHANGES)
    def change(self, pick: int, change: str) -> None:
        step = self._step(change, pick)
        self._workers[self._pick(pick)].do("take", *step)
        if step[1]:
            self._state, self._unseen = after(self._state, step), []
        self._count(step[0])

    @rule(pick=PICKS, change=CHANGES, delay=MILLISECONDS)
    def kill_during(self, pick: int, change: str, delay: int) -> None:
        step = self._step(change, pick)
        killed = self._workers.pop(self._pick(pick))
        killed.begin("take", *step)
        time.sleep(delay / 1000)
        killed.kill()
        done = after(self._state, step) if step[1] else self._state
        allowed = [done]
        if not killed.answered():
            allowed.append(self._state)
            self._unseen.append(done)
        if not self._workers:
            allowed, self._unseen = allowed + self._unseen, []
            self._start(0)
        found = next(iter(self._workers.values())).do("look")
        assert found in allowed
        if found != self._state:
            self._state, self._unseen = found, []
        self._count("kill")

    @rule(pick=PICKS)
    def restart(self, pick: int) -> None:
        worker = self._pick(pick)
        self._workers.pop(worker).close()
        self._unseen = self._unseen if self._workers else []
        self._start(worker)
        self._count("restart")

    @precondition(lambda self: len(self._workers) == 2)
    @rule(pick=PICKS)
    def end_one_process(self, pick: int) -> None:
        self._workers.pop(self._pick(pick)).close()

    @invariant()
    def every_process_finds_exactly_what_the_dict_holds(self) -> None:
        for worker in self._workers.values():
            assert worker.do("look") == self._state
        self._count("step")

    def teardown(self) -> None:
        for worker in self._workers.values():
            worker.close()
        self._children.run(check, self._data_dir, [self._state])
        shutil.rmtree(self._folder)
        self._count("example")

    def _start(self, worker: int) -> None:
        self._workers[worker] = Worker(self._children, serve_corpus, self._data_dir)

    def _pick(self, pick: int) -> int:
        return sorted(self._workers)[pick % len(self._workers)]

    def _step(self, change: str, pick: int) -> tuple[str, str, str]:
        held = sorted(self._state)
        if change in ("sync", "rebuild") and len(self._workers) == 1:
            return change, "", ""
        if change in ("withdraw", "erase") and held:
            return change, held[pick % len(held)], ""
        self._versions += 1
        name = NAMES[pick]
        return "replace" if name in self._state else "add", name, f"v{self._versions}"

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


@forms(short=2, long=200)
def test_the_corpus_is_what_a_dict_says(children, tmp_path, reliability, examples):
    base = tmp_path / "base"
    children.run(make_base, base, 0)
    Corpus.counts = {}
    run_state_machine_as_test(
        lambda: Corpus(children, base),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS if examples > 10 else 10,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    counts = Corpus.counts
    assert counts["example"] >= examples
    reliability.row(
        21,
        fault="any order of steps, by one or two processes, with kills",
        how=f"a hypothesis state machine against a dict: {counts['example']} examples of up to "
        f"{STEPS} steps; " + ", ".join(f"{n} × {what}" for what, n in sorted(counts.items())),
        expected="after every step each process finds exactly what the dict holds, every chunk "
        "first by its own vector (invented vectors of 384 components)",
        figure="failures 0",
    )
