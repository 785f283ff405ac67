"""A select or select_closest: what it accepts, and what is known of its matches."""

from __future__ import annotations

from functools import cached_property

from glassformer.emission.expressions.elementwise import Elementwise, Source
from glassformer.emission.expressions.spelling import Values
from glassformer.emission.expressions.terms import Column, Value
from glassformer.emission.lists import Lists
from glassformer.emission.reach import Reach
from glassformer.emission.selectors.acceptance import Acceptance, KeyValues
from glassformer.emission.selectors.reading import Reading
from glassformer.program.operations import Select, SelectClosest


class Selector(Reading):
    """A selector of matches.

    Attributes:
        accepts: what each query accepts.
    """

    def __init__(
        self,
        operation: Select | SelectClosest,
        reach: Reach,
        values: Values,
        lists: Lists,
        *,
        by_order: bool = False,
    ) -> None:
        super().__init__(operation, reach, values, lists, by_order=by_order)
        self.operation = operation
        rows = reach.accepted(operation)
        self.accepts = Acceptance(
            self,
            {self.query_values[query]: self.named_keys(held & rows[query]) for query, held in self.seen.items()},
            {self.query_values[query]: self.named_keys(held & ~rows[query]) for query, held in self.seen.items()},
        )

    @cached_property
    def is_unique(self) -> bool:
        """Whether no query sees more than one match."""
        return all(sum(most for _, _, _, most in found) <= 1 for found in self._matches)

    @cached_property
    def is_certain(self) -> bool:
        """Whether every query sees a match."""
        return all(any(least for _, _, least, _ in found) for found in self._matches)

    @cached_property
    def excludes_self(self) -> bool:
        """Whether no query matches itself."""
        return not any(is_own for found in self._matches for _, is_own, _, _ in found)

    @cached_property
    def _matches(self) -> list[list[tuple[int, bool, int, int]]]:
        """The possible matches of each query value in each cell, as ``Reach.counts`` has them."""
        return [
            list(self.reach.counts(self.operation, place, query))
            for place in self.reach.places
            for query in self.reach.queries(self.operation, place)
        ]

    @cached_property
    def shift(self) -> int | None:
        """How far behind the query the one position is that it matches, if any; None where it matches otherwise."""
        if (self.key, self.query) != ("k", "q"):
            return None
        accepted, refused = (_integers(rows) for rows in (self.accepts.pairs.accepted, self.accepts.pairs.refused))
        found = {key - query for query, keys in accepted.items() for key in keys}
        if len(found) != 1:
            return None
        (shift,) = found
        is_missed = any(query + shift in refused[query] for query, keys in accepted.items() if not keys)
        return None if is_missed else shift

    @cached_property
    def located(self) -> Elementwise | None:
        """The position that is selected as a function of the query value, where the keys are positions; else None."""
        if self.key != "k" or isinstance(self.operation, Select):
            return None
        found = self._positions(self.operation)
        if found is None:
            return None
        (name,) = self.lists.names.loops([(self.queries, all(isinstance(query, int) for (query,) in found))])
        column = Column(name=name, values=tuple(query for (query,) in found))
        function = Elementwise(columns=(column,), sources=(Source(variable=self.queries),), entries=found)
        return function.reduced()

    def _positions(self, operation: SelectClosest) -> dict[tuple[Value, ...], Value] | None:
        """For each query value the position that is selected; None where it depends on more than that."""
        found: dict[tuple[Value, ...], Value] = {}
        for place in self.reach.places:
            if not self.reach.layout(place).is_exact:
                return self._shifted()
            for choice in self.reach.choices(operation, place):
                if found.setdefault((self.query_values[choice.query],), choice.key) != choice.key:
                    return None
        return found

    def _shifted(self) -> dict[tuple[Value, ...], Value] | None:
        """The same from the shift alone, which may lead to a position that is not there, but for one before the query.

        In a causal program none behind the query is seen.
        """
        if self.shift is None or (self.shift > 0 and not self.is_causal):
            return None
        queries = [query for query in self.query_values if isinstance(query, int)]
        return {(query,): 0 if self.shift > 0 else max(query + self.shift, 0) for query in queries}


def _integers(rows: KeyValues) -> dict[int, tuple[int, ...]]:
    """Key values for each query value, where both are positions."""
    return {
        query: tuple(key for key in keys if isinstance(key, int))
        for query, keys in rows.items()
        if isinstance(query, int)
    }
