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
    n_characters, _ = _size(program, operation)
    return n_characters


def reading_cost(program: Program, operation: Operation) -> int:
    """What one operation costs to read: its characters, and for each line as much as ``minimise`` puts on a line."""
    n_characters, n_lines = _size(program, operation)
    return n_characters + LINE_COST * n_lines


def _size(program: Program, operation: Operation) -> tuple[int, int]:
    types = tuple((name, program.types[name]) for name in dict.fromkeys(names_read(operation)))
    return _printed_size(operation, types, program.signature)


@lru_cache(maxsize=4096)
def _printed_size(operation: Operation, types: tuple[tuple[str, Type], ...], signature: Signature) -> tuple[int, int]:
    text = print_operation(operation, dict(types), signature)
    return len(text) + 2 * len("\n"), text.count("\n")


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
