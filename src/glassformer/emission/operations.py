"""Each operation of a program as a statement of ``run``, and its table as a constant."""

from __future__ import annotations

from typing import cast

from glassformer.emission.bounds import Bounds
from glassformer.emission.layout import Bracket, Code, list_of
from glassformer.emission.tables import has_else, has_lists, lookup_table, predicate_table
from glassformer.emission.writer import Writer
from glassformer.program.holes import closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    Clip,
    LookupTable,
    Select,
    SelectBest,
    SelectClosest,
    Table,
    TableInput,
    Thresholds,
)
from glassformer.program.printing import headline
from glassformer.program.variables import GRID, Numerical, Selection


def write_select(writer: Writer, operation: Select | SelectClosest) -> None:
    """A selector of all matches, or of the closest one."""
    table = predicate_table(
        closed(operation.predicate),
        writer.values.of(closed(operation.queries)),
        writer.values.of(closed(operation.keys)),
    )
    writer.needs.has_key_sets |= any(isinstance(item.code, Bracket) for item in table.items)
    function = "select" if isinstance(operation, Select) else "select_closest"
    _write_selector(writer, operation, function, table, "what it accepts")


def write_select_best(writer: Writer, operation: SelectBest) -> None:
    """A selector of the key with the highest score."""
    spelled = [writer.values.spelled(closed(read)) for read in (operation.queries, operation.keys)]
    scores = [str(score) for row in closed(operation.scores) for score in row]
    table = lookup_table(spelled, scores, ends_early=False, keeps_order=True).code
    _write_selector(writer, operation, "select_best", table, f"the score of each key, in 1/{GRID}")


def _write_selector(
    writer: Writer, operation: Select | SelectClosest | SelectBest, function: str, table: Code, what: str
) -> None:
    keys, queries = closed(operation.keys), closed(operation.queries)
    name = _write_constant(
        writer, operation.name, table, f"{operation.name}: for each query ({queries}), {what} ({keys})"
    )
    selector = writer.call(function, [name], keys=writer.names.variable(keys), queries=writer.names.variable(queries))
    writer.state(writer.names.variable(operation.name), selector)


def _write_constant(writer: Writer, name: str, table: Code, note: str) -> str:
    """Write an operation's table; its name."""
    writer.needs.has_else |= has_else(table)
    writer.needs.has_lists |= has_lists(table)
    constant = writer.names.table(name)
    writer.constant(constant, table, note=note)
    return constant


def write_aggregate(writer: Writer, operation: Aggregate | AggregateSum) -> None:
    """The value at a selected position, the sum over all of them, or how many there are."""
    selector, values = writer.names.variable(operation.selector), writer.names.variable(closed(operation.values))
    if is_copy(writer, operation):
        code = writer.call("aggregate", [selector, values])
    elif is_width(writer, operation):
        code = writer.call("selector_width", [selector])
    else:
        code = writer.call("aggregate_sum", [selector, values])
    writer.state(writer.names.variable(operation.name), code)


def is_copy(writer: Writer, operation: Aggregate | AggregateSum) -> bool:
    """Whether exactly one position is read for each query; a sum over one position is a copy as well."""
    return isinstance(operation, Aggregate) or writer.program.types[operation.selector] == Selection(is_single=True)


def is_width(writer: Writer, operation: Aggregate | AggregateSum) -> bool:
    """Whether it counts the selected positions."""
    return operation.values == "ones" and not is_copy(writer, operation)


def write_table(writer: Writer, operation: Table, bounds: dict[str, Bounds]) -> None:
    """A value or a number that is looked up."""
    note = headline(operation).split(" -> ")[0]
    if isinstance(operation, LookupTable):
        entries = [writer.values.write(operation.name, operation.values[index]) for index in closed(operation.table)]
    else:
        entries = [str(number) for number in closed(operation.numbers)]
        note += f", in 1/{GRID}"
    table = lookup_table([_spelled(writer, table_input) for table_input in operation.inputs], entries)
    writer.needs.ends_early |= table.ends_early
    name = _write_constant(writer, operation.name, table.code, note)
    inputs = [_input(writer, operation.inputs[index], bounds) for index in table.order]
    writer.state(writer.names.variable(operation.name), writer.call("lookup", [name, *inputs]))


def _spelled(writer: Writer, table_input: TableInput) -> list[str]:
    """The values of a table's input as source code."""
    match table_input:
        case Clip(low=low, high=high):
            return [str(value) for value in range(low, high + 1)]
        case Thresholds(at=at):
            return [str(value) for value in range(len(at) + 1)]
        case _:
            return writer.values.spelled(closed(table_input))


def _input(writer: Writer, table_input: TableInput, bounds: dict[str, Bounds]) -> Code:
    """What ``lookup`` is given for an input: a variable, or the category of a number."""
    match table_input:
        case Clip():
            return _clip(writer, table_input, bounds)
        case Thresholds(variable=variable, at=at):
            return writer.call("count_reached", [writer.names.variable(closed(variable)), list_of(map(str, at))])
        case _:
            return writer.names.variable(closed(table_input))


def _clip(writer: Writer, table_input: Clip, bounds: dict[str, Bounds]) -> Code:
    """A clipped number; the number itself where it is whole and within the bounds anyway."""
    variable = closed(table_input.variable)
    name, denominator = writer.names.variable(variable), cast(Numerical, writer.program.types[variable]).denominator
    low, high = bounds[variable]
    if denominator == 1 and table_input.low <= low and high <= table_input.high:
        return name
    arguments = [name, str(table_input.low), str(table_input.high)]
    if denominator == 1:
        return writer.call("clip", arguments)
    writer.needs.has_unit = True
    return writer.call("clip", arguments, unit=str(denominator))
