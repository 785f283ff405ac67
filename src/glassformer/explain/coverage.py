"""Which rows of a program's tables are ever used, on many inputs: what coverage tools say of lines, said of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError
from glassformer.program.columns import Item
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
)
from glassformer.program.printing import input_values, print_input
from glassformer.program.sketch import Program
from glassformer.program.variables import Categorical

if TYPE_CHECKING:
    from glassformer.execution.tensors import Chunk

CHUNK = 2048
"""Inputs that are run at a time, at most."""
MOST_CELLS = 2**25
"""Inputs run at a time, times the rows of the largest table, are no more than this."""

Integers = npt.NDArray[np.int64]
Part = Literal["rows", "pairs", "weights"]
Uses = tuple[Integers, Integers]
"""Pairs of an input's number in the chunk and a row that it used."""


@dataclass(frozen=True, kw_only=True)
class TableRows:
    """The rows of one table that can be used.

    Attributes:
        operation: whose table.
        part: ``rows`` of a lookup table or a predicate (its query values); ``pairs`` of a query value and a key value
            that a predicate accepts (every pair, for the best key); ``weights`` of a variable.
        inputs: what the rows run through, as the program writes it.
        names: for each of these the names of its values; rows run through them, the last fastest.
        rows: all rows, but of the pairs only those that are accepted.
    """

    operation: str
    part: Part
    inputs: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    rows: tuple[int, ...]

    @cached_property
    def n_all(self) -> int:
        """How many combinations of values there are."""
        return prod(map(len, self.names))

    def row_names(self, row: int) -> tuple[str, ...]:
        """The value of each input in a row."""
        places = np.unravel_index(row, [len(names) for names in self.names])
        return tuple(names[int(place)] for names, place in zip(self.names, places, strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class TableCoverage:
    """How the rows of one table were used.

    Attributes:
        table: which rows there are.
        n_inputs: for each of them on how many inputs it was used.
        first: for each of them the first of these inputs, counted from 0; -1 where there is none.
    """

    table: TableRows
    n_inputs: Integers
    first: Integers

    @cached_property
    def n_used(self) -> int:
        """How many of the rows were used."""
        return int(np.count_nonzero(self.n_inputs))

    @property
    def never_used(self) -> list[tuple[str, ...]]:
        """The rows that no input used, by name."""
        unused = np.flatnonzero(self.n_inputs == 0).tolist()
        return [self.table.row_names(self.table.rows[place]) for place in unused]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        counts = zip(self.table.rows, self.n_inputs.tolist(), self.first.tolist(), strict=True)
        return {
            "operation": self.table.operation,
            "part": self.table.part,
            "inputs": list(self.table.inputs),
            "rows": [
                {"row": list(self.table.row_names(row)), "n_inputs": n, "first": None if first < 0 else first}
                for row, n, first in counts
            ],
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage:
    """Which rows of a program's tables were used.

    A row is used on an input where it decides something at some position of it, marks included; weights at contents
    only. A pair is used where a key of that value is selected by a query of that value.

    Attributes:
        n_inputs: how many inputs were run.
        tables: in the program's order; a selector's rows, then its pairs.
    """

    n_inputs: int
    tables: tuple[TableCoverage, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"n_inputs": self.n_inputs, "tables": [each.to_dict() for each in self.tables]}


def coverage(program: Program, inputs: Sequence[Sequence[Item]]) -> Coverage:
    """Which rows of the program's tables these inputs use.

    Raises:
        InputError: there are none, or the program does not take one of them.
        ProgramError: its numbers are too large for tensors.
    """
    from glassformer.execution.tensors import Chunk, Executor, encode_batch

    if not inputs:
        raise InputError("coverage needs at least one input")
    executor = Executor(program)
    counts = {
        operation.name: [_Count(rows) for rows in _tables(program, operation)] for operation in program.operations
    }
    largest = max((count.table.n_all for each in counts.values() for count in each), default=1)
    size = min(CHUNK, max(1, MOST_CELLS // largest))
    for start in range(0, len(inputs), size):
        run = Chunk(program, executor.tables, encode_batch(program.signature, inputs[start : start + size]))
        for operation in program.operations:
            run.step(operation)
            for count, uses in zip(counts[operation.name], _uses(run, operation), strict=True):
                count.add(uses, start, len(run.is_there))
    return Coverage(
        n_inputs=len(inputs),
        tables=tuple(count.coverage() for operation in program.operations for count in counts[operation.name]),
    )


class _Count:
    """How often the rows of one table were used so far."""

    def __init__(self, table: TableRows) -> None:
        self.table = table
        self.n_inputs = np.zeros(table.n_all, dtype=np.int64)
        self.first = np.full(table.n_all, -1, dtype=np.int64)

    def add(self, uses: Uses, start: int, n_inputs: int) -> None:
        """Count the uses by a chunk that begins with input ``start``."""
        used = np.zeros((n_inputs, self.table.n_all), dtype=np.bool_)
        used[uses] = True
        self.n_inputs += np.count_nonzero(used, axis=0)
        new = np.flatnonzero((self.n_inputs > 0) & (self.first < 0))
        self.first[new] = start + used[:, new].argmax(axis=0)

    def coverage(self) -> TableCoverage:
        """What was counted."""
        rows = list(self.table.rows)
        return TableCoverage(table=self.table, n_inputs=self.n_inputs[rows], first=self.first[rows])


def _tables(program: Program, operation: Operation) -> list[TableRows]:
    """The tables of an operation, in the order in which ``_uses`` gives their uses."""
    types = program.types

    def rows(
        part: Part, inputs: Sequence[str], names: Sequence[tuple[str, ...]], only: Sequence[int] | None = None
    ) -> TableRows:
        every = range(prod(map(len, names))) if only is None else only
        return TableRows(
            operation=operation.name, part=part, inputs=tuple(inputs), names=tuple(names), rows=tuple(every)
        )

    match operation:
        case LookupTable() | NumberTable():
            return [
                rows(
                    "rows",
                    [print_input(each) for each in operation.inputs],
                    [input_values(each, types) for each in operation.inputs],
                )
            ]
        case Select() | SelectClosest() | SelectBest():
            inputs = (closed(operation.queries), closed(operation.keys))
            queries, keys = (input_values(name, types) for name in inputs)
            return [
                rows("rows", inputs[:1], [queries]),
                rows("pairs", inputs, [queries, keys], _accepted(operation, len(keys))),
            ]
        case Scores():
            return [rows("weights", [name], [input_values(name, types)]) for name in _weighted(program, operation)]
        case Aggregate() | AggregateSum():
            return []


def _accepted(operation: Selecting, n_keys: int) -> list[int] | None:
    """The pairs that a predicate accepts; None for scores, which rule none out."""
    if isinstance(operation, SelectBest):
        return None
    return [query * n_keys + key for query, row in enumerate(closed(operation.predicate)) for key in row]


def _weighted(program: Program, operation: Scores) -> list[str]:
    """The variables of scores that have a row of weights for each value."""
    return [name for name in operation.variables if isinstance(program.types[name], Categorical)]


def _uses(run: Chunk, operation: Operation) -> Iterator[Uses]:
    """The rows of each of an operation's tables that the inputs of a chunk use, in the order of ``_tables``."""
    is_there = run.is_there.numpy()

    def at(places: npt.NDArray[np.bool_], rows: Integers) -> Uses:
        return places.nonzero()[0], rows[places]

    match operation:
        case LookupTable() | NumberTable():
            yield at(is_there, run.rows(operation).numpy())
        case Select() | SelectClosest() | SelectBest():
            queries = run.variables[closed(operation.queries)].numpy()
            yield at(is_there, queries)
            yield _pair_uses(run, operation, queries, is_there)
        case Scores():
            for name in _weighted(run.program, operation):
                yield at(run.contents.numpy(), run.variables[name].numpy())
        case Aggregate() | AggregateSum():
            return


def _pair_uses(run: Chunk, operation: Selecting, queries: Integers, is_there: npt.NDArray[np.bool_]) -> Uses:
    keys = run.variables[closed(operation.keys)].numpy()
    n_keys = len(input_values(closed(operation.keys), run.program.types))
    selector = run.selectors[operation.name].numpy()
    if isinstance(operation, Select):
        batch, query, key = ((selector > 0) & is_there[:, :, None]).nonzero()
    else:
        batch, query = is_there.nonzero()
        key = selector[batch, query]
    return batch, queries[batch, query] * n_keys + keys[batch, key]
