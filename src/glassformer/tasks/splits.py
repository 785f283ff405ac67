"""Examples to learn from, to choose by and to test on: drawn once, unique, and the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glassformer.errors import TaskError

if TYPE_CHECKING:
    from glassformer.tasks.task import Task

MOST_DRAWS_PER_EXAMPLE = 5


@dataclass(frozen=True)
class Examples:
    """Inputs and their labels, side by side.

    Attributes:
        inputs: the contents of each input.
        labels: for each input, one label for each token (None where none is asked), or one text for the whole input.
    """

    inputs: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str | None, ...] | str, ...]

    def __len__(self) -> int:
        return len(self.inputs)


@dataclass(frozen=True)
class Splits:
    """Three sets of examples without an input in common."""

    train: Examples
    valid: Examples
    test: Examples


def make_splits(task: Task, seed: int, size: int) -> Splits:
    """Up to ``size`` unique examples as 80 % train, 10 % valid and 10 % test, none of them empty.

    Raises TaskError where the size or the domain has fewer than 3 inputs.
    """
    if size < 3:
        raise TaskError(f"task {task.name!r}: a size of {size} is too small; each of the three splits needs an example")
    if task.domain.n_inputs < 3:
        raise TaskError(
            f"task {task.name!r} has only {task.domain.n_inputs} inputs; at least 3 are needed, one for each split"
        )
    rng = random.Random(seed)
    inputs = _draw_unique(task, rng, size)
    # Short inputs are drawn early and rarely anew, so without a shuffle the test set would be nearly without them.
    rng.shuffle(inputs)
    n_each = max(1, len(inputs) // 10)
    return Splits(
        train=_labelled(task, inputs[: -2 * n_each]),
        valid=_labelled(task, inputs[-2 * n_each : -n_each]),
        test=_labelled(task, inputs[-n_each:]),
    )


def _draw_unique(task: Task, rng: random.Random, size: int) -> list[tuple[str, ...]]:
    wanted = min(size, task.domain.n_inputs)
    drawn: dict[tuple[str, ...], None] = {}  # keeps the order of first appearance
    for _ in range(MOST_DRAWS_PER_EXAMPLE * size):
        if len(drawn) == wanted:
            break
        drawn[task.draw(rng)] = None
    for contents in task.domain:  # draws can be unlucky where the size is tiny
        if len(drawn) >= 3:
            break
        drawn[contents] = None
    return list(drawn)


def _labelled(task: Task, inputs: list[tuple[str, ...]]) -> Examples:
    answers = (task.label(contents) for contents in inputs)
    return Examples(
        inputs=tuple(inputs),
        labels=tuple(answer if isinstance(answer, str) else tuple(answer) for answer in answers),
    )
