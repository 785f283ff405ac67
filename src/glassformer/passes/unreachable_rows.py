"""Rows of tables, pairs of a predicate and key scores that cannot occur become what makes the table shortest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

import numpy as np

from glassformer.passes.facts import Facts, value_names
from glassformer.passes.filling import fill_predicate, fill_scores, fillings
from glassformer.passes.recoding import with_operations
from glassformer.passes.size import reading_cost
from glassformer.program.headlines import operand_names, row_names
from glassformer.program.holes import closed
from glassformer.program.operations import (
    LookupTable,
    NumberTable,
    Operation,
    Select,
    SelectBest,
    SelectClosest,
    Selecting,
)
from glassformer.program.sketch import Program


def fill_unreachable_rows(program: Program, facts: Facts, *, only: Collection[str] | None = None) -> Program:
    """The program with every table as short as what may occur allows; with ``only``, the tables of these names."""
    changed: dict[str, Operation] = {}
    for operation in program.operations:
        if only is None or operation.name in only:
            filled = _filled(program, operation, facts)
            if reading_cost(program, filled) < reading_cost(program, operation):
                changed[operation.name] = filled
    return with_operations(program, changed)


def _filled(program: Program, operation: Operation, facts: Facts) -> Operation:
    match operation:
        case Select() | SelectClosest() | SelectBest():
            return filled_selector(program, operation, facts)
        case LookupTable():
            return filled_table(program, operation, facts)
        case NumberTable():
            return _filled_numbers(program, operation, facts)
        case _:
            return operation


def filled_selector(program: Program, selector: Selecting, facts: Facts) -> Selecting:
    """The selector with the shortest table that is the same where values meet."""
    keys, queries = (value_names(program, closed(read)) for read in (selector.keys, selector.queries))
    met = facts.pairs(selector)
    match selector:
        case SelectBest():
            return replace(selector, scores=fill_scores(closed(selector.scores), met, keys, queries))
        case _:
            return replace(selector, predicate=fill_predicate(closed(selector.predicate), met, keys, queries))


def filled_table(program: Program, table: LookupTable, facts: Facts) -> LookupTable:
    """The lookup table with the shortest rules that say the same where its rows occur."""
    names, operands = tuple(row_names(table, program.types)), operand_names(table.inputs)
    found = _fillings(closed(table.table), facts.table_rows(table).tobytes(), names, table.values, operands)
    return min((replace(table, table=rows) for rows in found), key=lambda each: reading_cost(program, each))


def _filled_numbers(program: Program, table: NumberTable, facts: Facts) -> NumberTable:
    names, operands = tuple(row_names(table, program.types)), operand_names(table.inputs)
    numbers = sorted(set(closed(table.numbers)))
    places = tuple(numbers.index(number) for number in closed(table.numbers))
    nameless = tuple(f"#{place}" for place in range(len(numbers)))  # which no formula gives
    found = _fillings(places, facts.table_rows(table).tobytes(), names, nameless, operands)
    return replace(table, numbers=tuple(numbers[row] for row in found[-1]))


@lru_cache(maxsize=4096)  # a program is filled again and again, and most of its tables are as they were
def _fillings(
    rows: tuple[int, ...],
    occurring: bytes,
    inputs: tuple[tuple[str, ...], ...],
    values: tuple[str, ...],
    operands: tuple[str | None, ...],
) -> tuple[tuple[int, ...], ...]:
    occurs = np.frombuffer(occurring, dtype=bool)
    return tuple(tuple(found.tolist()) for found in fillings(np.array(rows), occurs, inputs, values, operands))
