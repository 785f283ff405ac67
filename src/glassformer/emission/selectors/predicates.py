"""What a selector accepts: a test of ``key`` and ``query``; where that is one value, also an expression for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glassformer.emission.expressions.conditions import (
    COMPARISONS,
    OFFSETS,
    comparison,
    smallest,
    smallest_test,
    value_tests,
    written,
)
from glassformer.emission.expressions.elements import Constant, Element
from glassformer.emission.expressions.elementwise import Elementwise, Source
from glassformer.emission.expressions.terms import NAME_SIZE, Binds, Column, Expression, Rows, Term, Test, Value
from glassformer.emission.layout import Code, call, code_size, dict_of, list_of, literal, set_of

MOST_PAIRS = 4_000
"""Pairs of a key value and a query value that are compared one by one."""
SHORTEST_RANGE = 4

GUARDS: tuple[tuple[str, bool | None, bool | None, bool | None], ...] = (
    ("{query} == {name} or {test}", None, True, True),
    ("{query} != {name} and {test}", None, False, False),
    ("{key} == {name} or {test}", True, None, True),
    ("{key} != {name} and {test}", False, None, False),
    ("{key} != {name} and ({query} == {name} or {test})", False, True, False),
    ("{query} == {name} or {key} != {name} and {test}", False, True, True),
    ("{query} != {name} and ({key} == {name} or {test})", True, False, False),
    ("{key} == {name} or {query} != {name} and {test}", True, False, True),
    ("{key} != {name} and {query} != {name} and {test}", False, False, False),
    ("{key} == {name} or {query} == {name} or {test}", True, True, True),
)
"""Tests of numbers beside a name, which must not be compared with them, the smallest first; and what each gives where
only the key has the name, where only the query has it, and where both have (None: it would compare)."""

Pair = tuple[Value, Value]
"""A key value and a query value."""


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Which of the key values that it may see a query value accepts.

    Attributes:
        key, query: what one value of each is called; ``queries``: the variable of the queries.
        note: what its table is.
        accepted, refused: key values, for each query value.
    """

    key: str
    query: str
    queries: str
    note: str
    accepted: Mapping[Value, tuple[Value, ...]]
    refused: Mapping[Value, tuple[Value, ...]]

    @property
    def inside(self) -> list[Value]:
        """The key values that some query value accepts."""
        return list(dict.fromkeys(key for row in self.accepted.values() for key in row))

    @property
    def outside(self) -> list[Value]:
        """The key values that some query value refuses."""
        return list(dict.fromkeys(key for row in self.refused.values() for key in row))

    def wanted(self) -> Elementwise | None:
        """The one key value that each query value accepts, as a function of the query value.

        Where it accepts none of those that it sees: one that it does not see, or None. None where one accepts several.
        """
        if any(len(accepted) > 1 for accepted in self.accepted.values()):
            return None
        common = Counter(key for accepted in self.accepted.values() for key in accepted).most_common(1)
        entries: dict[tuple[Value, ...], Value] = {}
        for query, accepted in self.accepted.items():
            unseen = [key for key, _ in common if key not in self.refused[query]]
            entries[query,] = next(iter((*accepted, *unseen)), None)
        column = Column(name=self.query, values=tuple(self.accepted))
        function = Elementwise(columns=(column,), sources=(Source(variable=self.queries),), entries=entries)
        return function.reduced()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One way to write the test.

    Attributes:
        text: an expression of ``key`` and ``query``; ``size``: of it alone.
        reads_query: whether it is not the same for all queries.
        constants: the tables that it reads.
    """

    text: str
    size: int
    reads_query: bool
    constants: tuple[Constant, ...] = ()

    @property
    def cost(self) -> int:
        """The size, its tables included."""
        return self.size + sum(constant.size for constant in self.constants)


def plain_test(pairs: Pairs) -> Test | None:
    """The smallest test without a table; None where none is found."""
    same = _same_for_all(pairs)
    if same is not None:
        return same
    n_pairs = sum(map(len, (*pairs.accepted.values(), *pairs.refused.values())))
    if n_pairs <= MOST_PAIRS:
        return _compared(pairs) or _guarded(pairs)
    return None if all(len(row) <= 1 for row in pairs.accepted.values()) else _relation(pairs) or _guarded(pairs)


def compared_with(pairs: Pairs, test: Test | None) -> Element | None:
    """What the key is compared with, where the test is that it is equal to something."""
    start = f"{pairs.key} == "
    if test is None or test.binds != Binds.COMPARISON or not test.text.startswith(start):
        return None
    return Element(text=test.text.removeprefix(start), size=test.size - 2 - NAME_SIZE)


def conditions(pairs: Pairs, test: Test | None, only: Sequence[Element], constant_name: str) -> list[Condition]:
    """The ways to write the test, the smallest first.

    ``test`` is the one without a table, ``only`` the ways to write the one key value that is accepted, if it is so.
    """
    found = [] if test is None else [Condition(text=test.text, size=test.size, reads_query=1 in test.uses)]
    found += [
        Condition(
            text=f"{pairs.key} == {element.operand}",
            size=2 + NAME_SIZE + element.size,
            reads_query=len({row[:1] for row in pairs.accepted.values()}) > 1,
            constants=element.constants,
        )
        for element in only
    ]
    if not only:
        for text, table in _sets(pairs, constant_name):
            constant = Constant(name=constant_name, code=table, note=pairs.note)
            found.append(Condition(text=text, size=code_size(text), reads_query=True, constants=(constant,)))
    return sorted(found, key=lambda condition: condition.cost)


def _same_for_all(pairs: Pairs) -> Test | None:
    """A test of the key alone."""
    inside, outside = pairs.inside, pairs.outside
    if set(inside) & set(outside):
        return None
    if not inside or not outside:
        return Test(text=str(bool(inside)), size=1, mask=0)
    term = Expression(text=pairs.key, size=NAME_SIZE, uses=frozenset({0}))
    tests = [
        Test(text=each.text, size=each.size, uses=each.uses, binds=each.binds, mask=0)
        for each, _ in value_tests(term, inside, outside)
    ]
    return smallest(tests)


def _compared(pairs: Pairs) -> Test | None:
    """The smallest test of key and query."""
    accepted, refused = _listed(pairs.accepted), _listed(pairs.refused)
    columns = (
        Column(name=pairs.key, values=(*pairs.inside, *pairs.outside)),
        Column(name=pairs.query, values=tuple(pairs.accepted)),
    )
    rows = Rows(columns, (*accepted, *refused))
    holds = (1 << len(accepted)) - 1
    return smallest_test(rows, holds, rows.every & ~holds)


def _listed(rows: Mapping[Value, tuple[Value, ...]]) -> list[Pair]:
    return [(key, query) for query, row in rows.items() for key in row]


def _relation(pairs: Pairs) -> Test | None:
    """A comparison of key and query, or None: for pairs that are too many to try more."""
    accepted, refused = _listed(pairs.accepted), _listed(pairs.refused)
    kinds = {type(value) for pair in (*accepted, *refused) for value in pair}
    if len(kinds) > 1:
        return None
    for offset in OFFSETS if kinds == {int} else OFFSETS[:1]:
        for sign, compare in COMPARISONS.items():
            if _holds(compare, offset, accepted) and not any(_holds(compare, offset, [pair]) for pair in refused):
                left, right = (
                    Term(text=name, size=NAME_SIZE, values=(), uses=frozenset({place}))
                    for place, name in enumerate((pairs.key, pairs.query))
                )
                return comparison(left, sign, right, 0, offset)
    return None


def _guarded(pairs: Pairs) -> Test | None:
    """A comparison of numbers, where one name stands among them; else None."""
    values = dict.fromkeys((*pairs.inside, *pairs.outside, *pairs.accepted))
    names = [value for value in values if not isinstance(value, int)]
    if len(names) != 1:
        return None
    (name,) = names
    numbers = [
        {query: tuple(key for key in row if key != name) for query, row in each.items() if query != name}
        for each in (pairs.accepted, pairs.refused)
    ]
    test = _relation(replace(pairs, accepted=numbers[0], refused=numbers[1]))
    if test is None:
        return None
    outcomes: dict[tuple[bool, bool], set[bool]] = {}
    for is_accepted, rows in ((True, pairs.accepted), (False, pairs.refused)):
        for key, query in _listed(rows):
            outcomes.setdefault((key == name, query == name), set()).add(is_accepted)
    wanted = [outcomes.get(case, set()) for case in ((True, False), (False, True), (True, True))]
    for guard, *gives in GUARDS:
        if all(found <= {given} for found, given in zip(wanted, gives, strict=True)):
            text = guard.format(key=pairs.key, query=pairs.query, name=written(name), test=test.text)
            binds = Binds.OR if " or " in guard and "(" not in guard else Binds.AND
            return Test(text=text, size=code_size(text), uses=frozenset({0, 1}), binds=binds, mask=0)
    return None


def _holds(compare: Callable[[Any, Any], bool], offset: int, pairs: Sequence[Pair]) -> bool:
    """Whether a comparison holds of all these pairs."""
    return all(compare(key, query + offset if isinstance(query, int) else query) for key, query in pairs)


def _sets(pairs: Pairs, name: str) -> Iterator[tuple[str, Code]]:
    """The test of a table of sets, and the table."""
    is_character = all(isinstance(key, str) and len(key) == 1 for key in (*pairs.inside, *pairs.outside))
    rows = {
        written(query): literal("".join(map(str, keys))) if is_character else _set_code(keys)
        for query, keys in pairs.accepted.items()
    }
    yield f"{pairs.key} in {name}[{pairs.query}]", dict_of(rows.items())
    if list(rows) == [str(index) for index in range(len(rows))]:
        yield f"{pairs.key} in {name}[{pairs.query}]", list_of(rows.values())
    some = [(query, rows[written(query)]) for query, keys in pairs.accepted.items() if keys]
    if len(some) < len(rows):
        nothing = '""' if is_character else "()"
        yield (
            f"{pairs.key} in {name}.get({pairs.query}, {nothing})",
            dict_of((written(query), code) for query, code in some),
        )


def _set_code(keys: Sequence[Value]) -> Code:
    """A set, or a range of integers."""
    ints = [key for key in keys if isinstance(key, int)]
    if len(ints) == len(keys) >= SHORTEST_RANGE and max(ints) - min(ints) + 1 == len(ints):
        return call("range", *([str(min(ints))] if min(ints) else []), str(max(ints) + 1))
    return set_of(map(written, keys)) if keys else "()"
