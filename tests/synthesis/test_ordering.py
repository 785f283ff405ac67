"""Orders found from numbers that rise along them, and none where there is none."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from tests.synthesis.pools import random_evidence, random_pool

from glassformer.synthesis import ordering
from glassformer.synthesis.copying import NOWHERE
from glassformer.synthesis.features import Feature
from glassformer.synthesis.ordering import Criterion, find_order

DIGITS = tuple("0123456789")


def feature(name: str, *columns: str, cost: int = 0, values: tuple[str, ...] = DIGITS) -> Feature:
    """A feature with these values, a digit for each position."""
    rows = np.array([[int(value) for value in column] for column in columns], dtype=np.int32)
    return Feature(name, values, rows, own_cost=cost)


def order(numbers: Sequence[str], *candidates: Feature) -> list[tuple[str, int]] | None:
    """The names and signs of what is found; ``-`` is a position without a number."""
    rows = [[NOWHERE if number == "-" else int(number) for number in row] for row in numbers]
    found = find_order(np.array(rows, dtype=np.int32), candidates)
    return None if found is None else [(each.feature.name, each.sign) for each in found]


def test_by_one_feature_rising_or_falling() -> None:
    assert order(["132", "21-"], feature("a", "385", "740")) == [("a", 1)]
    assert order(["132", "21-"], feature("a", "823", "499")) == [("a", -1)]


def test_of_equals_by_the_next() -> None:
    first, second = feature("first", "2211"), feature("second", "0101")
    assert order(["3412"], second, first) == [("first", 1), ("second", 1)]
    assert order(["4312"], second, first) is None  # of the first two and the last two, the second goes both ways
    assert order(["4321"], second, first) == [("first", 1), ("second", -1)]


def test_positions_of_different_inputs_are_not_compared() -> None:
    assert order(["12", "12"], feature("a", "34", "12")) == [("a", 1)]


def test_one_wrong_pair_is_too_many() -> None:
    assert order(["1234", "1234"], feature("a", "1234", "1243")) is None


def test_what_tells_nothing_is_no_order() -> None:
    assert order(["12"], feature("same", "33")) is None
    assert order(["1-", "-1"], feature("a", "12", "12")) is None


def test_the_cheapest_is_taken() -> None:
    dear, cheap, next_ = (
        feature("dear", "1234", cost=9),
        feature("cheap", "1122", cost=3),
        feature("next", "1212", cost=3),
    )
    assert order(["1234"], cheap, next_, dear) == [("cheap", 1), ("next", 1)]
    assert order(["1234"], cheap, next_, feature("less dear", "1234", cost=5)) == [("less dear", 1)]


def test_not_by_too_many_features(monkeypatch: pytest.MonkeyPatch) -> None:
    features = [feature(name, column) for name, column in (("a", "11112222"), ("b", "11221122"), ("c", "12121212"))]
    assert order(["12345678"], *features) == [("a", 1), ("b", 1), ("c", 1)]
    monkeypatch.setattr(ordering, "MOST_CRITERIA", 2)
    assert order(["12345678"], *features) is None


def test_not_of_too_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "MOST_STEPS", 10)
    assert order(["12"], feature("a", "12")) == [("a", 1)]
    monkeypatch.setattr(ordering, "MOST_STEPS", 9)
    assert order(["12"], feature("a", "12")) is None


def test_steps_count_from_the_beginning_of_the_order() -> None:
    column = np.zeros((1, 1), dtype=np.int32)
    numbers, names = Feature("a", ("-2", "0", "3"), column), Feature("b", ("x", "y", "z"), column)
    assert [Criterion(numbers, sign).steps for sign in (1, -1)] == [[0, 2, 5], [5, 3, 0]]
    assert [Criterion(names, sign).steps for sign in (1, -1)] == [[0, 1, 2], [2, 1, 0]]
    assert Criterion(numbers, -1).n_steps == 6


RANKS: list[Callable[[tuple[int, ...]], tuple[int, ...]]] = [
    lambda values: (values[0], -values[1]),
    lambda values: (-values[1], values[0]),
    lambda values: (values[2], values[0], -values[1]),
]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rank", RANKS)
def test_numbers_rise_along_what_is_found(rank: Callable[[tuple[int, ...]], tuple[int, ...]], seed: int) -> None:
    rng = random.Random(seed)
    evidence = random_evidence(rng)
    pool = random_pool(rng, evidence)
    chosen = rng.sample(pool, 3)
    numbers = np.full(evidence.tokens.shape, NOWHERE, dtype=np.int32)
    for row in range(evidence.n_inputs):
        keys = {}
        for place in np.flatnonzero(evidence.is_there[row]).tolist():
            keys.setdefault(rank(tuple(int(each.own_numbers[row, place]) for each in chosen)), place)
        for number, key in enumerate(sorted(keys)):
            numbers[row, keys[key]] = number
    found = find_order(numbers, pool)
    if (numbers < 1).all():
        assert found is None
        return
    assert found is not None
    for row in range(evidence.n_inputs):
        places = sorted(np.flatnonzero(numbers[row] != NOWHERE).tolist(), key=lambda place: numbers[row, place])
        along = [tuple(each.sign * int(each.feature.own_numbers[row, place]) for each in found) for place in places]
        assert along == sorted(set(along))
