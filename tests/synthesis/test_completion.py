"""Whole tables from some of their rows: what was seen stays, and what was not is what is short to say."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pytest

from glassformer.synthesis.completion import broadest_rules, by_rules, complete, conditions_over

NUMBERS = tuple("01234")
POOL = (NUMBERS, ("<s>", "a", "b"), ("none", "-1", "0", "1"), ("-2", "-1", "0"), ("x",), ("<s>", "0", "1", "2"))


def table_of(inputs: Sequence[Sequence[str]], rule: Callable[..., str], values: Sequence[str]) -> tuple[int, ...]:
    return tuple(values.index(rule(*row)) for row in product(*inputs))


def part_of(table: Sequence[int], rng: random.Random, share: float = 0.6) -> dict[int, int]:
    """Some of the rows, each outcome among them."""
    rows = rng.sample(range(len(table)), round(share * len(table)))
    return {row: table[row] for row in (*rows, *(table.index(outcome) for outcome in set(table)))}


@pytest.mark.parametrize("seed", range(60))
def test_rows_that_were_seen_keep_their_outcomes(seed: int) -> None:
    rng = random.Random(seed)
    inputs = rng.choices(POOL, k=rng.randint(1, 3))
    n_rows = len(list(product(*inputs)))
    values = rng.choice((("p", "q", "r"), NUMBERS, ("0", "none")))
    seen = {row: rng.randrange(len(values)) for row in rng.sample(range(n_rows), rng.randint(1, n_rows))}
    for table in (complete(seen, inputs, values), by_rules(seen, inputs)):
        assert len(table) == n_rows
        assert {row: table[row] for row in seen} == seen
        assert set(table) <= set(range(len(values)))


def sign(a: str, b: str) -> str:
    return "below" if int(a) < int(b) else "above" if int(a) > int(b) else "equal"


GENERAL: dict[str, tuple[Sequence[Sequence[str]], Callable[..., str], Sequence[str]]] = {
    "a difference": ((NUMBERS, NUMBERS), lambda a, b: str(int(a) - int(b)), [str(n) for n in range(-4, 5)]),
    "a difference, less one": (
        (NUMBERS, NUMBERS),
        lambda a, b: str(int(a) - int(b) - 1),
        [str(n) for n in range(-5, 4)],
    ),
    "a sum": ((NUMBERS, NUMBERS), lambda a, b: str(int(a) + int(b)), [str(n) for n in range(9)]),
    "a difference, clipped": ((NUMBERS, NUMBERS), lambda a, b: str(max(0, int(a) - int(b))), NUMBERS),
    "a quotient": ((NUMBERS[1:], NUMBERS), lambda a, b: str(int(b) // int(a)), NUMBERS),
    "a quotient, and something else for one value": (
        (NUMBERS[1:], [str(n) for n in range(20)]),
        lambda a, b: str(int(b) - 1 if a == "1" else int(b) // int(a)),
        [str(n) for n in range(-1, 20)],
    ),
    "a copy": ((("a", "b", "c"), NUMBERS), lambda a, b: a, "abc"),
    "a comparison": ((NUMBERS, NUMBERS), sign, ("below", "equal", "above")),
    "equality of names": ((("<s>", "a", "b", "c"),) * 2, lambda a, b: "yes" if a == b else "no", ("no", "yes")),
    "a threshold": ((("x", "y"), NUMBERS), lambda a, b: "many" if int(b) > 2 else "few", ("few", "many")),
    "one value": ((("x", "y", "z"), NUMBERS), lambda a, b: "odd" if a == "y" else "even", ("even", "odd")),
    "always the same": ((NUMBERS, POOL[1]), lambda a, b: "q", ("p", "q")),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", GENERAL)
def test_rows_that_were_not_seen_are_what_is_short_to_say(name: str, seed: int) -> None:
    inputs, rule, values = GENERAL[name]
    table = table_of(inputs, rule, values)
    assert complete(part_of(table, random.Random(seed)), inputs, values) == table


def test_an_exception_is_no_reason_to_give_up_the_rule() -> None:
    table = list(table_of((NUMBERS, NUMBERS), sign, ("below", "equal", "above")))
    table[0 * 5 + 3] = 2  # above, although 0 < 3
    seen = {row: outcome for row, outcome in enumerate(table) if row not in (1 * 5 + 0, 3 * 5 + 3)}
    assert complete(seen, (NUMBERS, NUMBERS), ("below", "equal", "above")) == tuple(table)


def test_a_copy_of_what_is_no_label_is_the_commonest_outcome() -> None:
    assert complete({1: 0, 2: 1, 3: 1}, [("<s>", "a", "b", "b2")], ("a", "b")) == (1, 0, 1, 1)
    assert complete({1: 0, 2: 1}, [("<s>", "a", "b")], ("a", "b")) == (0, 0, 1)


def test_a_single_row_says_it_of_all() -> None:
    assert complete({4: 1}, (NUMBERS,), ("p", "q")) == (1,) * 5


@pytest.mark.parametrize("seed", range(20))
def test_rules_in_order_say_what_was_seen(seed: int) -> None:
    rng = random.Random(seed)
    inputs = rng.choices(POOL, k=2)
    shape = [len(names) for names in inputs]
    seen = {row: rng.randrange(3) for row in rng.sample(range(shape[0] * shape[1]), rng.randint(1, shape[0]))}
    rules = broadest_rules(seen, inputs)
    assert len(rules) <= len(seen)
    for row, outcome in seen.items():
        places = np.array(np.unravel_index([row], shape))
        assert next(said for holds, said in rules if holds(places)[0]) == outcome


def test_few_rules_suffice_for_what_is_short_to_say() -> None:
    table = table_of((NUMBERS, NUMBERS), sign, ("below", "equal", "above"))
    assert len(broadest_rules(dict(enumerate(table)), (NUMBERS, NUMBERS))) == 3


def test_conditions_on_two_inputs() -> None:
    """Each, as the set of its rows, is there; and nothing else is."""
    letters, numbers = ("a", "b"), ("1", "0")
    rows = list(product(letters, numbers))
    places = np.array(list(product(range(2), range(2)))).T
    found = {frozenset(np.flatnonzero(each.holds(places)).tolist()) for each in conditions_over((letters, numbers))}
    tests: list[Callable[[str, str], bool]] = []  # a letter is no number: comparing them says nothing
    tests += [lambda a, b, value=value: a == value for value in letters]  # type: ignore[misc]
    tests += [lambda a, b, value=value: b == value for value in numbers]  # type: ignore[misc]
    tests += [lambda a, b: int(b) < 1, lambda a, b: int(b) > 0]
    tests += [lambda a, b, row=row: (a, b) == row for row in rows]  # type: ignore[misc]
    assert found == {frozenset(place for place, row in enumerate(rows) if holds(*row)) for holds in tests}
