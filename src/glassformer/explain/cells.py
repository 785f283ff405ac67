"""Cells, of which a trace consists: what one operation or input variable is at one position of one input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from glassformer.execution.interpreter import Trace, table_rows, trace
from glassformer.program.columns import Item
from glassformer.program.operations import Table
from glassformer.program.semantics import Values, closest, visible_keys
from glassformer.program.sketch import Program


class Cell(NamedTuple):
    """What a variable, a selector (for one query) or class scores are at one position; pooled scores are at 0."""

    name: str
    position: int

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


IsFixed = Callable[[Cell], bool]
"""Whether a cell is taken to have the value that it has in the trace; any other may have any value of its type."""


@dataclass(frozen=True)
class Traced:
    """A program, run on one input.

    Attributes:
        program: what was run.
        tokens: of the input, as indices, marks included.
        found: all that it computed.
    """

    program: Program
    tokens: Values
    found: Trace

    @classmethod
    def of(cls, program: Program, contents: Sequence[Item]) -> Traced:
        """The program, run on these contents. Raises InputError where it does not take them."""
        inputs = program.signature.encode_inputs(contents)
        return cls(program, inputs["tokens"], trace(program, inputs))

    @cached_property
    def n_positions(self) -> int:
        """How many positions there are, marks included."""
        return len(self.tokens)

    @cached_property
    def contents(self) -> range:
        """The positions that hold contents (no marks)."""
        return range(self.n_positions)[self.program.signature.contents_slice(self.n_positions)]

    def is_given(self, cell: Cell) -> bool:
        """Whether all inputs of this length are alike in it: ``positions``, ``ones``, and any other input at marks."""
        if cell.name not in self.program.signature.inputs:
            return False
        return cell.name in ("positions", "ones") or cell.position not in self.contents

    def visible(self, query: int) -> range:
        """The key positions that the query may select."""
        return visible_keys(query, self.n_positions, is_causal=self.program.signature.is_causal)

    def by_closeness(self, query: int) -> list[int]:
        """The same, in the order in which ``select_closest`` prefers them."""
        if query not in self._orders:
            left = set(self.visible(query))
            self._orders[query] = []
            while left:
                nearest = closest(query, left)
                left.remove(nearest)
                self._orders[query].append(nearest)
        return self._orders[query]

    def rows(self, operation: Table, position: int) -> tuple[int, ...]:
        """For each input of a table the row that it is in."""
        if operation.name not in self._rows:
            columns = [table_rows(self.program, table_input, self.found) for table_input in operation.inputs]
            self._rows[operation.name] = list(zip(*columns, strict=True))
        return self._rows[operation.name][position]

    @cached_property
    def _orders(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def _rows(self) -> dict[str, list[tuple[int, ...]]]:
        return {}
