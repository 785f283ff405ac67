"""What the variables of a program may hold, cell by cell, so that emitted files say nothing about what cannot be.

A set of categorical values is an int, bit by bit; a set of numbers is the least and the greatest of them. Every set
may be too large, and none is too small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from glassformer.emission.cells import Choice, Layout, Place, bits, held_in_column, layouts_of, places
from glassformer.program import semantics
from glassformer.program.check import cardinality
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
    Selecting,
    Table,
    TableInput,
    Thresholds,
    variable_of,
)
from glassformer.program.sketch import Program
from glassformer.program.variables import Numerical

Bounds = tuple[int, int]
MOST_ROWS = 20_000
"""Rows of a table that are gone through one by one."""


class Reach:
    """What every variable of a program may hold.

    Attributes:
        places: all cells; ``contents``: those that are no marks.
        masks: for each categorical variable, the values that it may hold in each cell, as bits.
        bounds: for each numerical variable, the least and the greatest number that it may hold in each cell.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.layouts = layouts_of(program.signature, len(program.operations))
        self.places = list(places(self.layouts))
        cells = {place: self.layouts[place[0]].cells[place[1]] for place in self.places}
        self.contents = [place for place in self.places if cells[place].is_contents]
        self.masks = {name: {p: getattr(cells[p], name) for p in self.places} for name in ("tokens", "positions")}
        for column in program.signature.columns:
            self.masks[column.name] = {p: held_in_column(cells[p], program.signature, column) for p in self.places}
        self.bounds: dict[str, dict[Place, Bounds]] = {"ones": dict.fromkeys(self.places, (1, 1))}
        self._accepted: dict[str, tuple[int, ...]] = {}
        self._operations = {operation.name: operation for operation in program.operations}
        for operation in program.operations:
            self._add(operation)

    def layout(self, place: Place) -> Layout:
        """The layout of a cell."""
        return self.layouts[place[0]]

    def _add(self, operation: Operation) -> None:
        """Find what the operation's variable may hold."""
        name = operation.name
        match operation:
            case Select() | SelectClosest() | SelectBest() | Scores():
                pass
            case LookupTable():
                self.masks[name] = self._entries(operation, closed(operation.table))
            case NumberTable():
                numbers = closed(operation.numbers)
                ascending = sorted(set(numbers))
                ranks = {number: rank for rank, number in enumerate(ascending)}
                found = self._entries(operation, [ranks[number] for number in numbers])
                self.bounds[name] = {p: (ascending[bits(m)[0]], ascending[bits(m)[-1]]) for p, m in found.items()}
            case Aggregate():
                self.masks[name] = {place: self._copied(operation, place) for place in self.places}
            case AggregateSum():
                selecting = self._operations[operation.selector]
                if isinstance(selecting, Select):
                    self.bounds[name] = {p: self._summed(selecting, closed(operation.values), p) for p in self.places}
                else:
                    self.bounds[name] = {place: self._copied_number(operation, place) for place in self.places}

    # tables

    def table_rows(self, table_input: TableInput, place: Place) -> Sequence[int]:
        """The rows of a table's input that are possible there."""
        match table_input:
            case Clip(variable=variable, low=low, high=high):
                unit = self._denominator(closed(variable))
                least, most = (semantics.clip(n, low, high, unit) for n in self.bounds[closed(variable)][place])
                return range(least, most + 1)
            case Thresholds(variable=variable, at=at):
                least, most = (semantics.reach(number, at) for number in self.bounds[closed(variable)][place])
                return range(least, most + 1)
            case _:
                return bits(self.masks[closed(table_input)][place])

    def _denominator(self, variable: str) -> int:
        type_ = self.program.types[variable]
        assert isinstance(type_, Numerical)
        return type_.denominator

    def _entries(self, operation: Table, entries: Sequence[int]) -> dict[Place, int]:
        """The entries of a table (small integers) that are possible in each cell, as bits."""
        known: dict[tuple[int | Bounds, ...], int] = {}
        every = sum(1 << entry for entry in set(entries))
        found = {}
        for place in self.places:
            read = tuple(self.held(closed(variable_of(each)), place) for each in operation.inputs)
            if read not in known:
                rows = [self.table_rows(each, place) for each in operation.inputs]
                known[read] = self._entries_of(operation, entries, rows) if prod(map(len, rows)) <= MOST_ROWS else every
            found[place] = known[read]
        return found

    def _entries_at(
        self, operation: LookupTable, entries: Sequence[int], place: Place, variable: str, value: int
    ) -> int:
        """The entries of a table that are possible where one of its inputs has this value."""
        known = self.masks[operation.name][place]
        rows = [(value,) if each == variable else self.table_rows(each, place) for each in operation.inputs]
        return self._entries_of(operation, entries, rows) if prod(map(len, rows)) <= MOST_ROWS else known

    def held(self, variable: str, place: Place) -> int | Bounds:
        """The set of a categorical variable there, or the bounds of a numerical one."""
        return self.masks[variable][place] if variable in self.masks else self.bounds[variable][place]

    def _entries_of(self, operation: Table, entries: Sequence[int], rows: list[Sequence[int]]) -> int:
        n_values = [cardinality(each, self.program.types) for each in operation.inputs]
        found = 0
        for row in product(*rows):
            index = 0
            for value, n in zip(row, n_values, strict=True):
                index = index * n + value
            found |= 1 << entries[index]
        return found

    # selectors

    def queries(self, operation: Selecting, place: Place) -> Sequence[int]:
        """The query values that are possible there."""
        return bits(self.masks[closed(operation.queries)][place])

    def keys(self, operation: Selecting, place: Place, query: int, key: int, *, is_own: bool) -> int:
        """The key values that a query of this value may see in a cell: at its own position, or at another one."""
        keys, queries = closed(operation.keys), closed(operation.queries)
        if is_own and keys == queries:
            return 1 << query
        made = self._operations.get(keys)
        if is_own and isinstance(made, LookupTable) and queries in made.inputs:
            return self._entries_at(made, closed(made.table), place, queries, query)
        held: int = self.masks[keys][place[0], key]
        return held

    def accepted(self, operation: Select | SelectClosest) -> tuple[int, ...]:
        """For each query value the key values that it accepts, as bits."""
        if operation.name not in self._accepted:
            rows = closed(operation.predicate)
            self._accepted[operation.name] = tuple(sum(1 << key for key in row) for row in rows)
        return self._accepted[operation.name]

    def counts(
        self, operation: Select | SelectClosest, place: Place, query: int
    ) -> Iterator[tuple[int, bool, int, int]]:
        """The matches of a query: a cell, whether it is the query's own position, how many at least and at most."""
        accepted, layout = self.accepted(operation)[query], self.layout(place)
        for key in layout.visible(place[1]):
            least, most = layout.others(place[1], key)
            held = self.keys(operation, place, query, key, is_own=False)
            if most and held & accepted:
                yield key, False, (0 if held & ~accepted else least), most
            if key == place[1]:
                own = self.keys(operation, place, query, key, is_own=True)
                if own & accepted:
                    yield key, True, (0 if own & ~accepted else 1), 1

    def _summed(self, operation: Select, values: str, place: Place) -> Bounds:
        """Between what the sum over all matches lies."""
        sums = []
        for query in self.queries(operation, place):
            low = high = 0
            for key, _, least, most in self.counts(operation, place, query):
                smallest, largest = self.bounds[values][place[0], key]
                low += smallest * (least if smallest > 0 else most)
                high += largest * (most if largest > 0 else least)
            sums.append((low, high))
        return min(low for low, _ in sums), max(high for _, high in sums)

    def choices(self, operation: SelectClosest | SelectBest, place: Place) -> Iterator[Choice]:
        """What the queries there may select."""
        for query in self.queries(operation, place):
            if isinstance(operation, SelectBest):
                yield from self._best(operation, place, query)
            else:
                yield from self._closest(operation, place, query)

    def _closest(self, operation: SelectClosest, place: Place, query: int) -> Iterator[Choice]:
        accepted, at = self.accepted(operation)[query], place[1]
        found = sorted(self.counts(operation, place, query), key=lambda each: (each[1], abs(each[0] - at), each[0]))
        for key, is_own, least, _ in found:
            held = self.keys(operation, place, query, key, is_own=is_own)
            yield Choice(query=query, key=key, keys=held & accepted)
            if least and self.layout(place).is_exact:
                return
        if not any(least for _, _, least, _ in found):
            is_own = at == 0
            yield Choice(query=query, key=0, keys=self.keys(operation, place, query, 0, is_own=is_own), is_match=False)

    def _best(self, operation: SelectBest, place: Place, query: int) -> Iterator[Choice]:
        scores = closed(operation.scores)[query]
        layout = self.layout(place)
        seen: list[tuple[int, tuple[int, ...], bool]] = []
        for key in layout.visible(place[1]):
            held = self.keys(operation, place, query, key, is_own=layout.is_exact and key == place[1])
            is_there = key == place[1] or layout.others(place[1], key)[0] > 0
            seen.append((key, bits(held), is_there))
        floor = max(min(scores[value] for value in possible) for _, possible, is_there in seen if is_there)
        for key, possible, _ in seen:
            keys = sum(1 << value for value in possible if scores[value] >= floor)
            if keys:
                yield Choice(query=query, key=key, keys=keys)

    def _copied(self, operation: Aggregate, place: Place) -> int:
        """What may stand at the selected position."""
        selecting, values = self._operations[operation.selector], closed(operation.values)
        assert isinstance(selecting, SelectClosest | SelectBest)
        found = 0
        for choice in self.choices(selecting, place):
            found |= choice.keys if values == selecting.keys else self.masks[values][place[0], choice.key]
        return found

    def _copied_number(self, operation: AggregateSum, place: Place) -> Bounds:
        selecting = self._operations[operation.selector]
        assert isinstance(selecting, SelectClosest | SelectBest)
        held = [self.bounds[closed(operation.values)][place[0], c.key] for c in self.choices(selecting, place)]
        return min(low for low, _ in held), max(high for _, high in held)
