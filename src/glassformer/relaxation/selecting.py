"""Groups of ``select``, ``select_closest`` and ``select_best``: predicates, scores, and the attention they make.

Axes: ``head`` one operation of the group, ``batch``, ``query`` and ``key`` positions, ``q`` and ``k`` query and key
values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from glassformer.program.check import cardinality
from glassformer.program.holes import Hole, OpenPredicate
from glassformer.program.operations import Select, SelectBest, SelectClosest, Selecting
from glassformer.program.printing import input_values
from glassformer.program.variables import GRID, Type
from glassformer.relaxation.differentiable import closest, round_to_grid
from glassformer.relaxation.grid import from_grid
from glassformer.relaxation.reads import CHOSEN, Reads, options
from glassformer.relaxation.sampling import Sampler, one_hot_argmax
from glassformer.relaxation.settings import Initialization
from glassformer.relaxation.state import Layout, State


class Heads(nn.Module):
    """A group of selectors of one kind, whose reads and tables are all open or all closed."""

    def __init__(
        self, operations: Sequence[Selecting], layout: Layout, types: dict[str, Type], start: Initialization
    ) -> None:
        super().__init__()
        self.operations = list(operations)
        self.keys = Reads([op.keys for op in operations], layout.categorical, start.scale)
        self.queries = Reads([op.queries for op in operations], layout.categorical, start.scale)
        shape = (len(operations), layout.width, layout.width)
        self.is_set = any(is_set(op) for op in operations)
        self.is_open = any(isinstance(table_of(op), Hole) for op in operations)
        n_keys = torch.tensor([max(cardinality(name, types) for name in options(op.keys)) for op in operations])
        impossible = torch.arange(layout.width) >= n_keys.view(-1, 1, 1)
        self.register_buffer("impossible", impossible, persistent=False)
        self.impossible: Tensor
        if self.is_open:
            self.logits = nn.Parameter(self._initial(shape, types, start))
        else:
            self.register_buffer("table", _closed_tables(operations, shape), persistent=False)
            self.table: Tensor

    def forward(self, state: State, sampler: Sampler) -> None:
        """Add this group's attention, ``head batch query key``, to the state."""
        bank = state.categorical
        queries, keys = self.queries(bank, sampler), self.keys(bank, sampler)
        table = self.sample(sampler)  # head q k
        head, batch, position, width = queries.shape
        accepted = torch.bmm(queries.view(head, -1, width), table).view(head * batch, position, width)
        matches = torch.bmm(accepted, keys.view(head * batch, position, width).transpose(1, 2))
        matches = matches.view(head, batch, position, position)
        state.selectors.append(self.attend(matches, state.visible, sampler))

    def attend(self, matches: Tensor, visible: Tensor, sampler: Sampler) -> Tensor:
        """From matches or scores to the attention that the operation's kind makes of them."""
        match self.operations[0]:
            case Select():
                return matches * visible
            case SelectClosest():
                return closest(matches * visible)
            case SelectBest():
                return _best(matches.masked_fill(visible == 0, -torch.inf), sampler)

    def sample(self, sampler: Sampler) -> Tensor:
        """The predicates or score tables of one forward pass: ``head q k``."""
        if not self.is_open:
            return self.table
        if isinstance(self.operations[0], SelectBest):
            return round_to_grid(self.logits, GRID) if sampler.on_grid else self.logits
        return sampler.bits(self.choices()) if self.is_set else sampler.rows(self.choices())

    def choices(self) -> Tensor:
        """The logits of open predicates, those of values that the keys do not have out of reach."""
        return self.logits.masked_fill(self.impossible, -1e9)

    def fill(self, types: dict[str, Type]) -> list[Selecting]:
        """The finished operations."""
        tables = self.sample(Sampler("argmax", on_grid=True)).detach()
        filled: list[Selecting] = []
        for operation, table, keys, queries in zip(
            self.operations, tables, self.keys.chosen(), self.queries.chosen(), strict=True
        ):
            rows = table[: cardinality(queries, types), : cardinality(keys, types)].tolist()
            if isinstance(operation, SelectBest):
                scores = tuple(tuple(round(score * GRID) for score in row) for row in rows)
                filled.append(replace(operation, keys=keys, queries=queries, scores=scores))
            else:
                predicate = tuple(tuple(key for key, accepted in enumerate(row) if accepted) for row in rows)
                filled.append(replace(operation, keys=keys, queries=queries, predicate=predicate))
        return filled

    def load(self, operations: Sequence[Selecting], types: dict[str, Type]) -> None:
        """Start from these finished operations of a program with these types."""
        self.keys.load([str(op.keys) for op in operations])
        self.queries.load([str(op.queries) for op in operations])
        if not self.is_open:
            return
        shape = (len(operations), *self.logits.shape[1:])
        tables = _closed_tables(operations, shape)
        with torch.no_grad():
            if isinstance(self.operations[0], SelectBest):
                self.logits.copy_(tables)
                return
            if not self.is_set:
                _choose_missing_keys(tables, [cardinality(str(op.keys), types) for op in operations])
            self.logits.copy_((2 * tables - 1) * CHOSEN / 2)

    def _initial(self, shape: tuple[int, int, int], types: dict[str, Type], start: Initialization) -> Tensor:
        logits = torch.randn(shape) * start.scale
        if self.is_set:
            logits -= start.set_sparsity
        for head, operation in enumerate(self.operations):
            for query, key in same_values(operation, types):
                logits[head, query, key] += start.identity
        return logits


