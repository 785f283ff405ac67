"""What an answer digit can know from the few digit pairs next to it: the carries that are made within a window.

The one-layer model of arXiv 2310.13121 sees three digit pairs for each answer digit: the pair itself and two below
it. The highest answer digit has no pair of its own and sees the three highest. A carry that comes from further below
is the one thing that such a model cannot know.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassformer.errors import ConfigurationError
from glassformer.tasks.arithmetic.questions import Questions
from glassformer.tasks.arithmetic.subtasks import Digits, Flags, SumClass


def carries_within(questions: Questions, window: int) -> Flags:
    """Whether a carry comes into each answer digit from one of its ``window`` pairs (`question answer_digit`).

    The pairs of an answer digit are its own and those below; the highest, which has none of its own, has as many below
    it. In a subtraction read borrow for carry.

    >>> from glassformer.tasks.arithmetic import Arithmetic
    >>> carries_within(Arithmetic(5).parse("00995+00005"), 3)[0].tolist()  # A3 does not see that D0 makes a carry
    [False, True, True, False, False, False]

    Raises:
        ConfigurationError: ``window`` is not at least 1.
    """
    if window < 1:
        raise ConfigurationError(f"a window of {window} digit pairs; it has 1 or more")
    n_digits = questions.arithmetic.n_digits
    n_below = [min(digit, window - (digit < n_digits)) for digit in range(n_digits + 1)]
    return carries_from(questions.subtasks.sum_class, n_below)


def carries_from(sum_class: Digits, n_below: Sequence[int]) -> Flags:
    """Whether a carry comes into each answer digit from so many pairs below it (`question answer_digit`).

    Args:
        sum_class: the `SumClass` of every pair, `question digit`.
        n_below: for each answer digit, how many pairs below it count.
    """
    found = np.zeros((len(sum_class), sum_class.shape[1] + 1), bool)
    for digit, n_pairs in enumerate(n_below):
        reaches = np.ones(len(sum_class), bool)
        for pair in range(digit - 1, digit - 1 - n_pairs, -1):
            found[:, digit] |= reaches & (sum_class[:, pair] == SumClass.MAKES_CARRY)
            reaches &= sum_class[:, pair] == SumClass.PASSES_ON
    return found


def is_decided_within(questions: Questions, window: int) -> Flags:
    """Whether each answer digit of a question follows from its ``window`` digit pairs (`question`).

    Raises:
        ConfigurationError: ``window`` is not at least 1.
    """
    decided: Flags = (carries_within(questions, window) == questions.subtasks.answer_carries).all(axis=1)
    return decided
