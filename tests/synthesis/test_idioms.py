"""Features: each is, on all inputs, what the interpreter computes of the operations that it stands for."""

from __future__ import annotations

import random

import pytest
from tests.support.programs import Options
from tests.synthesis.pools import (
    KINDS,
    assert_computed,
    every_input,
    made,
    names_at,
    random_evidence,
    random_pool,
    signature_of,
    unanswered,
)

from glassformer.program.relations import Preference, Relation
from glassformer.synthesis import Evidence, idioms
from glassformer.synthesis.features import Feature


@pytest.mark.parametrize("seed", range(150))
def test_a_column_is_what_the_interpreter_computes(seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng)
    assert_computed(evidence, random_pool(rng, evidence))


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("end_mark", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_of_each_kind_out_of_tokens_and_positions(kind: str, end_mark: bool, is_causal: bool) -> None:
    rng = random.Random(1)
    features: list[Feature] = []
    for _ in range(4):
        evidence = random_evidence(rng, Options(is_causal=is_causal, end_mark=end_mark))
        inputs = idioms.inputs_of(evidence)
        features = [each for _ in range(8) for each in made(kind, rng, evidence, *rng.choices(inputs, k=3))]
        assert_computed(evidence, features)
        assert kind == "difference" or features
    assert {each.name for each in features} <= {"count", "closest", "best", "difference", "compared", "masked", kind}


def small(*inputs: str, alphabet: str = "0123", is_causal: bool = False) -> tuple[Evidence, Feature, Feature]:
    """Some inputs, and their tokens and positions."""
    signature = signature_of(alphabet, lengths=range(1, 6), is_causal=is_causal)
    evidence = unanswered(signature, [list(each) for each in inputs])
    tokens, positions = idioms.inputs_of(evidence)
    return evidence, tokens, positions


def test_tokens_and_positions() -> None:
    _, tokens, positions = small("20", "1")
    assert [names_at(tokens, row)[: 3 - row] for row in (0, 1)] == [["<s>", "2", "0"], ["<s>", "1"]]
    assert names_at(positions) == ["0", "1", "2"]
    assert (tokens.own_cost, positions.own_cost) == (0, 0)


def test_counts_and_copies_of_what_is_equal() -> None:
    evidence, tokens, positions = small("0212")
    count, closest = idioms.heads(evidence, tokens, tokens, Relation("=="), [positions])
    assert count.is_number
    assert count.column.tolist() == [[1, 1, 2, 1, 2]]
    assert names_at(closest) == ["0", "1", "4", "3", "2"]  # another one before itself


def test_causal_heads_do_not_look_ahead() -> None:
    evidence, tokens, positions = small("0212", is_causal=True)
    count, closest = idioms.heads(evidence, tokens, tokens, Relation("=="), [positions])
    assert count.column.tolist() == [[1, 1, 1, 1, 2]]
    assert names_at(closest) == ["0", "1", "2", "3", "2"]


def test_padding_is_not_counted() -> None:
    evidence, tokens, positions = small("0", "0000")
    count, _ = idioms.heads(evidence, tokens, tokens, (1,), [positions])
    assert count.column[:, 0].tolist() == [1, 4]


def test_counts_of_a_set() -> None:
    evidence, tokens, positions = small("0212")
    count, closest = idioms.heads(evidence, tokens, tokens, (1, 2), [positions])  # a 0 or a 1: <s> comes first
    assert count.column.tolist() == [[2] * 5]
    assert names_at(closest) == ["1", "3", "1", "1", "3"]  # the left one at equal distance, itself last


def test_the_largest_below() -> None:
    evidence, tokens, _ = small("0312")
    (best,) = idioms.best_heads(evidence, tokens, tokens, Preference("largest", Relation("<")), [tokens])
    assert names_at(best) == ["<s>", "<s>", "2", "0", "1"]
    (best,) = idioms.best_heads(evidence, tokens, tokens, Preference("smallest", Relation(">")), [tokens])
    assert names_at(best) == ["0", "1", "<s>", "2", "3"]


def test_the_first_that_is_equal() -> None:
    evidence, tokens, positions = small("0101")
    (best,) = idioms.best_heads(evidence, tokens, tokens, Preference("first", Relation("==")), [positions])
    assert names_at(best) == ["0", "1", "2", "1", "2"]


def test_tokens_at_a_distance() -> None:
    evidence, _, _ = small("0312")
    assert names_at(idioms.at_distance(evidence, -3)) == ["<s>", "<s>", "<s>", "<s>", "0"]
    assert names_at(idioms.at_distance(evidence, 1)) == ["0", "3", "1", "2", "<s>"]


def test_sums_and_differences_of_tokens() -> None:
    evidence, tokens, _ = small("0312")
    before = idioms.at_distance(evidence, -1)
    assert names_at(idioms.added(tokens, before)) == ["none", "none", "3", "4", "3"]
    assert names_at(idioms.subtracted(tokens, before)) == ["none", "none", "3", "-2", "1"]
    assert idioms.spells_integers(tokens)
    assert not idioms.spells_integers(small("a1", alphabet="ab1")[1])


def test_differences_and_comparisons() -> None:
    evidence, tokens, positions = small("0012")
    count, _ = idioms.heads(evidence, tokens, tokens, Relation("=="), [positions])
    difference, compared = idioms.differences(count, positions)
    assert names_at(difference) == ["1", "1", "0", "-2", "-3"]
    assert names_at(compared) == ["above", "above", "equal", "below", "below"]
    assert difference.values == tuple(str(number) for number in range(-5, 7))  # in order, so that they are compared


def test_masked() -> None:
    _, tokens, positions = small("0212")
    (masked,) = idioms.masked(tokens, positions, (1, 3))
    assert names_at(masked) == ["none", "1", "2", "none", "4"]
    assert masked.own_cost > idioms.masked(tokens, positions, (1,))[0].own_cost


@pytest.mark.parametrize(
    ("outcomes", "names"),
    [
        (["10", "-2", "10", "9"], ("-2", "9", "10")),
        (["b", "a", "b", "1"], ("b", "a", "1")),
        (["--1", "-1", "-", "٣"], ("--1", "-1", "-", "٣")),  # none of which are all numbers
    ],
)
def test_values_of_a_table_are_in_order_where_all_are_numbers(outcomes: list[str], names: tuple[str, ...]) -> None:
    _, tokens, _ = small("a", alphabet="abc")
    feature = idioms.tabulated("table", [tokens], outcomes, 3)
    assert feature.values == names
    assert names_at(feature) == [outcomes[0], outcomes[1]]


@pytest.mark.parametrize("tokens", [("16777216", "16777217", "16777218"), ("-3000000000", "0", "3000000000")])
def test_large_numbers_are_compared_exactly(tokens: tuple[str, ...]) -> None:
    signature = signature_of(tokens, lengths=range(1, 4))
    evidence = unanswered(signature, every_input(signature))
    (read, _) = idioms.inputs_of(evidence)
    features = [*idioms.heads(evidence, read, read, Relation("<"), [read])]
    for preference in idioms.best_rules(read, read):
        features += idioms.best_heads(evidence, read, read, preference, [read])
    assert_computed(evidence, features)


def values(*names: str) -> Feature:
    _, tokens, _ = small("0")
    return Feature("made up", names, tokens.column)


def test_which_rules_make_sense() -> None:
    numbers, others, letters = values("0", "1", "2"), values("1", "2", "3"), values("a", "b")
    mixed = values("<s>", "0", "1")
    rules = idioms.head_rules(numbers, numbers)
    assert {str(each) for each in rules} == {
        *("key == query", "key == query - 1", "key == query + 1"),
        *("key < query", "key > query"),
    }
    assert idioms.head_rules(numbers, others) == rules
    assert {str(each) for each in idioms.head_rules(letters, letters)} == {"key == query", "key < query", "key > query"}
    assert "key == query" in {str(each) for each in idioms.head_rules(mixed, numbers)}
    assert not idioms.head_rules(numbers, letters)
    assert not idioms.head_rules(values("a", "b"), values("b", "c"))  # one name in common says little
    assert not idioms.best_rules(numbers, letters)
    assert {str(each) for each in idioms.best_rules(letters, letters)} == {
        *("largest key < query", "largest key <= query", "smallest key > query", "first key == query")
    }


def test_which_sets_make_sense() -> None:
    assert idioms.sets_of(values("a", "b", "c")) == [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)]
    assert idioms.sets_of(values(*"abcdefg")) == [(value,) for value in range(7)]