def _best(scores: Tensor, sampler: Sampler) -> Tensor:
    """Attention to the highest score; the leftmost of equals. Noise is on no activation."""
    soft = torch.softmax(scores / sampler.temperature, dim=-1)
    if sampler.sampling in ("soft", "softmax"):
        return soft
    hard = one_hot_argmax(scores).to(soft.dtype)
    return hard if sampler.sampling == "argmax" else soft + (hard - soft).detach()


def is_set(operation: Selecting) -> bool:
    """Whether the predicate is open and may accept any set of keys."""
    return (
        not isinstance(operation, SelectBest)
        and isinstance(operation.predicate, OpenPredicate)
        and operation.predicate.is_set
    )


def table_of(operation: Selecting) -> object:
    """The predicate or the scores."""
    return operation.scores if isinstance(operation, SelectBest) else operation.predicate


def same_values(operation: Selecting, types: dict[str, Type]) -> list[tuple[int, int]]:
    """Pairs of (query value, key value) that stand for the same thing: equal names, where both sides have names.

    None where positions select positions: each would find only itself.
    """
    pairs: set[tuple[int, int]] = set()
    if operation.queries == operation.keys == "positions":
        return []
    for queries in options(operation.queries):
        for keys in options(operation.keys):
            place = {name: index for index, name in enumerate(input_values(keys, types))}
            pairs |= {(index, place[name]) for index, name in enumerate(input_values(queries, types)) if name in place}
    return sorted(pairs)


def _choose_missing_keys(tables: Tensor, n_keys: Sequence[int]) -> None:
    """In rows that accept nothing, accept a value that the keys do not have, where there is room for one.

    Such rows come from a read that had options of more values than the one that it settled on.
    """
    for table, n in zip(tables, n_keys, strict=True):
        if n < table.shape[-1]:
            table[table.sum(-1) == 0, n] = 1


def _closed_tables(operations: Sequence[Selecting], shape: tuple[int, ...]) -> Tensor:
    """``head q k``: 1 where the predicate accepts, or the score."""
    tables = torch.zeros(shape)
    for head, operation in enumerate(operations):
        if isinstance(operation, SelectBest):
            if not isinstance(operation.scores, Hole):
                rows = from_grid(operation.name, operation.scores)
                tables[head, : rows.shape[0], : rows.shape[1]] = rows
        elif not isinstance(operation.predicate, Hole):
            for query, accepted in enumerate(operation.predicate):
                tables[head, query, list(accepted)] = 1
    return tables
