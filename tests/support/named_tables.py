"""Random programs whose tables are something: relations, preferences, formulas and rules, now and then with one flaw.

What is drawn is what a person would write, over tokens, positions, counts and what is made of them; so it is where code
that names tables has most to say, and most to get wrong.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from glassformer.program import (
    Aggregate,
    AggregateSum,
    Categorical,
    Clip,
    LookupTable,
    Numerical,
    Program,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selection,
    Signature,
)
from glassformer.program.formulas import Formula
from glassformer.program.operations import Predicate, TableInput
from glassformer.program.relations import Condition, Preference, Relation
from tests.support.programs import Grower

ALPHABETS = (
    ("0", "1", "2", "3"),
    ("a", "b", "c"),
    ("(", ")", "{", "}"),
    ("3", "x", "10"),
    ("-1", "0", "1"),
    ("b", "", "a b"),
)
COMPARISONS = ("==", "==", "==", "!=", "<", "<=", ">", ">=")
KINDS = ("select", "closest", "best", "aggregate", "width", "width", "sum", "formula", "formula", "rules", "rules")
MOST_ROWS = 600


def named_program(rng: random.Random, n_operations: int = 10) -> Program:
    """A well-formed program of named tables."""
    grower = _Grower(rng, _signature(rng))
    for _ in range(n_operations):
        grower.grow(rng.choice(KINDS))
    returns = rng.choice(grower.categorical()[-3:])
    if rng.random() < 0.3:
        returns = grower.scores()
    return Program(signature=grower.signature, operations=tuple(grower.operations), returns=returns)


def _signature(rng: random.Random) -> Signature:
    alphabet = rng.choice(ALPHABETS)
    longest = rng.randint(1, 6)
    return Signature(
        task="named",
        alphabet=alphabet,
        labels=rng.choice((alphabet, ("1", "2", "3"), ("yes", "no"))),
        lengths=range(rng.randint(0, longest), longest + 1),
        end_mark=rng.choice((None, "</s>")),
        is_causal=rng.random() < 0.5,
        gives_one_label=rng.random() < 0.2,
        unlabelled=alphabet[:1] if rng.random() < 0.2 else (),
    )


@dataclass(frozen=True)
class _Input:
    """An input of a table, and the names of its rows."""

    read: TableInput
    values: tuple[str, ...]


class _Grower(Grower):
    """Each operation mostly reads what came last."""

    def categorical(self) -> list[str]:
        return [name for name, type_ in self.checker.types.items() if isinstance(type_, Categorical)]

    def numerical(self) -> list[str]:
        return [name for name, type_ in self.checker.types.items() if isinstance(type_, Numerical)]

    def values(self, name: str) -> tuple[str, ...]:
        return self.checker.categorical(name).values

    def new(self, stem: str) -> str:
        return f"{stem}_{len(self.operations) + 1}"

    def a_variable(self) -> str:
        """The tokens, the positions, or one of the newest."""
        return self.rng.choice(["tokens", "positions", *self.categorical()[-3:]])

    def a_selector(self, *, single: bool) -> str:
        found = [
            name
            for name, type_ in self.checker.types.items()
            if isinstance(type_, Selection) and (type_.is_single or not single)
        ]
        if found and self.rng.random() < 0.8:
            return self.rng.choice(found[-3:])
        return self.grow(self.rng.choice(("closest", "best") if single else ("select", "select", "closest")))

    def grow(self, kind: str) -> str:
        rng = self.rng
        match kind:
            case "select" | "closest" | "best":
                return self.selector(kind)
            case "aggregate":
                selector = self.a_selector(single=True)
                return self.add(Aggregate(name=self.new("v"), selector=selector, values=self.a_variable()))
            case "width" | "sum":
                selector = self.a_selector(single=False)
                values = "ones" if kind == "width" else rng.choice(self.numerical()[-2:])
                return self.add(AggregateSum(name=self.new("n"), selector=selector, values=values))
            case "formula":
                return self.formula()
            case "rules":
                return self.rules()
        raise AssertionError(f"unknown kind {kind}")

    def selector(self, kind: str) -> str:
        rng, keys, queries = self.rng, self.a_variable(), self.a_variable()
        if rng.random() < 0.4:
            keys = queries
        key_values, query_values = self.values(keys), self.values(queries)
        if kind == "best":
            relation = self.relation() if rng.random() < 0.7 else None
            preference = Preference(rng.choice(("largest", "smallest", "first")), relation)
            scores = preference.scores(key_values, query_values)
            return self.add(SelectBest(name=self.new("best"), keys=keys, queries=queries, scores=scores))
        make = Select if kind == "select" else SelectClosest
        predicate = self.predicate(key_values, query_values)
        return self.add(make(name=self.new(kind), keys=keys, queries=queries, predicate=predicate))

    def relation(self) -> Relation:
        return Relation(self.rng.choice(COMPARISONS), self.rng.choice((0, 0, 0, -1, 1, 2, -3)))  # type: ignore[arg-type]

    def predicate(self, keys: Sequence[str], queries: Sequence[str]) -> Predicate:
        rng = self.rng
        if rng.random() < 0.3:
            same = tuple(sorted(rng.sample(range(len(keys)), rng.randint(0, min(3, len(keys))))))
            found: Predicate = (same,) * len(queries)
        else:
            found = self.relation().predicate(keys, queries)
        if rng.random() < 0.15:
            flawed = rng.randrange(len(queries))
            row = tuple(key for key in range(len(keys)) if rng.random() < 0.5)
            found = tuple(row if query == flawed else each for query, each in enumerate(found))
        return found

    def inputs(self) -> list[_Input]:
        """One to three inputs with not too many rows."""
        found: list[_Input] = []
        n_rows = 1
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            each = self.input()
            n_rows *= len(each.values)
            if n_rows <= MOST_ROWS or not found:
                found.append(each)
        return found

    def input(self) -> _Input:
        rng, counts = self.rng, [name for name in self.numerical() if name != "ones"]
        if counts and rng.random() < 0.6:
            low = rng.choice((0, 0, 0, 1, -1))
            high = rng.choice((low + 1, low + 3, self.signature.max_length, self.signature.max_length + 1))
            values = tuple(map(str, range(low, max(high, low) + 1)))
            return _Input(Clip(variable=rng.choice(counts[-3:]), low=low, high=max(high, low)), values)
        name = self.a_variable()
        return _Input(name, self.values(name))

    def formula(self) -> str:
        """A lookup table that is a formula, if one fits; else a copy of its first input."""
        rng, inputs = self.rng, self.inputs()
        low = rng.choice((0, 0, 1, -2))
        numbers = tuple(map(str, range(low, low + rng.choice((2, 5, 9)))))
        kind = rng.choice(("sum", "sum", "min", "max", "quotient"))
        factors = tuple(rng.choice((1, 1, -1, 0, 2)) for _ in inputs) if kind == "sum" else (1,) * len(inputs)
        if kind == "quotient":
            inputs = [self.input(), self.input()]
            factors = rng.choice(((1, -1), (-1, 1)))
        offset = rng.choice((0, 0, 1, -1, 3))
        rows = [each.values for each in inputs]
        for values, formula in (
            (numbers, Formula(kind, factors, offset)),  # type: ignore[arg-type]
            (inputs[0].values, Formula("sum", (1, *(0 for _ in inputs[1:])))),
        ):
            table = formula.table(rows, values) if any(formula.factors) else None
            if table is not None:
                return self.lookup(inputs, values, table)
        raise AssertionError("a copy always fits")

    def rules(self) -> str:
        """A lookup table that is a few rules."""
        rng, inputs = self.rng, self.inputs()
        rows = [each.values for each in inputs]
        values = rng.choice(
            (("no", "yes"), ("0", "1", "2"), ("T", "P", "F"), self.values("tokens"), ("none", *inputs[0].values))
        )
        values = tuple(dict.fromkeys(values))
        table = [rng.randrange(len(values))] * len(list(product(*rows)))
        for _ in range(rng.randint(1, 3)):
            given = rng.randrange(len(values))
            for row, holds in enumerate(self.condition(rows)):
                table[row] = given if holds else table[row]
        return self.lookup(inputs, values, tuple(table))

    def condition(self, rows: Sequence[Sequence[str]]) -> Sequence[bool]:
        """On which rows something holds: two inputs compare, or one of them has one of some values."""
        rng = self.rng
        left = rng.randrange(len(rows))
        if len(rows) > 1 and rng.random() < 0.5:
            right = rng.choice([place for place in range(len(rows)) if place != left])
            return Condition(left, rng.choice(COMPARISONS), right, rng.choice((0, 0, 1, -1))).holds(rows)  # type: ignore[arg-type]
        some = set(rng.sample(rows[left], rng.randint(1, min(2, len(rows[left])))))
        return [row[left] in some for row in product(*rows)]

    def lookup(self, inputs: Sequence[_Input], values: tuple[str, ...], table: tuple[int, ...]) -> str:
        if self.rng.random() < 0.15:
            flawed = self.rng.randrange(len(table))
            table = (*table[:flawed], self.rng.randrange(len(values)), *table[flawed + 1 :])
        reads = tuple(each.read for each in inputs)
        return self.add(LookupTable(name=self.new("t"), inputs=reads, values=values, table=table))

    def scores(self) -> str:
        """Scores that name a label for each value of one or two variables."""
        rng, n_labels = self.rng, len(self.signature.labels)
        variables = tuple(rng.sample(self.categorical(), rng.randint(1, 2)))
        weights = tuple(
            tuple(tuple(rng.choice((0, 0, 1024)) for _ in range(n_labels)) for _ in self.values(name))
            for name in variables
        )
        bias = tuple(rng.choice((0, 512)) for _ in range(n_labels))
        is_pooled = self.signature.gives_one_label
        return self.add(Scores(name="out", variables=variables, weights=weights, bias=bias, is_pooled=is_pooled))
