"""Which operations run together: one group for all operations of a kind whose inputs are ready at the same time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from glassformer.errors import ProgramError
from glassformer.program.check import cardinality
from glassformer.program.holes import Hole, OpenPredicate, OpenRead
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
    TableInput,
    Thresholds,
    names_read,
    variable_of,
)
from glassformer.program.printing import print_read
from glassformer.program.signature import Signature
from glassformer.program.sketch import Sketch
from glassformer.program.variables import GRID, Categorical, Numerical, Type
from glassformer.relaxation.reads import options
from glassformer.relaxation.state import Layout

Group = tuple[Operation, ...]


def plan(sketch: Sketch) -> list[Group]:
    """The operations in groups; every group reads only groups before it."""
    ready: dict[str, int] = {}
    group_of: dict[str, Hashable] = {}
    groups: dict[Hashable, list[Operation]] = {}
    for operation in sketch.operations:
        before = max((ready.get(name, 0) for name in names_read(operation)), default=0)
        level = before if _is_known(operation, ready) else before + 1
        ready[operation.name] = level
        key = (level, _kind(operation, sketch.types, group_of, indexed_inputs(sketch.signature)))
        group_of[operation.name] = key
        groups.setdefault(key, []).append(operation)
    return [tuple(group) for _, group in sorted(groups.items(), key=lambda item: cast(tuple[int], item[0])[0])]


def _is_known(operation: Operation, ready: dict[str, int]) -> bool:
    """Whether it is a finished table of inputs alone: what reads it need not wait, and joins what reads inputs."""
    is_finished = isinstance(operation, LookupTable) and not isinstance(operation.table, Hole)
    return is_finished and not any(name in ready for name in names_read(operation))


def check_units(sketch: Sketch) -> None:
    """Raise ProgramError where thresholds read a number that may be a count or fixed point: they would be ambiguous."""
    units: dict[str, set[int]] = {"ones": {1}}
    for operation in sketch.operations:
        match operation:
            case AggregateSum(name=name, values=values):
                units[name] = set().union(*(units[option] for option in options(values)))
            case NumberTable(name=name):
                units[name] = {GRID}
        if isinstance(operation, LookupTable | NumberTable):
            for table_input in operation.inputs:
                if isinstance(table_input, Thresholds):
                    found = set().union(*(units[option] for option in options(table_input.variable)))
                    if len(found) > 1:
                        raise ProgramError(
                            f"{operation.name}: thresholds of {print_read(table_input.variable)}, which may be a count "
                            "or a fixed-point number; give its open read options of one kind"
                        )


def _kind(
    operation: Operation, types: dict[str, Type], group_of: dict[str, Hashable], indexed: Sequence[str]
) -> Hashable:
    """What must be alike for two operations to run as one."""
    match operation:
        case Select() | SelectClosest():
            is_set = isinstance(operation.predicate, OpenPredicate) and operation.predicate.is_set
            closed = not isinstance(operation.predicate, Hole)
            return type(operation), _is_open(operation.keys), _is_open(operation.queries), closed, is_set
        case SelectBest():
            closed = not isinstance(operation.scores, Hole)
            return SelectBest, _is_open(operation.keys), _is_open(operation.queries), closed
        case Aggregate() | AggregateSum():
            source = group_of[operation.selector]
            return type(operation), source, _is_open(operation.values), operation.values == "ones"
        case LookupTable():
            shape = tuple(_input_kind(each, types, indexed) for each in operation.inputs)
            return LookupTable, shape, len(operation.values), isinstance(operation.table, Hole)
        case NumberTable():
            shape = tuple(_input_kind(each, types, indexed) for each in operation.inputs)
            return NumberTable, shape, isinstance(operation.numbers, Hole)
        case Scores():
            return Scores, operation.name


def _is_open(read: object) -> bool:
    return isinstance(read, OpenRead)


def _input_kind(table_input: TableInput, types: dict[str, Type], indexed: Sequence[str]) -> Hashable:
    is_numerical = isinstance(table_input, Clip | Thresholds)
    denominator = None
    if is_numerical:
        variable = variable_of(table_input)
        first = variable.options[0] if isinstance(variable, OpenRead) else variable
        denominator = cast(Numerical, types[first]).denominator
    looked_up = table_input if table_input in indexed else None
    return is_numerical, _is_open(variable_of(table_input)), cardinality(table_input, types), denominator, looked_up


def layout(sketch: Sketch, groups: Sequence[Group]) -> Layout:
    """Slots for all variables, in the order in which the groups make them.

    ``tokens``, and a column, gets a slot only where something reads it other than by a table of its own or by class
    scores, so that a vocabulary of many thousand words is never one-hot.
    """
    indexed = indexed_inputs(sketch.signature)
    one_hot = [name for name in indexed if any(_reads_one_hot(operation, name) for operation in sketch.operations)]
    categorical = {name: slot for slot, name in enumerate([*one_hot, "positions"])}
    numerical = {"ones": 0}
    selectors: dict[str, tuple[int, int]] = {}
    n_selector_groups = 0
    for group in groups:
        for place, operation in enumerate(group):
            match operation:
                case Select() | SelectClosest() | SelectBest():
                    selectors[operation.name] = (n_selector_groups, place)
                case Aggregate() | LookupTable():
                    categorical[operation.name] = len(categorical)
                case AggregateSum() | NumberTable():
                    numerical[operation.name] = len(numerical)
                case Scores():
                    pass
        n_selector_groups += isinstance(group[0], Select | SelectClosest | SelectBest)
    types = [sketch.types[name] for name in categorical]
    width = max(type_.cardinality for type_ in types if isinstance(type_, Categorical))
    return Layout(categorical, numerical, selectors, width, indexed)


def indexed_inputs(signature: Signature) -> tuple[str, ...]:
    """The inputs that may be looked up by index: ``tokens`` and every column."""
    return ("tokens", *(column.name for column in signature.columns))


def _reads_one_hot(operation: Operation, name: str) -> bool:
    """Whether an operation reads an input in another way than by index."""
    if isinstance(operation, Scores):
        return False
    embeds = isinstance(operation, LookupTable | NumberTable) and operation.inputs == (name,)
    return not embeds and name in names_read(operation)
