"""What tables are: relations, preferences, formulas and conditions, each against the plainest definition of it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import product

import pytest

from glassformer.program.comparisons import COMPARISONS, Comparison, integers, members, own_numbers, paired_numbers
from glassformer.program.formulas import Formula, find_formula
from glassformer.program.relations import (
    PREFERENCES,
    RELATIONS,
    Condition,
    Preference,
    Relation,
    find_preference,
    find_relation,
)

OPERATORS: dict[Comparison, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TOKENS = ("<s>", "a", "b", "c")
MIXED = ("<s>", "0", "2", "10")
NUMBERS = ("0", "1", "2", "3", "4")
REVERSED = ("3", "1", "-2", "0")
LISTS = (TOKENS, MIXED, NUMBERS, REVERSED)


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_a_relation_compares_every_key_with_every_query(relation: Relation) -> None:
    compare = OPERATORS[relation.comparison]
    for keys, queries in product(LISTS, repeat=2):
        predicate = relation.predicate(keys, queries)
        for (query, name), (key, other) in product(enumerate(queries), enumerate(keys)):
            key_numbers, query_numbers = paired_numbers(keys, queries)
            left, right = key_numbers[key], query_numbers[query]
            if left is not None and right is not None:
                expected = compare(left, right + relation.offset)
            else:
                is_equal = name == other and not relation.offset
                expected = {"==": is_equal, "!=": not is_equal}.get(relation.comparison, False)
            assert (key in predicate[query]) == expected, (keys, queries, key, query)


def test_values_are_numbers_where_all_spell_one_and_places_against_the_same_list() -> None:
    assert own_numbers(REVERSED) == [3, 1, -2, 0]
    assert own_numbers(MIXED) == [0, 1, 2, 3]
    assert paired_numbers(MIXED, MIXED) == ([0, 1, 2, 3], [0, 1, 2, 3])
    assert paired_numbers(MIXED, NUMBERS) == ([None, 0, 2, 10], [0, 1, 2, 3, 4])
    assert integers(["007", "-0", "+1", "1.0", "", "9" * 5000]) == [None] * 6


@pytest.mark.parametrize(("keys", "queries"), list(product(LISTS, repeat=2)))
def test_what_a_relation_or_preference_makes_is_found_again(keys: tuple[str, ...], queries: tuple[str, ...]) -> None:
    for relation in RELATIONS:
        found = find_relation(relation.predicate(keys, queries), keys, queries)
        assert found is not None
        assert found.predicate(keys, queries) == relation.predicate(keys, queries)
    for preference in PREFERENCES[::7]:
        best = find_preference(preference.scores(keys, queries), keys, queries)
        assert best is not None
        assert best.scores(keys, queries) == preference.scores(keys, queries)


def test_a_near_miss_is_no_relation_and_no_preference() -> None:
    predicate = Relation("<").predicate(NUMBERS, NUMBERS)
    assert find_relation((*predicate[:-1], (0, 1, 2, 4)), NUMBERS, NUMBERS) is None
    scores = Preference("largest", Relation("<")).scores(NUMBERS, NUMBERS)
    assert find_preference((*scores[:-1], (1, 2, 3, 5, 0)), NUMBERS, NUMBERS) is None


def test_a_preference_ranks_the_keys_of_which_its_relation_holds() -> None:
    assert Preference("largest").scores(REVERSED, ["q"]) == ((4, 3, 1, 2),)
    assert Preference("smallest", Relation(">")).scores(NUMBERS, NUMBERS)[2] == (0, 0, 0, 2, 1)
    assert Preference("first", Relation("==")).scores(TOKENS, TOKENS)[1] == (0, 1, 0, 0)
    assert str(Preference("first", Relation("==", -1))) == "first key == query - 1"
    assert str(Preference("smallest")) == "smallest key"


def test_a_formula_gives_the_nearest_value_of_what_lies_beyond() -> None:
    inputs, values = [NUMBERS, NUMBERS], ("0", "1", "2", "3")
    rows = list(product(range(5), repeat=2))
    expected: dict[Formula, Callable[[int, int], int]] = {
        Formula("sum", (1, 1)): lambda a, b: a + b,
        Formula("sum", (-1, 1), 1): lambda a, b: b - a + 1,
        Formula("sum", (-1, -1), 5): lambda a, b: 5 - a - b,
        Formula("min", (1, 1), -1): lambda a, b: min(a, b) - 1,
        Formula("max", (1, 1)): lambda a, b: max(a, b),
        Formula("max", (0, 1)): lambda a, b: b,
        Formula("sum", (3, -2), 1): lambda a, b: 3 * a - 2 * b + 1,
    }
    for formula, compute in expected.items():
        assert formula.table(inputs, values) == tuple(min(max(compute(*row), 0), 3) for row in rows)


def test_a_copy_goes_by_name_where_names_are_no_numbers() -> None:
    assert Formula("sum", (1,)).table([TOKENS], ("c", "b", "a", "<s>")) == (3, 2, 1, 0)
    assert Formula("sum", (1,)).table([MIXED], ("none", "2", "<s>", "0", "9")) == (2, 3, 1, 4)  # 10 is nearest to 9
    assert Formula("sum", (0, 1)).table([("x", "y"), TOKENS], TOKENS) == (0, 1, 2, 3, 0, 1, 2, 3)
    assert Formula("sum", (1,)).table([TOKENS], ("a", "b", "c")) is None
    assert Formula("sum", (1,), 1).table([TOKENS], TOKENS) is None
    assert Formula("sum", (1,)).table([NUMBERS], ("0", "2", "4")) is None  # 1 lies between them
    assert Formula("quotient", (1, -1), 1).table([NUMBERS, ("2", "-1")], NUMBERS) == (1, 1, 1, 0, 2, 0, 2, 0, 3, 0)
    assert list(Formula("quotient", (-1, 1)).outcomes([("0", "x", "2"), ("5",)], NUMBERS)) == [None, None, 2]
    assert list(Formula("sum", (1,), -1).outcomes([MIXED], ("0", "1"))) == [None, 0, 1, 1]


def test_a_formula_is_found_where_a_table_is_one() -> None:
    inputs = [NUMBERS, NUMBERS]
    sums = [Formula("sum", (1, -1), -1), Formula("sum", (-1, 0), 4), Formula("sum", (2, -1), -1)]
    for formula in (*sums, Formula("min", (1, 1))):
        table = formula.table(inputs, NUMBERS)
        assert table is not None
        assert find_formula(table, inputs, NUMBERS) == formula
        assert find_formula((*table[:-1], 4 - table[-1]), inputs, NUMBERS) is None


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_a_condition_holds_as_its_relation_does(comparison: Comparison) -> None:
    compare = OPERATORS[comparison]
    inputs = [NUMBERS, ("x", "y"), REVERSED]
    rows = list(product((0, 1, 2, 3, 4), (0, 1), (3, 1, -2, 0)))
    between = Condition(0, comparison, 2, 1)
    alone = Condition(2, comparison, None, 0)
    assert between.holds(inputs) == tuple(compare(a, b + 1) for a, _, b in rows)
    assert alone.holds(inputs) == tuple(compare(b, 0) for _, _, b in rows)
    if comparison not in ("==", "!="):
        assert not any(Condition(1, comparison, None, 0).holds(inputs))
    assert Condition(1, "!=", None, 0).holds([["a"], ["x", "0"]]) == (True, False)


def test_members_are_the_places_of_bits() -> None:
    assert members(0) == ()
    assert members(1 << 200 | 0b101) == (0, 2, 200)
