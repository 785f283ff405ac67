"""The text form of tables: what stands between an operation's braces, written. ``tables`` reads it."""

from __future__ import annotations

from collections.abc import Sequence

from glassformer.program.grid import Grid, conditions_over
from glassformer.program.grouping import grouped, rules
from glassformer.program.headlines import operand_names, read_values, row_names
from glassformer.program.holes import Hole, OpenPredicate
from glassformer.program.matching import constants, formulas, relations
from glassformer.program.minimise import cost, shortest_rules
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
from glassformer.program.relations import find_preference
from glassformer.program.signature import Signature
from glassformer.program.strokes import Outcome
from glassformer.program.variables import Categorical, Type
from glassformer.program.wording import numbers, quote, spans, words

EVERYTHING, NOTHING = "everything", "nothing"
MOST_INPUTS = 4
MOST_ROWS = 5_000
"""Tables with more inputs or rows name their rows one by one."""


def body(operation: Operation, types: dict[str, Type], signature: Signature) -> list[str]:
    """The lines between the braces; none where an operation has no table."""
    match operation:
        case Select() | SelectClosest():
            return _predicate_body(operation, types)
        case SelectBest(scores=tuple() as scores):
            keys, queries = read_values(operation.keys, types), read_values(operation.queries, types)
            preference = find_preference(scores, keys, queries)
            if preference is not None:
                return [str(preference)]
            return [f"keys: {words(keys)}", *rules([queries], [numbers(row) for row in scores])]
        case LookupTable(table=tuple() as table):
            names, operands = row_names(operation, types), operand_names(operation.inputs)
            texts = [quote(operation.values[place]) for place in table]
            computed = formulas(table, names, operation.values, operands) if len(table) <= MOST_ROWS else []
            return _rules(names, operands, texts, computed)
        case NumberTable(numbers=tuple() as rows):
            return _rules(row_names(operation, types), operand_names(operation.inputs), list(map(str, rows)))
        case Scores():
            return _scores_body(operation, types, signature)
        case Aggregate() | AggregateSum():
            return []
        case _:
            return ["?"]


def _rules(
    names: Sequence[tuple[str, ...]],
    operands: Sequence[str | None],
    texts: Sequence[str],
    computed: Sequence[Outcome] = (),
) -> list[str]:
    """The lines of a table that gives these texts, row by row, or, where they are right, what is computed."""
    lines = grouped(names, texts)
    whole = next((outcome.text for outcome in computed if outcome.rows == (1 << len(texts)) - 1), None)
    if whole is not None and len(lines) > 1:
        return [whole]
    if len(names) <= MOST_INPUTS and len(texts) <= MOST_ROWS and len(lines) > 1:
        grid = Grid(tuple(names))
        quoted = [[quote(name) for name in each] for each in names]
        outcomes = [*constants(texts), *computed]
        lines = shortest_rules(grid, quoted, outcomes, _conditions(grid.inputs, operands), cost(*lines)) or lines
    if len(lines) == 1:
        return [outcome for _, outcome in lines]
    return [f"{left}: {outcome}" for left, outcome in lines]


def _conditions(inputs: tuple[tuple[str, ...], ...], operands: Sequence[str | None]) -> list[tuple[str, int]]:
    """The conditions on inputs that have a name, each with the rows of which it holds; of equal ones the shortest."""
    if not any(operands):
        return []
    named = [operand or "" for operand in operands]
    shortest: dict[int, str] = {}
    for condition, rows in conditions_over(inputs):
        if operands[condition.left] and (condition.right is None or operands[condition.right]):
            text = condition.text(named)
            if rows not in shortest or len(text) < len(shortest[rows]):
                shortest[rows] = text
    return [(text, rows) for rows, text in shortest.items()]


def _predicate_body(operation: Select | SelectClosest, types: dict[str, Type]) -> list[str]:
    if isinstance(operation.predicate, OpenPredicate):
        return ["? set" if operation.predicate.is_set else "?"]
    keys, queries = read_values(operation.keys, types), read_values(operation.queries, types)
    computed = relations(operation.predicate, keys, queries)
    return _rules([queries], [None], [_accepted(row, keys) for row in operation.predicate], computed)


def _accepted(row: Sequence[int], keys: Sequence[str]) -> str:
    """The key values that a query value accepts."""
    if len(row) == len(keys) > 1:
        return EVERYTHING
    return spans(quote(keys[key]) for key in row) or NOTHING


def _scores_body(operation: Scores, types: dict[str, Type], signature: Signature) -> list[str]:
    excluded = words(signature.labels[label] for label in operation.excluded)
    lines = [f"excluded: {excluded}"] if operation.excluded else []
    if isinstance(operation.bias, Hole) and isinstance(operation.weights, Hole):
        return [*lines, "?"]
    bias = "?" if isinstance(operation.bias, Hole) else numbers(operation.bias)
    lines += [f"labels: {words(signature.labels)}", f"bias: {bias}"]
    if isinstance(operation.weights, Hole):
        return [*lines, "?"]
    for variable, weights in zip(operation.variables, operation.weights, strict=True):
        if isinstance(types[variable], Categorical):
            outcomes = [numbers(row) for row in weights]
            lines += [f"{variable} {rule}" for rule in rules([read_values(variable, types)], outcomes)]
        else:
            lines.append(f"{variable}: {numbers(weights[0])}")
    return lines
