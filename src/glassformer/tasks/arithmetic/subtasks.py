"""What each digit pair of a question has to do: the sub-tasks that the papers break addition and subtraction into.

A column of an addition takes a carry from the column below, adds it to its two digits, and gives a carry to the column
above; a pair that sums to 9 gives what it takes. A column of a subtraction does the same with a borrow, and gives what
it takes where its digits are equal. So both have the same labels, under other names in the papers (`SUBTASK_NAMES`).

The answer of a subtraction is a sign and the digits of ``|a - b|`` (arXiv 2402.02619). Its columns are therefore those
of the larger number minus the smaller: where the answer is negative, the two change places first.

Axes: `question`, one row each; `digit`, the lowest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from glassformer.errors import TaskError, suggest

Digits = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


class SumClass(IntEnum):
    """What a digit pair does by itself to the carry (ST of 2402.02619): the order is that of its sum."""

    MAKES_NONE = 0  # sum at most 8; in a subtraction the upper digit is larger
    PASSES_ON = 1  # sum exactly 9; in a subtraction the digits are equal
    MAKES_CARRY = 2  # sum at least 10; in a subtraction the upper digit is smaller


class AnswerClass(IntEnum):
    """The hardest sub-task that an answer digit needs; each answer digit is in exactly one class."""

    BASE = 0  # nothing comes in
    USE_CARRY = 1  # a carry comes in, made by the pair just below: two digit pairs decide
    USE_SUM_9 = 2  # a carry comes in that the pair just below, a sum of 9, passed on: three digit pairs or more decide


SUBTASK_NAMES = {
    "+": {
        "base": "BA",
        "make_carry": "MC1",
        "make_sum_9": "MS9",
        "use_carry": "UC1",
        "use_sum_9": "US9",
        "sum_class": "ST",
    },
    "-": {
        "base": "BD",
        "make_carry": "MB1",
        "make_sum_9": "MZ",
        "use_carry": "UB1",
        "use_sum_9": "UZ",
        "sum_class": "MT",
    },
}
"""For each operation, the short name of each label of `Subtasks`."""

ANSWER_CLASS_NAMES = {
    operation: (names["base"], names["use_carry"], names["use_sum_9"]) for operation, names in SUBTASK_NAMES.items()
}
"""For each operation, the short name of each `AnswerClass`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subtasks:
    """The exact sub-task labels of many questions, as arrays of `question digit`.

    In a subtraction read *borrow* for carry, and *equal digits* for a sum of 9.

    Attributes:
        is_minus: whether a question is a subtraction (`question`).
        is_negative: whether its answer is below zero (`question`).
        base: the pair's sum, or difference, modulo 10, whatever comes in (BA, BD).
        sum_class: what the pair does to the carry, as a `SumClass` (ST, MT).
        use_carry: whether a carry comes in (UC1, UB1).
    """

    is_minus: Flags
    is_negative: Flags
    base: Digits
    sum_class: Digits
    use_carry: Flags

    @property
    def make_carry(self) -> Flags:
        """Whether the pair makes a carry by itself (MC1, MB1)."""
        makes: Flags = self.sum_class == SumClass.MAKES_CARRY
        return makes

    @property
    def make_sum_9(self) -> Flags:
        """Whether the pair sums to 9, or its digits are equal, so that it passes on what comes in (MS9, MZ)."""
        passes: Flags = self.sum_class == SumClass.PASSES_ON
        return passes

    @property
    def use_sum_9(self) -> Flags:
        """Whether the pair passes on a carry that does come in (US9, UZ)."""
        return self.make_sum_9 & self.use_carry

    @property
    def carry_out(self) -> Flags:
        """Whether a carry goes to the next digit, made here or passed on."""
        return self.make_carry | self.use_sum_9

    @property
    def answer_carries(self) -> Flags:
        """Whether a carry comes into each answer digit (`question answer_digit`, one more than a number has)."""
        return np.column_stack([self.use_carry, self.carry_out[:, -1]])

    @property
    def answer_digits(self) -> Digits:
        """The digits of the answer, without its sign (`question answer_digit`, one more than a number has)."""
        change = np.where(self.is_minus, np.uint8(9), np.uint8(1))[:, None]  # 9 is -1 modulo 10
        return np.column_stack([(self.base + change * self.use_carry) % 10, self.carry_out[:, -1]])

    @property
    def answer_classes(self) -> Digits:
        """The `AnswerClass` of each answer digit (`question answer_digit`).

        It is that of the carry that comes in, so that a pair's US9 makes the answer digit *above* it a US9, and the
        highest answer digit, which has no pair, has a class too. As in 2310.13121, A0 is always BA, and A1 never US9.
        """
        classes = self.carry_out.astype(np.uint8) + self.use_sum_9
        return np.column_stack([np.zeros(len(classes), np.uint8), classes])

    def by_name(self, operation: str) -> dict[str, Digits | Flags]:
        """Every label of all questions, under the short names that an operation gives them.

        Raises TaskError for an unknown operation.
        """
        if operation not in SUBTASK_NAMES:
            raise TaskError(f"unknown operation {operation!r}; {suggest(operation, SUBTASK_NAMES)}")
        return {name: getattr(self, label) for label, name in SUBTASK_NAMES[operation].items()}


def label_columns(first: Digits, second: Digits, is_minus: Flags) -> Subtasks:
    """The sub-tasks of questions that are given as digits (`question digit`) and operations (`question`)."""
    is_negative = is_minus & _is_smaller(first, second)
    upper = np.where(is_negative[:, None], second, first)
    lower = np.where(is_negative[:, None], first, second)
    sum_class = classify_pairs(upper, lower, is_minus[:, None])
    return Subtasks(
        is_minus=is_minus,
        is_negative=is_negative,
        base=np.where(is_minus[:, None], 10 + upper - lower, upper + lower) % 10,
        sum_class=sum_class,
        use_carry=_carries_in(sum_class),
    )


def classify_pairs(upper: Digits, lower: Digits, is_minus: Flags) -> Digits:
    """The `SumClass` of digit pairs; the three arrays have one shape, or broadcast to one."""
    at_least_passes = np.where(is_minus, upper <= lower, upper + lower >= 9)
    makes_carry = np.where(is_minus, upper < lower, upper + lower >= 10)
    return at_least_passes.astype(np.uint8) + makes_carry


def _is_smaller(first: Digits, second: Digits) -> Flags:
    """Whether the first number is smaller: the highest digit that differs decides."""
    is_smaller = np.zeros(len(first), bool)
    for one, other in zip(first.T, second.T, strict=True):
        is_smaller = np.where(one == other, is_smaller, one < other)
    return is_smaller


def _carries_in(sum_class: Digits) -> Flags:
    """Whether a carry comes into each column, from the lowest up."""
    carries = np.zeros(sum_class.shape, bool)
    for digit in range(1, sum_class.shape[1]):
        below = sum_class[:, digit - 1]
        carries[:, digit] = below + carries[:, digit - 1] >= SumClass.MAKES_CARRY
    return carries
