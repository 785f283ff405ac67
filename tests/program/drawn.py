"""Random programs whose tables are something: relations, preferences, formulas, decision lists, and near misses."""

from __future__ import annotations

import random
from itertools import product

from glassformer.program import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Program,
    Select,
    SelectBest,
    SelectClosest,
    Signature,
    Thresholds,
)
from glassformer.program.check import TypeChecker
from glassformer.program.comparisons import COMPARISONS
from glassformer.program.formulas import Formula
from glassformer.program.operations import TableInput
from glassformer.program.printing import input_values, row_names
from glassformer.program.relations import PREFERENCES, RELATIONS, Condition

ALPHABETS = (
    *(
        ("a", "b", "c"),
        ("0", "1", "2", "3"),
        ("-1", "x", "10"),
        ("(", ")", "<", ">"),
        ("tokens", "<", "3", "positions"),
    ),
    *(("any", "everything", "nothing", "else"), ("key", "query", "==", "!="), ("=", "+", "-", "min"), ("return", "2")),
)
VALUES = (*ALPHABETS, ("0", "1", "2", "3", "4", "5"), ("none", "0", "1", "2"), ("7",), ("2", "1", "0", "5"))
CATEGORICAL = ("tokens", "positions", "before")
INPUTS: tuple[TableInput, ...] = (
    *("tokens", "positions", "before", Clip(variable="n", low=0, high=4), Clip(variable="m", low=-1, high=2)),
    *(Clip(variable="n", low=1, high=3), Thresholds(variable="m", at=(1, 3))),
)


def random_tables(rng: random.Random) -> Program:
    """A program of a few operations, each with a table that is something or nearly so."""
    alphabet = rng.choice(ALPHABETS)
    signature = Signature(task="drawn", alphabet=alphabet, labels=("x",), lengths=range(1, rng.randint(2, 5)))
    n_tokens = len(alphabet) + 1
    start: tuple[Operation, ...] = (
        SelectClosest(name="left", keys="tokens", queries="tokens", predicate=tuple((key,) for key in range(n_tokens))),
        Aggregate(name="before", selector="left", values="tokens"),
        AggregateSum(name="n", selector="left", values="ones"),
        AggregateSum(name="m", selector="left", values="n"),
    )
    checker = TypeChecker(signature)
    for operation in start:
        checker.add(operation)
    drawn = [_drawn(rng, f"d{index}", checker) for index in range(4)]
    return Program(signature=signature, operations=(*start, *drawn), returns="tokens")


def _drawn(rng: random.Random, name: str, checker: TypeChecker) -> Operation:
    keys, queries = rng.choice(CATEGORICAL), rng.choice(CATEGORICAL)
    key_names, query_names = (input_values(each, checker.types) for each in (keys, queries))
    kind = rng.randrange(5)
    if kind == 0:
        rows = [set(row) for row in rng.choice(RELATIONS).predicate(key_names, query_names)]
        for _ in range(rng.choice((0, 0, 1, 2))):
            rng.choice(rows).symmetric_difference_update({rng.randrange(len(key_names))})
        make = rng.choice((Select, SelectClosest))
        return make(name=name, keys=keys, queries=queries, predicate=tuple(tuple(sorted(row)) for row in rows))
    if kind == 1:
        scores = [list(row) for row in rng.choice(PREFERENCES).scores(key_names, query_names)]
        if rng.random() < 0.3:
            rng.choice(scores)[0] += 1
        return SelectBest(name=name, keys=keys, queries=queries, scores=tuple(map(tuple, scores)))
    inputs = tuple(rng.choices(INPUTS, k=rng.choice((1, 2, 2, 3))))
    values = rng.choice(VALUES)
    lookup = LookupTable(name=name, inputs=inputs, values=values, table=())
    names = row_names(lookup, checker.types)
    n_rows = len(list(product(*names)))
    table = _decision_list(rng, names, len(values)) if kind < 4 else [0] * n_rows
    formula = _random_formula(rng, len(inputs)).table(names, values)
    if kind == 4 and formula is not None:
        table = list(formula)
    for _ in range(rng.choice((0, 0, 1, 3))):
        table[rng.randrange(n_rows)] = rng.randrange(len(values))
    if rng.random() < 0.2:
        return NumberTable(name=name, inputs=inputs, numbers=tuple(512 * place for place in table))
    return LookupTable(name=name, inputs=inputs, values=values, table=tuple(table))


def _random_formula(rng: random.Random, n_inputs: int) -> Formula:
    factors = [rng.choice((1, 0, -1)) for _ in range(n_inputs)]
    factors[rng.randrange(n_inputs)] = 1
    if factors.count(1) > 1 and rng.random() < 0.5:
        return Formula(rng.choice(("min", "max")), tuple(max(factor, 0) for factor in factors), rng.randint(-1, 1))
    scale = rng.choice((1, 1, 2, -3, 8))
    return Formula("sum", tuple(scale * factor for factor in factors), rng.randint(-2, 2))


def _decision_list(rng: random.Random, names: list[tuple[str, ...]], n_values: int) -> list[int]:
    """A table that a few rules make: conditions, and products of some values of each input."""
    rows = list(product(*(range(len(each)) for each in names)))
    table = [rng.randrange(n_values)] * len(rows)
    for _ in range(rng.randint(0, 3)):
        axes = rng.sample(range(len(names)), k=min(2, len(names)))
        comparison = rng.choice(COMPARISONS)
        right = axes[1] if len(axes) > 1 and rng.random() < 0.7 else None
        holds = Condition(axes[0], comparison, right, rng.randint(-1, 2)).holds(names)
        if rng.random() < 0.5:
            some = [rng.sample(range(len(each)), rng.randint(1, len(each))) for each in names]
            holds = tuple(all(value in each for value, each in zip(row, some, strict=True)) for row in rows)
        value = rng.randrange(n_values)
        table = [value if is_held else old for is_held, old in zip(holds, table, strict=True)]
    return table
