"""Sketches side by side: one sketch that computes them all, so that their operations run together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glassformer.errors import ProgramError
from glassformer.program.holes import OpenRead
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
    SelectBest,
    SelectClosest,
    TableInput,
    Thresholds,
)
from glassformer.program.sketch import Sketch


def side_by_side(sketches: Sequence[Sketch]) -> Sketch:
    """The operations of all sketches, one after the other, each under a name of its own: see ``prefix``.

    It returns what the first of them does; what the others return is there as well.

    Raises:
        ProgramError: there is no sketch, or they are of different signatures.
    """
    if not sketches:
        raise ProgramError("there is no sketch to put side by side; give one at least")
    for number, sketch in enumerate(sketches):
        if sketch.signature != sketches[0].signature:
            raise ProgramError(
                f"sketch {number} has another signature than sketch 0; only sketches of one signature can be learned "
                "side by side"
            )
    return Sketch(
        signature=sketches[0].signature,
        operations=tuple(
            _renamed(operation, sketch, prefix(sketch, number))
            for number, sketch in enumerate(sketches)
            for operation in sketch.operations
        ),
        returns=prefix(sketches[0], 0) + sketches[0].returns,
    )


def prefix(sketch: Sketch, number: int) -> str:
    """What stands before the names of the operations of the sketch with this number; no input is named like that."""
    stem = "r"
    while any(name.startswith(stem) for name in sketch.signature.inputs):
        stem += "_r"
    return f"{stem}{number}_"


def _renamed(operation: Operation, sketch: Sketch, before: str) -> Operation:
    """The operation under its new name, reading others under theirs."""

    def now(name: str) -> str:
        return name if name in sketch.signature.inputs else before + name

    def read(variable: Read) -> Read:
        return OpenRead(tuple(map(now, variable.options))) if isinstance(variable, OpenRead) else now(variable)

    def entry(table_input: TableInput) -> TableInput:
        if isinstance(table_input, Clip | Thresholds):
            return replace(table_input, variable=read(table_input.variable))
        return read(table_input)

    name = before + operation.name
    match operation:
        case Select() | SelectClosest() | SelectBest():
            return replace(operation, name=name, keys=read(operation.keys), queries=read(operation.queries))
        case Aggregate() | AggregateSum():
            return replace(operation, name=name, selector=now(operation.selector), values=read(operation.values))
        case LookupTable() | NumberTable():
            return replace(operation, name=name, inputs=tuple(map(entry, operation.inputs)))
        case Scores():
            return replace(operation, name=name, variables=tuple(map(now, operation.variables)))
