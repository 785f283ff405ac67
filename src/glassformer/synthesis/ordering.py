"""The order in which some positions come, found from numbers that rise along it: by one variable, of equals by a next.

Each variable is tried alone: of any two positions of an input in which it differs, is the one with the lower number
always the one with the lower value, or always the one with the higher? Nothing has to be built to see that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
import numpy.typing as npt

from glassformer.program.comparisons import own_numbers
from glassformer.synthesis.copying import NOWHERE
from glassformer.synthesis.evidence import Bools, Ints
from glassformer.synthesis.features import Feature
from glassformer.synthesis.judging import own_cost

Signs = npt.NDArray[np.int8]
MOST_CRITERIA = 3
MOST_TRIED = 8
"""How many variables are tried as the next one of an order, where none is the last."""
MOST_STEPS = 1_200
"""An order with more steps is not considered: a head compares each two of them."""


@dataclass(frozen=True)
class Criterion:
    """A variable by which an order goes, and which way.

    Attributes:
        feature: the variable.
        sign: 1: lower values come first; -1: higher ones do.
    """

    feature: Feature
    sign: int

    @cached_property
    def steps(self) -> list[int]:
        """For each value how far from the beginning of the order it is: whole numbers from 0 up."""
        numbers = [self.sign * number for number in own_numbers(self.feature.values)]
        lowest = min(numbers)
        return [number - lowest for number in numbers]

    @property
    def n_steps(self) -> int:
        """How many steps it has."""
        return max(self.steps) + 1


def find_order(numbers: Ints, candidates: Sequence[Feature]) -> tuple[Criterion, ...] | None:
    """An order by these features along which the numbers of each input rise, the cheapest found; None where none is.

    Args:
        numbers: ``input position``, ``NOWHERE`` at positions that are in no order.
        candidates: features, the cheapest first.
    """
    agreement = _agreement(numbers, candidates)
    is_open = np.ones(agreement.shape[1], dtype=bool)
    firsts = np.flatnonzero((agreement >= 0).all(1) & (agreement > 0).any(1)).tolist()
    found = []
    for rows in (row for first in firsts for row in _completed(agreement, is_open, [first])):
        order = tuple(Criterion(candidates[row // 2], 1 - 2 * (row % 2)) for row in rows)
        if prod(each.n_steps for each in order) <= MOST_STEPS:
            found.append(order)
    return min(found, key=_length, default=None)


def _length(order: Sequence[Criterion]) -> tuple[int, int]:
    return own_cost(each.feature for each in order), len(order)


def _agreement(numbers: Ints, candidates: Sequence[Feature]) -> Signs:
    """``criterion pair``: 1 where it says of two positions which comes first, -1 where it says the wrong one.

    Criteria are each feature rising and falling, in turn; pairs are those of one input.
    """
    has_number = numbers != NOWHERE
    inputs, left, right = np.nonzero(np.triu(has_number[:, :, None] & has_number[:, None, :], 1))
    wanted = np.sign(numbers[inputs, right] - numbers[inputs, left]).astype(np.int8)
    found = np.empty((len(candidates), 2, len(inputs)), dtype=np.int8)
    for rows, each in zip(found, candidates, strict=True):
        rows[0] = wanted * np.sign(each.own_numbers[inputs, right] - each.own_numbers[inputs, left])
        rows[1] = -rows[0]
    return found.reshape(2 * len(candidates), len(inputs))


def _completed(agreement: Signs, is_open: Bools, chosen: list[int]) -> Iterator[list[int]]:
    """Criteria, and after them others that tell equals apart, until there are none.

    Where no next one suffices, those that tell most are tried: none that goes with what is open is ever a wrong one,
    but some leave more to be told.
    """
    is_open = is_open & (agreement[chosen[-1]] == 0)
    if not is_open.any():
        yield chosen
    elif len(chosen) < MOST_CRITERIA:
        left = agreement[:, is_open]
        n_told = np.where((left >= 0).all(1), (left > 0).sum(1), 0)
        most = np.argsort(-n_told, kind="stable")[:MOST_TRIED]
        suffices = n_told[most] == is_open.sum()
        for row in most[suffices][:1] if suffices.any() else most[n_told[most] > 0]:
            yield from _completed(agreement, is_open, [*chosen, int(row)])
