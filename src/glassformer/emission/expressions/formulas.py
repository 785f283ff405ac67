"""Formulas: what a table computes from numbers, as ``end - position``, ``max(position - 1, 0)`` or ``str(n)``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from glassformer.emission.expressions.conditions import plus
from glassformer.emission.expressions.terms import CALL_SIZE, Binds, Rows, Term, Value, constant, size_of

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
MOST_DIGITS = 18
MOST_ADDED = 3
"""Columns that are added up."""
MOST_OFFSETS = 2
"""Offsets that are tried with each sum."""


def formula(rows: Rows, outcomes: Sequence[Value]) -> Term | None:
    """The smallest formula that gives these outcomes, one for each row; None where none is found.

    A constant and the value of a column are formulas as well.
    """
    if len(set(outcomes)) == 1:
        return constant(outcomes[0], len(outcomes))
    copied = [term for term in rows.terms if list(term.values) == list(outcomes)]
    if copied:
        return min(copied, key=lambda term: term.size)
    wanted = integers_of(outcomes)
    if wanted is None:
        return None
    found = [term for base in (*sums(rows), *multiples(rows, wanted)) for term in _fitted(base, wanted)]
    best = min(found, key=lambda term: term.size, default=None)
    is_text = isinstance(outcomes[0], str)
    return as_text(best) if best is not None and is_text else best


def integers_of(values: Sequence[Value]) -> list[int] | None:
    """The values as integers, which they are, or which all of them spell; else None.

    >>> integers_of([1, 2]), integers_of(["1", "-2"]), integers_of(["1", "+2"]), integers_of([1, "2"])
    ([1, 2], [1, -2], None, None)
    """
    if all(isinstance(value, int) for value in values):
        return [value for value in values if isinstance(value, int)]
    texts = [value for value in values if isinstance(value, str)]
    return [int(text) for text in texts] if len(texts) == len(values) and all(map(spells_integer, texts)) else None


def spells_integer(text: str) -> bool:
    """Whether the text is how Python writes an integer."""
    return len(text) <= MOST_DIGITS and INTEGER.fullmatch(text) is not None


def as_text(term: Term) -> Term:
    """The number as text."""
    values = tuple(str(value) for value in term.values)
    return replace(term, text=f"str({term.text})", size=term.size + CALL_SIZE, binds=Binds.ATOM, values=values)


def numbers(rows: Rows) -> list[Term]:
    """The columns that are numbers, or text that spells numbers."""
    found = []
    for term in rows.terms:
        values = integers_of(term.values)
        if values is None:
            continue
        if isinstance(term.values[0], str):
            term = replace(term, text=f"int({term.text})", size=term.size + CALL_SIZE, values=tuple(values))
        found.append(term)
    return found


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A term that lacks only what is added to it.

    Attributes:
        text: the term with an offset.
        size: of the term without one.
        values: of the term without one.
        is_negative: whether it is taken from the offset, so that there is none without one.
    """

    text: Callable[[int], str]
    size: int
    values: tuple[int, ...]
    uses: frozenset[int]
    binds: Binds = Binds.SUM
    is_negative: bool = False

    def plus(self, offset: int) -> Term:
        """The term with this offset."""
        added = 1 + size_of(offset) if self.is_negative else 3 * bool(offset)
        return Term(
            text=self.text(offset),
            size=self.size + added,
            uses=self.uses,
            binds=Binds.SUM if offset or self.is_negative else self.binds,
            values=tuple(value + offset for value in self.values),
        )


def sums(rows: Rows) -> Iterator[Sum]:
    """Every sum, difference, minimum, maximum, product and quotient of columns that is tried."""
    terms = numbers(rows)
    for n in range(1, min(len(terms), MOST_ADDED) + 1):
        for chosen in combinations(terms, n):
            for signs in product((1, -1), repeat=n):
                if 1 in signs or n == 1:
                    yield _sum(chosen, signs)
    for pair in combinations(terms, 2):
        yield from _pairs(*pair)


def multiples(rows: Rows, wanted: Sequence[int | None]) -> Iterator[Sum]:
    """Sums of columns times what most steps of each, where the others stay, add to what is wanted; not mere signs."""
    terms = numbers(rows)
    slopes = [_slope(term, [other for other in rows.terms if other.uses != term.uses], wanted) for term in terms]
    steep = [(term, slope) for term, slope in zip(terms, slopes, strict=True) if slope]
    for n in range(1, min(len(steep), MOST_ADDED) + 1):
        for chosen in combinations(steep, n):
            if any(abs(slope) > 1 for _, slope in chosen):
                yield _sum(*zip(*chosen, strict=True))


