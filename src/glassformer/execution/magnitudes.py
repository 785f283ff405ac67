"""How large the numbers of a program can become: what decides whether tensors hold them exactly."""

from __future__ import annotations

from collections.abc import Iterable

from glassformer.errors import ProgramError
from glassformer.program.holes import closed
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
    Table,
    Thresholds,
)
from glassformer.program.sketch import Program
from glassformer.program.variables import GRID, Numerical

LARGEST_EXACT = 2**53
"""Up to here floats of 64 bits hold every whole number."""


def check_magnitudes(program: Program) -> None:
    """Raise ProgramError where a number of the program may become too large for tensors to hold it exactly.

    The interpreter and emitted Python have whole numbers of any size, and would answer otherwise.
    """
    largest = {"ones": 1}
    for operation in program.operations:
        found = _largest(program, operation, largest)
        if found > LARGEST_EXACT:
            raise ProgramError(
                f"{operation.name}: what it computes may reach 2**{found.bit_length() - 1}, and tensors are exact up "
                "to 2**53; make its numbers smaller"
            )
        if isinstance(program.types[operation.name], Numerical):
            largest[operation.name] = found


def _largest(program: Program, operation: Operation, largest: dict[str, int]) -> int:
    """The largest size of any number that an operation computes with, in the units that tensors hold."""
    match operation:
        case SelectBest():
            return _size(number for row in closed(operation.scores) for number in row)
        case AggregateSum():
            return largest[closed(operation.values)] * program.signature.max_length
        case NumberTable():
            return max(_size(closed(operation.numbers)), _bounds(operation))
        case Scores():
            return _largest_score(program, operation, largest)
        case LookupTable():
            return _bounds(operation)
        case Select() | SelectClosest() | Aggregate():
            return 0


def _bounds(table: Table) -> int:
    """The largest size of a number at which the inputs of a table are cut."""
    sizes = [0]
    for table_input in table.inputs:
        match table_input:
            case Clip(low=low, high=high):
                sizes.append(_size((low, high)))
            case Thresholds(at=at):
                sizes.append(_size(at))
    return max(sizes)


def _largest_score(program: Program, operation: Scores, largest: dict[str, int]) -> int:
    total = 0
    for name, rows in zip(operation.variables, closed(operation.weights), strict=True):
        size = _size(number for row in rows for number in row)
        type_ = program.types[name]
        unit = GRID // type_.denominator if isinstance(type_, Numerical) else GRID
        total += size * unit * largest.get(name, 1)
    n_pooled = program.signature.max_length if operation.is_pooled else 1
    return total * n_pooled + _size(closed(operation.bias)) * GRID


def _size(numbers: Iterable[int]) -> int:
    return max(map(abs, numbers), default=0)
