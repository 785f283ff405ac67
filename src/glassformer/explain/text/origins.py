"""Where a value comes from: the inputs, tables and heads that it went through, and the words at which it began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal

from glassformer.explain.cells import Cell, Traced
from glassformer.explain.naming import value_text
from glassformer.program.holes import closed
from glassformer.program.operations import Aggregate, AggregateSum, LookupTable, NumberTable, variable_of
from glassformer.program.printing import input_values
from glassformer.program.sketch import Program

How = Literal["input", "class", "table", "read", "sum"]
MOST_MEMBERS = 8
"""So many members of a class are named."""


@dataclass(frozen=True, kw_only=True)
class Class:
    """A value of a table over one input, such as a class of words.

    Attributes:
        table: the table.
        name: of the value.
        members: the first values of the input that have it, words before marks; learners write frequent words first.
        n_members: how many there are.
    """

    table: str
    name: str
    members: tuple[str, ...]
    n_members: int

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"table": self.table, "name": self.name, "members": list(self.members), "n_members": self.n_members}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The value of a variable at one position, and what it was computed from.

    What a head compared to find its position is not followed: an origin says what was read, not why there.

    Attributes:
        variable: which.
        position: where; the begin mark is at 0.
        value: its value by name.
        how: ``input``; ``class``, by a table over one input; ``table``, over several; ``read`` by a head from one
            position; ``sum`` over the positions that a head selects.
        head: the selector, where one was used.
        reads: the positions that it selected.
        cls: the class.
        inputs: what was looked up, or the value that was read; none of a sum.
    """

    variable: str
    position: int
    value: str
    how: How
    head: str | None = None
    reads: tuple[int, ...] = ()
    cls: Class | None = None
    inputs: tuple[Origin, ...] = ()

    def __iter__(self) -> Iterator[Origin]:
        """This origin, and all that it was computed from."""
        yield self
        for each in self.inputs:
            yield from each

    @property
    def positions(self) -> frozenset[int]:
        """The positions whose inputs it was computed from."""
        if self.how == "sum":
            return frozenset(self.reads)
        return (
            frozenset().union(*(each.positions for each in self.inputs)) if self.inputs else frozenset([self.position])
        )

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; what does not apply is left out."""
        found: dict[str, Any] = {"variable": self.variable, "position": self.position, "value": self.value}
        found["how"] = self.how
        if self.head is not None:
            found |= {"head": self.head, "reads": list(self.reads)}
        if self.cls is not None:
            found["class"] = self.cls.to_dict()
        if self.inputs:
            found["inputs"] = [each.to_dict() for each in self.inputs]
        return found


class Classes:
    """The classes of a program's tables.

    Args:
        program: whose.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._tables = {op.name: op for op in program.operations if isinstance(op, LookupTable) and len(op.inputs) == 1}
        self._members: dict[str, list[list[int]]] = {}

    def __contains__(self, table: str) -> bool:
        """Whether this is a table over one input."""
        return table in self._tables

    def of_words(self) -> list[str]:
        """The tables that make classes of words."""
        return [name for name, table in self._tables.items() if table.inputs == ("tokens",)]

    def members(self, table: str) -> list[list[int]]:
        """For each value of a table the values of its input that have it, words before marks."""
        if table not in self._members:
            operation = self._tables[table]
            found: list[list[int]] = [[] for _ in operation.values]
            rows = list(enumerate(closed(operation.table)))
            n_marks = len(self._program.signature.marks)
            for row, value in rows[n_marks:] + rows[:n_marks] if self._begins_with_marks(operation) else rows:
                found[value].append(row)
            self._members[table] = found
        return self._members[table]

    def named(self, table: str, value: int) -> Class:
        """One class of a table."""
        operation = self._tables[table]
        members = self.members(table)[value]
        names = input_values(operation.inputs[0], self._program.types)
        return Class(
            table=table,
            name=operation.values[value],
            members=tuple(names[member] for member in members[:MOST_MEMBERS]),
            n_members=len(members),
        )

    def _begins_with_marks(self, table: LookupTable) -> bool:
        signature = self._program.signature
        return table.inputs[0] in ("tokens", *(column.name for column in signature.columns))


class Origins:
    """The origins of the values in one trace.

    Args:
        traced: the program, run on an input.
        classes: of the program.
    """

    def __init__(self, traced: Traced, classes: Classes) -> None:
        self._traced, self._classes = traced, classes
        self._found: dict[Cell, Origin] = {}

    @cached_property
    def _operations(self) -> dict[str, Aggregate | AggregateSum | LookupTable | NumberTable]:
        kinds = (Aggregate, AggregateSum, LookupTable, NumberTable)
        return {op.name: op for op in self._traced.program.operations if isinstance(op, kinds)}

    def of(self, cell: Cell) -> Origin:
        """The origin of a variable at a position."""
        if cell not in self._found:
            self._found[cell] = self._make(cell)
        return self._found[cell]

    def _make(self, cell: Cell) -> Origin:
        operation, place = self._operations.get(cell.name), cell.position
        make = partial(Origin, variable=cell.name, position=place, value=value_text(self._traced, cell))
        match operation:
            case None:
                return make(how="input")
            case AggregateSum():
                return make(how="sum", head=operation.selector, reads=self._selected(operation.selector, place))
            case Aggregate():
                reads = self._selected(operation.selector, place)
                read = self.of(Cell(closed(operation.values), reads[0]))
                return make(how="read", head=operation.selector, reads=reads, inputs=(read,))
            case LookupTable() | NumberTable():
                inputs = tuple(self.of(Cell(closed(variable_of(each)), place)) for each in operation.inputs)
                if operation.name not in self._classes:
                    return make(how="table", inputs=inputs)
                cls = self._classes.named(operation.name, self._traced.found.values[cell.name][place])
                return make(how="class", cls=cls, inputs=inputs)

    def _selected(self, selector: str, query: int) -> tuple[int, ...]:
        return tuple(self._traced.found.selectors[selector][query])
