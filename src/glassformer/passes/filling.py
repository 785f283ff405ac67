"""Tables of which some rows may be anything, filled so that they are short as text.

A row that cannot occur is *free*. Whatever says the same of all other rows will do: one relation or one formula, if
there is one; else few rules, found by the search that prints tables, to which every outcome is right in a free row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from glassformer.passes.columns import Bools, Ints
from glassformer.program.bodies import MOST_INPUTS, MOST_ROWS
from glassformer.program.comparisons import integers, members
from glassformer.program.formulas import Formula, quotients
from glassformer.program.grid import Grid, conditions_over
from glassformer.program.grouping import ELSE, grouped
from glassformer.program.minimise import ANY, cost, shortest_rules
from glassformer.program.operations import IntTable, Predicate
from glassformer.program.relations import MOST_OFFSET, PREFERENCES, RELATIONS
from glassformer.program.strokes import Outcome
from glassformer.program.wording import quote, words

Names = Sequence[str]
MOST_FORMULA_INPUTS = 3
MOST_MIRRORED = 64
"""``n - a`` is looked for up to this n."""
N_TRIED = 12
"""On so many rows a formula is tried first."""
PRIVATE_USE = 0xE000
"""The first of the characters that stand for values while rules are looked for."""


def fill_predicate(predicate: Predicate, met: Bools, keys: Names, queries: Names) -> Predicate:
    """A predicate that is the same on all pairs that may meet, and short.

    Args:
        predicate: for each query value the key values that it accepts.
        met: ``query key``: which values may meet.
        keys: the names of the key values.
        queries: the names of the query values.
    """
    wanted, matter = [_bits(row) for row in predicate], [_bits(np.flatnonzero(row)) for row in met]
    relations = [(len(str(relation)), relation.accepted(keys, queries)) for relation in RELATIONS]
    everything = (1 << len(keys)) - 1
    sets = dict.fromkeys([0, everything, *(row & seen for row, seen in zip(wanted, matter, strict=True)), *wanted])
    sets |= dict.fromkeys(row | everything & ~seen for row, seen in zip(wanted, matter, strict=True))
    constants = [(_length(accepted, keys), [accepted] * len(queries)) for accepted in sets]
    found = [-1] * len(queries)
    choices = [(length, rows, _agreeing(rows, wanted, matter)) for length, rows in (*relations, *constants)]
    left = set(range(len(queries)))
    while left:
        _, rows, fits = max(choices, key=lambda each: (len(each[2] & left), -each[0]))
        for query in fits & left:
            found[query] = rows[query]
        left -= fits
    return tuple(members(row) for row in found)


def _bits(places: Iterable[int]) -> int:
    return sum(1 << int(place) for place in places)


def _length(accepted: int, keys: Names) -> int:
    """How long a set of key values is as text."""
    return len(words(keys[key] for key in members(accepted))) or len("nothing")


def _agreeing(rows: Sequence[int], wanted: Sequence[int], matter: Sequence[int]) -> set[int]:
    """The query values for which these rows say what is wanted, as far as it matters."""
    each = enumerate(zip(rows, wanted, matter, strict=True))
    return {query for query, (row, right, seen) in each if not (row ^ right) & seen}


def fill_scores(scores: IntTable, met: Bools, keys: Names, queries: Names) -> IntTable:
    """Key scores that order all keys that may meet a query alike: a preference, or small ranks."""
    for preference in PREFERENCES:
        found = preference.scores(keys, queries)
        if all(_same_order(*rows) for rows in zip(found, scores, met, strict=True)):
            return found
    return tuple(_ranks(row, seen) for row, seen in zip(scores, met, strict=True))


def _same_order(row: Sequence[int], other: Sequence[int], seen: Bools) -> bool:
    return _ranks(row, seen) == _ranks(other, seen)


def _ranks(row: Sequence[int], seen: Bools) -> tuple[int, ...]:
    """The number of smaller scores, of those keys that are seen, equal ones counted once; 0 for the others."""
    order = sorted({score for score, is_seen in zip(row, seen, strict=True) if is_seen})
    return tuple(order.index(score) if is_seen else 0 for score, is_seen in zip(row, seen, strict=True))


def fillings(
    table: Ints, occurs: Bools, inputs: Sequence[Names], values: Names, operands: Sequence[str | None]
) -> list[Ints]:
    """Lookup tables that are the same on all rows that may occur, and short; which is shortest, printing shows.

    Args:
        table: an index into the values for each row, the last input fastest.
        occurs: for each row whether it may occur.
        inputs: the names of each input's values.
        values: the names of the outcomes.
        operands: what conditions and formulas call each input; None where they cannot.
    """
    if not occurs.any():
        return [np.zeros_like(table)]
    free = ~occurs
    common = Counter(table[occurs].tolist()).most_common(1)[0][0]
    filled = np.where(free, common, table)
    formulas = list(formulas_of(filled, occurs, inputs, values, operands))
    whole = [outcomes for _, outcomes in formulas if (outcomes[occurs] == table[occurs]).all()]
    found = [np.where(outcomes < 0, common, outcomes) for outcomes in whole[:1]]
    if len(inputs) > MOST_INPUTS or prod(map(len, inputs)) > MOST_ROWS or not free.any():
        return [*found, filled]
    return [*found, _by_rules(filled, free, [tuple(each) for each in inputs], values, operands, formulas)]


Shared = tuple[str, Ints]
"""A formula as text, with its outcome for each row; -1 where it has none."""


def formulas_of(
    table: Ints, occurs: Bools, inputs: Sequence[Names], values: Names, operands: Sequence[str | None]
) -> Iterator[Shared]:
    """The formulas that are right in at least half of the rows that may occur, and in two of them."""
    if len(inputs) > MOST_FORMULA_INPUTS or len(values) < 2:
        return
    names = [operand or "" for operand in operands]
    rows = np.flatnonzero(occurs)
    for formula in _likely(table, rows, inputs, values, operands):
        outcomes = np.array([-1 if each is None else each for each in formula.outcomes(inputs, values)])
        n_right = (outcomes[rows] == table[rows]).sum()
        if n_right > 1 and 2 * n_right >= len(rows):
            yield f"= {formula.text(names)}", outcomes


def _likely(
    table: Ints, rows: Ints, inputs: Sequence[Names], values: Names, operands: Sequence[str | None]
) -> Iterator[Formula]:
    """The formulas of the inputs that have a name which are right in half of some rows, the simplest first."""
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), N_TRIED)).astype(int)]
    places = np.unravel_index(some, [len(each) for each in inputs])
    numbers = [_numbers(each)[place] for each, place in zip(inputs, places, strict=True)]
    wanted = _numbers(values)
    low, high, wanted = np.nanmin(wanted, initial=0), np.nanmax(wanted, initial=0), wanted[table[some]]
    every = [signs for signs in product(*((0, 1, -1) if operand else (0,) for operand in operands)) if any(signs)]
    for signs in sorted(every, key=lambda each: (sum(map(abs, each)), each.count(-1))):
        terms = [sign * number for sign, number in zip(signs, numbers, strict=True) if sign]
        offsets = sorted(range(-MOST_OFFSET, MOST_OFFSET + 1) if 1 in signs else range(MOST_MIRRORED), key=abs)
        for offset in offsets:
            formula = Formula("sum", signs, offset)
            if formula.is_copy or _is_half(np.clip(sum(terms) + offset, low, high) == wanted):
                yield formula
        if sum(signs) > 1 and -1 not in signs:
            yield from (Formula("min", signs), Formula("max", signs))
    yield from quotients([operand is not None for operand in operands])


def _is_half(agrees: Bools) -> bool:
    return 2 * int(agrees.sum()) >= len(agrees)


def _numbers(names: Names) -> npt.NDArray[np.float64]:
    """The integers that names spell; NaN where they spell none."""
    return np.array([np.nan if number is None else number for number in integers(names)], dtype=np.float64)


def _by_rules(
    table: Ints,
    free: Bools,
    inputs: Sequence[tuple[str, ...]],
    values: Names,
    operands: Sequence[str | None],
    formulas: Sequence[Shared],
) -> Ints:
    """What the shortest rules say that are right in all rows that are not free."""
    computed = dict(formulas)
    given = {quote(values[value]): np.full(len(table), value) for value in np.unique(table).tolist()} | computed
    outcomes = [
        Outcome(text, _bits(np.flatnonzero((rows == table) | free & (rows >= 0))), is_computed=text in computed)
        for text, rows in given.items()
    ]
    codes = [[chr(PRIVATE_USE + place) * len(quote(name)) for place, name in enumerate(names)] for names in inputs]
    grid = Grid(tuple(inputs))
    conditions = _conditions(tuple(inputs), operands)
    at_most = cost(*grouped(inputs, [quote(values[value]) for value in table])) + 1
    lines = shortest_rules(grid, codes, outcomes, list(conditions.items()), at_most)
    if lines is None:
        return table
    found, left = table.copy(), grid.every
    for side, outcome in lines:
        rows = left & (conditions[side] if side in conditions else _rows_of(side, grid))
        which = list(members(rows))
        found[which] = given[outcome][which]
        left &= ~rows
    return found


def _conditions(inputs: tuple[tuple[str, ...], ...], operands: Sequence[str | None]) -> dict[str, int]:
    """The conditions on inputs that have a name, as text, each with the rows of which it holds."""
    named = [operand or "" for operand in operands]
    shortest: dict[int, str] = {}
    for condition, rows in conditions_over(inputs) if any(operands) else ():
        if operands[condition.left] and (condition.right is None or operands[condition.right]):
            text = condition.text(named)
            if rows not in shortest or len(text) < len(shortest[rows]):
                shortest[rows] = text
    return {text: rows for rows, text in shortest.items()}


def _rows_of(side: str, grid: Grid) -> int:
    """The rows of the left side of a rule, whose values are written in codes."""
    if side == ELSE:
        return grid.every
    parts = enumerate(side.split(", "))
    return grid.product(
        grid.union(axis, [ord(code[0]) - PRIVATE_USE for code in part.split(" ")])
        for axis, part in parts
        if part != ANY
    )
