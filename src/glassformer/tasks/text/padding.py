"""Sequences of indices of unequal length as one array. It is imported by those who need it, as numpy takes its time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError


def pad(sequences: Sequence[Sequence[int]], *, fill: int, n_positions: int | None = None) -> npt.NDArray[np.int64]:
    """The sequences as an array ``text position``, with ``fill`` after the end of each.

    ``n_positions`` is by default the length of the longest. Raises InputError where a sequence is longer.

    >>> pad([[3, 1], [4]], fill=-1)
    array([[ 3,  1],
           [ 4, -1]])
    """
    longest = max(map(len, sequences), default=0)
    if n_positions is not None and longest > n_positions:
        raise InputError(f"a text has {longest} words, and there are {n_positions} positions; cut it first")
    padded = np.full((len(sequences), longest if n_positions is None else n_positions), fill, dtype=np.int64)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded
