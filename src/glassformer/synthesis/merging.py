"""Values that act alike, merged: the fewer values, the shorter the tables over them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from glassformer.program.comparisons import integers
from glassformer.synthesis import idioms
from glassformer.synthesis.determination import ROW_BITS, Question
from glassformer.synthesis.features import Feature, joint

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def merged(parents: Sequence[Feature], question: Question) -> Feature:
    """A table over one feature, or several, whose values are classes of rows that act alike beside what is known.

    Two classes at a time are made one, first where that saves most bits, as long as it takes no more bits to say the
    answers; never two that settle an answer differently. A row that is never seen goes with the nearest that is.

    A class is called like the lowest of its values, or, of several features, by its number. A feature without values to
    merge is given back as it is.
    """
    counts = _counted(parents, question)
    names = parents[0].values if len(parents) == 1 else [str(row) for row in range(len(counts))]
    numbers = np.array([np.inf if number is None else number for number in integers(names)])
    seen = [row for row in np.argsort(numbers, kind="stable").tolist() if counts[row].any()]
    first_of = {row: seen[first] for row, first in zip(seen, alike(counts[seen]), strict=True)}
    classes = [first_of[row if row in first_of else _nearest(row, seen, numbers)] for row in range(len(names))]
    if len(parents) > 1:
        number_of = {row: str(number) for number, row in enumerate(sorted(set(classes)))}
        return idioms.tabulated("merged", parents, [number_of[row] for row in classes], idioms.TABLE_COST)
    if len(set(classes)) == len(names):
        return parents[0]
    return idioms.tabulated("merged", parents, [names[row] for row in classes], idioms.TABLE_COST)


def _nearest(row: int, seen: Sequence[int], numbers: Floats) -> int:
    """The row seen whose number is nearest; the first where this row has none."""
    return min(seen, key=lambda other: abs(numbers[other] - numbers[row])) if np.isfinite(numbers[row]) else seen[0]


def _counted(parents: Sequence[Feature], question: Question) -> Counts:
    """``row known label``: how often each row comes with each label, beside each row of what is known."""
    rows = joint(parents).ravel()[question.where].astype(np.int64)
    shape = (prod(each.n_values for each in parents), question.n_known, question.n_labels)
    flat = (rows * question.n_known + question.known) * question.n_labels + question.answers
    return np.bincount(flat, minlength=prod(shape)).reshape(shape)


def alike(counts: Counts) -> list[int]:
    """For each row the first row of its class, from ``row known label`` counts."""
    counts = counts.copy()
    classes = np.arange(len(counts))
    saved = np.array([_saved(counts, row) for row in range(len(counts))])  # -inf for good where two cannot be merged
    saved[np.tri(len(counts), dtype=bool)] = -np.inf
    while saved.max() >= 0:
        first, second = (int(place) for place in np.unravel_index(saved.argmax(), saved.shape))
        classes[classes == second] = first
        counts[first] += counts[second]
        saved[second] = saved[:, second] = -np.inf
        again = _saved(counts, first)
        for line in (saved[first], saved[:, first]):
            line[:] = np.where(np.isneginf(line), line, again)
    found: list[int] = classes.tolist()
    return found


def _saved(counts: Counts, row: int) -> Floats:
    """How many bits it saves to make each row one with this one; -inf where they settle an answer differently."""
    together = counts + counts[row]
    is_shared = counts.any(2) & counts[row].any(1)
    is_single = (counts > 0).sum(2) == 1
    is_other = is_shared & is_single & is_single[row] & ((together > 0).sum(2) > 1)
    lost = _bits(together) - _bits(counts) - _bits(counts[row : row + 1])
    saved: Floats = (ROW_BITS * is_shared.sum(1) - lost).round(6)  # so that equals are equal, and the first come first
    saved[is_other.any(1)] = -np.inf
    return saved


def _bits(counts: Counts) -> Floats:
    """``row``: how many bits are missing to say the answers."""
    totals = counts.sum(2)
    found: Floats = _n_log_n(totals).sum(1) - _n_log_n(counts).sum((1, 2))
    return found


def _n_log_n(counts: Counts) -> Floats:
    numbers = counts.astype(np.float64)
    found: Floats = numbers * np.log2(np.maximum(numbers, 1))
    return found
