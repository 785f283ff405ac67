"""Templates: functions that make sketches.

``paper`` is the model of "Learning Transformer Programs" (Friedman, Wettig, Chen, NeurIPS 2023): layers of heads and
MLPs whose reads are all open. ``wide`` leaves nothing to be learned about the first layer's reads.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product, zip_longest
from typing import TypeVar

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

T = TypeVar("T")
BASE = ("tokens", "positions")


@dataclass
class _Builder:
    """A sketch in the making: operations so far, and the variables that later ones may read."""

    signature: Signature
    operations: list[Operation] = field(default_factory=list)
    categorical: list[str] = field(default_factory=lambda: ["tokens", "positions"])
    numerical: list[str] = field(default_factory=list)

    @property
    def joinable(self) -> list[str]:
        """What a count is joined with in a table: positions as often as anything else."""
        others = self.categorical[2:]
        return ["positions"] * max(1, len(others)) + others

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
    """A first layer with every choice of reads, then layers wired at random in the ways that programs are wired.

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
    """Chooses who reads whom. Later heads follow idioms of which programs are made, in turn.

    *match*: the position where an earlier head found my token, or position. *pointer*: a computed position fetches what
    stands there. *twin*: the closest position where a table has the same value as here. *flag* (counts only): how many
    positions have some value. *free*: anything.
    """

    def __init__(self, builder: _Builder, rng: random.Random, is_set: bool) -> None:
        self.builder, self.rng, self.is_set = builder, rng, is_set
        self.alike: dict[str, str] = {}  # heads, and which of tokens and positions they hold a value of
        self.computed: list[str] = []  # categorical variables that tables made
        self.refined: list[str] = []  # those of them that come from a count, alone or with the token

    def first_layer(self, counts_per_pair: int, n_tables: int) -> None:
        """Every (query, key, value) choice of tokens and positions, and tables that join heads with positions."""
        builder, base = self.builder, BASE
        heads = [
            builder.head(f"head_1_{i}", queries, keys, values)
            for i, (queries, keys, values) in enumerate(product(base, repeat=3), start=1)
        ]
        pairs = [pair for pair in product(base, repeat=2) for _ in range(counts_per_pair)]
        counts = [
            builder.count(f"count_1_{i}", queries, keys, is_set=self.takes_sets(i))
            for i, (queries, keys) in enumerate(pairs, start=1)
        ]
        self.alike |= {head: value for head, (_, _, value) in zip(heads, product(base, repeat=3), strict=True)}
        self.close_layer(1, heads, counts, "positions", n_tables)

    def random_layer(self, layer: int, n_heads: int, n_counts: int, n_tables: int) -> None:
        """A layer wired at random, and tables that join heads with tokens."""
        builder = self.builder
        head_reads, count_reads = self.head_reads(n_heads), self.count_reads(n_counts)
        heads = [builder.head(f"head_{layer}_{i}", *reads) for i, reads in enumerate(head_reads, start=1)]
        counts = [
            builder.count(f"count_{layer}_{i}", *reads, is_set=self.takes_sets(i))
            for i, reads in enumerate(count_reads, start=1)
        ]
        self.alike |= {head: value for head, (_, _, value) in zip(heads, head_reads, strict=True) if value in BASE}
        self.close_layer(layer, heads, counts, "tokens", n_tables)

    def close_layer(self, layer: int, heads: list[str], counts: list[str], partner: str, n_tables: int) -> None:
        """Tables over the layer's heads and counts; then everything in it can be read by the next."""
        builder, rng = self.builder, self.rng
        builder.numerical += counts
        tables = [builder.table(f"table_{layer}_{i}", (partner, head)) for i, head in enumerate(heads, start=1)]
        for i, count in enumerate(counts, start=1):
            number = builder.clip(count)
            tables.append(builder.table(f"category_{layer}_{i}", (number,)))
            joined = builder.table(f"count_table_{layer}_{i}", (rng.choice(builder.joinable), number))
            refined = builder.table(f"token_table_{layer}_{i}", ("tokens", joined))
            tables += [joined, refined]
            self.refined += [tables[-3], refined]
        for i in range(1, n_tables + 1 if counts else 1):
            numbers = builder.clip(rng.choice(counts)), builder.clip(rng.choice(builder.numerical))
            tables.append(builder.table(f"pair_table_{layer}_{i}", numbers))
        builder.categorical += heads + tables
        self.computed += tables

    def takes_sets(self, number: int) -> bool:
        """Every second numerical head accepts sets of keys, where any do."""
        return self.is_set and number % 2 == 0

    def head_reads(self, n_heads: int) -> list[tuple[str, str, str]]:
        """Query, key and value of each categorical head, the idioms in turn."""
        rng, everything = self.rng, self.builder.categorical
        matches = [(self.alike[head], head, self.value()) for head in self.shuffled(list(self.alike))]
        pointers = [(table, "positions", self.value()) for table in self.shuffled(self.computed)]
        twins = [(table, table, self.value()) for table in self.shuffled(self.refined) + self.shuffled(self.computed)]
        free = [(rng.choice(everything), rng.choice(everything), rng.choice(everything)) for _ in range(n_heads)]
        return in_turn([matches, pointers, twins, free], n_heads)

    def count_reads(self, n_counts: int) -> list[tuple[str, str]]:
        """Query and key of each numerical head, the idioms in turn."""
        rng, everything = self.rng, self.builder.categorical
        twins = [(table, table) for table in self.shuffled(self.refined) + self.shuffled(self.computed)]
        flags = [("tokens", table) for table in self.shuffled(self.computed)]
        free = [(rng.choice(everything), rng.choice(everything)) for _ in range(n_counts)]
        return in_turn([twins, flags, free], n_counts)

    def value(self) -> str:
        """What a later head fetches: tokens twice as often as positions."""
        return self.rng.choice(["tokens", "tokens", "positions"])

    def shuffled(self, names: Sequence[str]) -> list[str]:
        """The names in random order."""
        return self.rng.sample(names, len(names))


def in_turn(pools: Sequence[Sequence[T]], n: int) -> list[T]:
    """The first ``n`` of the pools' members, one from each pool in turn.

    >>> in_turn([[1, 2, 3], ["a"]], 3)
    [1, 'a', 2]
    """
    rounds = zip_longest(*pools, fillvalue=None)
    return [member for members in rounds for member in members if member is not None][:n]
