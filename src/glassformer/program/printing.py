"""The text form, written: ``str(program)``. ``parsing`` reads it back; ``grammar.ebnf`` describes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

from glassformer.program.holes import Hole, OpenPredicate, OpenRead
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
    Selecting,
    Table,
    TableInput,
    Thresholds,
    variable_of,
)
from glassformer.program.signature import Signature
from glassformer.program.variables import GRID, Categorical, Type, joined

HEADING = "glassformer program, version 1"
NOTE = f"# Scores, weights and fixed-point numbers are in units of 1/{GRID}."
WIDTH = 120
"""Longer lines are continued on the next one, after a backslash."""
RESERVED = frozenset({"else", "keys", "nothing"})
"""Words of the tables; a value of that name is written in quotes."""
BARE_WORD = re.compile(r"[A-Za-z0-9_<>/.+*&%$@!^~|-]+")
_CHUNK = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s"])+')


def quote(value: str) -> str:
    """A value as the text form writes it: bare where that is safe, else as a JSON string, what is invisible escaped.

    >>> quote("</s>"), quote("two words"), quote("else")
    ('</s>', '"two words"', '"else"')
    """
    if BARE_WORD.fullmatch(value) and value not in RESERVED:
        return value
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else json.dumps(character)[1:-1] for character in text)


def words(values: Iterable[str]) -> str:
    """Values in a row."""
    return " ".join(quote(value) for value in values)


def print_sketch(
    signature: Signature, operations: Sequence[Operation], returns: str, origin: str, types: dict[str, Type]
) -> str:
    """The whole text: the signature, one paragraph per operation, and what is returned."""
    note = [NOTE] if any(isinstance(op, SelectBest | NumberTable | Scores) for op in operations) else []
    paragraphs = [
        print_signature(signature, origin),
        *note,
        *(print_operation(op, types, signature) for op in operations),
        f"return {returns}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def print_signature(signature: Signature, origin: str) -> str:
    """The heading: what the program takes and gives."""
    lines = [
        HEADING,
        f"origin {origin}",
        f"task {quote(signature.task)}",
        f"alphabet {words(signature.alphabet)}",
        f"marks {words(signature.marks)}",
        f"lengths {signature.lengths[0]} to {signature.lengths[-1]}",
        f"labels {words(signature.labels)}",
    ]
    if signature.unlabelled:
        lines.append(f"unlabelled {words(signature.unlabelled)}")
    if signature.is_causal:
        lines.append("causal")
    if signature.gives_one_label:
        lines.append("one_label")
    return "\n".join(map(wrap, lines))


def wrap(line: str) -> str:
    """The line, continued on further lines where it is longer than ``WIDTH``."""
    if len(line) <= WIDTH:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    first, *chunks = _CHUNK.findall(line)
    lines = [indent + first]
    for chunk in chunks:
        if len(lines[-1]) + len(chunk) + len(" ") + len(" \\") <= WIDTH:
            lines[-1] += f" {chunk}"
        else:
            lines.append(f"{indent}    {chunk}")
    return " \\\n".join(lines)


def shortened(line: str, at_most: int = 160) -> str:
    """The line, cut where it is longer than ``at_most``."""
    return line if len(line) <= at_most else line[: at_most - 1] + "…"


def print_read(read: Read) -> str:
    """A variable's name, or the options of an open read."""
    return f"?({' '.join(read.options)})" if isinstance(read, OpenRead) else read


def print_input(table_input: TableInput) -> str:
    """A table input: a name, ``clip(count, 0, 8)``, or ``thresholds(count, 1, 5)``."""
    variable = print_read(variable_of(table_input))
    match table_input:
        case Clip(low=low, high=high):
            return f"clip({variable}, {low}, {high})"
        case Thresholds(at=at):
            return f"thresholds({variable}, {', '.join(map(str, at))})"
        case _:
            return variable


def headline(operation: Operation) -> str:
    """The operation without its table: its name, kind and what it reads."""
    return f"{operation.name} = {_call(operation)}"


def _call(operation: Operation) -> str:
    match operation:
        case Select() | SelectClosest() | SelectBest():
            keys, queries = print_read(operation.keys), print_read(operation.queries)
            return f"{_SELECTING[type(operation)]}(keys={keys}, queries={queries})"
        case Aggregate():
            return f"aggregate({operation.selector}, {print_read(operation.values)})"
        case AggregateSum(values="ones"):
            return f"selector_width({operation.selector})"
        case AggregateSum():
            return f"aggregate_sum({operation.selector}, {print_read(operation.values)})"
        case LookupTable():
            return f"lookup_table({', '.join(map(print_input, operation.inputs))}) -> {words(operation.values)}"
        case NumberTable():
            return f"number_table({', '.join(map(print_input, operation.inputs))})"
        case Scores():
            kind = "pooled_scores" if operation.is_pooled else "scores"
            return f"{kind}({', '.join(operation.variables)})"


