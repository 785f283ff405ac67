"""Attention heads with fixed or chosen keys, as index arrays for learning and as operations of a program.

A head reads one position for each query; both forms follow ``select_closest``: the nearest match, the left one of two
at equal distance, the query itself last, and the begin mark where nothing matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glassformer.learning.text.encoded import EncodedTexts, Ints
from glassformer.program.operations import SelectClosest


@dataclass(frozen=True)
class Offset:
    """The position so many places further on; back where it is negative."""

    by: int

    @property
    def name(self) -> str:
        """What its selector is called."""
        side = "before" if self.by < 0 else "after"
        return side if abs(self.by) == 1 else f"{side}_{abs(self.by)}"

    def read(self, texts: EncodedTexts) -> Ints:
        """The position that each ``position`` reads."""
        place = texts.place + self.by
        is_there = (place >= 0) & (place < texts.lengths[texts.text])
        return texts.starts[texts.text] + np.where(is_there, place, 0)

    def operation(self, n_positions: int) -> SelectClosest:
        """The selector."""
        accepted = [(query + self.by,) if 0 <= query + self.by < n_positions else () for query in range(n_positions)]
        return SelectClosest(name=self.name, keys="positions", queries="positions", predicate=tuple(accepted))


@dataclass(frozen=True)
class First:
    """The first word of the text, from everywhere."""

    @property
    def name(self) -> str:
        """What its selector is called."""
        return "first"

    def read(self, texts: EncodedTexts) -> Ints:
        """The position that each ``position`` reads."""
        return texts.starts[texts.text] + 1

    def operation(self, n_positions: int) -> SelectClosest:
        """The selector."""
        return SelectClosest(name=self.name, keys="positions", queries="positions", predicate=((1,),) * n_positions)


@dataclass(frozen=True)
class Closest:
    """The closest position with one of these words.

    Attributes:
        words: values of ``tokens``, ascending.
        name: what its selector is called.
    """

    words: tuple[int, ...]
    name: str

    def read(self, texts: EncodedTexts) -> Ints:
        """The position that each ``position`` reads."""
        return closest(np.isin(texts.values["tokens"], self.words), texts)

    @property
    def table(self) -> str:
        """What the table is called that says whether a word is one of these."""
        return self.name.replace("nearest", "is", 1)

    def operation(self, n_positions: int) -> SelectClosest:
        """The selector, over a table of two values, of which the second says that a word is one of these."""
        return SelectClosest(name=self.name, keys=self.table, queries="positions", predicate=((1,),) * n_positions)


Head = Offset | First | Closest


def closest(is_match: Sequence[bool] | np.ndarray, texts: EncodedTexts) -> Ints:
    """For each ``position`` the closest match in its text, as ``select_closest`` has it; its begin mark if none."""
    matches = np.flatnonzero(is_match)
    starts = texts.starts[texts.text]
    if not len(matches):
        return starts
    here, far = np.arange(len(texts.text)), np.int64(2**40)
    left, right = np.searchsorted(matches, here, "left") - 1, np.searchsorted(matches, here, "right")
    before = np.where(left >= 0, matches[left], -1)
    before = np.where(before >= starts, before, -far)
    after = matches[np.minimum(right, len(matches) - 1)]
    after = np.where((right < len(matches)) & (after < starts + texts.lengths[texts.text]), after, far)
    nearest = np.where(here - before <= after - here, before, after)
    alone = np.where(np.asarray(is_match, bool), here, starts)
    return np.where((nearest >= 0) & (nearest < far), nearest, alone)
