"""Formulas: what a table computes from numbers, where it computes something: ``end - positions``, ``256 - 16 * n``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from math import prod
from typing import Literal, TypeVar

from glassformer.program.comparisons import integers, offset_text
from glassformer.program.relations import MOST_OFFSET

T = TypeVar("T")
Places = tuple[int, ...]
"""A row: which value each input has."""


@dataclass(frozen=True)
class Formula:
    """What a lookup table computes from its inputs: ``end - positions + 1``, ``min(a, b)``, or a copy of one of them.

    Attributes:
        kind: ``sum``: the inputs times their factors, plus the offset; ``min`` or ``max``: of the inputs whose factor
            is 1, plus the offset; ``quotient``: the one whose factor is 1 by the one whose factor is -1, rounded down,
            plus the offset.
        factors: a whole number for each input; not all 0.
    """

    kind: Literal["sum", "min", "max", "quotient"]
    factors: tuple[int, ...]
    offset: int = 0

    def text(self, names: Sequence[str]) -> str:
        """The formula over inputs of these names.

        >>> Formula("sum", (-1, 1), 1).text(["positions", "end"]), Formula("min", (1, 1)).text(["a", "b"])
        ('end - positions + 1', 'min(a, b)')
        >>> Formula("sum", (2, -8), 3).text(["a", "b"]), Formula("sum", (0, -8), 64).text(["a", "b"])
        ('2 * a - 8 * b + 3', '64 - 8 * b')
        >>> Formula("quotient", (-1, 1), 1).text(["n", "total"])
        'total // n + 1'
        """
        terms = [
            (factor > 0, name if abs(factor) == 1 else f"{abs(factor)} * {name}")
            for factor, name in zip(self.factors, names, strict=True)
            if factor
        ]
        plus, minus = ([term for is_added, term in terms if is_added is wanted] for wanted in (True, False))
        if self.kind == "quotient":
            return f"{plus[0]} // {minus[0]}{offset_text(self.offset)}"
        if self.kind != "sum":
            return f"{self.kind}({', '.join(plus)}){offset_text(self.offset)}"
        if not plus:
            return f"{self.offset} - {' - '.join(minus)}"
        return " - ".join([" + ".join(plus), *minus]) + offset_text(self.offset)

    def table(self, inputs: Sequence[Sequence[str]], values: Sequence[str]) -> tuple[int, ...] | None:
        """Its table over these values, the last input fastest; None where these values cannot hold what it gives."""
        found: list[int] = []
        for place in self.outcomes(inputs, values):
            if place is None:
                return None
            found.append(place)
        return tuple(found)

    def outcomes(
        self, inputs: Sequence[Sequence[str]], values: Sequence[str], rows: Sequence[Places] | None = None
    ) -> Iterator[int | None]:
        """For each row, the last input fastest, the place of the value that it gives; None where there is none.

        What lies beyond the numbers among the values is the nearest of them. A copy of one input goes by name where
        the name is no number. With ``rows``, only those, each as the places of its values.
        """
        places = {number: place for place, number in enumerate(integers(values)) if number is not None}
        low, high = min(places, default=0), max(places, default=0)
        by_name = {name: place for place, name in enumerate(values)} if self.is_copy else {}
        read = next(axis for axis, factor in enumerate(self.factors) if factor)
        for row, number in zip(_rows(inputs, rows), self.numbers(inputs, rows), strict=True):
            yield by_name.get(row[read]) if number is None else places.get(min(max(number, low), high))

    def numbers(self, inputs: Sequence[Sequence[str]], rows: Sequence[Places] | None = None) -> Iterator[int | None]:
        """For each row the number that it gives; None where an input that it reads is no number, or divides by 0."""
        read = [axis for axis, factor in enumerate(self.factors) if factor]
        terms = [
            [None if number is None else factor * number for number in integers(names)]
            for factor, names in zip(self.factors, inputs, strict=True)
        ]
        for row in _rows(terms, rows):
            known = [number for axis in read if (number := row[axis]) is not None]
            found = self._combined(known) if len(known) == len(read) else None
            yield None if found is None else found + self.offset

    def _combined(self, terms: Sequence[int]) -> int | None:
        match self.kind:
            case "sum":
                return sum(terms)
            case "min":
                return min(terms)
            case "max":
                return max(terms)
            case "quotient":
                dividend, divisor = terms if self.factors.index(1) < self.factors.index(-1) else reversed(terms)
                return dividend // -divisor if divisor else None

    @property
    def is_copy(self) -> bool:
        """Whether it gives one input as it is."""
        return self.kind == "sum" and not self.offset and [*filter(None, self.factors)] == [1]


def _rows(columns: Sequence[Sequence[T]], rows: Sequence[Places] | None) -> Iterable[tuple[T, ...]]:
    """Every combination of values, the last column fastest; or those of these rows."""
    if rows is None:
        return product(*columns)
    return (tuple(column[place] for column, place in zip(columns, row, strict=True)) for row in rows)


def signs(may_read: Sequence[bool]) -> list[tuple[int, ...]]:
    """Every way to add and take away some of the inputs that may be read, the simplest first; also none of them."""
    every = product(*((1, 0, -1) if is_read else (0,) for is_read in may_read))
    return sorted(every, key=lambda each: (sum(map(abs, each)), each.count(-1)))


def quotients(may_read: Sequence[bool]) -> Iterator[Formula]:
    """One input by another, of those that may be read."""
    places = [place for place, is_read in enumerate(may_read) if is_read]
    for pair in permutations(places, 2):
        yield Formula("quotient", tuple({pair[0]: 1, pair[1]: -1}.get(place, 0) for place in range(len(may_read))))


def find_formula(
    table: tuple[int, ...], inputs: Sequence[Sequence[str]], values: Sequence[str], *, most_inputs: int = 3
) -> Formula | None:
    """The simplest formula that a lookup table is, on every row; None where it is none, or has more inputs."""
    if len(inputs) > most_inputs:
        return None
    return next((each for each in _formulas(table, inputs, values) if _gives(each, table, inputs, values)), None)


def _formulas(table: Sequence[int], inputs: Sequence[Sequence[str]], values: Sequence[str]) -> Iterator[Formula]:
    """Every formula that is looked for, the simplest first."""
    n_inputs = len(inputs)
    every = signs([True] * n_inputs)
    offsets = sorted(range(-MOST_OFFSET, MOST_OFFSET + 1), key=lambda offset: (abs(offset), offset > 0))
    yield from (Formula("sum", each, offset) for offset in offsets for each in every if 1 in each)
    if n_inputs > 1:
        yield from (Formula(kind, (1,) * n_inputs) for kind in ("min", "max"))
        yield from quotients([True] * n_inputs)
    yield from (Formula("sum", each, offset) for each in every if 1 not in each and -1 in each for offset in range(64))
    numbers = integers(values)
    wanted = [numbers[place] for place in table]
    for factors in steep(table, inputs, values):
        yield Formula("sum", factors, _offset(Formula("sum", factors).numbers(inputs), wanted))


def _offset(numbers: Iterable[int | None], wanted: Sequence[int | None]) -> int:
    """What is to be added to the numbers, most often; what is wanted at either end says less, as others end there."""
    ends = {find((number for number in wanted if number is not None), default=0) for find in (min, max)}
    inner: Counter[int] = Counter()
    outer: Counter[int] = Counter()
    for left, right in zip(numbers, wanted, strict=True):
        if left is not None and right is not None:
            (outer if right in ends else inner)[right - left] += 1
    found = inner or outer
    return max(found, key=found.__getitem__, default=0)


def _gives(formula: Formula, table: tuple[int, ...], inputs: Sequence[Sequence[str]], values: Sequence[str]) -> bool:
    return all(found == place for found, place in zip(formula.outcomes(inputs, values), table, strict=True))


def steep(table: Sequence[int], inputs: Sequence[Sequence[str]], values: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Factors of a sum that the table may be, some of them neither 1 nor -1: those by which it mostly grows.

    >>> list(steep([3, 2, 1, 0], [["0", "1", "2", "3"]], ["0", "8", "16", "24"]))
    [(-8,)]
    """
    numbers = integers(values)
    wanted = [numbers[place] for place in table]
    sizes = [len(names) for names in inputs]
    slopes = [_slope(wanted, integers(names), prod(sizes[axis + 1 :])) for axis, names in enumerate(inputs)]
    for factors in product(*((0, slope) if slope else (0,) for slope in slopes)):
        if any(abs(factor) > 1 for factor in factors):
            yield factors


def _slope(wanted: Sequence[int | None], numbers: Sequence[int | None], stride: int) -> int:
    """By how much the outcomes change for 1 more of an input, mostly where they change; 0 where by nothing whole."""
    found: Counter[int] = Counter()
    steps = [
        (place, other - number)
        for place, (number, other) in enumerate(pairwise(numbers))
        if number is not None and other is not None
    ]
    for block in range(0, len(wanted), stride * len(numbers)):
        for place, step in steps:
            for row in range(block + place * stride, block + (place + 1) * stride):
                low, high = wanted[row], wanted[row + stride]
                if low is not None and high is not None and low != high:
                    found[(high - low) // step if (high - low) % step == 0 else 0] += 1
    slope, n = max(found.items(), key=lambda each: each[1], default=(0, 0))
    return slope if 2 * n >= found.total() else 0
