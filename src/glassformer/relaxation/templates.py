"""Templates: functions that make sketches.

``paper`` is the model of "Learning Transformer Programs" (Friedman, Wettig, Chen, NeurIPS 2023): layers of heads and MLPs
whose reads are all open. ``wide`` leaves nothing to be learned about the first layer's reads.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from glassformer.program.holes import OpenPredicate, OpenRead, OpenTable, OpenWeights
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


@dataclass
class _Builder:
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


def paper(
    signature: Signature, *, n_layers: int, n_heads: int, n_counts: int, n_tables: int, n_count_tables: int
) -> Sketch:
    """The paper's model.

    Args:
        signature: what the program takes and gives.
        n_layers: number of layers.
        n_heads: categorical heads per layer.
        n_counts: numerical heads per layer.
        n_tables: MLPs per layer that read two categorical variables.
        n_count_tables: MLPs per layer that read two numerical variables.
    """
    builder = _Builder(signature)
    for layer in range(1, n_layers + 1):
        read = OpenRead(tuple(builder.categorical))
        numbers = OpenRead(("ones", *builder.numerical))
        heads = [builder.head(f"head_{layer}_{i}", read, read, read) for i in range(1, n_heads + 1)]
        counts = [
            builder.count(f"count_{layer}_{i}", read, read, is_set=False, values=numbers)
            for i in range(1, n_counts + 1)
        ]
        builder.categorical += heads
        builder.numerical += counts
        read = OpenRead(tuple(builder.categorical))
        tables = [builder.table(f"table_{layer}_{i}", (read, read)) for i in range(1, n_tables + 1)]
        if builder.numerical:
            clipped = builder.clip(OpenRead(tuple(builder.numerical)))
            tables += [
                builder.table(f"count_table_{layer}_{i}", (clipped, clipped)) for i in range(1, n_count_tables + 1)
            ]
        builder.categorical += tables
    return builder.finish()


def wide(
    signature: Signature,
    *,
    n_layers: int,
    n_heads: int,
    n_counts: int,
    n_tables: int,
    counts_per_pair: int = 1,
    is_set: bool = True,
    seed: int = 0,
) -> Sketch:
    """A first layer with every choice of reads, then layers wired at random.

    Args:
        signature: what the program takes and gives.
        n_layers: number of layers, the wide one included.
        n_heads: categorical heads in each later layer.
        n_counts: numerical heads in each later layer.
        n_tables: tables in each layer beyond those that join positions with each head and count.
        counts_per_pair: numerical heads of the first layer for each (query, key) choice.
        is_set: whether numerical heads accept sets of keys.
        seed: of the wiring.
    """
    rng = random.Random(seed)
    builder = _Builder(signature)
    inputs = ("tokens", "positions")
    heads = [
        builder.head(f"head_1_{i}", queries, keys, values)
        for i, (queries, keys, values) in enumerate(product(inputs, repeat=3), start=1)
    ]
    pairs = [pair for pair in product(inputs, repeat=2) for _ in range(counts_per_pair)]
    counts = [
        builder.count(f"count_1_{i}", queries, keys, is_set=is_set) for i, (queries, keys) in enumerate(pairs, start=1)
    ]
    builder.categorical += heads
    builder.numerical += counts
    tables = [builder.table(f"table_1_{i}", ("positions", name)) for i, name in enumerate(heads, start=1)]
    tables += [
        builder.table(f"count_table_1_{i}", (rng.choice(inputs), builder.clip(name)))
        for i, name in enumerate(counts, start=1)
    ]
    tables += [
        builder.table(f"pair_table_1_{i}", (builder.clip(rng.choice(counts)), builder.clip(rng.choice(counts))))
        for i in range(1, n_tables + 1)
    ]
    builder.categorical += tables
    for layer in range(2, n_layers + 1):
        _random_layer(builder, layer, n_heads, n_counts, n_tables, is_set, rng)
    return builder.finish()


def _random_layer(
    builder: _Builder, layer: int, n_heads: int, n_counts: int, n_tables: int, is_set: bool, rng: random.Random
) -> None:
    categorical = list(builder.categorical)
    pick = lambda: rng.choice(categorical)
    heads = [builder.head(f"head_{layer}_{i}", pick(), pick(), pick()) for i in range(1, n_heads + 1)]
    counts = [builder.count(f"count_{layer}_{i}", pick(), pick(), is_set=is_set) for i in range(1, n_counts + 1)]
    builder.categorical += heads
    builder.numerical += counts
    tables = []
    for i in range(1, n_tables + 1):
        tables.append(
            builder.table(f"table_{layer}_{i}", (rng.choice(builder.categorical), rng.choice(heads or categorical)))
        )
        if counts:
            tables.append(
                builder.table(
                    f"count_table_{layer}_{i}",
                    (builder.clip(rng.choice(counts)), builder.clip(rng.choice(builder.numerical))),
                )
            )
    builder.categorical += tables
