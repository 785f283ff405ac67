"""What programs are made of: heads that compare what they read, and tables that calculate.

Each function makes features out of others. Nothing here knows a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, product

import numpy as np

from glassformer.program.comparisons import integers
from glassformer.program.relations import RELATIONS, Preference, Relation
from glassformer.program.variables import Categorical
from glassformer.synthesis.evidence import Bools, Evidence, Ints, Places
from glassformer.synthesis.features import Attention, Feature, Tabulated, joint

HEAD_COST = 3
TABLE_COST = 3
COMPARED = ("below", "equal", "above")
NONE = "none"
LARGEST_ALPHABET_FOR_SETS = 6
LARGEST_CONSTANT = 8
"""What is read is not compared with single numbers beyond this: there are many, and most mean nothing."""


def inputs_of(evidence: Evidence) -> list[Feature]:
    """``tokens`` and ``positions``."""
    columns = {"tokens": np.maximum(evidence.tokens, 0), "positions": evidence.positions}
    return [Feature(name, _values_of(evidence, name), column) for name, column in columns.items()]


def _values_of(evidence: Evidence, name: str) -> tuple[str, ...]:
    type_ = evidence.signature.inputs[name]
    assert isinstance(type_, Categorical)
    return type_.values


EQUAL = [each for each in RELATIONS if each.comparison == "=="]
LESS = [each for each in RELATIONS if each.comparison in ("<", "<=")]
LESS_OR_MORE = [each for each in RELATIONS if each.comparison in ("<", ">")]


def offsets_between(keys: Feature, queries: Feature) -> int:
    """How large an offset makes sense between two features; -1 where they cannot be compared at all."""
    if keys.values == queries.values:
        return 1 if keys.is_integer else 0
    return 1 if len(set(keys.values) & set(queries.values)) > 1 else -1


def equal_rules(keys: Feature, queries: Feature) -> tuple[Relation, ...]:
    """The relations by which heads find what is equal, or next to it."""
    return _equal_rules(offsets_between(keys, queries))


def head_rules(keys: Feature, queries: Feature) -> tuple[Relation, ...]:
    """The relations by which heads count and copy: equality by name, others of numbers."""
    return _head_rules(offsets_between(keys, queries))


def best_rules(keys: Feature, queries: Feature) -> tuple[Preference, ...]:
    """The preferences by which heads copy: the nearest number below or above, and the first equal one."""
    return _best_rules(offsets_between(keys, queries))


@cache
def _equal_rules(most: int) -> tuple[Relation, ...]:
    return tuple(each for each in EQUAL if abs(each.offset) <= most)


@cache
def _head_rules(most: int) -> tuple[Relation, ...]:
    return (*_equal_rules(most), *(each for each in LESS_OR_MORE if not each.offset and most >= 0))


@cache
def _best_rules(most: int) -> tuple[Preference, ...]:
    if most < 0:
        return ()
    below = [Preference("largest", each) for each in LESS if abs(each.offset) <= most]
    above = [
        Preference("smallest", Relation(">", each.offset))
        for each in LESS
        if each.comparison == "<" and abs(each.offset) <= most
    ]
    return (*below, *above, Preference("first", Relation("==")))


def sets_of(keys: Feature) -> list[tuple[int, ...]]:
    """The sets of key values that a head may accept whatever the query is; of numbers small ones alone."""
    return _sets_of(keys.values)


@cache
def _sets_of(values: tuple[str, ...]) -> list[tuple[int, ...]]:
    numbers = integers(values)
    if all(number is not None or name == NONE for number, name in zip(numbers, values, strict=True)):
        places = [place for place, number in enumerate(numbers) if abs(number or 0) <= LARGEST_CONSTANT]
    else:
        places = [*range(len(values))]
    singles: list[tuple[int, ...]] = [(place,) for place in places]
    return [*singles, *combinations(places, 2)] if len(values) <= LARGEST_ALPHABET_FOR_SETS else singles


def head_cost(rule: Relation | Preference | tuple[int, ...]) -> int:
    """How much there is to read in a head of this rule."""
    if isinstance(rule, tuple):
        return HEAD_COST + len(rule)
    relation = rule.relation if isinstance(rule, Preference) else rule
    if relation is None:
        return HEAD_COST
    return HEAD_COST + (relation.comparison != "==") + (relation.offset != 0) + isinstance(rule, Preference)


def matches(evidence: Evidence, keys: Feature, queries: Feature, rule: Relation | tuple[int, ...]) -> Bools:
    """``input query key``: which visible keys match."""
    if isinstance(rule, tuple):
        accepted = np.isin(keys.column, rule)[:, None, :]
        return accepted & evidence.visible
    if rule.comparison == "==" and rule.offset == 0 and not (keys.is_integer and queries.is_integer):
        names = {name: place for place, name in enumerate(dict.fromkeys((*keys.values, *queries.values)))}
        left, right = (np.array([names[name] for name in each.values])[each.column] for each in (keys, queries))
    elif keys.values == queries.values:
        left, right = keys.own_numbers, queries.own_numbers
    else:
        left, right = keys.integers, queries.integers
    key, query = left[:, None, :], right[:, :, None] + rule.offset
    found: Bools = _COMPARE[rule.comparison](key, query)
    return found & evidence.visible


_COMPARE = {
    "==": np.equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "!=": np.not_equal,
}


def heads(
    evidence: Evidence, keys: Feature, queries: Feature, rule: Relation | tuple[int, ...], values: Sequence[Feature]
) -> Iterator[Feature]:
    """The count of matches, and copies of values at the closest one."""
    found = matches(evidence, keys, queries, rule)
    parents = (keys,) if isinstance(rule, tuple) else (keys, queries)
    cost = head_cost(rule) + sum(each.is_number for each in set(parents))
    count = evidence.count(found)
    numbers = tuple(str(number) for number in range(evidence.signature.max_length + 1))
    recipe = Attention("count", rule)
    yield Feature("count", numbers, count, recipe, parents, is_number=True, own_cost=cost)
    index = evidence.closest(found)
    for each in values:
        yield Feature(
            "closest",
            each.values,
            np.take_along_axis(each.column, index, axis=1),
            Attention("closest", rule),
            (*parents, each),
            own_cost=cost,
        )


def at_distance(evidence: Evidence, distance: int) -> Feature:
    """The token so many places after a position (before it, where negative), at position 0 beyond the ends.

    It is what a head copies that selects this one key, made without attention. No input has padding.
    """
    tokens, positions = inputs_of(evidence)
    rule = Relation("==", distance)
    place = evidence.positions + distance
    index = np.where((place >= 0) & (place < evidence.tokens.shape[1]), place, 0)
    column = np.take_along_axis(tokens.column, index, axis=1)
    recipe = Attention("closest", rule)
    return Feature("closest", tokens.values, column, recipe, (positions, positions, tokens), own_cost=head_cost(rule))


def best_index(evidence: Evidence, keys: Feature, queries: Feature, rule: Preference) -> Places:
    """``input query``: the position of the largest, smallest or first key that matches."""
    assert rule.relation is not None
    found = matches(evidence, keys, queries, rule.relation)
    ranks = keys.ranks
    rank = {"largest": ranks, "smallest": len(keys.values) + 1 - ranks}.get(rule.which, np.ones_like(ranks))
    scores: Ints = np.where(found, rank[:, None, :], 0)
    return evidence.best(scores)


def best_heads(
    evidence: Evidence, keys: Feature, queries: Feature, rule: Preference, values: Sequence[Feature]
) -> Iterator[Feature]:
    """Copies of values at the largest, smallest or first key that matches."""
    index = best_index(evidence, keys, queries, rule)
    for each in values:
        yield Feature(
            "best",
            each.values,
            np.take_along_axis(each.column, index, axis=1),
            Attention("best", rule),
            (keys, queries, each),
            own_cost=head_cost(rule) + sum(each.is_number for each in {keys, queries}),
        )


def tabulated(name: str, parents: Sequence[Feature], outcomes: Sequence[str], cost: int) -> Feature:
    """A table over parents, its outcomes given by name for each row, the last parent fastest.

    Its values are those outcomes in order: integers by size, others as they come.
    """
    values = tuple(dict.fromkeys(outcomes))
    if None not in integers(values):
        values = tuple(sorted(values, key=int))
    return with_values(name, parents, outcomes, values, cost)


def with_values(
    name: str, parents: Sequence[Feature], outcomes: Sequence[str], values: tuple[str, ...], cost: int
) -> Feature:
    """The same with its values in the order given."""
    place = {value: index for index, value in enumerate(values)}
    table = tuple(place[outcome] for outcome in outcomes)
    column = np.array(table, dtype=np.int32)[joint(parents)]
    return Feature(name, values, column, Tabulated(table), tuple(parents), own_cost=cost)


def is_quantity(feature: Feature) -> bool:
    """Whether differences of it make sense: a number, or a position."""
    return feature.is_number or (feature.is_integer and not isinstance(feature.recipe, Tabulated))


def differences(a: Feature, b: Feature) -> Iterator[Feature]:
    """``a - b``, and how ``a`` compares with ``b``."""
    pairs = [(int(x), int(y)) for x, y in product(a.values, b.values)]
    yield tabulated("difference", (a, b), [str(x - y) for x, y in pairs], TABLE_COST)
    yield tabulated("compared", (a, b), [COMPARED[1 + (x > y) - (x < y)] for x, y in pairs], TABLE_COST)


def spells_integers(feature: Feature) -> bool:
    """Whether sums of it make sense: two or more of its values spell integers."""
    return sum(number is not None for number in integers(feature.values)) > 1


def added(a: Feature, b: Feature) -> Feature:
    """``a + b`` where both spell integers, elsewhere none."""
    return _combined("sum", a, b, 1)


def subtracted(a: Feature, b: Feature) -> Feature:
    """``a - b`` where both spell integers, elsewhere none."""
    return _combined("difference", a, b, -1)


def _combined(name: str, a: Feature, b: Feature, sign: int) -> Feature:
    pairs = product(integers(a.values), integers(b.values))
    outcomes = [NONE if x is None or y is None else str(x + sign * y) for x, y in pairs]
    return tabulated(name, (a, b), outcomes, TABLE_COST)


def masked(by: Feature, a: Feature, kept: Iterable[int]) -> list[Feature]:
    """``a`` where ``by`` has one of these values, elsewhere none."""
    kept = set(kept)
    outcomes = [value if which in kept else NONE for which, value in product(range(by.n_values), a.values)]
    return [tabulated("masked", (by, a), outcomes, TABLE_COST - 1 + len(kept))]
