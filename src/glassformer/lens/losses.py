"""The loss of a model on questions, by answer digit and by sub-task: what has been learnt, and what has not.

Axes: ``question``, ``answer`` (the tokens of an answer, in the order in which they are written).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from glassformer.models.decoder import DecoderTransformer
from glassformer.tasks.arithmetic import ANSWER_CLASS_NAMES, Arithmetic, Questions

BATCH_SIZE = 512
Floats = npt.NDArray[np.floating]


def answering_positions(arithmetic: Arithmetic) -> range:
    """The positions whose logits are an answer: each one token before what it predicts."""
    return range(arithmetic.question_length - 1, arithmetic.n_positions - 1)


def answer_loss(model: DecoderTransformer, tokens: Tensor, arithmetic: Arithmetic) -> Tensor:
    """The loss of every answer token, ``question answer``, in nats.

    Args:
        model: whose loss it is.
        tokens: ``question position``, whole numbers, the answers at the end.
        arithmetic: their layout.
    """
    logits = model(tokens[:, :-1], at=answering_positions(arithmetic))  # question answer token
    wanted = tokens[:, arithmetic.question_length :].long()
    return cross_entropy(logits.transpose(1, 2), wanted, reduction="none")


@dataclass(frozen=True)
class Losses:
    """Mean losses on the same questions.

    Attributes:
        total: over all answer tokens, in nats.
        by_digit: of each answer token, by its name (``A5`` to ``A0``, and ``sign``).
        by_subtask: of the answer digits of each class (BA, UC1, US9, or those of subtraction); a class without any is
            left out.
    """

    total: float
    by_digit: dict[str, float]
    by_subtask: dict[str, float]


@torch.no_grad()
def measure_losses(model: DecoderTransformer, questions: Questions) -> Losses:
    """The mean losses of a model on questions with their right answers."""
    arithmetic = questions.arithmetic
    tokens = torch.from_numpy(questions.tokens())
    parts = [answer_loss(model, batch, arithmetic) for batch in torch.split(tokens, BATCH_SIZE)]
    losses: Floats = torch.cat(parts).numpy()
    names = arithmetic.position_names[arithmetic.question_length :]
    return Losses(
        total=float(losses.mean()),
        by_digit=dict(zip(names, losses.mean(0).tolist(), strict=True)),
        by_subtask=_by_subtask(losses, questions),
    )


def _by_subtask(losses: Floats, questions: Questions) -> dict[str, float]:
    classes, of_digits = questions.subtasks.answer_classes, losses[:, questions.arithmetic.answer_columns]
    found = {}
    for operation in questions.arithmetic.operations:
        asked = questions.is_minus == (operation == "-")
        for number, name in enumerate(ANSWER_CLASS_NAMES[operation]):
            chosen = of_digits[asked][classes[asked] == number]
            if len(chosen):
                found[name] = float(chosen.mean())
    return found
