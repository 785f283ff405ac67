"""The tables of operations as small literals.

A table is a list where its values are 0, 1, 2, ..., or a dict. Of a dict, entries that repeat are left out: those that
accept nothing, and all but one of the commonest, which gets the key ``ELSE``. The smallest form wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import prod
from typing import cast

from glassformer.emission.layout import Bracket, Code, call, dict_of, flat, list_of, literal, set_of
from glassformer.emission.measure import size
from glassformer.program.operations import Predicate
from glassformer.program.sketch import Program
from glassformer.program.variables import Categorical

ELSE = "ELSE"
SHORTEST_RANGE = 4
MAX_PERMUTED = 3


class Values:
    """How the values of variables are written: positions, and what holds positions, as ints; all others as text."""

    def __init__(self, program: Program) -> None:
        self._types = program.types
        positions, tokens = program.types["positions"], program.types["tokens"]
        self._as_ints = None if positions == tokens else positions

    def are_ints(self, variable: str) -> bool:
        """Whether the variable's values are written as ints."""
        return self._types[variable] == self._as_ints

    def spelled(self, variable: str) -> list[str]:
        """The values of a categorical variable as source code, in order."""
        return [self.write(variable, name) for name in cast(Categorical, self._types[variable]).values]

    def of(self, variable: str) -> dict[str, int]:
        """Each value of a categorical variable as source code, and its index (the last one of equals)."""
        return {value: index for index, value in enumerate(self.spelled(variable))}

    def write(self, variable: str, name: str) -> str:
        """One value of a variable as source code."""
        return name if self.are_ints(variable) else literal(name)


def predicate_table(predicate: Predicate, queries: dict[str, int], keys: dict[str, int]) -> Bracket:
    """What each query value accepts: a single key value, a set or range of them, or None.

    In a dict, a query value that is missing accepts nothing.
    """
    rows = {query: accepted_keys(predicate[index], keys) for query, index in queries.items()}
    return smallest([*_plain_tables(rows), dict_of((query, row) for query, row in rows.items() if row != "None")])


def smallest(tables: Sequence[Bracket]) -> Bracket:
    """The table of the smallest size; the first of equals."""
    return min(tables, key=lambda table: size(flat(table)))


def _plain_tables(entries: dict[str, Code]) -> list[Bracket]:
    """The ways to write a table: a dict, one with its commonest entry as ELSE, a list where values are 0, 1, 2, ...."""
    tables = [dict_of(entries.items())]
    if list(entries) == [str(index) for index in range(len(entries))]:
        tables.append(list_of(entries.values()))
    texts = {value: flat(entry) for value, entry in entries.items()}
    common, n_common = Counter(texts.values()).most_common(1)[0]
    if n_common > 1:
        default = next(entry for value, entry in entries.items() if texts[value] == common)
        others = [(value, entry) for value, entry in entries.items() if texts[value] != common]
        tables.append(dict_of([*others, (ELSE, default)]))
    return tables


def accepted_keys(row: Sequence[int], keys: dict[str, int]) -> Code:
    """One key value by itself, a range of positions, a set, or None."""
    accepted = set(row)
    names = [name for name, index in keys.items() if index in accepted]
    if len(names) <= 1:
        return names[0] if names else "None"
    if len(names) >= SHORTEST_RANGE and all(name.isdecimal() for name in names):
        first, end = int(names[0]), int(names[-1]) + 1
        if end - first == len(names):
            return call("range", *([str(first)] if first else []), str(end))
    return set_of(names)


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """A table for ``lookup``: nested dicts and lists, and which input each level of them is for."""

    code: Code
    order: tuple[int, ...]

    @property
    def ends_early(self) -> bool:
        """Whether some entry stands above the innermost dict."""
        return _ends_early(self.code, len(self.order))


def lookup_table(
    rows: Sequence[Sequence[str]], outcomes: Sequence[str], *, ends_early: bool = True, keeps_order: bool = False
) -> Lookup:
    """The smallest nested table over any order of the inputs.

    Args:
        rows: for each input, its values as source code; where one is there twice, the last counts.
        outcomes: the entries as source code, one per combination of values, the last input fastest.
        ends_early: whether an entry that does not depend on further inputs may stand in place of a table.
        keeps_order: whether the outer table is that of the first input.
    """
    cardinalities = [len(values) for values in rows]
    given = tuple(range(len(rows)))
    found = []
    offsets = [
        {value: place * prod(cardinalities[index + 1 :]) for place, value in enumerate(values)}
        for index, values in enumerate(rows)
    ]
    for order in [given] if keeps_order or len(rows) > MAX_PERMUTED else permutations(given):
        levels = [offsets[index] for index in order]
        found.append(Lookup(code=_nest(levels, 0, outcomes, ends_early=ends_early), order=order))
    return min(found, key=lambda lookup: size(flat(lookup.code)))


def _nest(levels: list[dict[str, int]], start: int, outcomes: Sequence[str], *, ends_early: bool) -> Code:
    """The table over the first of these levels; ``start`` is where the values chosen above lead to in ``outcomes``."""
    if not levels:
        return outcomes[start]
    first, *inner = levels
    entries = {value: _nest(inner, start + offset, outcomes, ends_early=ends_early) for value, offset in first.items()}
    one = {flat(entry) for entry in entries.values()}
    if ends_early and len(one) == 1 and all(isinstance(entry, str) for entry in entries.values()):
        return one.pop()
    return smallest(_plain_tables(entries))


def _ends_early(code: Code, depth: int) -> bool:
    if isinstance(code, str):
        return depth > 0
    return any(_ends_early(item.code, depth - 1) for item in code.items)


def has_else(code: Code) -> bool:
    """Whether a table, or one inside it, has an entry for all other values."""
    return isinstance(code, Bracket) and any(item.key == f"{ELSE}: " or has_else(item.code) for item in code.items)


def has_lists(code: Code) -> bool:
    """Whether a table, or one inside it, is a list."""
    return isinstance(code, Bracket) and (code.left == "[" or any(has_lists(item.code) for item in code.items))
