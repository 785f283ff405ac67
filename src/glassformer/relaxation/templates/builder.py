"""A sketch in the making: heads, counts and tables, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from glassformer.program.holes import OpenPredicate, OpenTable, OpenWeights
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    Operation,
    Read,
    Scores,
    Select,
    SelectClosest,
)
from glassformer.program.signature import Signature
from glassformer.program.sketch import Sketch

BASE = ("tokens", "positions")


@dataclass
class Builder:
    """A sketch in the making: operations so far, and the variables that later ones may read."""

    signature: Signature
    operations: list[Operation] = field(default_factory=list)
    categorical: list[str] = field(default_factory=lambda: ["tokens", "positions"])
    numerical: list[str] = field(default_factory=list)

    def head(self, name: str, queries: Read, keys: Read, values: Read) -> str:
        """A categorical head: closest match, and the value there."""
        selector = f"{name}_match"
        self.operations += [
            SelectClosest(name=selector, keys=keys, queries=queries, predicate=OpenPredicate()),
            Aggregate(name=name, selector=selector, values=values),
        ]
        return name

    def count(self, name: str, queries: Read, keys: Read, *, is_set: bool, values: Read = "ones") -> str:
        """A numerical head: how many keys match, or the sum of a number over them."""
        selector = f"{name}_match"
        self.operations += [
            Select(name=selector, keys=keys, queries=queries, predicate=OpenPredicate(is_set=is_set)),
            AggregateSum(name=name, selector=selector, values=values),
        ]
        return name

    def table(self, name: str, inputs: Sequence[Read | Clip]) -> str:
        """A lookup table whose values are named like positions."""
        values = tuple(str(value) for value in range(self.signature.max_length))
        self.operations.append(LookupTable(name=name, inputs=tuple(inputs), values=values, table=OpenTable()))
        return name

    def anywhere(self) -> str:
        """A variable with a single value: a query for what does not depend on where it is asked."""
        table = (0,) * self.signature.max_length
        self.operations.append(LookupTable(name="anywhere", inputs=("positions",), values=("anywhere",), table=table))
        return "anywhere"

    def clip(self, count: Read) -> Clip:
        """A count as a category from 0 to N."""
        return Clip(variable=count, low=0, high=self.signature.max_length)

    def finish(self) -> Sketch:
        """The sketch, with a linear classifier over every variable."""
        scores = Scores(
            name="scores",
            variables=(*self.categorical, *self.numerical),
            weights=OpenWeights(),
            bias=OpenWeights(),
            is_pooled=self.signature.gives_one_label,
        )
        return Sketch(signature=self.signature, operations=(*self.operations, scores), returns="scores")
