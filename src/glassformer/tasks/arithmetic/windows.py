"""What an answer digit can know from the few digit pairs next to it: the carries that are made within a window.

The one-layer model of arXiv 2310.13121 sees three digit pairs for each answer digit: the pair itself and two below
it. The highest answer digit has no pair of its own and sees the three highest. A carry that comes from further below
is the one thing that such a model cannot know.
"""

from __future__ import annotations

import numpy as np

from glassformer.errors import ConfigurationError
from glassformer.tasks.arithmetic.questions import Questions
from glassformer.tasks.arithmetic.subtasks import Flags


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
    makes, passes = questions.subtasks.make_carry, questions.subtasks.make_sum_9
    n_digits = questions.arithmetic.n_digits
    found = np.zeros((len(questions), n_digits + 1), bool)
    for digit in range(1, n_digits + 1):
        n_below = window - (digit < n_digits)
        reaches = np.ones(len(questions), bool)
        for below in range(digit - 1, max(digit - 1 - n_below, -1), -1):
            found[:, digit] |= reaches & makes[:, below]
            reaches &= passes[:, below]
    return found


def is_decided_within(questions: Questions, window: int) -> Flags:
    """Whether each answer digit of a question follows from its ``window`` digit pairs (`question`).

    Raises:
        ConfigurationError: ``window`` is not at least 1.
    """
    subtasks = questions.subtasks
    carries = np.column_stack([subtasks.use_carry, subtasks.carry_out[:, -1]])
    decided: Flags = (carries_within(questions, window) == carries).all(axis=1)
    return decided
