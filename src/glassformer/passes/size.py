"""How long a program is as text, the measure of what passes do. What was printed before is not printed again."""

from __future__ import annotations

from functools import lru_cache

from glassformer.program.holes import closed
from glassformer.program.minimise import LINE_COST
from glassformer.program.operations import LookupTable, NumberTable, Operation, names_read
from glassformer.program.printing import print_operation
from glassformer.program.signature import Signature
from glassformer.program.sketch import Program
from glassformer.program.variables import Type


def text_size(program: Program) -> int:
    """The number of characters of the program's operations and of what it returns, as they are printed."""
    return sum(operation_size(program, operation) for operation in program.operations) + len(program.returns)


def operation_size(program: Program, operation: Operation) -> int:
    """The number of characters of one operation, as it is printed."""
    types = tuple((name, program.types[name]) for name in dict.fromkeys(names_read(operation)))
    return _size(operation, types, program.signature)


def reading_cost(program: Program, operation: Operation) -> int:
    """What one operation costs to read: its characters, and for each line as much as ``minimise`` puts on a line."""
    types = tuple((name, program.types[name]) for name in dict.fromkeys(names_read(operation)))
    return _size(operation, types, program.signature) + LINE_COST * _n_lines(operation, types, program.signature)


@lru_cache(maxsize=4096)
def _n_lines(operation: Operation, types: tuple[tuple[str, Type], ...], signature: Signature) -> int:
    return print_operation(operation, dict(types), signature).count("\n")


@lru_cache(maxsize=4096)
def _size(operation: Operation, types: tuple[tuple[str, Type], ...], signature: Signature) -> int:
    return len(print_operation(operation, dict(types), signature)) + 2 * len("\n")


def burden(program: Program) -> tuple[int, int]:
    """What makes one program shorter than another: what its text costs to read, then the rows of its tables."""
    cost = sum(reading_cost(program, operation) for operation in program.operations) + len(program.returns)
    return cost, sum(_n_rows(operation) for operation in program.operations)


def _n_rows(operation: Operation) -> int:
    match operation:
        case LookupTable():
            return len(closed(operation.table))
        case NumberTable():
            return len(closed(operation.numbers))
        case _:
            return 0
