"""How well answers meet the right ones: proportions that carry their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from glassformer.errors import InputError


@dataclass(frozen=True)
class Proportion:
    """So many successes out of n.

    >>> print(Proportion(1949, 1952))
    99.85 % (95 % interval 99.5 to 99.9, n = 1,952)

    Attributes:
        successes: how many of the n succeeded.
        n: how many were counted; with 0 the value is nan, and the interval everything from 0 to 1.
    """

    successes: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.n:
            raise InputError(f"{self.successes} successes out of {self.n} is no proportion")

    @property
    def value(self) -> float:
        """The share of successes, from 0 to 1; nan where nothing was counted."""
        return self.successes / self.n if self.n else math.nan

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON: the share (null where nothing was counted), what it is of, and its 95 % interval."""
        value = self.value if self.n else None
        return {"value": value, "successes": self.successes, "n": self.n, "interval": list(self.interval)}

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval; 0 to 1 where nothing was counted."""
        if self.n == 0:
            return 0.0, 1.0
        from scipy.stats import binomtest  # slow to import, and seldom needed

        interval = binomtest(self.successes, self.n).proportion_ci(0.95, method="wilson")
        return float(interval.low), float(interval.high)

    def __str__(self) -> str:
        if self.n == 0:
            return "nothing counted (n = 0)"
        low, high = self.interval
        interval = f"95 % interval {_percent(low, 1)} to {_percent(high, 1)}"
        return f"{_percent(self.value, 2)} % ({interval}, n = {self.n:,})"


@dataclass(frozen=True)
class Accuracy:
    """How many labels are right, and how many whole sequences are.

    Attributes:
        token: over every position at which a label is asked; over inputs, for a task with one label for each.
        sequence: over inputs: every label that is asked is right.
    """

    token: Proportion
    sequence: Proportion


def accuracy(
    predicted: Sequence[Sequence[str | None] | str],
    expected: Sequence[Sequence[str | None] | str],
) -> Accuracy:
    """How well predicted labels meet the expected ones, input by input.

    An input's labels are a list with one for each token, or one text for the whole input. Positions where None is
    expected are not counted, nor are sequences in which nothing is asked. Raises InputError where lengths differ.

    >>> accuracy([["a", "b"], ["a", "a"]], [["a", "b"], ["a", None]]).token
    Proportion(successes=3, n=3)
    """
    if len(predicted) != len(expected):
        raise InputError(f"{len(predicted)} predictions for {len(expected)} expected; there must be one for each")
    right = [list(_right(index, *pair)) for index, pair in enumerate(zip(predicted, expected, strict=True))]
    asked = [sequence for sequence in right if sequence]
    return Accuracy(
        token=Proportion(sum(map(sum, asked)), sum(map(len, asked))),
        sequence=Proportion(sum(map(all, asked)), len(asked)),
    )


def _right(index: int, predicted: Sequence[str | None] | str, expected: Sequence[str | None] | str) -> Iterator[bool]:
    """Whether each label is right, where one is asked."""
    if isinstance(predicted, str) != isinstance(expected, str):
        raise InputError(
            f"prediction {index}, counted from 0: {predicted!r} for {expected!r}; both must be one text, or both lists"
        )
    if isinstance(predicted, str):
        return iter((predicted == expected,))
    if len(predicted) != len(expected):
        raise InputError(
            f"prediction {index}, counted from 0, has {len(predicted)} labels where {len(expected)} are expected"
        )
    return (given == right for given, right in zip(predicted, expected, strict=True) if right is not None)


def _percent(fraction: float, n_decimals: int) -> str:
    """A fraction as per cent; more decimals rather than an untrue 0 or 100.

    >>> _percent(0.99831, 2), _percent(0.99999, 2), _percent(1.0, 2)
    ('99.83', '99.999', '100.00')
    """
    text = f"{100 * fraction:.{n_decimals}f}"
    if float(text) in (0, 100) and 0 < fraction < 1 and n_decimals < 15:
        return _percent(fraction, n_decimals + 1)
    return text
