"""A feature: a variable that a program might have, its values on the evidence, and how it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from glassformer.program.comparisons import integers, own_numbers
from glassformer.program.relations import Preference, Relation
from glassformer.synthesis.evidence import Column, Ints, Places

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """``tokens`` or ``positions``."""


@dataclass(frozen=True)
class Attention:
    """What a head does with its parents: keys, queries, and, unless it counts, the values that it copies.

    Attributes:
        kind: ``count``: how many keys match; ``closest``, ``best``: the value at the closest, or the best, key.
        rule: a relation of key and query; which key values are accepted, whatever the query; or which key is best.
    """

    kind: str
    rule: Relation | tuple[int, ...] | Preference


@dataclass(frozen=True)
class Tabulated:
    """A lookup table over the parents: ``table`` has an index into the values per row, the last parent fastest."""

    table: tuple[int, ...]


Recipe = Given | Attention | Tabulated


@dataclass(frozen=True, eq=False)
class Feature:
    """A variable with its history.

    Attributes:
        name: what it is called.
        values: the names of its values; of a number those of its category, 0 to N.
        column: ``input position`` indices of values (of a number: the number itself).
        recipe: how it is made from its parents.
        parents: the features that it reads.
        is_number: whether it is a number, which tables clip and heads read through a category.
        own_cost: how much there is to read in its own operations.
    """

    name: str
    values: tuple[str, ...]
    column: Column
    recipe: Recipe = Given()
    parents: tuple[Feature, ...] = ()
    is_number: bool = False
    own_cost: int = 0

    def __post_init__(self) -> None:
        smallest = np.int8 if len(self.values) <= 128 else np.int16 if len(self.values) <= 1 << 15 else np.int32
        object.__setattr__(self, "column", self.column.astype(smallest, copy=False))

    @property
    def n_values(self) -> int:
        """How many values it has."""
        return len(self.values)

    @cached_property
    def is_integer(self) -> bool:
        """Whether all of its values spell integers."""
        return None not in integers(self.values)

    @cached_property
    def own_numbers(self) -> Places:
        """``input position``: numbers to compare with others of the same values."""
        found: Places = np.array(own_numbers(self.values), dtype=np.int64)[self.column]
        return found

    @cached_property
    def ranks(self) -> Ints:
        """``input position``: those numbers in order: 1 for the lowest of the values, 2 for the next, and so on."""
        _, ranks = np.unique(own_numbers(self.values), return_inverse=True)
        return (ranks + 1).astype(np.int32)[self.column]

    @cached_property
    def integers(self) -> Floats:
        """``input position``: the integers that the values spell, NaN where they spell none."""
        spelled = [np.nan if number is None else number for number in integers(self.values)]
        return np.array(spelled, dtype=np.float64)[self.column]

    @cached_property
    def history(self) -> frozenset[Feature]:
        """The features that it rests on, with itself."""
        return frozenset({self}).union(*(parent.history for parent in self.parents))

    def lineage(self) -> list[Feature]:
        """The same in an order in which they can be made."""
        made = dict.fromkeys(each for parent in self.parents for each in parent.lineage())
        return [*made, self]


def joint(parents: Sequence[Feature]) -> Ints:
    """``input position``: the row of a table over these parents."""
    first, *others = parents
    row = first.column.astype(np.int32)
    for each in others:
        row = row * each.n_values + each.column
    return row
