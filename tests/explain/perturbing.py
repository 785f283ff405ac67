"""Slices put to the test: runs in which everything outside of a slice is something else.

None of the rules of the slicer is used here, only the interpreter's own steps.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from glassformer.emission.bounds import number_bounds
from glassformer.execution import interpreter
from glassformer.execution.interpreter import Trace
from glassformer.explain import Slice
from glassformer.explain.cells import Cell
from glassformer.program import Categorical, Operation, Program, Scores, Selection
from glassformer.program.check import cardinality
from glassformer.program.columns import Item
from glassformer.program.semantics import visible_keys


def label(program: Program, contents: Sequence[Item], found: Trace, position: int | None) -> str:
    """The label at a position, or the one label, read off a trace."""
    answer = interpreter.answer(program, contents, found)
    return answer if isinstance(answer, str) else str(answer[(position or 0) - 1])


def perturbed(program: Program, found: Slice, rng: random.Random) -> Trace:
    """The input run again, with every cell outside of the slice, once it is computed, given a random value."""
    inputs = program.signature.encode_inputs(found.contents)
    n, n_marks = len(inputs["tokens"]), len(program.signature.marks)
    for name in ("tokens", *(column.name for column in program.signature.columns)):
        for position, value in enumerate(inputs[name]):
            if value >= n_marks and Cell(name, position) not in found.cells:
                inputs[name][position] = rng.randrange(cardinality(name, program.types))
    trace = Trace(values=inputs, selectors={}, scores={})
    for operation in program.operations:
        interpreter._step(program, operation, trace)
        if not isinstance(operation, Scores):
            rows = trace.selectors if operation.name in trace.selectors else trace.values
            for position in range(n):
                if Cell(operation.name, position) not in found.cells:
                    rows[operation.name][position] = random_value(program, operation, position, n, rng)
    return trace


def random_value(program: Program, operation: Operation, position: int, n: int, rng: random.Random) -> Any:
    """Any value of the operation's type: visible keys, a category, a number between its bounds."""
    type_ = program.types[operation.name]
    if isinstance(type_, Selection):
        keys = visible_keys(position, n, is_causal=program.signature.is_causal)
        return sorted(rng.sample(keys, 1 if type_.is_single else rng.randint(0, len(keys))))
    if isinstance(type_, Categorical):
        return rng.randrange(type_.cardinality)
    return rng.randint(*number_bounds(program)[operation.name])


def stays(program: Program, found: Slice, rng: random.Random, n_draws: int) -> bool:
    """Whether the output, and each cell of the slice, is what it was in runs with all else at random."""
    before = interpreter.trace(program, program.signature.encode_inputs(found.contents))
    for _ in range(n_draws):
        after = perturbed(program, found, rng)
        if label(program, found.contents, after, found.position) != found.output:
            return False
        for name, position in found.cells:
            for part in ("values", "selectors"):
                cells = getattr(after, part).get(name)
                if cells is not None and cells[position] != getattr(before, part)[name][position]:
                    return False
    return True


def stays_without_its_tokens(program: Program, found: Slice, rng: random.Random, n_draws: int) -> bool:
    """Whether the output is what it was on inputs that are like this one at the tokens of the slice alone."""
    for _ in range(n_draws):
        contents = [_like(program, found, position, rng) for position in range(1, len(found.contents) + 1)]
        tokens = program.signature.tokens_of(contents)
        if found.position is not None and tokens[found.position - 1] in program.signature.unlabelled:
            continue  # no label is given there, whatever the program computes
        inputs = program.signature.encode_inputs(contents)
        if label(program, contents, interpreter.trace(program, inputs), found.position) != found.output:
            return False
    return True


def _like(program: Program, found: Slice, position: int, rng: random.Random) -> Item:
    """The item at a position, with what is not in the slice replaced."""
    item = found.contents[position - 1]
    token, *values = (item,) if isinstance(item, str) else item
    if position not in found.tokens:
        token = rng.choice(program.signature.alphabet)
    columns = program.signature.columns
    drawn = [
        value if Cell(column.name, position) in found.columns else rng.choice(column.values)
        for column, value in zip(columns, values, strict=True)
    ]
    return (token, *drawn) if columns else token


def random_position(program: Program, contents: Sequence[Item], rng: random.Random) -> int | None:
    """A position at which a label is given; None for one label. Raises IndexError where there is none."""
    if program.signature.gives_one_label:
        return None
    unlabelled, tokens = program.signature.unlabelled, program.signature.tokens_of(contents)
    return rng.choice([place for place, token in enumerate(tokens, start=1) if token not in unlabelled])
