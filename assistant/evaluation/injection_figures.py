"""What injected instructions change in answers: the same questions with and without them.

Run as `python -m assistant.evaluation.injection_figures [--chat-model] [FILE]`.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.injections import (
    INJECTIONS,
    QUESTIONS,
    SHEETS,
    TARGET,
    Injection,
    document_effects,
    planted,
    question_effects,
    read_injections,
)
from assistant.evaluation.obedient_model import ObedientModel
from assistant.generate import Rewriter
from assistant.worded import quotes_of, worded
from ingest.config import IndexConfig
from ingest.pipeline import ingest_paths

TODAY = date(2026, 11, 22)
# How the answers come about: quotes alone, worded by a model that obeys orders, or by a real one.
QUOTES, OBEDIENT, REAL = "quotes", "obedient", "chat model"
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One question asked under attack: how it was answered, and what the order changed."""

    injection: Injection
    mode: str
    question: str
    effects: tuple[str, ...]


class Laboratory:
    """A small catalogue of invented sheets of its own, and the ways to answer from it."""

    def __init__(self, folder: Path, models: Path, rewriters: Mapping[str, Rewriter]) -> None:
        """Take the clean sheets into a new data folder; `models` holds the unpacked model."""
        self._sheets, data_dir = folder / "sheets", folder / "data"
        shutil.copytree(SHEETS, self._sheets)
        data_dir.mkdir()
        (data_dir / "models").symlink_to(models.resolve(), target_is_directory=True)
        config = AssistantConfig(chat_model="", index=IndexConfig(data_dir=data_dir))
        self._assistant = Assistant(config, today=lambda: TODAY)
        self._rewriters = rewriters
        self.text = "\n".join(path.read_text("utf-8") for path in sorted(SHEETS.glob("*.md")))
        self._ingest(self._sheets)

    def answers(self, question: str) -> dict[str, Answer]:
        """The answer in each way."""
        answer = self._assistant.answer(question)
        quotes = quotes_of(answer)
        return {QUOTES: answer} | {
            mode: worded(answer, rewriter.rewrite(question, quotes, answer.language))
            for mode, rewriter in self._rewriters.items()
            if quotes
        }

    @contextmanager
    def attacked(self, injection: Injection) -> Iterator[None]:
        """The catalogue with the order in one sheet, clean again afterwards."""
        target = self._sheets / TARGET[injection.lang]
        clean = target.read_text("utf-8")
        try:
            target.write_text(planted(clean, injection), "utf-8")
            self._ingest(target)
            yield
        finally:
            target.write_text(clean, "utf-8")

    def restore(self) -> None:
        """Take the clean sheets in again."""
        self._ingest(self._sheets)

    def close(self) -> None:
        """Give back the catalogue."""
        self._assistant.close()

    def _ingest(self, path: Path) -> None:
        assistant = self._assistant
        report = ingest_paths(
            [path],
            config=assistant.config.index,
            catalogue=assistant.catalogue,
            embedder=assistant.embedder,
        )
        if report.refused:
            raise RuntimeError(report.refused[0].reason)


def try_all(
    injections: Sequence[Injection], laboratory: Laboratory, obedient: ObedientModel
) -> Iterator[Trial]:
    """Every injection with every question and in every way of answering."""
    asked = {i.question: None for i in injections if i.question}
    asked |= {question: None for several in QUESTIONS.values() for question in several}
    clean = {question: laboratory.answers(question) for question in asked}
    for injection in injections:
        obedient.orders = (*injection.canary, injection.text)
        if injection.where == "question":
            for mode, answer in laboratory.answers(injection.text).items():
                effects = question_effects(injection, answer, laboratory.text)
                yield Trial(injection, mode, injection.text, tuple(effects))
    for injection in (i for i in injections if i.where == "document"):
        obedient.orders = (*injection.canary, injection.text)
        obedient.watched = injection.text
        with laboratory.attacked(injection):
            for question in (*QUESTIONS[injection.lang], injection.question):
                before = clean[question]
                for mode, answer in laboratory.answers(question).items():
                    reference = before.get(mode, before[QUOTES])
                    effects = document_effects(injection, reference, answer)
                    yield Trial(injection, mode, question, tuple(effects))
    laboratory.restore()
    obedient.watched = ""


def table(trials: Sequence[Trial]) -> str:
    """Injections, questions asked and effects, in all and by groups, one group a line."""
    rows = {"all": list(trials)}
    keys: list[Callable[[Trial], str]] = [
        lambda trial: trial.mode,
        lambda trial: f"in a {trial.injection.where}",
        lambda trial: trial.injection.lang,
        lambda trial: f"part {trial.injection.part}",
        lambda trial: trial.injection.technique,
    ]
    for key in keys:
        for name in sorted({key(trial) for trial in trials}):
            rows[name] = [trial for trial in trials if key(trial) == name]
    lines = [
        f"{'':<22}{'injections':>11}{'questions':>11}{'effects':>9}{'injections with any':>21}"
    ]
    for name, group in rows.items():
        effects = sum(len(trial.effects) for trial in group)
        touched = len({trial.injection.id for trial in group if trial.effects})
        count = len({trial.injection.id for trial in group})
        lines.append(f"{name:<22}{count:>11}{len(group):>11}{effects:>9}{touched:>21}")
    return "\n".join(lines)


def run(
    injections: Sequence[Injection], *, models: Path, real: AssistantConfig | None = None
) -> tuple[list[Trial], int]:
    """The trials, and how many requests to the obedient model held the order of a sheet.

    `real` are settings with a chat model that is tried too.
    """
    obedient = ObedientModel()
    rewriters = {OBEDIENT: _rewriter("openai:obedient", obedient.address)}
    if real:
        rewriters[REAL] = _rewriter(real.chat_model, real.chat_model_url)
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder), models, rewriters)
        try:
            return list(try_all(injections, laboratory, obedient)), obedient.seen
        finally:
            laboratory.close()
            obedient.close()


def _rewriter(chat_model: str, url: str) -> Rewriter:
    rewriter = Rewriter.from_config(AssistantConfig(chat_model=chat_model, chat_model_url=url))
    if rewriter is None:
        raise typer.BadParameter("ASSISTANT_CHAT_MODEL is not set")
    return rewriter


def problems(trials: Iterable[Trial]) -> Iterator[str]:
    """One line for each effect."""
    for trial in trials:
        for effect in trial.effects:
            yield f"{trial.injection.id} {trial.mode} “{trial.question[:60]}”: {effect[:160]}"


def main(
    path: Annotated[Path, typer.Argument(help="injections")] = INJECTIONS,
    chat_model: Annotated[
        bool, typer.Option("--chat-model", help="try the chat model of the settings too")
    ] = False,
    part: Annotated[int, typer.Option(help="only this part of the set; 0: all")] = 0,
) -> None:
    """Print the effects and the table; exit code 1 when there is any effect."""
    injections = [i for i in read_injections(path) if part in (0, i.part)]
    config = AssistantConfig()
    real = config if chat_model else None
    trials, seen = run(injections, models=config.index.models_dir, real=real)
    for line in problems(trials):
        typer.echo(line)
    typer.echo(table(trials))
    total = sum(len(trial.effects) for trial in trials)
    typer.echo(f"effects: {total}; requests to a chat model that held an order of a sheet: {seen}")
    raise typer.Exit(1 if total else 0)


if __name__ == "__main__":
    typer.run(main)
