"""What the variables of a program hold.

A variable has one value per position. Categorical values are written as indices into the variable's list of named
values; numerical values as integers in units of ``1 / denominator``. So every value is an ``int``, every sum is a sum
of integers, and no order of summation can change a result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

GRID = 1024
"""Scores and learned numbers are multiples of ``1 / GRID``."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RESERVED_NAMES = frozenset({"bias", "else", "excluded", "labels", "nothing", "return"})
"""Words of the text form that would be ambiguous as names of variables."""


@dataclass(frozen=True)
class Categorical:
    """A variable that takes one of finitely many named values."""

    values: tuple[str, ...]

    @property
    def cardinality(self) -> int:
        """How many values there are."""
        return len(self.values)

    def __str__(self) -> str:
        return f"categorical variable of {self.cardinality} values"


def joined(options: Sequence[Categorical]) -> Categorical:
    """The type of a read that may turn out to be any of these.

    Where the options differ, its values have no names yet and are called by number; there are as many as the largest
    option has.

    >>> joined([Categorical(("a", "b")), Categorical(("x", "y", "z"))]).values
    ('?0', '?1', '?2')
    """
    if all(option == options[0] for option in options):
        return options[0]
    return Categorical(tuple(f"?{index}" for index in range(max(option.cardinality for option in options))))


def name_fault(name: str) -> str | None:
    """Why this cannot be the name of a variable; None if it can."""
    if not NAME.fullmatch(name):
        return f"{name!r} is not a name: letters, digits and underscores, not beginning with a digit"
    if name in RESERVED_NAMES:
        return f"{name!r} is a word of the text form; choose another name"
    return None


def names_fault(names: Sequence[str]) -> str | None:
    """Why these cannot all be names of values or labels; None if they can.

    >>> names_fault(["a", "b", "a"])
    "'a' is named twice"
    """
    for name, count in Counter(names).items():
        if count > 1:
            return f"{name!r} is named {'twice' if count == 2 else f'{count} times'}"
        if any("\ud800" <= character <= "\udfff" for character in name):
            return f"{name!r} holds half a character (a surrogate), which cannot be written to a file"
    return None


@dataclass(frozen=True)
class Numerical:
    """A variable that holds a number: a count (denominator 1), or fixed point (denominator ``GRID``)."""

    denominator: int = 1

    def __str__(self) -> str:
        return "numerical variable"


@dataclass(frozen=True)
class Selection:
    """A selector: for each query the keys that it keeps. ``is_single``: always exactly one."""

    is_single: bool

    def __str__(self) -> str:
        return "selector of one key" if self.is_single else "selector of any number of keys"


@dataclass(frozen=True)
class ClassScores:
    """A score for each label; ``is_pooled``: one such list for the whole input instead of one per position."""

    is_pooled: bool

    def __str__(self) -> str:
        return "list of class scores"


Type = Categorical | Numerical | Selection | ClassScores
