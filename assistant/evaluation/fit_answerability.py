"""Fits the weights of assistant/verdict.py on labelled questions: prints them, changes nothing.

Run as `python -m assistant.evaluation.fit_answerability corpus/questions/questions.jsonl`.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from assistant.admissions import split_sides
from assistant.answer import Turn
from assistant.assistant import Assistant
from assistant.config import AssistantConfig
from assistant.evaluation.metrics import auc
from assistant.verdict import read_signals

RIDGE = 0.04
STEPS = 50

Matrix = NDArray[np.float64]


def fit_logistic(signals: Matrix, answered: NDArray[np.bool_]) -> tuple[Matrix, float]:
    """Weights, shape (signals,), and intercept of a ridge logistic regression.

    Newton's method on standardised signals (Hastie, Tibshirani, Friedman, The Elements of
    Statistical Learning, 4.4.1); the penalty is RIDGE a question, not on the intercept.
    """
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    design = np.column_stack([(signals - mean) / spread, np.ones(len(signals))])
    penalty = np.diag([RIDGE * len(signals)] * signals.shape[1] + [0.0])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (answered - chance) - penalty @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights = weights + np.linalg.solve(curvature, gradient)
    scaled = weights[:-1] / spread
    return scaled, float(weights[-1] - scaled @ mean)


def read_examples(
    assistant: Assistant, questions: Sequence[dict[str, Any]]
) -> tuple[Matrix, NDArray[np.bool_]]:
    """Signals, shape (questions, signals), and whether each question is answered.

    Only questions of one part whose expected status is `answered` or `not_stated` are used.
    """
    rows, labels = [], []
    for asked in questions:
        if asked["expected_status"] not in ("answered", "not_stated"):
            continue
        history = [Turn(**turn) for turn in asked.get("history") or []]
        inquiry = assistant.weighed(asked["question"], history)
        part = inquiry.parts[0]
        question = part.resolved.question
        facts, gaps = split_sides(question, part.evidence)
        if len(inquiry.parts) == 1 and facts:
            rows.append(astuple(read_signals(question, facts, gaps)))
            labels.append(asked["expected_status"] == "answered")
    return np.array(rows), np.array(labels)


def main(
    questions: Annotated[list[Path], typer.Argument(help="question files; the first is fitted")],
) -> None:
    """Fit on the first file and print the weights, with the AUC on every file."""
    assistant = Assistant(AssistantConfig())
    try:
        fitted: tuple[Matrix, float] | None = None
        for path in questions:
            lines = path.read_text("utf-8").splitlines()
            signals, answered = read_examples(assistant, [json.loads(line) for line in lines])
            fitted = fitted or fit_logistic(signals, answered)
            scores = signals @ fitted[0] + fitted[1]
            typer.echo(
                f"{path}: {len(answered)} questions, AUC {auc(list(scores), list(answered)):.3f}"
            )
    finally:
        assistant.close()
    if fitted:
        typer.echo(f"weights {np.round(fitted[0], 2).tolist()}, intercept {fitted[1]:.2f}")


if __name__ == "__main__":
    typer.run(main)
