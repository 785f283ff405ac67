"""A slice as plain data: one step for each cell of an operation, with the row that decided it and the cells it read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from glassformer.execution.interpreter import answer
from glassformer.explain.cells import Cell, Traced
from glassformer.explain.naming import value_text
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
    Table,
    names_read,
    variable_of,
)
from glassformer.program.printing import headline, input_values, print_input

Row = tuple[tuple[str, str | None], ...]
"""What was read, as the program writes it, each with its value; None where any value leads to the same."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One cell of an operation in a slice, and why it is what it is.

    Attributes:
        cell: which.
        kind: of operation, as the program writes it: ``lookup_table``, ``selector_width``.
        reads: the variables and selectors that the operation reads.
        value: what it is: a value by name, a number, selected positions, or, of scores, the label that wins.
        row: what decided it. A table: each input. A selector: the query. An aggregate: the values at the selected keys
            (none where it only counts them). Scores: the variables that matter.
        matched: for a selector, the selected keys whose values matter.
        unmatched: for a selector, the keys that matter as they do not match, or, for the best key, score less.
        rests_on: the cells that it rests on; with them fixed it is what it is.
    """

    cell: Cell
    kind: str
    reads: tuple[str, ...]
    value: str
    row: Row
    matched: tuple[int, ...] = ()
    unmatched: tuple[int, ...] = ()
    rests_on: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """What one output of a program rests on; ``slicing`` says what is guaranteed.

    Attributes:
        contents: the input.
        position: of the output, counted from 1; None where one label is given for the whole input.
        output: the label.
        steps: the cells of operations, in the program's order.
        tokens: the positions of the contents that it rests on, counted from 1.
        n_trace_cells: how many cells of operations the whole trace has.
        columns: the cells of columns that it rests on, in the order of columns.
    """

    contents: tuple[Item, ...]
    position: int | None
    output: str
    steps: tuple[Step, ...]
    tokens: tuple[int, ...]
    n_trace_cells: int
    columns: tuple[Cell, ...] = ()

    @cached_property
    def cells(self) -> frozenset[Cell]:
        """All of it: the cells of operations, and those of ``tokens`` and columns."""
        tokens = [Cell("tokens", position) for position in self.tokens]
        return frozenset([*(step.cell for step in self.steps), *tokens, *self.columns])

    @property
    def share_frac(self) -> float:
        """How much of the trace it is: its cells of operations, of all of them."""
        return len(self.steps) / self.n_trace_cells if self.n_trace_cells else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; ``columns`` where it rests on any."""
        return {
            "input": list(self.contents),
            "position": self.position,
            "output": self.output,
            "tokens": list(self.tokens),
            **({"columns": [cell._asdict() for cell in self.columns]} if self.columns else {}),
            "n_cells": len(self.steps),
            "n_trace_cells": self.n_trace_cells,
            "steps": [_step_to_dict(step) for step in self.steps],
        }


def _step_to_dict(step: Step) -> dict[str, Any]:
    return asdict(step) | {
        "cell": step.cell._asdict(),
        "row": [{"read": read, "value": value} for read, value in step.row],
        "rests_on": [cell._asdict() for cell in step.rests_on],
    }


def make_slice(
    traced: Traced,
    contents: Sequence[Item],
    position: int | None,
    output: Cell,
    support: Mapping[Cell, AbstractSet[Cell]],
) -> Slice:
    """The slice whose cells are these.

    Args:
        traced: the program, run on the input.
        contents: of the input.
        position: of the output, counted from 1, or None.
        output: its cell.
        support: each cell of an operation, in the program's order, with the cells that it rests on.
    """
    program = traced.program
    labels = answer(program, contents, traced.found)
    operations = {operation.name: operation for operation in program.operations}
    steps = [_step(traced, operations[cell.name], cell, found) for cell, found in support.items()]
    used = {cell for cell in {output}.union(*support.values()) if not traced.is_given(cell)}
    columns = [column.name for column in program.signature.columns]
    return Slice(
        contents=tuple(contents),
        position=position,
        output=str(labels if isinstance(labels, str) or position is None else labels[position - 1]),
        steps=tuple(steps),
        tokens=tuple(sorted(cell.position for cell in used if cell.name == "tokens")),
        n_trace_cells=sum(_n_cells(operation, traced) for operation in program.operations),
        columns=tuple(cell for name in columns for cell in sorted(used) if cell.name == name),
    )


def _n_cells(operation: Operation, traced: Traced) -> int:
    return 1 if isinstance(operation, Scores) and operation.is_pooled else traced.n_positions


def _step(traced: Traced, operation: Operation, cell: Cell, found: AbstractSet[Cell]) -> Step:
    matched: tuple[int, ...] = ()
    unmatched: tuple[int, ...] = ()
    row: Row = ()
    match operation:
        case LookupTable() | NumberTable():
            row = _table_row(traced, operation, cell.position, found)
        case Select() | SelectClosest() | SelectBest():
            query = Cell(closed(operation.queries), cell.position)
            is_any = query not in found and not traced.is_given(query)
            row = ((query.name, None if is_any else value_text(traced, query)),)
            selected = traced.found.selectors[cell.name][cell.position]
            keys = sorted(each.position for each in found if each.name == operation.keys and each != query)
            matched = tuple(key for key in keys if key in selected)
            unmatched = tuple(key for key in keys if key not in selected)
        case Scores():
            row = tuple((_place(operation, each), value_text(traced, each)) for each in sorted(found))
        case Aggregate() | AggregateSum() if operation.values != "ones":
            keys = traced.found.selectors[operation.selector][cell.position]
            values = [Cell(closed(operation.values), key) for key in keys]
            row = tuple((str(each), value_text(traced, each)) for each in values)
    return Step(
        cell=cell,
        kind=headline(operation).partition(" = ")[2].partition("(")[0],
        reads=names_read(operation),
        value=value_text(traced, cell),
        row=row,
        matched=matched,
        unmatched=unmatched,
        rests_on=tuple(sorted(found)),
    )


def _table_row(traced: Traced, operation: Table, position: int, found: AbstractSet[Cell]) -> Row:
    row = []
    for table_input, index in zip(operation.inputs, traced.rows(operation, position), strict=True):
        cell = Cell(closed(variable_of(table_input)), position)
        name = input_values(table_input, traced.program.types)[index]
        row.append((print_input(table_input), name if cell in found or traced.is_given(cell) else None))
    return tuple(row)


def _place(operation: Scores, cell: Cell) -> str:
    return str(cell) if operation.is_pooled else cell.name
