"""A chunk of inputs on its way through a program, operation by operation, as tensors.

Axes: ``batch``, ``position`` (``query``, ``key``), ``value``, ``label``. A categorical variable is ``batch position``
int64; a selector of one key is the ``batch query`` index of that key, any other a ``batch query key`` matrix of 0 and
1. All arithmetic is on integers, or on floats that hold integers exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor

from glassformer.errors import InputError
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
    Table,
    TableInput,
    Thresholds,
)
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Categorical, Numerical

NOTHING = -1
"""What a query value accepts that accepts no key value, in a table of the one that each does."""


class Chunk:
    """Some inputs on their way through a program.

    Args:
        program: what to run.
        tables: of each of its operations, as ``tables_of`` makes them.
        inputs: ``batch position`` tokens, or ``batch position input`` with columns; -1 at the padding.
    """

    def __init__(self, program: Program, tables: Mapping[str, list[Tensor]], inputs: Tensor) -> None:
        self.program, self.tables = program, tables
        tokens, columns = split_inputs(program.signature, inputs)
        n_batch, n_positions = tokens.shape
        self.is_there = tokens >= 0
        self.visible = self.is_there.unsqueeze(1).float()  # batch 1 key
        if self.program.signature.is_causal:
            self.visible = self.visible.expand(-1, n_positions, -1).tril()
        positions = torch.arange(n_positions, device=tokens.device)
        self.closeness = _closeness(positions)
        self.contents = tokens >= len(self.program.signature.marks)
        self.variables = {
            "tokens": tokens.clamp(min=0),
            "positions": positions.expand(n_batch, -1),
            "ones": self.is_there.long(),
            **{name: values.clamp(min=0) for name, values in columns.items()},
        }
        self.selectors: dict[str, Tensor] = {}
        self.scores: dict[str, Tensor] = {}

    def answers(self) -> Tensor:
        """Run every operation and read off what the program returns."""
        for operation in self.program.operations:
            self.step(operation)
        returns = self.program.returns
        if returns in self.scores:
            return self.scores[returns].argmax(-1)
        found = self.variables[returns]
        return found[:, 0] if self.program.signature.gives_one_label else found

    def step(self, operation: Operation) -> None:
        """Run one operation."""
        match operation:
            case Select() | SelectClosest() | SelectBest():
                self.selectors[operation.name] = self.select(operation)
            case Aggregate():
                values = self.variables[closed(operation.values)]
                self.variables[operation.name] = values.gather(1, self.selectors[operation.selector])
            case AggregateSum():
                self.variables[operation.name] = self.sum(operation)
            case LookupTable() | NumberTable():
                index = self.rows(operation)
                self.variables[operation.name] = self.table(operation).take(index)
            case Scores():
                self.scores[operation.name] = self.score(operation)

    def table(self, operation: Operation) -> Tensor:
        """The table of an operation that has one."""
        return self.tables[operation.name][0]

    def select(self, operation: Select | SelectClosest | SelectBest) -> Tensor:
        """The selected key of each query, or for ``select`` the matrix of matches."""
        table = self.table(operation)
        queries, keys = self.variables[closed(operation.queries)], self.variables[closed(operation.keys)]
        if table.dim() == 1:
            wanted = table.take(queries)
            if isinstance(operation, SelectClosest) and operation.keys == "positions":
                return self.seen(wanted)
            matches = (wanted.unsqueeze(2) == keys.unsqueeze(1)).float()  # batch query key
        else:
            pairs = (queries * table.shape[1]).unsqueeze(2) + keys.unsqueeze(1)
            matches = table.view(-1).index_select(0, pairs.view(-1)).view(pairs.shape)
        match operation:
            case Select():
                return matches.mul_(self.visible)
            case SelectClosest():
                return matches.mul_(self.closeness).mul_(self.visible).argmax(-1)
            case SelectBest():
                return matches.masked_fill_(self.visible == 0, -torch.inf).argmax(-1)

    def seen(self, keys: Tensor) -> Tensor:
        """``batch query``: the position itself where the query sees it, and position 0 where it does not.

        Args:
            keys: ``batch query`` positions; -1 where nothing matches.
        """
        is_causal = self.program.signature.is_causal
        last = self.variables["positions"] if is_causal else self.is_there.sum(1, keepdim=True) - 1
        return keys.where(keys <= last, 0).clamp(min=0)

    def sum(self, operation: AggregateSum) -> Tensor:
        """The sum of a number over the selected positions."""
        selector, name = self.selectors[operation.selector], closed(operation.values)
        values = self.variables[name]
        if selector.dim() == 2:
            return values.gather(1, selector)
        if name == "ones":
            return selector.sum(-1).long()
        return torch.bmm(selector.double(), values.double().unsqueeze(-1)).squeeze(-1).long()

    def rows(self, operation: Table) -> Tensor:
        """The row of the table at each position."""
        first, *others = operation.inputs
        index = self.row(first)
        for table_input in others:
            index = index * cardinality(table_input, self.program.types) + self.row(table_input)
        return index

    def row(self, table_input: TableInput) -> Tensor:
        """The row index of one table input."""
        match table_input:
            case Clip(low=low, high=high):
                name = closed(table_input.variable)
                denominator = cast(Numerical, self.program.types[name]).denominator
                whole = self.variables[name].div(denominator, rounding_mode="floor")
                return whole.clamp(low, high) - low
            case Thresholds(at=at):
                values = self.variables[closed(table_input.variable)]
                return torch.bucketize(values, torch.tensor(at, device=values.device), right=True)
            case _:
                return self.variables[closed(table_input)]

    def score(self, operation: Scores) -> Tensor:
        """``batch position label``, or ``batch label`` where pooled, in ``1 / GRID**2``, excluded labels at -inf."""
        *weights, bias = self.tables[operation.name]
        flat = bias.new_zeros(self.is_there.numel(), len(bias))
        for name, rows in zip(operation.variables, weights, strict=True):
            values = self.variables[name].reshape(-1)
            if isinstance(self.program.types[name], Categorical):
                flat += rows.index_select(0, values)
            else:
                flat += values.unsqueeze(-1) * rows
        scores = flat.view(*self.is_there.shape, -1)
        if operation.is_pooled:
            scores = (scores * self.contents.unsqueeze(-1)).sum(1)
        return scores + bias


def split_inputs(signature: Signature, inputs: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """``batch position`` tokens, and the same of each column, by name; -1 at the padding.

    Args:
        signature: of the program.
        inputs: ``batch position``, or, where the signature has columns, ``batch position input``.

    Raises:
        InputError: there are more or fewer inputs than the signature has.
    """
    n_inputs = inputs.shape[2] if inputs.dim() == 3 else 1
    if n_inputs != len(signature.columns) + 1 or (inputs.dim() == 3) != bool(signature.columns):
        expected = f"batch position {len(signature.columns) + 1}" if signature.columns else "batch position"
        raise InputError(f"inputs are {tuple(inputs.shape)}, and must be {expected}, as encode_batch makes them")
    if not signature.columns:
        return inputs, {}
    tokens, *columns = inputs.unbind(-1)
    return tokens, {column.name: values for column, values in zip(signature.columns, columns, strict=True)}


def _closeness(positions: Tensor) -> Tensor:
    """``query key``: higher is closer, all different from 0 and from each other in a row; the query itself lowest."""
    n = len(positions)
    offset = positions.unsqueeze(0) - positions.unsqueeze(1)
    distance = offset.abs() * 2 + (offset > 0)
    return torch.where(offset == 0, 1, 2 * n + 2 - distance).float()


def tables_of(program: Program, operation: Operation) -> list[Tensor]:
    """The tables of one operation, as it uses them.

    That of a predicate is ``query value, key value``, of 0 and 1; where no query value accepts several key values, it
    is ``query value``, and has the one.
    """
    match operation:
        case Select() | SelectClosest():
            accepted = closed(operation.predicate)
            if all(len(keys) <= 1 for keys in accepted):
                return [torch.tensor([key for keys in accepted for key in keys or (NOTHING,)])]
            table = torch.zeros(len(accepted), cardinality(closed(operation.keys), program.types))
            for query, keys in enumerate(accepted):
                table[query, list(keys)] = 1
            return [table]
        case SelectBest():
            return [torch.tensor(closed(operation.scores), dtype=torch.float64)]
        case LookupTable():
            return [torch.tensor(closed(operation.table))]
        case NumberTable():
            return [torch.tensor(closed(operation.numbers))]
        case Scores():
            return _score_tables(program, operation)
        case Aggregate() | AggregateSum():
            return []


def _score_tables(program: Program, operation: Scores) -> list[Tensor]:
    """Weights of each variable, ``value label`` (one row for a number), and the bias, in ``1 / GRID**2``."""
    tables = []
    for name, rows in zip(operation.variables, closed(operation.weights), strict=True):
        type_ = program.types[name]
        unit = GRID // type_.denominator if isinstance(type_, Numerical) else GRID
        tables.append(torch.tensor(rows, dtype=torch.float64) * unit)
    bias = torch.tensor(closed(operation.bias), dtype=torch.float64) * GRID
    bias[list(operation.excluded)] = -torch.inf
    return [*tables, bias]
