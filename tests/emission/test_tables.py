"""Tables keep their meaning in the smallest of their forms."""

from __future__ import annotations

import random
from itertools import product
from math import prod
from typing import Any

import pytest

from glassformer.emission.layout import flat
from glassformer.emission.tables import lookup_table, predicate_table

KEYS = {'"a"': 0, '"b"': 1, '"c"': 2}
POSITIONS = {str(position): position for position in range(8)}


def test_a_missing_query_accepts_nothing() -> None:
    assert flat(predicate_table(((), (0,), (1, 2)), KEYS, KEYS)) == '{"b": "a", "c": {"b", "c"}}'


def test_the_commonest_row_stands_once() -> None:
    assert flat(predicate_table(((0, 1), (2,), (0, 1)), KEYS, KEYS)) == '{"b": "c", ELSE: {"a", "b"}}'


def test_dense_rows_over_positions_are_a_list_and_runs_are_ranges() -> None:
    predicate = tuple(tuple(range(query, 8)) for query in range(8))
    assert flat(predicate_table(predicate, POSITIONS, POSITIONS)) == (
        "[range(8), range(1, 8), range(2, 8), range(3, 8), range(4, 8), {5, 6, 7}, {6, 7}, 7]"
    )


def test_a_table_that_is_constant_is_its_entry_unless_dicts_are_asked_for() -> None:
    assert lookup_table([['"a"', '"b"']], ["7", "7"]).code == "7"
    assert flat(lookup_table([['"a"', '"b"']], ["7", "7"], ends_early=False).code) == "{ELSE: 7}"


def test_the_outer_input_is_the_one_that_makes_the_table_smaller() -> None:
    table = lookup_table([['"a"', '"b"', '"c"'], ['"x"', '"y"']], ["0", "1", "0", "2", "0", "3"])
    assert table.order == (1, 0)
    assert flat(table.code) == '{"x": 0, "y": {"a": 1, "b": 2, "c": 3}}'
    assert table.ends_early


@pytest.mark.parametrize("seed", range(40))
def test_every_entry_is_found(seed: int) -> None:
    rng = random.Random(seed)
    inputs = rng.choices([['"a"', '"b"', '"c"'], ["0", "1", "2", "3"], ["-1", "0", "1"], ['"z"']], k=rng.randint(1, 4))
    entries = [str(rng.choice((0, 0, 0, 1, 2))) for _ in range(prod(map(len, inputs)))]
    table = lookup_table(inputs, entries)
    code = eval(flat(table.code), {"ELSE": None})
    for row, entry in zip(product(*inputs), entries, strict=True):
        assert _follow(code, [eval(row[index]) for index in table.order]) == int(entry)


def _follow(entry: Any, values: list[Any]) -> Any:
    for value in values:
        if isinstance(entry, list):
            entry = entry[value]
        elif isinstance(entry, dict):
            entry = entry.get(value, entry.get(None))
    return entry
