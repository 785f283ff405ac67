"""A program on all inputs of one length at once: what it computes, as conditions on the tokens.

A categorical variable is, at each position, one condition for each of its values, of which exactly one holds; a number
is a `Sum`; a selector is a condition for each query and key. The meaning is that of ``program.semantics``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from glassformer.program.check import cardinality
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
    Table,
    TableInput,
    Thresholds,
)
from glassformer.program.semantics import visible_keys
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Categorical, ClassScores, Numerical
from glassformer.proof.needed import needed_operations
from glassformer.proof.symbolic.choices import (
    Flags,
    best_keys,
    closest,
    entries,
    expected,
    grouped,
    steps,
    winners,
)
from glassformer.proof.symbolic.formulas import Formula, case, conjunction, disjunction, is_among
from glassformer.proof.symbolic.sums import Sum, total

Answer = dict[str, Formula]
"""For each label that can be given, that it is."""


class Encoding:
    """A program on all inputs of one length.

    Args:
        program: to encode.
        contents: for each token of the input, for each token of the alphabet that it is this one.
        go_on: called again and again; may raise, to stop.
    """

    def __init__(
        self, program: Program, contents: Sequence[Mapping[str, Formula]], go_on: Callable[[], None] = lambda: None
    ) -> None:
        self.program, self.signature, self.types, self.go_on = program, program.signature, program.types, go_on
        names = self.signature.marks + self.signature.alphabet
        self.n = len(contents) + len(self.signature.marks)
        marked = [{self.signature.begin_mark: True}, *contents]
        if self.signature.end_mark is not None:
            marked.append({self.signature.end_mark: True})
        positions = range(cardinality("positions", self.types))
        self.values: dict[str, list[Flags]] = {
            "tokens": [[flags.get(name, False) for name in names] for flags in marked],
            "positions": [[position == value for value in positions] for position in range(self.n)],
        }
        self.numbers: dict[str, list[Sum]] = {"ones": [Sum(1)] * self.n}
        self.selectors: dict[str, list[Flags]] = {}
        self.best: list[Flags] = []
        for operation in needed_operations(program):
            self._add(operation)

    def answers(self) -> list[Answer]:
        """What is answered at each token of the contents; or, of a classifier, the one answer."""
        returned = self.types[self.program.returns]
        if isinstance(returned, ClassScores):
            names, rows = self.signature.labels, self.best
        else:
            names, rows = cast(Categorical, returned).values, self.values[self.program.returns]
        asked = slice(1) if self.signature.gives_one_label else self.signature.contents_slice(self.n)
        return [dict(zip(names, flags, strict=True)) for flags in rows[asked]]

    def _add(self, operation: Operation) -> None:
        match operation:
            case Select() | SelectClosest() | SelectBest():
                self.selectors[operation.name] = [self._select(operation, query) for query in range(self.n)]
            case Aggregate():
                self.values[operation.name] = self._aggregate(operation)
            case AggregateSum():
                numbers = self.numbers[closed(operation.values)]
                self.numbers[operation.name] = [
                    total(number.where(flag) for number, flag in zip(numbers, row, strict=True) if flag is not False)
                    for row in self.selectors[operation.selector]
                ]
            case LookupTable():
                found = self._look_up(operation, closed(operation.table))
                n_values = len(operation.values)
                self.values[operation.name] = [[each.get(value, False) for value in range(n_values)] for each in found]
            case NumberTable():
                found = self._look_up(operation, closed(operation.numbers))
                self.numbers[operation.name] = [expected(each) for each in found]
            case Scores():
                self.best = self._best_classes(operation)

    def _select(self, operation: Selecting, query: int) -> Flags:
        """For each key position, that the query selects it."""
        self.go_on()
        keys = self.values[closed(operation.keys)]
        queries = self.values[closed(operation.queries)][query]
        visible = visible_keys(query, self.n, is_causal=self.signature.is_causal)
        if isinstance(operation, SelectBest):
            return self._select_best(closed(operation.scores), queries, [keys[key] for key in visible])
        rows = grouped(queries, closed(operation.predicate))
        matches = [
            case([(flag, is_among(keys[key], row)) for row, flag in rows.items()]) if key in visible else False
            for key in range(self.n)
        ]
        return matches if isinstance(operation, Select) else closest(query, matches)

    def _select_best(self, scores: Sequence[tuple[int, ...]], queries: Flags, keys: Sequence[Flags]) -> Flags:
        """As ``_select``; ``keys`` are the visible ones, which come first."""
        found: list[list[Formula]] = [[] for _ in range(self.n)]
        for row, flag in grouped(queries, scores).items():
            self.go_on()
            for key, is_best in enumerate(best_keys(row, keys)):
                found[key].append(conjunction(flag, is_best))
        return [disjunction(conditions) for conditions in found]

    def _aggregate(self, operation: Aggregate) -> list[Flags]:
        values = self.values[closed(operation.values)]
        n_values = cardinality(operation.name, self.types)

        def value_of(row: Flags, value: int) -> Formula:
            self.go_on()
            return disjunction(conjunction(flag, at[value]) for flag, at in zip(row, values, strict=True))

        return [[value_of(row, value) for value in range(n_values)] for row in self.selectors[operation.selector]]

    def _look_up(self, operation: Table, table: tuple[int, ...]) -> list[dict[int, Formula]]:
        """At each position, for each entry of the table, that it is the one there."""
        return [
            entries([self._rows(table_input, at) for table_input in operation.inputs], table) for at in range(self.n)
        ]

    def _rows(self, table_input: TableInput, at: int) -> Flags:
        """For each row of a table input, that it is the one of this position."""
        self.go_on()
        match table_input:
            case Clip(low=low, high=high):
                name = closed(table_input.variable)
                unit = cast(Numerical, self.types[name]).denominator
                return steps(self.numbers[name][at], [row * unit for row in range(low + 1, high + 1)])
            case Thresholds():
                return steps(self.numbers[closed(table_input.variable)][at], table_input.at)
            case _:
                return self.values[closed(table_input)][at]

    def _best_classes(self, operation: Scores) -> list[Flags]:
        """At each position, or once for the whole input, for each label that it has the highest score."""
        where = range(self.n)[self.signature.contents_slice(self.n)] if operation.is_pooled else range(self.n)
        labels = range(len(self.signature.labels))
        scores = [[self._score(operation, label, at) for label in labels] for at in where]
        if operation.is_pooled:
            scores = [[total(each[label] for each in scores) for label in labels]]
        bias = [Sum(number * GRID) for number in closed(operation.bias)]
        return [winners([total(pair) for pair in zip(row, bias, strict=True)], operation.excluded) for row in scores]

    def _score(self, operation: Scores, label: int, at: int) -> Sum:
        """What the variables add to one label at one position, in ``1 / GRID**2``."""
        self.go_on()
        parts = []
        for name, weights in zip(operation.variables, closed(operation.weights), strict=True):
            type_ = self.types[name]
            if isinstance(type_, Categorical):
                flags = self.values[name][at]
                parts.append(Sum.of(0, ((row[label] * GRID, flag) for row, flag in zip(weights, flags, strict=True))))
            else:
                unit = GRID // cast(Numerical, type_).denominator
                parts.append(self.numbers[name][at].times(weights[0][label] * unit))
        return total(parts)
