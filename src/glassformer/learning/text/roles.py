"""What each unit's label may rest on: inputs, read where they stand or through a head; and their design matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.encoded import EncodedTexts, Ints
from glassformer.learning.text.heads import Head, Offset

WORDS, PHRASES = "tokens", "phrase"
"""The inputs with so many values that a program groups them into classes first."""


@dataclass(frozen=True)
class Role:
    """An input in one of its roles, such as the suffix of the word before.

    Attributes:
        input: ``tokens`` or a column.
        head: what reads it, or None for the word itself.
    """

    input: str
    head: Head | None = None

    @property
    def name(self) -> str:
        """Such as ``suffix3`` or ``suffix3_before``."""
        return self.input if self.head is None else f"{self.input}_{self.head.name}"

    def values(self, texts: EncodedTexts) -> Ints:
        """The value at each of the ``contents``."""
        where = texts.contents if self.head is None else self.head.read(texts)[texts.contents]
        return texts.values[self.input][where]


def roles_of(texts: EncodedTexts, *, reach: int) -> tuple[Role, ...]:
    """Every input of a word itself, and of its neighbours up to ``reach`` places away.

    Of those further than one place away only the words themselves, and phrases of no neighbours.
    """
    heads = [Offset(sign * by) for by in range(1, reach + 1) for sign in (-1, 1)]
    nearest = [name for name in texts.values if name != PHRASES]
    return (
        *(Role(name) for name in texts.values),
        *(Role(name, head) for head in heads for name in (nearest if abs(head.by) == 1 else [WORDS])),
    )


def design_of(columns: Sequence[Ints], cardinalities: Sequence[int], texts: EncodedTexts) -> sp.csr_matrix:
    """How often each ``unit`` has each value, the variables' values side by side.

    Args:
        columns: for each variable its value at each of the ``contents``; a negative one counts for nothing.
        cardinalities: how many values each has.
        texts: whose units.
    """
    starts = np.cumsum([0, *cardinalities])
    rows = np.concatenate([texts.unit for _ in columns])
    values = np.concatenate(
        [np.where(column < 0, -1, column + start) for column, start in zip(columns, starts, strict=False)]
    )
    is_there = values >= 0
    shape = (texts.n_units, int(starts[-1]))
    return sp.csr_matrix((np.ones(int(is_there.sum())), (rows[is_there], values[is_there])), shape=shape)
