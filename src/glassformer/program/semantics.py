"""What each operation means: the one definition, on plain lists.

The reference interpreter *is* these functions. The tensor executor, the emitted code and the discretized network are
tested against them. A variable is a list of ints, one per position; a selector is, for each query, the list of selected
key positions, ascending.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from glassformer.program.variables import GRID

Values = list[int]
Selector = list[list[int]]


def visible_keys(query: int, n_positions: int, *, is_causal: bool) -> range:
    """The key positions that the query may select: all, or, in a causal program, none after itself."""
    return range(query + 1 if is_causal else n_positions)


def select(keys: Values, queries: Values, predicate: Sequence[Sequence[int]], *, is_causal: bool) -> Selector:
    """For each query, every visible key whose value its value accepts.

    >>> select([0, 1, 1], [0, 1, 1], [[], [1]], is_causal=False)
    [[], [1, 2], [1, 2]]
    """
    n = len(keys)
    return [
        [key for key in visible_keys(query, n, is_causal=is_causal) if keys[key] in predicate[queries[query]]]
        for query in range(n)
    ]


def closest(query: int, matches: Iterable[int]) -> int:
    """The nearest match; the left one of two at equal distance; the query itself last; 0 if there is none.

    >>> closest(2, [1, 2, 3]), closest(2, [2, 4]), closest(2, [2]), closest(2, [])
    (1, 4, 2, 0)
    """
    return min(matches, key=lambda key: farness(query, key), default=0)


def farness(query: int, key: int) -> tuple[bool, int, int]:
    """What closest matches go by, the least first."""
    return key == query, abs(key - query), key


def by_closeness(query: int, n: int) -> list[int]:
    """All ``n`` key positions, the closest to the query first.

    >>> by_closeness(1, 4)
    [0, 2, 3, 1]
    """
    return sorted(range(n), key=lambda key: farness(query, key))


def select_closest(keys: Values, queries: Values, predicate: Sequence[Sequence[int]], *, is_causal: bool) -> Selector:
    """For each query, the closest visible key whose value its value accepts."""
    matches = select(keys, queries, predicate, is_causal=is_causal)
    return [[closest(query, row)] for query, row in enumerate(matches)]


def select_best(keys: Values, queries: Values, scores: Sequence[Sequence[int]], *, is_causal: bool) -> Selector:
    """For each query, the visible key with the highest score; the leftmost of equals."""
    n = len(keys)
    return [
        [max(visible_keys(query, n, is_causal=is_causal), key=lambda key: scores[queries[query]][keys[key]])]
        for query in range(n)
    ]


def aggregate(selector: Selector, values: Values) -> Values:
    """The value at the one selected position of each query."""
    return [values[row[0]] for row in selector]


def aggregate_sum(selector: Selector, values: Values) -> Values:
    """The sum of the values at the selected positions of each query."""
    return [sum(values[key] for key in row) for row in selector]


def clip(value: int, low: int, high: int, denominator: int) -> int:
    """The row of a number that is rounded down and clipped to low..high; the lowest row is 0.

    >>> [clip(value, 1, 3, 1) for value in (-2, 1, 2, 7)], clip(2047, 0, 8, 1024)
    ([0, 0, 1, 2], 1)
    """
    return min(max(value // denominator, low), high) - low


def reach(value: int, thresholds: Sequence[int]) -> int:
    """How many of the ascending thresholds a number reaches.

    >>> [reach(value, [0, 5]) for value in (-1, 0, 4, 5)]
    [0, 1, 1, 2]
    """
    return bisect_right(thresholds, value)


def lookup(rows: Sequence[Values], cardinalities: Sequence[int], table: Sequence[int]) -> Values:
    """The table's entry at each position, given the row index of each input there; the last input runs fastest.

    >>> lookup([[0, 1], [2, 0]], [2, 3], [10, 11, 12, 13, 14, 15])
    [12, 13]
    """
    n = len(rows[0])
    found = [0] * n
    for values, cardinality in zip(rows, cardinalities, strict=True):
        found = [index * cardinality + value for index, value in zip(found, values, strict=True)]
    return [table[index] for index in found]


def categorical_scores(values: Values, weights: Sequence[Sequence[int]]) -> list[list[int]]:
    """What a categorical variable adds to the class scores at each position, in ``1 / GRID**2``."""
    return [[weight * GRID for weight in weights[value]] for value in values]


def numerical_scores(values: Values, weights: Sequence[int], denominator: int) -> list[list[int]]:
    """What a numerical variable adds to the class scores at each position, in ``1 / GRID**2``."""
    unit = GRID // denominator
    return [[weight * value * unit for weight in weights] for value in values]


def add_scores(parts: Sequence[Sequence[int]]) -> list[int]:
    """The class-wise sum."""
    return [sum(column) for column in zip(*parts, strict=True)]


def best_class(scores: Sequence[int], excluded: Sequence[int] = ()) -> int:
    """The class with the highest score; the first of equals; never an excluded one.

    >>> best_class([3, 5, 5]), best_class([3, 5, 5], excluded=[1])
    (1, 2)
    """
    allowed = [index for index in range(len(scores)) if index not in excluded]
    return max(allowed, key=lambda index: scores[index])
