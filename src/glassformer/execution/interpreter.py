"""The reference interpreter: a program, run by the definitions of ``program.semantics``, one input at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from glassformer.errors import InputError
from glassformer.program import semantics
from glassformer.program.check import cardinality
from glassformer.program.columns import Item
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
    TableInput,
    Thresholds,
)
from glassformer.program.semantics import Selector, Values
from glassformer.program.sketch import Labels, Program
from glassformer.program.variables import Categorical, ClassScores, Numerical

ScoreRows = list[list[int]]
"""Class scores, ``[position][class]``, in ``1 / GRID**2``; pooled ones have a single row."""


@dataclass(frozen=True)
class Trace:
    """Everything that a program computes on one input, by name.

    Attributes:
        values: categorical (as indices) and numerical variables, one int per position.
        selectors: for each query, the selected key positions.
        scores: class scores, ``[position][class]``.
    """

    values: dict[str, Values]
    selectors: dict[str, Selector]
    scores: dict[str, ScoreRows]


def run(program: Program, contents: Sequence[Item]) -> Labels | str:
    """One label for each token of the contents (None at unlabelled tokens), or one for the whole input.

    Raises:
        InputError: the program does not take these contents; the message says which token or length, and what it takes.
    """
    return answer(program, contents, trace(program, program.signature.encode_inputs(contents)))


def trace(program: Program, inputs: Values | Mapping[str, Values]) -> Trace:
    """Every variable of the program on one input.

    Args:
        program: without holes.
        inputs: as ``Signature.encode_inputs`` gives them; where there are no columns, ``tokens`` alone are enough.

    Raises:
        InputError: an input is missing.
    """
    values = dict(inputs) if isinstance(inputs, Mapping) else _inputs_of(inputs)
    for name in program.signature.inputs:
        if name not in values:
            raise InputError(f"the values of {name} are missing; give every input, as signature.encode_inputs does")
    found = Trace(values=values, selectors={}, scores={})
    for operation in program.operations:
        _step(program, operation, found)
    return found


def _inputs_of(tokens: Values) -> dict[str, Values]:
    """The inputs of every program."""
    return {"tokens": tokens, "positions": list(range(len(tokens))), "ones": [1] * len(tokens)}


def _step(program: Program, operation: Operation, found: Trace) -> None:
    """Run one operation and put what it defines into the trace."""
    is_causal = program.signature.is_causal
    match operation:
        case Select() | SelectClosest() | SelectBest():
            keys, queries = found.values[closed(operation.keys)], found.values[closed(operation.queries)]
            found.selectors[operation.name] = _select(operation, keys, queries, is_causal=is_causal)
        case Aggregate() | AggregateSum():
            values = found.values[closed(operation.values)]
            combine = semantics.aggregate if isinstance(operation, Aggregate) else semantics.aggregate_sum
            found.values[operation.name] = combine(found.selectors[operation.selector], values)
        case LookupTable():
            found.values[operation.name] = _look_up(program, operation, closed(operation.table), found)
        case NumberTable():
            found.values[operation.name] = _look_up(program, operation, closed(operation.numbers), found)
        case Scores():
            found.scores[operation.name] = _score(program, operation, found)


def _select(
    operation: Select | SelectClosest | SelectBest, keys: Values, queries: Values, *, is_causal: bool
) -> Selector:
    match operation:
        case Select():
            return semantics.select(keys, queries, closed(operation.predicate), is_causal=is_causal)
        case SelectClosest():
            return semantics.select_closest(keys, queries, closed(operation.predicate), is_causal=is_causal)
        case SelectBest():
            return semantics.select_best(keys, queries, closed(operation.scores), is_causal=is_causal)


def _look_up(program: Program, operation: Table, table: tuple[int, ...], found: Trace) -> Values:
    rows = [table_rows(program, table_input, found) for table_input in operation.inputs]
    cardinalities = [cardinality(table_input, program.types) for table_input in operation.inputs]
    return semantics.lookup(rows, cardinalities, table)


def table_rows(program: Program, table_input: TableInput, found: Trace) -> Values:
    """The row index of a table input at each position."""
    match table_input:
        case Clip(low=low, high=high):
            name = closed(table_input.variable)
            denominator = cast(Numerical, program.types[name]).denominator
            return [semantics.clip(value, low, high, denominator) for value in found.values[name]]
        case Thresholds(at=at):
            return [semantics.reach(value, at) for value in found.values[closed(table_input.variable)]]
        case _:
            return found.values[closed(table_input)]


def _score(program: Program, operation: Scores, found: Trace) -> ScoreRows:
    n_positions = len(found.values["tokens"])
    nothing = [0] * len(program.signature.labels)
    parts = [[nothing] * n_positions]
    for variable, weights in zip(operation.variables, closed(operation.weights), strict=True):
        values, type_ = found.values[variable], program.types[variable]
        if isinstance(type_, Categorical):
            parts.append(semantics.categorical_scores(values, weights))
        else:
            parts.append(semantics.numerical_scores(values, weights[0], cast(Numerical, type_).denominator))
    rows = [semantics.add_scores(position) for position in zip(*parts, strict=True)]
    if operation.is_pooled:
        rows = [semantics.add_scores([nothing, *rows[program.signature.contents_slice(n_positions)]])]
    (bias,) = semantics.categorical_scores([0], [closed(operation.bias)])
    return [semantics.add_scores([row, bias]) for row in rows]


def answer(program: Program, contents: Sequence[Item], found: Trace) -> Labels | str:
    """What the program answers, read off a trace: the best class, or the returned variable, by name."""
    signature = program.signature
    where = signature.contents_slice(len(contents) + len(signature.marks))
    returned = program.types[program.returns]
    if isinstance(returned, ClassScores):
        excluded = _excluded(program)
        best = [semantics.best_class(row, excluded) for row in found.scores[program.returns]]
        named = [signature.labels[index] for index in best]
    else:
        names = cast(Categorical, returned).values
        named = [names[value] for value in found.values[program.returns]]
    if signature.gives_one_label:
        return named[0]
    unlabelled, tokens = set(signature.unlabelled), signature.tokens_of(contents)
    return [None if token in unlabelled else label for token, label in zip(tokens, named[where], strict=True)]


def _excluded(program: Program) -> tuple[int, ...]:
    return next(op.excluded for op in program.operations if isinstance(op, Scores) and op.name == program.returns)
