"""Is a sketch or program well formed? Types of all its variables, or an error that shows where it goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from glassformer.errors import ProgramError
from glassformer.program.columns import ALWAYS
from glassformer.program.holes import Hole, OpenRead
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    IntTable,
    LookupTable,
    NumberTable,
    Operation,
    Read,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
    Table,
    TableInput,
    Thresholds,
    variable_of,
)
from glassformer.program.printing import headline, print_read, shortened
from glassformer.program.signature import Signature
from glassformer.program.variables import (
    GRID,
    Categorical,
    ClassScores,
    Numerical,
    Selection,
    Type,
    joined,
    name_fault,
    names_fault,
)

MAX_ROWS = 10_000_000
"""So many rows a table has at most, and so many pairs of a query value and a key value a predicate accepts."""
CLASSES_HELP = "read classes of these values, from a lookup_table, in place of the values themselves"


class FaultError(Exception):
    """What is wrong with one operation; who catches it adds where."""


def check(signature: Signature, operations: Sequence[Operation], returns: str) -> dict[str, Type]:
    """The type of every variable, inputs included.

    Raises:
        ProgramError: something does not fit; the message shows the operation between its neighbours.
    """
    fault = signature.fault
    if fault is not None:
        raise ProgramError(f"signature, {fault[0]}: {fault[1]}")
    checker = TypeChecker(signature)
    for index, operation in enumerate(operations):
        try:
            checker.add(operation)
        except FaultError as fault_error:
            raise ProgramError(f"{fault_error}\n{neighbourhood(operations, index)}") from None
    try:
        checker.check_returns(returns)
    except FaultError as fault_error:
        raise ProgramError(f"return {returns}: {fault_error}") from None
    return checker.types


def neighbourhood(operations: Sequence[Operation], index: int) -> str:
    """The operation at ``index`` with the one before and the one after, an arrow in front of it."""
    first = max(index - 1, 0)
    return "\n".join(
        f"{'-->' if place == index else '   '} {place + 1:>3}: {shortened(headline(operation))}"
        for place, operation in enumerate(operations[first : index + 2], start=first)
    )


def cardinality(table_input: TableInput, types: dict[str, Type]) -> int:
    """How many rows a table input has; for an open read the largest of its options."""
    match table_input:
        case Clip(low=low, high=high):
            return high - low + 1
        case Thresholds(at=at):
            return len(at) + 1
        case OpenRead(options=options):
            return max(cardinality(option, types) for option in options)
        case str():
            type_ = types[table_input]
            if not isinstance(type_, Categorical):
                raise FaultError(f"{table_input} is a {type_}; read it through clip(…) or thresholds(…)")
            return type_.cardinality


class TypeChecker:
    """Types of variables, found one operation after another.

    Attributes:
        signature: of the program; without fault.
        types: of the inputs and of every operation added so far, by name.
    """

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.types: dict[str, Type] = dict(signature.inputs)

    def add(self, operation: Operation) -> None:
        """Find the type of what the operation defines. Raises FaultError where something does not fit."""
        self.check_name(operation.name)
        self.types[operation.name] = self.type_of(operation)

    def check_name(self, name: str) -> None:
        """Raise FaultError unless a new variable can have this name."""
        fault = name_fault(name)
        if fault is not None:
            raise FaultError(fault)
        if name in self.signature.inputs:
            whose = "every program" if name in ALWAYS else "this program, a column"
            raise FaultError(f"{name!r} is an input of {whose}; choose another name")
        if name in self.types:
            raise FaultError(f"{name!r} is defined twice; each variable is defined once")

    def type_of(self, operation: Operation) -> Type:
        """The type of what the operation defines. Raises FaultError where something does not fit."""
        match operation:
            case Select() | SelectClosest() | SelectBest():
                self._check_selecting(operation)
                return Selection(is_single=not isinstance(operation, Select))
            case Aggregate():
                self.check_selector(operation.selector, single=True)
                return self.categorical(operation.values)
            case AggregateSum():
                self.check_selector(operation.selector, single=False)
                return self.numerical(operation.values)
            case LookupTable():
                self._check_lookup(operation)
                return Categorical(operation.values)
            case NumberTable():
                self._check_rows(operation, operation.numbers)
                return Numerical(GRID)
            case Scores():
                self._check_scores(operation)
                return ClassScores(operation.is_pooled)

    def options(self, read: Read) -> list[Type]:
        """The types of all the variables that a read may turn out to be."""
        names = read.options if isinstance(read, OpenRead) else (read,)
        if not names:
            raise FaultError("an open read has no options")
        for name in names:
            if name not in self.types:
                raise FaultError(f"{name!r} is not defined before it is read")
        return [self.types[name] for name in names]

    def categorical(self, read: Read) -> Categorical:
        """The type of a categorical read; values of an open one have no names yet unless all options agree."""
        options = self.options(read)
        for type_ in options:
            if not isinstance(type_, Categorical):
                raise FaultError(f"{print_read(read)} is a {type_}; a categorical variable is needed here")
        return joined([type_ for type_ in options if isinstance(type_, Categorical)])

    def numerical(self, read: Read) -> Numerical:
        """The type of a numerical read; of an open one with the finest unit."""
        options = self.options(read)
        for type_ in options:
            if not isinstance(type_, Numerical):
                raise FaultError(f"{print_read(read)} is a {type_}; a numerical variable is needed here")
        return Numerical(max(type_.denominator for type_ in options if isinstance(type_, Numerical)))

    def check_selector(self, name: str, *, single: bool) -> None:
        """Raise FaultError unless this is a selector; with ``single``, one of a single key."""
        (type_,) = self.options(name)
        if not isinstance(type_, Selection):
            raise FaultError(f"{name} is a {type_}; a selector is needed here")
        if single and not type_.is_single:
            raise FaultError(f"{name} may select several keys; aggregate needs select_closest or select_best")

    def _check_selecting(self, operation: Selecting) -> None:
        n_keys = self.categorical(operation.keys).cardinality
        n_queries = self.categorical(operation.queries).cardinality
        if isinstance(operation, SelectBest):
            self.check_n_scores(operation.keys, operation.queries)
            if not isinstance(operation.scores, Hole):
                _check_shape(operation.scores, n_queries, n_keys, "scores")
            return
        if isinstance(operation.predicate, Hole):
            return
        check_n_pairs(sum(map(len, operation.predicate)))
        if len(operation.predicate) != n_queries:
            raise FaultError(f"the predicate has {len(operation.predicate)} rows for {n_queries} query values")
        for row in operation.predicate:
            if list(row) != sorted(set(row)) or not all(0 <= key < n_keys for key in row):
                raise FaultError(f"a row of the predicate is {row}; it must be ascending, from 0 to {n_keys - 1}")

    def check_n_scores(self, keys: Read, queries: Read) -> None:
        """Raise FaultError where a table of scores for these would be too large."""
        n_scores = self.categorical(keys).cardinality * self.categorical(queries).cardinality
        if n_scores > MAX_ROWS:
            raise FaultError(f"{n_scores:,} scores would be needed; at most {MAX_ROWS:,} are possible; {CLASSES_HELP}")

    def _check_lookup(self, operation: LookupTable) -> None:
        self.check_values(operation.values)
        self._check_rows(operation, operation.table)
        if not isinstance(operation.table, Hole) and not all(0 <= v < len(operation.values) for v in operation.table):
            raise FaultError(f"an entry of the table is not an index of its {len(operation.values)} values")

    def check_values(self, values: tuple[str, ...]) -> None:
        """Raise FaultError unless a lookup table can have these values."""
        if not values:
            raise FaultError("a lookup table needs at least one value")
        fault = names_fault(values)
        if fault is not None:
            raise FaultError(f"value {fault}")

    def check_n_rows(self, inputs: tuple[TableInput, ...]) -> int:
        """How many rows a table with these inputs has. Raises FaultError where it cannot have them, or so many."""
        if not inputs:
            raise FaultError("a table needs at least one input")
        for table_input in inputs:
            self.check_table_input(table_input)
        n_rows = prod(cardinality(table_input, self.types) for table_input in inputs)
        if n_rows > MAX_ROWS:
            raise FaultError(f"the table would have {n_rows:,} rows; at most {MAX_ROWS:,} are possible")
        return n_rows

    def _check_rows(self, operation: Table, rows: tuple[int, ...] | Hole) -> None:
        n_rows = self.check_n_rows(operation.inputs)
        if not isinstance(rows, Hole) and len(rows) != n_rows:
            raise FaultError(f"the table has {len(rows)} rows; its inputs have {n_rows} combinations of values")

    def check_table_input(self, table_input: TableInput) -> None:
        """Raise FaultError unless a table can read this."""
        variable = variable_of(table_input)
        match table_input:
            case Clip(low=low, high=high):
                self.numerical(variable)
                if low > high:
                    raise FaultError(f"clip from {low} to {high}: the first must not be greater than the second")
            case Thresholds(at=at):
                self.numerical(variable)
                if not at or list(at) != sorted(set(at)):
                    raise FaultError(f"thresholds {at} must be ascending, at least one")
            case _:
                self.categorical(variable)

    def check_excluded(self, excluded: tuple[int, ...]) -> None:
        """Raise FaultError unless these labels can be excluded."""
        n_labels = len(self.signature.labels)
        if not all(0 <= label < n_labels for label in excluded) or len(set(excluded)) != len(excluded):
            raise FaultError(f"excluded labels {excluded}: different indices of the {n_labels} labels are needed")
        if len(excluded) == n_labels:
            raise FaultError("every label is excluded; one at least must be left to answer")

    def check_scored(self, variables: tuple[str, ...]) -> None:
        """Raise FaultError unless scores can read these variables."""
        for place, variable in enumerate(variables):
            (type_,) = self.options(variable)
            if not isinstance(type_, Categorical | Numerical):
                raise FaultError(f"{variable} is a {type_}; scores read categorical and numerical variables")
            if variable in variables[:place]:
                raise FaultError(f"scores read {variable} twice; add its weights up instead")

    def _check_scores(self, operation: Scores) -> None:
        n_labels = len(self.signature.labels)
        self.check_excluded(operation.excluded)
        self.check_scored(operation.variables)
        if not isinstance(operation.bias, Hole) and len(operation.bias) != n_labels:
            raise FaultError(f"the bias has {len(operation.bias)} numbers for {n_labels} labels")
        if isinstance(operation.weights, Hole):
            return
        if len(operation.weights) != len(operation.variables):
            raise FaultError(f"{len(operation.weights)} tables of weights for {len(operation.variables)} variables")
        for variable, weights in zip(operation.variables, operation.weights, strict=True):
            type_ = self.types[variable]
            n_rows = type_.cardinality if isinstance(type_, Categorical) else 1
            _check_shape(weights, n_rows, n_labels, f"weights of {variable}")

    def check_returns(self, returns: str) -> None:
        """Raise FaultError unless a program can return this."""
        if returns not in self.types:
            raise FaultError("there is no such variable")
        type_ = self.types[returns]
        if isinstance(type_, ClassScores):
            if type_.is_pooled != self.signature.gives_one_label:
                expected = "pooled" if self.signature.gives_one_label else "not pooled"
                raise FaultError(f"scores for this signature are {expected}")
        elif not isinstance(type_, Categorical):
            raise FaultError(f"a program returns class scores or a categorical variable, and this is a {type_}")


def check_n_pairs(n: int) -> None:
    """Raise FaultError where a predicate accepts more pairs of values than is possible."""
    if n > MAX_ROWS:
        raise FaultError(
            f"the predicate accepts {n:,} pairs of values; at most {MAX_ROWS:,} are possible; {CLASSES_HELP}"
        )


def _check_shape(table: IntTable, n_rows: int, n_columns: int, what: str) -> None:
    """Raise unless the table has this many rows, each of this many columns."""
    if len(table) != n_rows or any(len(row) != n_columns for row in table):
        raise FaultError(f"{what} must be {n_rows} rows of {n_columns} numbers")
