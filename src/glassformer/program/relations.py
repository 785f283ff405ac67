"""What a table *is*, where it is something: ``key == query - 1``, ``largest key < query``.

Operations hold plain tables, and what they mean is said in ``semantics`` and nowhere else. This module names the
tables that have a short name: it makes the table of a name, and finds the name of a table, exactly or not at all. What
a lookup table computes is in ``formulas``.
Values are compared as numbers: ``comparisons`` says as which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from glassformer.program.comparisons import (
    COMPARISONS,
    Comparison,
    Ladder,
    integer_ladder,
    integers,
    members,
    offset_text,
    own_numbers,
    paired_numbers,
)
from glassformer.program.operations import IntTable, Predicate

__all__ = [
    "COMPARISONS",
    "RELATIONS",
    "Comparison",
    "Condition",
    "Preference",
    "Relation",
    "find_preference",
    "find_relation",
    "integers",
    "likely_relations",
    "offset_text",
    "own_numbers",
    "paired_numbers",
]

MOST_OFFSET = 3
"""Offsets that are looked for: ``key < query - 3`` is a name, ``key < query - 4`` is not worth one. One key for each
query, always as far away, is: ``key == query - 12``."""


@dataclass(frozen=True)
class Relation:
    """A predicate that compares key and query: ``key COMPARISON query + offset``.

    >>> str(Relation("<=", 1)), Relation("<").predicate(["a", "b", "c"], ["a", "b", "c"])
    ('key <= query + 1', ((), (0,), (0, 1)))
    """

    comparison: Comparison
    offset: int = 0

    def __str__(self) -> str:
        return f"key {self.comparison} query{offset_text(self.offset)}"

    def predicate(self, keys: Sequence[str], queries: Sequence[str]) -> Predicate:
        """Its table over these values."""
        return tuple(members(row) for row in self.accepted(keys, queries))

    def accepted(self, keys: Sequence[str], queries: Sequence[str]) -> list[int]:
        """For each query value the set of key values that it accepts: bit ``k`` is key ``k``."""
        key_numbers, query_numbers = paired_numbers(keys, queries)
        places = {name: 1 << place for place, name in enumerate(keys)}
        ladder = Ladder(key_numbers)
        rows = []
        for name, number in zip(queries, query_numbers, strict=True):
            if number is not None:
                rows.append(ladder.compared(self.comparison, number + self.offset))
                continue
            same = 0 if self.offset else places.get(name, 0)
            rows.append({"==": same, "!=": ladder.every & ~same}.get(self.comparison, 0))
        return rows


def _relations() -> list[Relation]:
    """Every relation that is looked for, the simplest first."""
    offsets = sorted(range(-MOST_OFFSET, MOST_OFFSET + 1), key=lambda offset: (abs(offset), offset > 0))
    comparisons: tuple[Comparison, ...] = ("==", "<", "<=", ">", ">=", "!=")
    return [Relation(comparison, offset) for offset in offsets for comparison in comparisons]


RELATIONS = _relations()


def likely_relations(predicate: Predicate, keys: Sequence[str], queries: Sequence[str]) -> Iterator[Relation]:
    """Every relation that a predicate may be, the simplest first: `RELATIONS`, and an equality that is further away."""
    yield from RELATIONS
    if any(len(accepted) > 1 for accepted in predicate):
        return
    key_numbers, query_numbers = paired_numbers(keys, queries)
    for query, accepted in zip(query_numbers, predicate, strict=True):
        key = key_numbers[accepted[0]] if accepted else None
        if key is not None and query is not None and abs(key - query) > MOST_OFFSET:
            yield Relation("==", key - query)
            return


def find_relation(predicate: Predicate, keys: Sequence[str], queries: Sequence[str]) -> Relation | None:
    """The simplest relation that a predicate is, on every pair of values; None where it is none."""
    candidates = likely_relations(predicate, keys, queries)
    return next((relation for relation in candidates if relation.predicate(keys, queries) == predicate), None)


@dataclass(frozen=True)
class Preference:
    """Key scores that say which key is best: ``largest key < query``, ``smallest key``, ``first key == query``.

    Of the keys of which the relation holds (of all, without one) the one with the largest or smallest number, or the
    first one; the leftmost of equals. Where the relation holds of none, position 0.
    """

    which: Literal["largest", "smallest", "first"]
    relation: Relation | None = None

    def __str__(self) -> str:
        return f"{self.which} {self.relation or 'key'}"

    def scores(self, keys: Sequence[str], queries: Sequence[str]) -> IntTable:
        """The table of scores: 0 where the relation does not hold, else from 1 up."""
        return tuple(self._rows(keys, queries))

    def is_table(self, scores: IntTable, keys: Sequence[str], queries: Sequence[str]) -> bool:
        """Whether this is its table of scores; most are told apart by their first row."""
        return all(row == found for row, found in zip(scores, self._rows(keys, queries), strict=True))

    def _rows(self, keys: Sequence[str], queries: Sequence[str]) -> Iterator[tuple[int, ...]]:
        if self.which == "first":
            ranks = [1] * len(keys)
        else:
            numbers = own_numbers(keys)
            order = sorted(set(numbers), reverse=self.which == "smallest")
            rank_of = {number: rank for rank, number in enumerate(order, start=1)}
            ranks = [rank_of[number] for number in numbers]
        every = (1 << len(keys)) - 1
        rows = [every] * len(queries) if self.relation is None else self.relation.accepted(keys, queries)
        for row in rows:
            yield tuple(rank if row >> key & 1 else 0 for key, rank in enumerate(ranks))


PREFERENCES = [
    Preference(which, relation) for relation in (None, *RELATIONS) for which in ("largest", "smallest", "first")
]


def find_preference(scores: IntTable, keys: Sequence[str], queries: Sequence[str]) -> Preference | None:
    """The simplest preference that key scores are, number by number; None where they are none."""
    return next((each for each in PREFERENCES if each.is_table(scores, keys, queries)), None)


@dataclass(frozen=True)
class Condition:
    """When a rule of a table holds: ``a < b + 1`` between two inputs, or ``a >= 3``.

    It is the relation of the value on the left, as key, to the one on the right, as query.

    Attributes:
        left: which input stands on the left.
        right: which input stands on the right; None: the number ``offset`` does.
    """

    left: int
    comparison: Comparison
    right: int | None
    offset: int = 0

    def text(self, names: Sequence[str]) -> str:
        """The condition over inputs of these names.

        >>> Condition(0, "<", 1, -1).text(["a", "b"]), Condition(1, ">=", None, 3).text(["a", "b"])
        ('a < b - 1', 'b >= 3')
        """
        right = str(self.offset) if self.right is None else f"{names[self.right]}{offset_text(self.offset)}"
        return f"{names[self.left]} {self.comparison} {right}"

    def accepted(self, inputs: Sequence[Sequence[str]]) -> list[int]:
        """For each value on the right (the number is one value) the values on the left of which it holds, as bits."""
        if self.right is None:
            return [integer_ladder(tuple(inputs[self.left])).compared(self.comparison, self.offset)]
        return Relation(self.comparison, self.offset).accepted(inputs[self.left], inputs[self.right])

    def holds(self, inputs: Sequence[Sequence[str]]) -> tuple[bool, ...]:
        """For each row, the last input fastest, whether it holds."""
        accepted = self.accepted(inputs)
        return tuple(
            bool(accepted[0 if self.right is None else row[self.right]] >> row[self.left] & 1)
            for row in product(*(range(len(names)) for names in inputs))
        )
