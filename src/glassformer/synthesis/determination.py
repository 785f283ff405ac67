"""Which features settle the answer: counted over all positions at which one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import prod

import numpy as np
import numpy.typing as npt

from glassformer.synthesis.evidence import Evidence, Ints
from glassformer.synthesis.features import Feature, joint

ROW_BITS = 8
"""How many bits it takes to say one row of a table."""
MOST_ROWS = 200_000
"""Tables of features with more rows than this are not considered."""


class Question:
    """What is still to be settled: the answers, at some of the positions.

    Args:
        evidence: inputs and answers.
        known: ``input position``: what is known already, as the row of a table; positions where this alone settles the
            answer are left out. None: nothing is known.
    """

    def __init__(self, evidence: Evidence, known: Ints | None = None) -> None:
        self.where = np.flatnonzero(evidence.is_asked)
        self.answers = evidence.wanted.ravel()[self.where]
        self.n_labels = len(evidence.signature.labels)
        self.known: npt.NDArray[np.int64] = np.zeros(len(self.answers), dtype=np.int64)
        if known is not None:
            _, self.known = np.unique(known.ravel()[self.where], return_inverse=True)
            open_ = self.count(self.known).astype(bool).sum(1)[self.known] > 1
            self.where, self.answers = self.where[open_], self.answers[open_]
            _, self.known = np.unique(self.known[open_], return_inverse=True)
        self.n_known = int(self.known.max(initial=0)) + 1

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left open."""
        return not len(self.answers)

    def count(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """``row label``: how often each row has each answer."""
        n_rows = int(rows.max(initial=0)) + 1
        flat = np.bincount(rows * self.n_labels + self.answers, minlength=n_rows * self.n_labels)
        return flat.reshape(n_rows, self.n_labels)

    def uncertainty(self, column: Ints, n_values: int) -> float:
        """How many bits are missing at all open positions together, once what is known and this are."""
        if self.n_known * n_values > MOST_ROWS:
            return float("inf")
        return self._left_open(self.known * n_values + column.ravel()[self.where])[0]

    def length(self, column: Ints, n_values: int) -> float:
        """How many bits the answers take as a table over what is known and this: its rows, and what it leaves open."""
        if self.n_known * n_values > MOST_ROWS:
            return float("inf")
        n_bits, n_rows = self._left_open(self.known * n_values + column.ravel()[self.where])
        return n_bits + ROW_BITS * n_rows

    def _left_open(self, rows: npt.NDArray[np.int64]) -> tuple[float, int]:
        """The bits that are missing once the row at each open position is known, and how many rows there are.

        The same as of ``count``, in fewer steps: a search asks this hundreds of thousands of times.
        """
        totals, counts = np.bincount(rows), np.bincount(rows * self.n_labels + self.answers)
        n_bits = _bits_of(1 << len(self.answers).bit_length())
        return float(n_bits.take(totals).sum() - n_bits.take(counts).sum()), int(np.count_nonzero(totals))

    def table(self, parents: Sequence[Feature]) -> npt.NDArray[np.int64] | None:
        """``row label``: how often each row of a table over features has each answer; None where it is too large."""
        n_rows = prod(each.n_values for each in parents)
        if n_rows > MOST_ROWS:
            return None
        rows = joint(parents).ravel()[self.where].astype(np.int64)
        flat = np.bincount(rows * self.n_labels + self.answers, minlength=n_rows * self.n_labels)
        return flat.reshape(n_rows, self.n_labels)


def answers_seen(evidence: Evidence, features: Sequence[Feature]) -> dict[int, int]:
    """Each row of a table over these features that comes with an answer, and the last answer that it comes with."""
    rows = joint(features)[evidence.is_asked]
    return dict(zip(rows.tolist(), evidence.answers.tolist(), strict=True))


def entropy(counts: npt.NDArray[np.int64]) -> float:
    """The bits that are missing, summed over all that was counted: ``row label`` counts."""
    totals = counts.sum(1)
    n_bits = _bits_of(1 << int(totals.max(initial=0)).bit_length())
    return float(n_bits[totals].sum() - n_bits[counts].sum())


@cache
def _bits_of(n: int) -> npt.NDArray[np.float64]:
    """``x log2 x`` for every whole number below n."""
    numbers = np.arange(n, dtype=np.float64)
    return numbers * np.log2(np.maximum(numbers, 1))
