"""Groups of lookup tables and number tables: a sampled row for every combination of input values.

Axes: ``table`` one operation of the group, ``batch``, ``position``, ``row`` a combination of input values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import cast

import torch
from torch import Tensor, nn

from glassformer.program.check import cardinality
from glassformer.program.holes import Hole
from glassformer.program.operations import Clip, LookupTable, NumberTable, Read, TableInput, Thresholds, variable_of
from glassformer.program.printing import input_values
from glassformer.program.variables import GRID, Numerical, Type
from glassformer.relaxation.differentiable import hard_lookup, round_to_grid, soft_lookup, threshold_rows
from glassformer.relaxation.grid import from_grid
from glassformer.relaxation.reads import CHOSEN, Reads, options
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import Layout, State, widen


class Tables(nn.Module):
    """A group of tables of one kind with inputs of the same shape.

    Attributes:
        embeds: the input whose values' rows are looked up by index, where all that the tables read is that one; else
            None.
    """

    def __init__(
        self,
        operations: Sequence[LookupTable] | Sequence[NumberTable],
        layout: Layout,
        types: dict[str, Type],
        start: Initialization,
    ) -> None:
        super().__init__()
        self.operations: list[LookupTable | NumberTable] = list(operations)
        self.width = layout.width
        self.shape = tuple(cardinality(table_input, types) for table_input in operations[0].inputs)
        read = operations[0].inputs[0] if len(operations[0].inputs) == 1 else None
        self.embeds = read if isinstance(read, str) and read in layout.indexed else None
        columns = zip(*(op.inputs for op in operations), strict=True)
        self.inputs = (
            nn.ModuleList()
            if self.embeds
            else nn.ModuleList(TableInputs(column, layout, types, start) for column in columns)
        )
        n_outputs = len(first.values) if isinstance(first := operations[0], LookupTable) else 0
        self.gives_numbers = not n_outputs
        size = (len(operations), prod(self.shape), *([n_outputs] if n_outputs else []))
        self.is_open = any(isinstance(rows_of(op), Hole) for op in operations)
        if self.is_open:
            self.logits = nn.Parameter(self._initial(size, types, start))
        else:
            self.register_buffer("table", _closed_rows(operations, self.shape, size, types), persistent=False)
            self.table: Tensor

    def _initial(self, size: tuple[int, ...], types: dict[str, Type], start: Initialization) -> Tensor:
        logits = torch.randn(size) * start.scale
        for place, operation in enumerate(self.operations):
            if isinstance(operation, LookupTable) and len(operation.inputs) == 1 and not self.embeds:
                for row, name in enumerate(input_values(operation.inputs[0], types)):
                    if name in operation.values:
                        logits[place, row, operation.values.index(name)] += start.identity
        return logits

    def forward(self, state: State, sampler: Sampler) -> None:
        """Add ``table batch position [value]`` variables to the state."""
        table = self.sample(sampler)
        if self.embeds:
            found = table[:, state.indices[self.embeds]]
        else:
            inputs = [table_input(state, sampler) for table_input in self.inputs]
            combine = hard_lookup if sampler.is_hard else soft_lookup
            flat = combine(table.view(*table.shape[:2], -1), [values.flatten(1, 2) for values in inputs])
            found = flat.view(*inputs[0].shape[:3], *table.shape[2:])
        if self.gives_numbers:
            state.numerical.add(found)
        else:
            state.categorical.add(widen(found, self.width))

    def sample(self, sampler: Sampler) -> Tensor:
        """The tables of one forward pass: ``table row [value]``."""
        if not self.is_open:
            return self.table
        if self.gives_numbers:
            return round_to_grid(self.logits, GRID) if sampler.on_grid else self.logits
        return sampler.rows(self.choices())

    def choices(self) -> Tensor:
        """The logits of open lookup tables."""
        return self.logits

    def fill(self, types: dict[str, Type]) -> list[LookupTable | NumberTable]:
        """The finished operations."""
        sampled = self.sample(Sampler("argmax", on_grid=True)).detach()
        found = (sampled * GRID).round().long() if self.gives_numbers else sampled.argmax(-1)
        columns = [self._chosen(place) for place in range(len(self.shape))]
        filled: list[LookupTable | NumberTable] = []
        for operation, rows, inputs in zip(self.operations, found, zip(*columns, strict=True), strict=True):
            actual = [cardinality(table_input, types) for table_input in inputs]
            kept = rows.view(self.shape)[tuple(slice(n) for n in actual)].reshape(-1).tolist()
            if isinstance(operation, LookupTable):
                filled.append(replace(operation, inputs=tuple(inputs), table=tuple(kept)))
            else:
                filled.append(replace(operation, inputs=tuple(inputs), numbers=tuple(kept)))
        return filled

    def _chosen(self, place: int) -> list[TableInput]:
        if self.embeds:
            return [self.embeds] * len(self.operations)
        return cast(TableInputs, self.inputs[place]).chosen()

    def load(self, operations: Sequence[LookupTable | NumberTable], types: dict[str, Type]) -> None:
        """Start from these finished operations of a program with these types."""
        for place, table_inputs in enumerate(self.inputs):
            cast(TableInputs, table_inputs).reads.load([str(variable_of(op.inputs[place])) for op in operations])
        if self.is_open:
            closed_rows = _closed_rows(operations, self.shape, tuple(self.logits.shape), types)
            with torch.no_grad():
                self.logits.copy_(closed_rows if self.gives_numbers else closed_rows * CHOSEN)


class TableInputs(nn.Module):
    """One input of each table of a group, as one-hot rows."""

    def __init__(
        self, inputs: Sequence[TableInput], layout: Layout, types: dict[str, Type], start: Initialization
    ) -> None:
        super().__init__()
        self.originals = list(inputs)
        variables: list[Read] = [variable_of(table_input) for table_input in inputs]
        self.is_numerical = isinstance(inputs[0], Clip | Thresholds)
        self.cardinality = max(cardinality(table_input, types) for table_input in inputs)
        slots = layout.numerical if self.is_numerical else layout.categorical
        self.reads = Reads(variables, slots, start.scale)
        if self.is_numerical:
            denominators = [cast(Numerical, types[name]).denominator for read in variables for name in options(read)]
            self.slack = 0.5 / max(denominators)
            points = [thresholds_of(table_input, denominators[0]) for table_input in inputs]
            self.register_buffer("thresholds", torch.tensor(points)[:, None, None], persistent=False)
            self.thresholds: Tensor

    def forward(self, state: State, sampler: Sampler) -> Tensor:
        """``table batch position value``."""
        if self.is_numerical:
            return threshold_rows(self.reads(state.numerical, sampler), self.thresholds, self.slack)
        read: Tensor = self.reads(state.categorical, sampler)
        return read[..., : self.cardinality]

    def chosen(self) -> list[TableInput]:
        """The inputs with their reads settled."""
        return [
            replace(original, variable=name) if isinstance(original, Clip | Thresholds) else name
            for original, name in zip(self.originals, self.reads.chosen(), strict=True)
        ]


def thresholds_of(table_input: TableInput, denominator: int) -> list[float]:
    """The numbers at which the row index of a numerical input goes up by one."""
    if isinstance(table_input, Clip):
        return [float(number) for number in range(table_input.low + 1, table_input.high + 1)]
    assert isinstance(table_input, Thresholds)
    return [at / denominator for at in table_input.at]


def rows_of(operation: LookupTable | NumberTable) -> object:
    """The table's rows, or the hole in their place."""
    return operation.table if isinstance(operation, LookupTable) else operation.numbers


def _closed_rows(
    operations: Sequence[LookupTable] | Sequence[NumberTable] | Sequence[LookupTable | NumberTable],
    shape: tuple[int, ...],
    size: tuple[int, ...],
    types: dict[str, Type],
) -> Tensor:
    """``table row [value]``: one-hot entries, or numbers. Inputs may have fewer values than ``shape``."""
    tables = torch.zeros(size)
    every_row = torch.arange(prod(shape)).view(shape)
    for table, operation in zip(tables, operations, strict=True):
        entries = rows_of(operation)
        if isinstance(entries, tuple):
            actual = tuple(slice(cardinality(table_input, types)) for table_input in operation.inputs)
            rows = every_row[actual].flatten()
            if isinstance(operation, LookupTable):
                table[rows, torch.tensor(entries)] = 1
            else:
                table[rows] = from_grid(operation.name, entries)
    return tables