def _slope(term: Term, others: Sequence[Term], wanted: Sequence[int | None]) -> int:
    """What 1 more of a column adds most often, of what is whole and not nothing; 0 where nothing is."""
    runs: dict[tuple[Value, ...], list[tuple[int, int]]] = {}
    for value, number, *rest in zip(term.values, wanted, *(other.values for other in others), strict=True):
        if number is not None:
            runs.setdefault(tuple(rest), []).append((int(value or 0), number))
    slopes: Counter[int] = Counter()
    for run in runs.values():
        for (x, y), (next_x, next_y) in pairwise(sorted(run)):
            if next_x != x and next_y != y and (next_y - y) % (next_x - x) == 0:
                slopes[(next_y - y) // (next_x - x)] += 1
    return max(slopes, key=slopes.__getitem__, default=0)


def _sum(terms: Sequence[Term], factors: Sequence[int]) -> Sum:
    """Columns times whole numbers other than 0, added up."""
    added = " + ".join(_times(term, factor) for term, factor in zip(terms, factors, strict=True) if factor > 0)
    taken = "".join(f" - {_times(term, factor)}" for term, factor in zip(terms, factors, strict=True) if factor < 0)
    columns = [[factor * int(value or 0) for value in term.values] for term, factor in zip(terms, factors, strict=True)]
    size_of_factors = sum(2 + size_of(abs(factor)) for factor in factors if abs(factor) > 1)
    return Sum(
        text=(lambda offset: f"{added}{taken}{plus(offset)}") if added else (lambda offset: f"{offset}{taken}"),
        size=sum(term.size for term in terms) + 2 * (len(terms) - 1) + (0 if added else 1) + size_of_factors,
        values=tuple(map(sum, zip(*columns, strict=True))),
        uses=frozenset().union(*(term.uses for term in terms)),
        binds=terms[0].binds if len(terms) == 1 and abs(factors[0]) == 1 else Binds.SUM,
        is_negative=not added,
    )


def _times(term: Term, factor: int) -> str:
    """The column times the size of the factor, as it stands behind a sign."""
    if factor == 1:
        return term.text
    return term.inside(Binds.SUM) if factor == -1 else f"{abs(factor)} * {term.inside(Binds.SUM)}"


def _pairs(left: Term, right: Term) -> Iterator[Sum]:
    a, b = ([int(value or 0) for value in term.values] for term in (left, right))
    uses, size = left.uses | right.uses, left.size + right.size
    for name, function in (("min", min), ("max", max)):
        text, values = f"{name}({left.text}, {right.text})", tuple(map(function, a, b))
        yield _plain(text, size + CALL_SIZE, values, uses, Binds.ATOM)
    x, y = left.inside(Binds.SUM), right.inside(Binds.SUM)
    yield _plain(f"{x} * {y}", size + 2, tuple(p * q for p, q in zip(a, b, strict=True)), uses)
    if 0 not in b:
        yield _plain(f"{x} // {y}", size + 2, tuple(p // q for p, q in zip(a, b, strict=True)), uses)
    if 0 not in a:
        yield _plain(f"{y} // {x}", size + 2, tuple(q // p for p, q in zip(a, b, strict=True)), uses)


def _plain(text: str, size: int, values: tuple[int, ...], uses: frozenset[int], binds: Binds = Binds.SUM) -> Sum:
    return Sum(text=lambda offset: f"{text}{plus(offset)}", size=size, values=values, uses=uses, binds=binds)


def _fitted(base: Sum, wanted: Sequence[int]) -> Iterator[Term]:
    """The sum with the offset, and the least or greatest value, that make it what is wanted, if there are such."""
    low, high = min(wanted), max(wanted)
    differences = Counter(number - value for number, value in zip(wanted, base.values, strict=True))
    for offset, _ in differences.most_common(MOST_OFFSETS):
        if offset == 0 and base.is_negative:
            continue
        term = base.plus(offset)
        for least, most in ((None, None), (low, None), (None, high), (low, high)):
            if all(_clamp(value, least, most) == number for value, number in zip(term.values, wanted, strict=True)):
                yield clamped(term, least, most)
                break


def _clamp(value: Value, least: int | None, most: int | None) -> int:
    number = int(value or 0)
    number = number if least is None else max(number, least)
    return number if most is None else min(number, most)


def clamped(term: Term, least: int | None, most: int | None) -> Term:
    """The term, but at least and at most so much."""
    for function, bound in (("max", least), ("min", most)):
        if bound is not None:
            term = replace(
                term,
                text=f"{function}({term.text}, {bound})",
                size=term.size + CALL_SIZE + size_of(bound),
                binds=Binds.ATOM,
                values=tuple(_clamp(value, least, most) for value in term.values),
            )
    return term
