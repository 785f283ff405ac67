"""Features: their values as numbers, what they rest on, and rows of tables over them."""

from __future__ import annotations

import numpy as np

from glassformer.synthesis.features import Feature, joint


def feature(*values: str, column: tuple[int, ...] = (0, 1, 2), parents: tuple[Feature, ...] = ()) -> Feature:
    return Feature("made up", values, np.array([column], dtype=np.int32), parents=parents)


def test_numbers_of_values() -> None:
    assert feature("9", "-1", "10").own_numbers.tolist() == [[9, -1, 10]]
    assert feature("<s>", "7", "5").own_numbers.tolist() == [[0, 1, 2]]  # places, as not all are numbers
    assert feature("9", "-1", "10").ranks.tolist() == [[2, 1, 3]]
    assert feature("b", "a", "c").ranks.tolist() == [[1, 2, 3]]
    (numbers,) = feature("<s>", "7", "5").integers.tolist()
    assert np.isnan(numbers[0])
    assert numbers[1:] == [7, 5]
    assert feature("9", "-1", "10").is_integer
    assert not feature("<s>", "7", "5").is_integer


def test_what_it_rests_on() -> None:
    a, b = feature("a"), feature("b")
    both = feature("c", parents=(a, b))
    last = feature("d", parents=(both, a))
    assert last.history == {a, b, both, last}
    lineage = last.lineage()
    assert set(lineage) == last.history
    assert all(lineage.index(parent) < lineage.index(each) for each in lineage for parent in each.parents)


def test_rows_of_a_table_have_the_last_parent_fastest() -> None:
    a, b = feature("x", "y", column=(0, 1, 1)), feature("p", "q", "r", column=(2, 0, 1))
    assert joint([a, b]).tolist() == [[2, 3, 4]]
    assert joint([b, a]).tolist() == [[4, 1, 3]]
    assert joint([a]).tolist() == a.column.tolist()


def test_columns_are_as_small_as_their_values_allow() -> None:
    for n_values, kind in ((128, np.int8), (129, np.int16), (2**15, np.int16), (2**15 + 1, np.int32)):
        numbers = feature(*map(str, range(n_values)), column=(0, n_values - 1))
        assert numbers.column.dtype == kind
        assert numbers.column.tolist() == [[0, n_values - 1]]


def test_rows_of_a_table_may_be_more_than_fit_into_a_column() -> None:
    a, b = (feature(*map(str, range(100)), column=(99, 5)) for _ in range(2))
    assert joint([a, b]).tolist() == [[9_999, 505]]
