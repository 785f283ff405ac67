"""Counts as categorical variables alone: each key is read by a head of its own, and tables add what they find.

It is the other way round from what makes programs short, and is for those who want no numbers in a program (the paper's
models with categorical variables only). Any count can be made so, exactly, as lengths are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, product

import numpy as np

from glassformer.errors import ProgramError
from glassformer.passes.dead_operations import remove_dead_operations
from glassformer.passes.facts import shape_of
from glassformer.passes.recoding import operation_of, table_of, with_table
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    NumberTable,
    Operation,
    Read,
    Scores,
    Select,
    SelectClosest,
    Table,
    TableInput,
    Thresholds,
    variable_of,
)
from glassformer.program.semantics import clip, reach
from glassformer.program.sketch import Program
from glassformer.program.variables import Categorical, Type

NOTHING = "none"


def without_numbers(program: Program) -> Program:
    """The program with categorical variables only, which answers alike on every input.

    Raises:
        ProgramError: something is summed that is no count, or a table gives numbers.
    """
    return _Lowering(program).result()


@dataclass
class _Lowering:
    """The work on one program.

    Attributes:
        program: as it was.
        made: the operations so far.
        types: of their variables.
        counts: for each number that has been met, the categorical variable whose values name it.
        read_at: what copies a variable from a position.
    """

    program: Program
    made: list[Operation] = field(default_factory=list)
    types: dict[str, Type] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)
    read_at: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.taken = {*self.program.signature.inputs, *(each.name for each in self.program.operations)}
        self.types |= self.program.signature.inputs

    def result(self) -> Program:
        for operation in self.program.operations:
            match operation:
                case AggregateSum():
                    self.add_count(operation)
                case NumberTable(name=name):
                    raise ProgramError(f"{name} is a table of numbers, which cannot be told by categorical variables")
                case LookupTable():
                    self.add_ones(map(variable_of, operation.inputs))
                    self.add(self.reindexed(operation))
                case Scores():
                    self.add_ones(operation.variables)
                    self.add(self.reweighed(operation))
                case _:
                    self.add(operation)
        return remove_dead_operations(replace(self.program, operations=tuple(self.made)))

    def add(self, operation: Operation) -> str:
        """Append an operation; its name."""
        self.made.append(operation)
        match operation:
            case LookupTable(name=name, values=values):
                self.types[name] = Categorical(values)
            case Aggregate(name=name, values=values):
                self.types[name] = self.types[closed(values)]
            case Scores(name=name):
                self.types[name] = self.program.types[name]
            case _:
                pass
        return operation.name

    def add_table(self, name: str, inputs: Sequence[str], values: Sequence[str], outcomes: Iterator[str]) -> str:
        """Append a table by the names of its outcomes."""
        place = {value: index for index, value in enumerate(values)}
        table = tuple(place[outcome] for outcome in outcomes)
        return self.add(LookupTable(name=name, inputs=tuple(inputs), values=tuple(values), table=table))

    def add_count(self, operation: AggregateSum) -> None:
        """The count as a sum, two at a time, of whether the key at each position is selected."""
        selector = operation_of(self.program, operation.selector)
        if closed(operation.values) != "ones":
            raise ProgramError(
                f"{operation.name} sums {operation.values}: only counts (of ones) can be told by categorical variables"
            )
        parts = list(self.flags(operation.name, selector)) if isinstance(selector, Select) else []
        while len(parts) > 1:
            pairs = zip(parts[::2], parts[1::2], strict=False)
            is_last = len(parts) == 2
            sums = [self.sum_of(operation.name if is_last else None, operation.name, *pair) for pair in pairs]
            parts = [*sums, *parts[2 * len(sums) :]]
        if operation.name not in self.types:  # fewer than two keys can ever be selected, or always one
            always = "0" if isinstance(selector, Select) else "1"
            read = parts[0] if parts else "positions"
            values = self.values_of(read) if parts else tuple("01")
            outcomes = iter(values if parts else [always] * len(self.values_of(read)))
            self.add_table(operation.name, [read], values, outcomes)
        self.counts[operation.name] = operation.name

    def add_ones(self, names: Iterable[Read]) -> None:
        """Append a variable that is 1 everywhere, where ``ones`` is read and there is none yet."""
        if "ones" in names and "ones" not in self.counts:
            outcomes = iter("1" * len(self.values_of("positions")))
            self.counts["ones"] = self.add_table(self.fresh("one"), ["positions"], ("1",), outcomes)

    def sum_of(self, name: str | None, prefix: str, one: str, other: str) -> str:
        """A table that adds two counts."""
        a, b = self.values_of(one), self.values_of(other)
        values = [str(number) for number in range(len(a) + len(b) - 1)]
        outcomes = (str(int(x) + int(y)) for x, y in product(a, b))
        return self.add_table(name or self.fresh(f"{prefix}_part"), [one, other], values, outcomes)

    def flags(self, name: str, selector: Select) -> Iterator[str]:
        """For each position that may be selected, whether it is: 0 or 1."""
        keys, queries = closed(selector.keys), closed(selector.queries)
        accepted = {key for row in closed(selector.predicate) for key in row}
        for position in range(self.program.signature.max_length):
            possible = accepted & self.possible_at(keys, position)
            if not possible:
                continue
            read = self.value_at(keys, position, is_masked=bool(accepted & self.possible_at(keys, 0)))
            names = self.program.types[keys].values  # type: ignore[union-attr]  # keys are categorical
            wanted = [{names[key] for key in row} for row in closed(selector.predicate)]
            outcomes = (str(int(value in row)) for row, value in product(wanted, self.values_of(read)))
            yield self.add_table(self.fresh(f"{name}_at_{position}"), [queries, read], ("0", "1"), outcomes)

    def possible_at(self, keys: str, position: int) -> set[int]:
        """The values that keys may have at a position, as far as their kind tells."""
        n_marks = len(self.program.signature.marks)
        everything = set(range(len(self.program.types[keys].values)))  # type: ignore[union-attr]
        if keys == "positions":
            return {position}
        if keys == "tokens":
            return {0} if position == 0 else everything - {0} if n_marks else everything
        return everything

    def value_at(self, keys: str, position: int, *, is_masked: bool) -> str:
        """What keys are at one position; where nobody is there, or may look, a value that they never have elsewhere."""
        read = self.masked(keys) if is_masked and position > 0 else keys
        if (read, position) not in self.read_at:
            n = self.program.signature.max_length
            name = self.fresh(f"at_{position}")
            if ("", position) not in self.read_at:
                head = SelectClosest(name=name, keys="positions", queries="positions", predicate=((position,),) * n)
                self.read_at["", position] = self.add(head)
            copy = Aggregate(name=self.fresh(f"{keys}_at_{position}"), selector=self.read_at["", position], values=read)
            self.read_at[read, position] = self.add(copy)
        return self.read_at[read, position]

    def masked(self, keys: str) -> str:
        """The keys, and nothing at position 0, which is what heads read where nothing matches."""
        if (keys, -1) not in self.read_at:
            values = self.values_of(keys)
            nothing = next(name for name in _numbered(NOTHING) if name not in values)
            n = len(self.values_of("positions"))
            outcomes = (value if position else nothing for value, position in product(values, range(n)))
            name = self.fresh(f"{keys}_beyond_0")
            self.read_at[keys, -1] = self.add_table(name, [keys, "positions"], (nothing, *values), outcomes)
        return self.read_at[keys, -1]

    def reindexed(self, table: LookupTable) -> Table:
        """The table, each count that it reads now a category of its own."""
        outcomes = table_of(table).reshape(shape_of(self.program, table))
        inputs: list[TableInput] = []
        for axis, each in enumerate(table.inputs):
            name = closed(variable_of(each))
            if name in self.counts:
                rows = [_row(each, number) for number in self.numbers_of(name)]
                outcomes = np.take(outcomes, rows, axis=axis)
            inputs.append(self.counts.get(name, each))
        return with_table(table, inputs, outcomes)

    def reweighed(self, scores: Scores) -> Scores:
        """The scores, each count's weights once for each of its values."""
        weights = []
        for name, rows in zip(scores.variables, closed(scores.weights), strict=True):
            if name in self.counts:
                rows = tuple(tuple(number * weight for weight in rows[0]) for number in self.numbers_of(name))
            weights.append(rows)
        variables = tuple(self.counts.get(name, name) for name in scores.variables)
        return replace(scores, variables=variables, weights=tuple(weights))

    def numbers_of(self, name: str) -> list[int]:
        """What the values of a count stand for."""
        return [int(value) for value in self.values_of(self.counts[name])]

    def values_of(self, name: str) -> tuple[str, ...]:
        """The names of a categorical variable's values."""
        type_ = self.types[name]
        assert isinstance(type_, Categorical)
        return type_.values

    def fresh(self, name: str) -> str:
        """A name that nothing has, like this one."""
        found = next(each for each in _numbered(name) if each not in self.taken)
        self.taken.add(found)
        return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _row(read: TableInput, number: int) -> int:
    """Which row of a table a count is read as."""
    match read:
        case Clip(low=low, high=high):
            return clip(number, low, high, 1)
        case Thresholds(at=at):
            return reach(number, at)
    raise AssertionError("a table reads a number clipped, or by thresholds")
