"""The positions of all inputs of a program, in a form that is small enough to go through.

A ``Layout`` stands for inputs of one length, cell by cell; where that would be too many cells, one layout of three
cells stands for all inputs. What a variable may hold is said cell by cell (``reach``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from glassformer.program.columns import Column
from glassformer.program.signature import Signature

MOST_STEPS = 2_000_000
"""Pairs of a query cell and a key cell that all operations together may look at, for each of the query's values."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One position, or all positions of the contents.

    Attributes:
        tokens, positions: the values of these variables that it may hold, as bits.
        least, most: how many positions it stands for.
        is_contents: whether it is no mark.
    """

    tokens: int
    positions: int
    least: int = 1
    most: int = 1
    is_contents: bool = False


@dataclass(frozen=True)
class Layout:
    """The cells of some inputs, in their order; ``is_exact``: each is one position, which all of these inputs have."""

    cells: tuple[Cell, ...]
    is_causal: bool
    is_exact: bool

    def others(self, query: int, key: int) -> tuple[int, int]:
        """How many positions of the cell ``key`` a position of ``query`` sees, at least and at most, without itself."""
        cell = self.cells[key]
        if key == query:
            return (0 if self.is_causal else max(cell.least - 1, 0)), cell.most - 1
        return (0, 0) if self.is_causal and key > query else (cell.least, cell.most)

    def visible(self, query: int) -> range:
        """The cells that hold keys for a query in this one, its own among them."""
        return range(query + 1 if self.is_causal else len(self.cells))


Place = tuple[int, int]
"""A layout and a cell of it, by number."""


@lru_cache(maxsize=4096)
def bits(mask: int) -> tuple[int, ...]:
    """The places of the bits that are set, ascending.

    >>> bits(0b1101)
    (0, 2, 3)
    """
    return tuple(place for place, bit in enumerate(reversed(bin(mask))) if bit == "1")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a query may select: it holds ``query``, and the key, in the cell ``key``, one of ``keys`` (bits).

    ``is_match`` is false for position 0 in place of a match.
    """

    query: int
    key: int
    keys: int
    is_match: bool = True


def places(layouts: tuple[Layout, ...]) -> Iterator[Place]:
    """Every cell of every layout."""
    for number, layout in enumerate(layouts):
        yield from product([number], range(len(layout.cells)))


def layouts_of(signature: Signature, n_operations: int) -> tuple[Layout, ...]:
    """What all inputs of the signature look like."""
    lengths = list(signature.lengths)
    if signature.is_causal and signature.end_mark is None:
        lengths = lengths[-1:]  # a shorter input holds what the longest one begins with
    n_marks = len(signature.marks)
    n_values = max(map(len, (signature.alphabet, *(column.values for column in signature.columns))))
    longest = lengths[-1] + n_marks
    if len(lengths) > MOST_STEPS or len(lengths) * longest**2 * n_values * max(n_operations, 1) // 3 > MOST_STEPS:
        return (_coarse(signature),)
    return tuple(_exact(signature, length) for length in lengths)


def _exact(signature: Signature, length: int) -> Layout:
    """All inputs of one length."""
    contents = [Cell(tokens=_contents(signature), positions=1 << p, is_contents=True) for p in range(1, length + 1)]
    end = [] if signature.end_mark is None else [Cell(tokens=0b10, positions=1 << length + 1)]
    return Layout((Cell(tokens=1, positions=1), *contents, *end), signature.is_causal, is_exact=True)


def _coarse(signature: Signature) -> Layout:
    """All inputs of any length."""
    shortest, longest = signature.lengths[0], signature.lengths[-1]
    positions = (1 << longest + 1) - 2
    contents = Cell(tokens=_contents(signature), positions=positions, least=shortest, most=longest, is_contents=True)
    ends = (1 << longest + 2) - (1 << shortest + 1)
    end = [] if signature.end_mark is None else [Cell(tokens=0b10, positions=ends)]
    return Layout((Cell(tokens=1, positions=1), contents, *end), signature.is_causal, is_exact=False)


def _contents(signature: Signature) -> int:
    """The tokens of contents, as bits: all but the marks, which come first."""
    n_marks = len(signature.marks)
    return (1 << n_marks + len(signature.alphabet)) - (1 << n_marks)


def held_in_column(cell: Cell, signature: Signature, column: Column) -> int:
    """The values of a column that a cell may hold, as bits: any of contents, and of a mark its own, as in tokens."""
    n_marks = len(signature.marks)
    return (1 << n_marks + len(column.values)) - (1 << n_marks) if cell.is_contents else cell.tokens
