"""Facts that were reasoned out: abstract value sets, which hold on every input that a program takes, however many.

What may occur is found operation by operation. Each input of a table is taken by itself, so that more may seem possible
than is, and never less.
"""

from __future__ import annotations

import numpy as np

from glassformer.passes.columns import Bools, Ints
from glassformer.passes.facts import Facts, n_values, rows_of_input, shape_of
from glassformer.passes.recoding import table_of
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Selecting,
    Table,
    TableInput,
    Thresholds,
    variable_of,
)
from glassformer.program.sketch import Program
from glassformer.program.variables import Selection

MOST_NUMBERS = 4_096
"""Of more numbers than these only the smallest and the largest are known."""


class Possible(Facts):
    """What a program may do on any input.

    Args:
        program: the program.
    """

    evidence = "reasoning"

    def __init__(self, program: Program) -> None:
        self.program = program
        signature = program.signature
        self._values: dict[str, Ints] = {
            "tokens": np.arange(len(signature.marks) + len(signature.alphabet)),
            "positions": np.arange(signature.max_length),
            "ones": np.ones(1, dtype=np.int64),
            **{each.name: np.arange(len(signature.marks) + len(each.values)) for each in signature.columns},
        }
        for operation in program.operations:
            if isinstance(operation, Aggregate | AggregateSum | LookupTable | NumberTable):
                self._values[operation.name] = self._given(operation)

    def _given(self, operation: Aggregate | AggregateSum | Table) -> Ints:
        """The values that an operation may give."""
        match operation:
            case Aggregate():
                return self._values[closed(operation.values)]
            case AggregateSum():
                return self._sums(operation)
            case LookupTable() | NumberTable():
                return np.unique(table_of(operation)[self.table_rows(operation)])

    def _sums(self, operation: AggregateSum) -> Ints:
        """The sums of a number over any selection; of very many the smallest and the largest."""
        summed = self._values[closed(operation.values)]
        selector = self.program.types[operation.selector]
        if isinstance(selector, Selection) and selector.is_single:
            return summed
        n = self.program.signature.max_length
        low, high = min(0, n * int(summed[0])), max(0, n * int(summed[-1]))
        return np.arange(low, high + 1) if high - low < MOST_NUMBERS else np.array([low, high])

    def values(self, name: str) -> Ints:
        """The values that a variable may have, ascending; of more than 4,096 sums the smallest and the largest."""
        return self._values[name]

    def input_values(self, table_input: TableInput) -> Ints:
        """The values of one input of a table that may occur, ascending: its rows, counted from 0."""
        values = self._values[closed(variable_of(table_input))]
        rows = rows_of_input(self.program, table_input, values)
        is_number = isinstance(table_input, Clip | Thresholds)
        return np.arange(rows[0], rows[-1] + 1) if is_number else np.unique(rows)

    def table_rows(self, table: Table) -> Bools:
        """For each row of a table whether it may be looked up, as far as each input by itself tells."""
        possible = np.zeros(shape_of(self.program, table), dtype=bool)
        possible[np.ix_(*map(self.input_values, table.inputs))] = True
        return possible.ravel()

    def pairs(self, selector: Selecting) -> Bools:
        """``query key``: for each query value and key value whether they may meet."""
        keys, queries = closed(selector.keys), closed(selector.queries)
        met = np.zeros((n_values(self.program, queries), n_values(self.program, keys)), dtype=bool)
        met[np.ix_(self._values[queries], self._values[keys])] = True
        is_behind = self.program.signature.is_causal and keys == queries == "positions"
        return np.tril(met) if is_behind else met

    def updated(self, program: Program) -> Possible:
        """The same for a program that was made from this one."""
        return self if program is self.program else Possible(program)

    def agrees(self, program: Program) -> bool:
        """Whether the other program is this one: no more is known."""
        return program is self.program
