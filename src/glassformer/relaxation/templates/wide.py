"""A wide sketch with fixed wiring: no read has to be learned, which is what learning finds hardest.

The paper's own ablation says so, and measurements of ours: docs/decisions/learner.md.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product, zip_longest
from typing import TypeVar

from glassformer.program.signature import Signature
from glassformer.program.sketch import Sketch
from glassformer.relaxation.templates.builder import BASE, Builder

T = TypeVar("T")


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
    builder = Builder(signature)
    wiring = _Wiring(builder, random.Random(seed), is_set, n_layers)
    wiring.first_layer(counts_per_pair, n_tables)
    for layer in range(2, n_layers + 1):
        wiring.random_layer(layer, n_heads, n_counts, n_tables)
    return builder.finish()


class _Wiring:
    """Chooses who reads whom. Later heads follow idioms of which programs are made, in turn, the likeliest first.

    *match*: the position where an earlier head found my token (or position). *pointer*: a computed position fetches
    what stands there. *twin*: positions where a table has the same value as here. *flag* (counts only): how many
    positions have some value. *free*: anything.
    """

    def __init__(self, builder: Builder, rng: random.Random, is_set: bool, n_layers: int) -> None:
        self.builder, self.rng, self.is_set, self.n_layers = builder, rng, is_set, n_layers
        self.found: dict[str, list[str]] = {name: [] for name in BASE}  # heads that hold a token, or a position
        self.joins: list[str] = []  # tables over a head and something else, those of twins first
        self.categories: list[str] = []  # tables over a count
        self.joined: list[str] = []  # tables over a count and something else
        self.refined: list[str] = []  # tables over one of those and the token

    def first_layer(self, counts_per_pair: int, n_tables: int) -> None:
        """Every (query, key, value) choice of tokens and positions, and tables that join heads with positions.

        Counts may also be asked by a query that is the same everywhere: how many keys of some kind there are.
        """
        heads = [(queries, keys, values) for queries, keys, values in product(BASE, repeat=3)]
        queries = (*BASE, self.builder.anywhere())
        counts = [(query, key) for query, key in product(queries, BASE) for _ in range(counts_per_pair)]
        self.layer(1, heads, counts, "positions", ["positions"] * len(counts), n_tables)

    def random_layer(self, layer: int, n_heads: int, n_counts: int, n_tables: int) -> None:
        """A layer wired by idioms; tables join its heads with tokens, and its counts with what was counted."""
        counts = self.count_reads(n_counts)
        self.layer(layer, self.head_reads(n_heads), counts, "tokens", [queries for queries, _ in counts], n_tables)

    def layer(
        self,
        layer: int,
        head_reads: Sequence[tuple[str, str, str]],
        count_reads: Sequence[tuple[str, str]],
        head_partner: str,
        count_partners: Sequence[str],
        n_tables: int,
    ) -> None:
        """Heads, counts, and tables over them; then everything in it can be read by the next layer.

        The last layer has no tables that only a next one has a use for: over tokens and tables, and of counts of the
        same reads all but one as categories.
        """
        builder = self.builder
        heads = [builder.head(f"head_{layer}_{i}", *reads) for i, reads in enumerate(head_reads, start=1)]
        counts = [
            builder.count(f"count_{layer}_{i}", *reads, is_set=self.takes_sets(i))
            for i, reads in enumerate(count_reads, start=1)
        ]
        joins = [builder.table(f"table_{layer}_{i}", (head_partner, head)) for i, head in enumerate(heads, start=1)]
        numbers = [builder.clip(count) for count in counts]
        is_last = layer == self.n_layers
        firsts = [reads not in count_reads[:i] for i, reads in enumerate(count_reads)]
        categories = [
            builder.table(f"category_{layer}_{i}", (number,))
            for i, (number, is_first) in enumerate(zip(numbers, firsts, strict=True), start=1)
            if is_first or not is_last
        ]
        joined = [
            builder.table(f"count_table_{layer}_{i}", pair)
            for i, pair in enumerate(zip(count_partners, numbers, strict=True), start=1)
        ]
        refined = [
            builder.table(f"token_table_{layer}_{i}", ("tokens", table))
            for i, table in enumerate(() if is_last else joined, start=1)
        ]
        builder.numerical += counts
        pairs = self.pair_tables(layer, counts, n_tables)
        builder.categorical += heads + joins + categories + joined + refined + pairs
        for head, (_, _, value) in zip(heads, head_reads, strict=True):
            self.found.get(value, []).append(head)
        twins = [join for join, (query, key, _) in zip(joins, head_reads, strict=True) if query == key]
        self.joins = self.shuffled(twins) + self.shuffled([join for join in joins if join not in twins])
        self.categories, self.joined, self.refined = categories, joined, refined

    def pair_tables(self, layer: int, counts: Sequence[str], n_tables: int) -> list[str]:
        """Tables over one of the layer's counts and any count."""
        builder, rng = self.builder, self.rng
        pairs = [(rng.choice(counts), rng.choice(builder.numerical)) for _ in range(n_tables)] if counts else []
        return [
            builder.table(f"pair_table_{layer}_{i}", (builder.clip(one), builder.clip(other)))
            for i, (one, other) in enumerate(pairs, start=1)
        ]

    def takes_sets(self, number: int) -> bool:
        """Every second numerical head accepts sets of keys, where any do."""
        return self.is_set and number % 2 == 0

    def head_reads(self, n_heads: int) -> list[tuple[str, str, str]]:
        """Query, key and value of each categorical head."""
        rng, everything = self.rng, self.builder.categorical
        matches = [(kind, head, "tokens") for kind, heads in self.found.items() for head in self.shuffled(heads)]
        refined, joined = self.shuffled(self.refined), self.shuffled(self.joined)
        pointers = [(table, "positions", "tokens") for table in self.shuffled(self.joins) + joined]
        twins = [(table, table, "tokens") for table in refined + joined + self.joins]
        free = [(rng.choice(everything), rng.choice(everything), rng.choice(everything)) for _ in range(n_heads)]
        return in_turn([matches, pointers, twins, free], n_heads)

    def count_reads(self, n_counts: int) -> list[tuple[str, str]]:
        """Query and key of each numerical head."""
        rng, everything = self.rng, self.builder.categorical
        twins = [(table, table) for table in self.shuffled(self.categories)]
        flags = [("tokens", table) for table in self.shuffled(self.joined + self.refined)]
        found = [("tokens", table) for table in self.joins]
        free = [(rng.choice(everything), rng.choice(everything)) for _ in range(n_counts)]
        return in_turn([twins[::2], flags, twins[1::2], found, free], n_counts)

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
