"""Holes: the parts of a sketch that are still to be learned.

An operation's field holds either a finished value or one of these. ``closed`` is the door between the two worlds: code
that needs a finished program asks for each field through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from glassformer.errors import ProgramError


@dataclass(frozen=True)
class OpenRead:
    """Which of several variables is read; all are categorical, or all are numerical."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class OpenPredicate:
    """Which key values each query value accepts: one of them, or, with ``is_set``, any set of them."""

    is_set: bool = False


@dataclass(frozen=True)
class OpenKeyScores:
    """How ``select_best`` scores each (query value, key value)."""


@dataclass(frozen=True)
class OpenTable:
    """Which value a lookup table gives for each row."""


@dataclass(frozen=True)
class OpenNumbers:
    """Which number each row of a number table gives."""


@dataclass(frozen=True)
class OpenWeights:
    """How much each value of a variable adds to each class score, and the bias of each class."""


Hole = OpenRead | OpenPredicate | OpenKeyScores | OpenTable | OpenNumbers | OpenWeights

T = TypeVar("T")


def closed(field: T | Hole) -> T:
    """The finished value of a field.

    Raises:
        ProgramError: the field is still a hole.
    """
    if isinstance(field, Hole):
        raise ProgramError(f"this is a sketch, not a program: {field} is still open; learn it first")
    return field
