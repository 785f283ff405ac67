"""Which sub-task breaks without each head and each MLP: base add, use carry, use sum 9.

The class of an answer digit is the hardest sub-task that it needs (`tasks.arithmetic.AnswerClass`). Whether a part is
needed is tested by resampling it; how much the loss rises where it is 0 or its mean is told beside, as that is what
others report.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from glassformer.claims.claim import Claim, Effect, Metric, Threshold
from glassformer.claims.subject import Subject
from glassformer.lens.observing import Change, Donors, Node, Observed, observe
from glassformer.tasks.arithmetic import ANSWER_CLASS_NAMES, Questions

METRIC = Metric(
    finding="heads",
    test="one part, at all positions, as on another random question: drop of the share right of one class of digits",
    present=Threshold(least=0.1),
    absent=Threshold(most=0.02),
)
N_QUESTIONS = 4_000


def find(subject: Subject) -> Iterator[Claim]:
    """Claims about every head and MLP: the classes of answer digits that it is needed for, and those that it is not."""
    questions, donors = (subject.draw(name, N_QUESTIONS) for name in ("heads", "heads, donors"))
    before = observe(subject.model, questions)
    cases = digit_classes(questions)
    given = Donors(subject.model, donors)
    for node in parts(subject):
        after = observe(subject.model, questions, [node], donors=given)
        name = node.name(subject.arithmetic)
        for label, is_case in cases.items():
            yield from METRIC.claims(
                f"{name}/{label}",
                Effect.of_drop(before.is_right[is_case], after.is_right[is_case]),
                {**node.to_dict(subject.arithmetic), "class": label},
                present=f"{label} needs {name}",
                absent=f"{label} does not need {name}",
            )


def parts(subject: Subject) -> list[Node]:
    """Every head and every MLP, at all positions."""
    found = []
    for layer in range(subject.n_layers):
        found += [Node(part="head", layer=layer, head=head) for head in range(subject.n_heads)]
        found.append(Node(part="mlp", layer=layer))
    return found


def digit_classes(questions: Questions) -> dict[str, npt.NDArray[np.bool_]]:
    """For each class that there is, by its short name, which answer tokens are of it (`question answer`)."""
    arithmetic = questions.arithmetic
    classes = questions.subtasks.answer_classes
    found = {}
    for operation in arithmetic.operations:
        is_asked = questions.is_minus == (operation == "-")
        for number, name in enumerate(ANSWER_CLASS_NAMES[operation]):
            is_case = np.zeros((len(questions), arithmetic.answer_length), bool)
            is_case[:, arithmetic.answer_columns] = is_asked[:, None] & (classes == number)
            found[name] = is_case
    return found


def loss_increases(subject: Subject) -> list[dict[str, object]]:
    """How much the loss of each class rises, in nats, where a part is ``zero`` or its ``mean``: a row for each part."""
    questions, donors = (subject.draw(name, N_QUESTIONS) for name in ("heads", "heads, donors"))
    before = observe(subject.model, questions)
    cases = digit_classes(questions)
    rows: list[dict[str, object]] = []
    for node in parts(subject):
        changes: tuple[Change, ...] = ("zero", "mean")
        for change in changes:
            after = observe(subject.model, questions, [node], change=change, donors=donors)
            row: dict[str, object] = {"part": node.name(subject.arithmetic), "change": change}
            rows.append(row | {label: _rise(before, after, is_case) for label, is_case in cases.items()})
    return rows


def _rise(before: Observed, after: Observed, is_case: npt.NDArray[np.bool_]) -> float | None:
    return float((after.losses - before.losses)[is_case].mean()) if is_case.any() else None
