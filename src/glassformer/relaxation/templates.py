"""Templates: functions that make sketches.

``paper`` is the model of "Learning Transformer Programs" (Friedman, Wettig, Chen, NeurIPS 2023): layers of heads and
MLPs whose reads are all open. ``wide`` leaves nothing to be learned about the first layer's reads.
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
    """A first layer with every choice of reads, then layers wired at random in the ways that programs are.

    Args:
        signature: what the program takes and gives.
        n_layers: number of layers, the wide one included.
        n_heads: categorical heads in each later layer.
        n_counts: numerical heads in each later layer.
        n_tables: tables over pairs of counts in each layer.
        counts_per_pair: numerical heads of the first layer for each (query, key) choice.
        is_set: whether every second numerical head accepts sets of keys.
        seed: of the wiring.
    """
    builder = _Builder(signature)
    wiring = _Wiring(builder, random.Random(seed), is_set)
    wiring.first_layer(counts_per_pair, n_tables)
    for layer in range(2, n_layers + 1):
        wiring.random_layer(layer, n_heads, n_counts, n_tables)
    return builder.finish()


class _Wiring:
    """Chooses who reads whom. Later reads are of three idioms, of which programs are made.

    *pointer*: a computed position fetches what stands there. *match*: positions where a variable has the same value as
    here. *free*: anything.
    """

    def __init__(self, builder: _Builder, rng: random.Random, is_set: bool) -> None:
        self.builder, self.rng, self.is_set = builder, rng, is_set
        self.computed: list[str] = []  # categorical variables that tables made

    def first_layer(self, counts_per_pair: int, n_tables: int) -> None:
        """Every (query, key, value) choice of tokens and positions, and tables that join them with positions."""
        builder, base = self.builder, ("tokens", "positions")
        heads = [
            builder.head(f"head_1_{i}", queries, keys, values)
            for i, (queries, keys, values) in enumerate(product(base, repeat=3), start=1)
        ]
        pairs = [pair for pair in product(base, repeat=2) for _ in range(counts_per_pair)]
        counts = [
            builder.count(f"count_1_{i}", queries, keys, is_set=self.takes_sets(i))
            for i, (queries, keys) in enumerate(pairs, start=1)
        ]
        tables = [builder.table(f"table_1_{i}", ("positions", name)) for i, name in enumerate(heads, start=1)]
        self.close_layer(1, heads, counts, tables, n_tables)

    def random_layer(self, layer: int, n_heads: int, n_counts: int, n_tables: int) -> None:
        """A layer wired at random."""
        builder = self.builder
        heads = [builder.head(f"head_{layer}_{i}", *self.head_reads()) for i in range(1, n_heads + 1)]
        counts = [
            builder.count(f"count_{layer}_{i}", *self.count_reads(), is_set=self.takes_sets(i))
            for i in range(1, n_counts + 1)
        ]
        partners = [self.rng.choice(builder.categorical) for _ in heads]
        tables = [
            builder.table(f"table_{layer}_{i}", (partner, head))
            for i, (partner, head) in enumerate(zip(partners, heads, strict=True), start=1)
        ]
        self.close_layer(layer, heads, counts, tables, n_tables)

    def close_layer(self, layer: int, heads: list[str], counts: list[str], tables: list[str], n_tables: int) -> None:
        """Tables over the layer's counts; then everything in it can be read by the next."""
        builder, rng = self.builder, self.rng
        tables += [builder.table(f"category_{layer}_{i}", (builder.clip(n),)) for i, n in enumerate(counts, start=1)]
        tables += [
            builder.table(f"count_table_{layer}_{i}", (rng.choice(builder.categorical), builder.clip(name)))
            for i, name in enumerate(counts, start=1)
        ]
        builder.numerical += counts
        if builder.numerical and counts:
            tables += [
                builder.table(
                    f"pair_table_{layer}_{i}",
                    (builder.clip(rng.choice(counts)), builder.clip(rng.choice(builder.numerical))),
                )
                for i in range(1, n_tables + 1)
            ]
        builder.categorical += heads + tables
        self.computed += tables

    def takes_sets(self, number: int) -> bool:
        """Every second numerical head accepts sets of keys, where any do."""
        return self.is_set and number % 2 == 0

    def head_reads(self) -> tuple[str, str, str]:
        """Query, key and value of a categorical head."""
        rng, everything = self.rng, self.builder.categorical
        value = rng.choice(["tokens", "positions", rng.choice(everything)])
        match rng.choice(["pointer", "match", "free"]):
            case "pointer":
                return rng.choice(self.computed), "positions", value
            case "match":
                variable = rng.choice(everything)
                return rng.choice([variable, "tokens"]), variable, value
            case _:
                return rng.choice(everything), rng.choice(everything), value

    def count_reads(self) -> tuple[str, str]:
        """Query and key of a numerical head."""
        rng, everything = self.rng, self.builder.categorical
        if rng.random() < 0.5:
            variable = rng.choice(self.computed)
            return variable, variable
        return rng.choice(everything), rng.choice(everything)
