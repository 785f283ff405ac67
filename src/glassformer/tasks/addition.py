"""Addition as a task: after ``=``, at each token, the next digit of the sum.

The question of "Understanding Addition in Transformers" (arXiv 2310.13121), as `glassformer.tasks.arithmetic` asks it
of ordinary Transformers: ``D1 D0 + D'1 D'0 = A2 A1 A0`` for two digits, the highest first. An input is all of that but
the last answer digit. Its answer digits are right, so that each label is what a Transformer should say next.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glassformer.errors import TaskError
from glassformer.tasks.domains import Domain
from glassformer.tasks.normalise import BEGIN_MARK
from glassformer.tasks.task import Task

DIGITS = tuple("0123456789")
PLUS, EQUALS = "+", "="


def addition(max_length: int = 9) -> Task:
    """The task of adding two numbers of equally many digits: 2 in a maximum length of 9, 3 in 12, and so on."""
    n_digits = _digits_in(max_length)
    return Task(
        "addition",
        (*DIGITS, PLUS, EQUALS),
        3 * n_digits + 2,
        addition_labels,
        labels=DIGITS,
        is_causal=True,
        unlabelled=(PLUS,),
        sampler=AdditionSampler(n_digits),
        domain=AdditionInputs(n_digits),
        description=f"two numbers of {n_digits} digit{'s' * (n_digits > 1)} and {EQUALS}, from there on the next digit "
        "of their sum",
    )


def _digits_in(max_length: int) -> int:
    """How many digits the numbers have. Raises TaskError where they would not be whole."""
    is_whole = isinstance(max_length, int) and not isinstance(max_length, bool)
    if not is_whole or max_length < 6 or max_length % 3:
        raise TaskError(
            f"task 'addition': the maximum length is 6, 9, 12, ... for numbers of 1, 2, 3, ... digits (3 for each "
            f"digit, and 3 for {PLUS}, {EQUALS} and the mark {BEGIN_MARK}), not {max_length!r}"
        )
    return max_length // 3 - 1


def addition_labels(contents: Sequence[str]) -> list[str | None]:
    """From ``=`` on the next digit of the answer, before it None.

    >>> addition_labels(list("17+25=04"))
    [None, None, None, None, None, '0', '4', '2']
    """
    n_digits = contents.index(PLUS)
    first, second = contents[:n_digits], contents[n_digits + 1 : 2 * n_digits + 1]
    return [None] * (2 * n_digits + 1) + [*_sum_of(first, second)]


def _sum_of(first: Sequence[str], second: Sequence[str]) -> str:
    """The sum of two numbers, with one digit more than they have."""
    return str(int("".join(first)) + int("".join(second))).zfill(len(first) + 1)


def _input(digits: Sequence[str]) -> tuple[str, ...]:
    """The input about two numbers that are given one after the other."""
    n_digits = len(digits) // 2
    first, second = digits[:n_digits], digits[n_digits:]
    return (*first, PLUS, *second, EQUALS, *_sum_of(first, second)[:-1])


@dataclass(frozen=True)
class AdditionSampler:
    """Two numbers with uniform digits."""

    n_digits: int

    def __call__(self, rng: random.Random) -> tuple[str, ...]:
        """One input."""
        return _input(rng.choices(DIGITS, k=2 * self.n_digits))


@dataclass(frozen=True)
class AdditionInputs(Domain):
    """Every input of the addition task: one for each pair of numbers of so many digits.

    >>> inputs = AdditionInputs(2)
    >>> inputs.n_inputs, "".join(next(iter(inputs))), tuple("17+25=04") in inputs, tuple("17+25=05") in inputs
    (10000, '00+00=00', True, False)
    """

    n_digits: int

    @property
    def n_inputs(self) -> int:
        """How many pairs of numbers there are."""
        n_numbers: int = 10**self.n_digits
        return n_numbers * n_numbers

    @property
    def rule(self) -> str:
        """What makes an input belong."""
        example = "".join(_input(("1", *"0" * (self.n_digits - 1), *"9" * self.n_digits)))
        return (
            f"two numbers of {self.n_digits} digit{'s' * (self.n_digits > 1)}, written like {example}, with all of "
            "their sum but its last digit"
        )

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return map(_input, itertools.product(DIGITS, repeat=2 * self.n_digits))

    def __contains__(self, contents: Sequence[str]) -> bool:
        n_digits = self.n_digits
        digits = (*contents[:n_digits], *contents[n_digits + 1 : 2 * n_digits + 1])
        return len(digits) == 2 * n_digits and set(digits) <= set(DIGITS) and tuple(contents) == _input(digits)