def test_of_numbers_small_ones_make_sense_and_of_names_all() -> None:
    numbers = [str(number) for number in range(-12, 13)]
    small = [(place,) for place, number in enumerate(numbers) if abs(int(number)) <= idioms.LARGEST_CONSTANT]
    assert len(small) == 2 * idioms.LARGEST_CONSTANT + 1
    assert idioms.sets_of(values(*numbers)) == small
    assert idioms.sets_of(values(*numbers, idioms.NONE)) == [*small, (len(numbers),)]
    assert idioms.sets_of(values("<s>", *numbers)) == [(place,) for place in range(len(numbers) + 1)]


def test_what_says_more_costs_more() -> None:
    plain, shifted = Relation("<"), Relation("<", 1)
    ladder: list[Relation | Preference] = [Relation("=="), plain, shifted, Preference("first", shifted)]
    costs = [idioms.head_cost(rule) for rule in ladder]
    assert costs == sorted(set(costs))
    assert idioms.head_cost((1,)) < idioms.head_cost((1, 2))


def test_reading_a_number_by_its_category_costs_one_more() -> None:
    evidence, tokens, positions = small("0212")
    count, _ = idioms.heads(evidence, tokens, tokens, Relation("=="), [tokens])
    numbers, _ = idioms.heads(evidence, count, count, Relation("=="), [tokens])
    both, _ = idioms.heads(evidence, count, positions, Relation("=="), [tokens])
    assert numbers.own_cost == both.own_cost == count.own_cost + 1


def test_values_of_a_table_are_in_order_or_in_the_order_given() -> None:
    _, tokens, _ = small("0212")
    outcomes = ["10", "9", "10", "-1", "9"]
    assert idioms.tabulated("t", [tokens], outcomes, 1).values == ("-1", "9", "10")
    assert idioms.tabulated("t", [tokens], ["b", "1", "b", "a", "1"], 1).values == ("b", "1", "a")
    given = idioms.with_values("t", [tokens], outcomes, ("10", "-1", "9"), 1)
    assert given.values == ("10", "-1", "9")
    assert names_at(given) == names_at(idioms.tabulated("t", [tokens], outcomes, 1)) == ["10", "9", "-1", "10", "-1"]


def test_differences_make_sense_of_numbers_and_positions_only() -> None:
    evidence, tokens, positions = small("0212")
    count, closest = idioms.heads(evidence, tokens, tokens, Relation("=="), [positions])
    difference, compared = idioms.differences(count, positions)
    assert [idioms.is_quantity(each) for each in (count, positions, closest)] == [True] * 3
    assert not any(idioms.is_quantity(each) for each in (tokens, difference, compared))
