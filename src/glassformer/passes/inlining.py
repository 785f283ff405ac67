"""A lookup table whose readers can read what it reads themselves goes, where the program is shorter without it."""

from __future__ import annotations

from math import prod

import numpy as np

from glassformer.passes.edits import Known, edited
from glassformer.passes.facts import Facts, shape_of
from glassformer.passes.recoding import operation_of, readers, reread, table_of, with_operations, with_table
from glassformer.passes.unused_inputs import merged_axes
from glassformer.program.check import cardinality
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
    Table,
    TableInput,
)
from glassformer.program.sketch import Program

MOST_ROWS = 4_096
"""No table is made that has more rows."""
MOST_SHORTENED = 16 * MOST_ROWS
"""Of no table with more entries than these it is found out whether it is short all the same."""


def inline_tables(program: Program, facts: Facts) -> Program:
    """The program in which no lookup table is kept for readers that do as well without it."""
    known = Known(program, facts)
    for operation in reversed(program.operations):
        current = operation_of(known.program, operation.name)
        if isinstance(current, LookupTable):
            known = edited(known, _inlined(known.program, current))
    return known.program


def _inlined(program: Program, table: LookupTable) -> Program | None:
    """The program without the table; None where a reader needs it."""
    if len(table.inputs) == 1 and isinstance(table.inputs[0], str):
        read = table.inputs[0]
        n_rows = max((_n_rows(program, each, table.name, read) for each in readers(program, table.name)), default=0)
        return None if n_rows > MOST_SHORTENED else reread(program, table.name, read, closed(table.table))
    reading = readers(program, table.name)
    if table.name == program.returns:
        return None
    changed = {}
    for reader in reading:
        if not isinstance(reader, LookupTable | NumberTable):
            return None
        found = _composed(program, reader, table)
        if found is None:
            return None
        changed[reader.name] = found
    return with_operations(program, changed)


def _n_rows(program: Program, reader: Operation, variable: str, new: str) -> int:
    """How many entries the table of an operation has that reads one variable in the place of another."""

    def n_values_of(read: TableInput) -> int:
        return cardinality(new if read == variable else read, program.types)

    match reader:
        case Select() | SelectClosest() | SelectBest():
            return n_values_of(closed(reader.keys)) * n_values_of(closed(reader.queries))
        case LookupTable() | NumberTable():
            return prod(map(n_values_of, reader.inputs))
        case Scores():
            return n_values_of(variable) * len(program.signature.labels)
        case Aggregate() | AggregateSum():
            return 0


def _composed(program: Program, reader: Table, table: LookupTable) -> Table | None:
    """A table that reads what another reads, instead of that; None where it would have too many rows."""
    outcomes = table_of(reader).reshape(shape_of(program, reader))
    inner = table_of(table).reshape(shape_of(program, table))
    inputs: list[TableInput] = []
    for each in reader.inputs:
        axis = len(inputs)
        if each == table.name:
            if prod(outcomes.shape) // outcomes.shape[axis] * inner.size > MOST_SHORTENED:
                return None
            outcomes = np.take(outcomes, inner, axis=axis)
            inputs += table.inputs
        else:
            inputs.append(each)
    inputs, outcomes = merged_axes(inputs, outcomes)
    return None if outcomes.size > MOST_ROWS else with_table(reader, inputs, outcomes)
