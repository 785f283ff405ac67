"""The operations that programs are made of.

Each operation defines one variable, once. Its fields are names of earlier variables and finite tables; in a sketch
any of them may be a hole. What each operation *means* is in ``semantics``; whether it fits its neighbours is in
``check``.
Tables hold indices, in the order of the variables' values; ``[query][key]`` throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassformer.program.holes import OpenKeyScores, OpenNumbers, OpenPredicate, OpenRead, OpenTable, OpenWeights

Read = str | OpenRead
Predicate = tuple[tuple[int, ...], ...]
"""For each query value, the key values that it accepts, ascending."""
IntTable = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A numerical variable read as a category: rounded down, then clipped to low..high (inclusive)."""

    variable: Read
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """A numerical variable read as a category: the number of thresholds that it reaches.

    Thresholds are ascending integers in the units of the variable (``1 / denominator``).
    """

    variable: Read
    at: tuple[int, ...]


TableInput = Read | Clip | Thresholds


@dataclass(frozen=True, kw_only=True)
class Select:
    """A selector of every visible key whose value the query's value accepts."""

    name: str
    keys: Read
    queries: Read
    predicate: Predicate | OpenPredicate


@dataclass(frozen=True, kw_only=True)
class SelectClosest:
    """A selector of one key: the closest match; left before right, self last; position 0 where nothing matches."""

    name: str
    keys: Read
    queries: Read
    predicate: Predicate | OpenPredicate


@dataclass(frozen=True, kw_only=True)
class SelectBest:
    """A selector of one key: the visible key with the highest score; the leftmost of equals. Scores in ``1 / GRID``."""

    name: str
    keys: Read
    queries: Read
    scores: IntTable | OpenKeyScores


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """The categorical value at the one selected position."""

    name: str
    selector: str
    values: Read


@dataclass(frozen=True, kw_only=True)
class AggregateSum:
    """The sum of a numerical variable over all selected positions; 0 where there is none."""

    name: str
    selector: str
    values: Read


@dataclass(frozen=True, kw_only=True)
class LookupTable:
    """A categorical value looked up by one or more variables.

    ``table`` has one index into ``values`` per row; rows run through the inputs' values with the last input fastest.
    """

    name: str
    inputs: tuple[TableInput, ...]
    values: tuple[str, ...]
    table: tuple[int, ...] | OpenTable


@dataclass(frozen=True, kw_only=True)
class NumberTable:
    """A fixed-point number looked up by one or more variables, in ``1 / GRID``; rows as in ``LookupTable``."""

    name: str
    inputs: tuple[TableInput, ...]
    numbers: tuple[int, ...] | OpenNumbers


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Class scores: the bias, once, plus the weights of every variable's value.

    ``weights[i]`` belongs to ``variables[i]``, in ``1 / GRID``: one row of class weights per value of a categorical
    variable, and one single row, multiplied by the number, for a numerical one. Pooled: the weights are summed over the
    contents. Labels in ``excluded`` (indices) are never answered.
    """

    name: str
    variables: tuple[str, ...]
    weights: tuple[IntTable, ...] | OpenWeights
    bias: tuple[int, ...] | OpenWeights
    is_pooled: bool = False
    excluded: tuple[int, ...] = ()


Operation = Select | SelectClosest | SelectBest | Aggregate | AggregateSum | LookupTable | NumberTable | Scores
Selecting = Select | SelectClosest | SelectBest
Table = LookupTable | NumberTable


def variable_of(table_input: TableInput) -> Read:
    """The variable that a table input reads."""
    return table_input.variable if isinstance(table_input, Clip | Thresholds) else table_input


def reads(operation: Operation) -> tuple[Read, ...]:
    """The variables and selectors that an operation reads, in the order in which it is written."""
    match operation:
        case Select() | SelectClosest() | SelectBest():
            return (operation.keys, operation.queries)
        case Aggregate() | AggregateSum():
            return (operation.selector, operation.values)
        case LookupTable() | NumberTable():
            return tuple(variable_of(table_input) for table_input in operation.inputs)
        case Scores():
            return operation.variables


def names_read(operation: Operation) -> tuple[str, ...]:
    """The names that an operation reads, or may read: every option of an open read counts."""
    return tuple(
        name for read in reads(operation) for name in (read.options if isinstance(read, OpenRead) else (read,))
    )
