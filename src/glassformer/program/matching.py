"""What the rows of a table may give: constants, and the relations and formulas that are right in many of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from glassformer.program.comparisons import integers
from glassformer.program.formulas import Formula, quotients, signs, steep
from glassformer.program.operations import Predicate
from glassformer.program.relations import likely_relations
from glassformer.program.strokes import Outcome

MOST_COMPUTED = 8
"""So many relations, or formulas, are tried as outcomes of one table."""
COMPUTED, COPIED = 1 / 3, 1 / 5
"""What share of the rows beside the commonest a relation or formula has to give, and what share a copy of an input."""
MOST_FORMULA_INPUTS = 3
MOST_TRIED = 200_000
"""Of one shape so many rows are worked out with other offsets than the commonest, about."""


def constants(texts: Sequence[str]) -> list[Outcome]:
    """Every outcome that occurs, with the rows that have it, in the order of the first of them.

    >>> [(each.text, bin(each.rows)) for each in constants(["x", "y", "x"])]
    [('x', '0b101'), ('y', '0b10')]
    """
    rows: dict[str, int] = {}
    for row, text in enumerate(texts):
        rows[text] = rows.get(text, 0) | 1 << row
    return [Outcome(text, found) for text, found in rows.items()]


def relations(predicate: Predicate, keys: Sequence[str], queries: Sequence[str]) -> list[Outcome]:
    """The relations that many query values follow, beside those that accept what most do; the widest first.

    An offset between places in a list, not numbers, says little to a reader: all those values have to follow that.
    """
    wanted = [sum([1 << key for key in row]) for row in predicate]
    are_numbers = None not in (*integers(keys), *integers(queries))
    found = (
        (str(each), each.accepted(keys, queries), COMPUTED if are_numbers or not each.offset else 1.0)
        for each in likely_relations(predicate, keys, queries)
    )
    return _widest(found, wanted)


def formulas(
    table: Sequence[int], inputs: Sequence[Sequence[str]], values: Sequence[str], operands: Sequence[str | None]
) -> list[Outcome]:
    """The formulas, over inputs that have a name, that give many rows beside those of the commonest value."""
    if len(inputs) > MOST_FORMULA_INPUTS:
        return []
    names = [operand or "" for operand in operands]
    likely = _likely(table, inputs, values, operands)
    found = ((f"= {each.text(names)}", each.outcomes(inputs, values), share) for each, share in likely)
    return _widest(found, table)


def _widest(found: Iterable[tuple[str, Iterable[int | None], float]], wanted: Sequence[int]) -> list[Outcome]:
    """What gives the most rows that are not of the commonest outcome, and its share of them at least.

    ``found`` has text, what it gives in each row, and share; of those that are right in the same rows the first stays.
    """
    common, n_common = Counter(wanted).most_common(1)[0]
    rare = sum([1 << row for row, right in enumerate(wanted) if right != common])
    right_in: dict[int, str] = {}
    for text, gives, share in found:
        pairs = zip(gives, wanted, strict=True)
        rows = sum([1 << row for row, (given, right) in enumerate(pairs) if given == right])
        if (rows & rare).bit_count() >= share * (len(wanted) - n_common):
            right_in.setdefault(rows, text)
    widest = sorted(right_in, key=lambda rows: -(rows & rare).bit_count())
    return [Outcome(right_in[rows], rows, is_computed=True) for rows in widest[:MOST_COMPUTED]]


def _likely(
    table: Sequence[int], inputs: Sequence[Sequence[str]], values: Sequence[str], operands: Sequence[str | None]
) -> Iterator[tuple[Formula, float]]:
    """Formulas that may give many rows, the simplest first, each with the share of the rows that it has to give."""
    numbers = integers(values)
    known = [number for number in numbers if number is not None]
    low, high = min(known, default=0), max(known, default=0)
    rows = list(product(*(range(len(names)) for names in inputs)))
    for shape in (*_shapes(operands), *_steep(table, inputs, values, operands)):
        if shape.is_copy:
            yield shape, COPIED
        inner: list[tuple[tuple[int, ...], int | None]] = []
        most: list[int] = []
        least: list[int] = []
        for row, place, number in zip(rows, table, shape.numbers(inputs), strict=True):
            wanted = numbers[place]
            if number is None or wanted is None:
                inner.append((row, None))
            elif low < wanted < high:
                inner.append((row, wanted - number))
            else:  # the lowest and the highest value only bound the offset, from above and from below
                (most if wanted == low else least).append(wanted - number)
        counts = Counter(offset for _, offset in inner if offset is not None)
        if counts:
            yield from ((replace(shape, offset=offset), COMPUTED) for offset, _ in counts.most_common(1))
            offsets = _of_slices(inner, MOST_TRIED // len(rows))
            yield from ((replace(shape, offset=offset), 0.0) for offset in offsets)
        elif most and least:
            yield from ((replace(shape, offset=offset), COMPUTED) for offset in dict.fromkeys((min(most), max(least))))


def _of_slices(offsets: Sequence[tuple[tuple[int, ...], int | None]], at_most: int) -> list[int]:
    """The offsets that all rows with some value of some input have; of too many those that most values have."""
    slices: dict[tuple[int, int], set[int | None]] = {}
    for row, offset in offsets:
        for column in enumerate(row):
            slices.setdefault(column, set()).add(offset)
    uniform = (next(iter(found)) for found in slices.values() if len(found) == 1)
    counts = Counter(offset for offset in uniform if offset is not None)
    return list(counts) if len(counts) <= at_most else [offset for offset, _ in counts.most_common(at_most)]


def _shapes(operands: Sequence[str | None]) -> Iterator[Formula]:
    """Every formula of the inputs that have a name, but for the offset, the simplest first."""
    may_read = [bool(operand) for operand in operands]
    every = signs(may_read)
    yield from (Formula("sum", each) for each in every if any(each))
    for each in every:
        if sum(each) > 1 and -1 not in each:
            yield from (Formula("min", each), Formula("max", each))
    yield from quotients(may_read)


def _steep(
    table: Sequence[int], inputs: Sequence[Sequence[str]], values: Sequence[str], operands: Sequence[str | None]
) -> Iterator[Formula]:
    """Sums with the factors by which the table grows, of inputs that have a name."""
    for factors in steep(table, inputs, values):
        if all(operand or not factor for operand, factor in zip(operands, factors, strict=True)):
            yield Formula("sum", factors)