_SELECTING: dict[type[Selecting], str] = {
    Select: "select",
    SelectClosest: "select_closest",
    SelectBest: "select_best",
}


def print_operation(operation: Operation, types: dict[str, Type], signature: Signature) -> str:
    """The headline and, in braces, the table."""
    body = _body(operation, types, signature)
    if not body:
        return wrap(headline(operation))
    return "\n".join([wrap(f"{headline(operation)} {{"), *(wrap(f"    {line}") for line in body), "}"])


def _body(operation: Operation, types: dict[str, Type], signature: Signature) -> list[str]:
    match operation:
        case Select() | SelectClosest():
            return _predicate_body(operation, types)
        case SelectBest(scores=tuple() as scores):
            keys = _values(operation.keys, types)
            outcomes = [numbers(row) for row in scores]
            return [f"keys: {words(keys)}", *rules([_values(operation.queries, types)], outcomes)]
        case LookupTable(table=tuple() as table):
            return rules(row_names(operation, types), [quote(operation.values[index]) for index in table])
        case NumberTable(numbers=tuple() as rows):
            return rules(row_names(operation, types), [str(number) for number in rows])
        case Scores():
            return _scores_body(operation, types, signature)
        case Aggregate() | AggregateSum():
            return []
        case _:
            return ["?"]


def _predicate_body(operation: Select | SelectClosest, types: dict[str, Type]) -> list[str]:
    if isinstance(operation.predicate, OpenPredicate):
        return ["? set" if operation.predicate.is_set else "?"]
    keys = _values(operation.keys, types)
    outcomes = [words(keys[key] for key in row) or "nothing" for row in operation.predicate]
    return rules([_values(operation.queries, types)], outcomes)


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
            lines += [f"{variable} {rule}" for rule in rules([_values(variable, types)], outcomes)]
        else:
            lines.append(f"{variable}: {numbers(weights[0])}")
    return lines


def numbers(row: Iterable[int]) -> str:
    """Numbers in a row."""
    return " ".join(map(str, row))


def _values(read: Read, types: dict[str, Type]) -> tuple[str, ...]:
    names = read.options if isinstance(read, OpenRead) else (read,)
    return joined([type_ for name in names if isinstance(type_ := types[name], Categorical)]).values


def row_names(operation: Table, types: dict[str, Type]) -> list[tuple[str, ...]]:
    """For each input of a table, the names of its rows.

    A clipped number's rows are the numbers; a thresholded one's are how many thresholds it reaches.
    """
    return [input_values(table_input, types) for table_input in operation.inputs]


def input_values(table_input: TableInput, types: dict[str, Type]) -> tuple[str, ...]:
    """The names of the rows of one table input."""
    match table_input:
        case Clip(low=low, high=high):
            return tuple(str(value) for value in range(low, high + 1))
        case Thresholds(at=at):
            return tuple(str(value) for value in range(len(at) + 1))
        case _:
            return _values(table_input, types)


def rules(inputs: Sequence[Sequence[str]], outcomes: Sequence[str]) -> list[str]:
    """The lines of a table: ``row names, row names: outcome``, the commonest outcome last, as ``else``.

    ``outcomes`` has one entry per combination of row names, the last input fastest. Rows that share an outcome share a
    line: first over the last input, then over the first ones.

    >>> rules([["0", "1", "2"]], ["a", "b", "a"])
    ['1: b', 'else: a']
    """
    common, _ = Counter(outcomes).most_common(1)[0]
    *outer, last = inputs
    heads: dict[_Head, _Groups] = {}
    for head, start in zip(product(*outer), range(0, len(outcomes), len(last)), strict=True):
        groups: dict[str, list[str]] = {}
        for name, outcome in zip(last, outcomes[start : start + len(last)], strict=True):
            if outcome != common:
                groups.setdefault(outcome, []).append(name)
        if groups:
            heads[tuple((name,) for name in head)] = tuple((words(names), outcome) for outcome, names in groups.items())
    for axis in reversed(range(len(outer))):
        heads = _merge(heads, axis)
    lines = [
        f"{', '.join([*map(words, head), names])}: {outcome}"
        for head, merged in heads.items()
        for names, outcome in merged
    ]
    return [*lines, f"else: {common}"]


_Head = tuple[tuple[str, ...], ...]
"""For each input but the last the names of rows that a line is for."""
_Groups = tuple[tuple[str, str], ...]
"""Names of the last input and their outcome."""


def _merge(heads: dict[_Head, _Groups], axis: int) -> dict[_Head, _Groups]:
    """Heads that have the same groups and differ in one place only, joined into one."""
    merged: dict[tuple[_Head, _Head, _Groups], list[str]] = {}
    for head, groups in heads.items():
        merged.setdefault((head[:axis], head[axis + 1 :], groups), []).extend(head[axis])
    return {(*before, tuple(names), *after): groups for (before, after, groups), names in merged.items()}
