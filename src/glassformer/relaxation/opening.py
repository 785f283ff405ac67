"""From a finished program back to a sketch, to be fine-tuned: what was learned is open again."""

from __future__ import annotations

from dataclasses import replace

from glassformer.program.holes import OpenKeyScores, OpenNumbers, OpenPredicate, OpenTable, OpenWeights, closed
from glassformer.program.operations import (
    Aggregate,
    AggregateSum,
    LookupTable,
    NumberTable,
    Operation,
    Scores,
    Select,
    SelectBest,
    SelectClosest,
)
from glassformer.program.sketch import Program, Sketch


def open_up(program: Program) -> Sketch:
    """The sketch of which the program is one filling: every table, predicate and weight a hole, reads as they are.

    A predicate that has one key value for each query value becomes a hole for such predicates, any other a hole for
    sets. ``Relaxation(open_up(program)).load(program)`` makes a network that discretizes to the program.
    """
    return Sketch(
        signature=program.signature,
        operations=tuple(_opened(operation) for operation in program.operations),
        returns=program.returns,
        origin=program.origin,
    )


def _opened(operation: Operation) -> Operation:
    match operation:
        case Select() | SelectClosest():
            is_set = any(len(accepted) != 1 for accepted in closed(operation.predicate))
            return replace(operation, predicate=OpenPredicate(is_set=is_set))
        case SelectBest():
            return replace(operation, scores=OpenKeyScores())
        case LookupTable():
            return replace(operation, table=OpenTable())
        case NumberTable():
            return replace(operation, numbers=OpenNumbers())
        case Scores():
            return replace(operation, weights=OpenWeights(), bias=OpenWeights())
        case Aggregate() | AggregateSum():
            return operation
