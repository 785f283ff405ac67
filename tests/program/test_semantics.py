"""What each operation means, on small lists worked out by hand. Whole programs are in ``tests/support/cases.py``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassformer.program import semantics
from glassformer.program.variables import GRID


@pytest.mark.parametrize(
    ("query", "matches", "selected"),
    [
        (2, [], 0),
        (2, [2], 2),
        (2, [0, 2], 0),
        (2, [2, 9], 9),
        (2, [1, 3], 1),
        (2, [0, 3], 3),
        (2, [0, 4], 0),
        (0, [0, 5], 5),
        (0, [0], 0),
    ],
)
def test_closest(query: int, matches: list[int], selected: int) -> None:
    assert semantics.closest(query, matches) == selected


@given(st.integers(0, 7), st.sets(st.integers(0, 7)))
def test_closest_does_not_depend_on_the_order_of_the_matches(query: int, matches: set[int]) -> None:
    assert semantics.closest(query, sorted(matches)) == semantics.closest(query, sorted(matches, reverse=True))
    assert semantics.closest(query, matches) in matches | {0}


def test_select_reads_the_predicate_by_query_then_key() -> None:
    keys, queries, predicate = [0, 1, 1, 0], [0, 0, 1, 1], [[1], [0]]
    assert semantics.select(keys, queries, predicate, is_causal=False) == [[1, 2], [1, 2], [0, 3], [0, 3]]
    assert semantics.select(keys, queries, predicate, is_causal=True) == [[], [1], [0], [0, 3]]


def test_select_closest_is_the_closest_of_what_select_gives() -> None:
    keys, queries, predicate = [0, 1, 1, 0], [0, 0, 1, 1], [[1], [0]]
    assert semantics.select_closest(keys, queries, predicate, is_causal=False) == [[1], [2], [3], [0]]
    assert semantics.select_closest(keys, queries, predicate, is_causal=True) == [[0], [1], [0], [0]]


def test_select_best_takes_the_leftmost_of_the_best_visible() -> None:
    keys, queries, scores = [0, 1, 1, 2], [0, 1, 0, 1], [[0, 5, 5], [-3, -3, -1]]
    assert semantics.select_best(keys, queries, scores, is_causal=False) == [[1], [3], [1], [3]]
    assert semantics.select_best(keys, queries, scores, is_causal=True) == [[0], [0], [1], [3]]


def test_aggregates() -> None:
    assert semantics.aggregate([[2], [0], [0]], [7, 8, 9]) == [9, 7, 7]
    assert semantics.aggregate_sum([[], [0, 2], [1]], [7, 8, 9]) == [0, 16, 8]


@given(st.integers(-10_000, 10_000), st.integers(-3, 3), st.integers(0, 4))
def test_clip_floors_then_clips(value: int, low: int, extent: int) -> None:
    for denominator in (1, GRID):
        row = semantics.clip(value, low, low + extent, denominator)
        number = row + low
        assert low <= number <= low + extent
        if low * denominator <= value < (low + extent) * denominator:
            assert number * denominator <= value < (number + 1) * denominator


def test_scores_are_in_squared_units_whatever_the_unit_of_the_number() -> None:
    assert semantics.categorical_scores([1, 0], [[1, 2], [3, 4]]) == [[3 * GRID, 4 * GRID], [GRID, 2 * GRID]]
    assert semantics.numerical_scores([3], [2, -1], 1) == [[6 * GRID, -3 * GRID]]
    assert semantics.numerical_scores([3 * GRID], [2, -1], GRID) == [[6 * GRID, -3 * GRID]]
    assert semantics.numerical_scores([1], [1, 0], GRID) == [[1, 0]]


def test_best_class_is_the_first_of_equals_that_is_not_excluded() -> None:
    assert semantics.best_class([0, 0, 0]) == 0
    assert semantics.best_class([0, 1, 1]) == 1
    assert semantics.best_class([9, -5, -5], excluded=[0]) == 1
