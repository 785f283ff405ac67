"""Softmax regression on values that are summed: convex, solved by L-BFGS.

The scores of a unit are a bias plus, for every value that it has, a row of weights. Values come in *blocks*, one for
each variable. A block's rows are ``scale * free + embedding @ directions``: scaled by what counting says of each value
(naive Bayes, as Wang and Manning, ACL 2012, do for texts), and moved along word vectors, so that words with near
vectors get near weights, and a word that training lacks has some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize, minimize_scalar

from glassformer.learning.text.encoded import Floats, Ints

LEAST_SCALE, LARGEST_SCALE = 0.5, 4.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """The prior of one variable's weights.

    Attributes:
        n_values: how many values it has.
        free: the values that have free numbers of their own, ascending; None: all.
        penalty: half of this times the square of each free number is added to the loss (in nats).
        scale: what the free numbers are multiplied by, ``free label``; None: 1.
        embedding: vectors, ``value dimension``, or None.
        vector_penalty: as ``penalty``, of the directions.
    """

    n_values: int
    penalty: float
    free: Ints | None = None
    scale: Floats | None = None
    embedding: Floats | None = None
    vector_penalty: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """Weights of each block, ``value label``, and the bias, ``label``; each sums to 0 over labels."""

    weights: tuple[Floats, ...]
    bias: Floats

    def scores(self, design: sp.csr_matrix) -> Floats:
        """The scores, ``unit label``."""
        found: Floats = design @ np.vstack(self.weights) + self.bias
        return found


def fit_softmax(
    design: sp.csr_matrix,
    labels: Ints,
    n_labels: int,
    blocks: Sequence[Block],
    *,
    offset: Floats | None = None,
    sample_weights: Floats | None = None,
    iterations: int = 80,
) -> Fitted:
    """The weights with the least penalised cross-entropy.

    Args:
        design: ``unit value``, how often a unit has each value; the blocks' values side by side.
        labels: of each ``unit``, from 0; a negative one is left out.
        n_labels: how many labels there are.
        blocks: the priors.
        offset: scores that are added, ``unit label``.
        sample_weights: how much each ``unit`` counts.
        iterations: of L-BFGS, at most.
    """
    is_known = labels >= 0
    design, labels = design[is_known], labels[is_known]
    added = 0.0 if offset is None else offset[is_known]
    counted = np.ones(len(labels)) if sample_weights is None else sample_weights[is_known]
    seen = _seen(design, blocks)
    design, narrow = _only(seen, design, blocks), [_narrowed(*each) for each in zip(blocks, seen, strict=True)]
    transposed, units = design.T.tocsr(), np.arange(len(labels))
    shapes = [shape for block in narrow for shape in _shapes(block, n_labels)]
    penalties = np.concatenate(
        [np.full(np.prod(shape), penalty) for shape, penalty in zip(shapes, _penalties(narrow), strict=True)]
    )

    def loss(numbers: Floats) -> tuple[float, Floats]:
        free, bias = numbers[:-n_labels], numbers[-n_labels:]
        scores = design @ np.vstack(_weights(free, narrow, n_labels)) + (bias + added)
        scores -= scores.max(1, keepdims=True)
        exponentials = np.exp(scores)
        sums = exponentials.sum(1, keepdims=True)
        value = (counted * (np.log(sums[:, 0]) - scores[units, labels])).sum() + 0.5 * (penalties * free * free).sum()
        errors = exponentials / sums
        errors[units, labels] -= 1
        errors *= counted[:, None]
        slopes = _slopes(transposed @ errors, narrow)
        return value, np.concatenate([slopes + penalties * free, errors.sum(0)])

    start = np.zeros(len(penalties) + n_labels)
    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    weights = _widened(found.x[:-n_labels], blocks, narrow, seen, n_labels)
    bias = found.x[-n_labels:]
    return Fitted(weights=tuple(rows - rows.mean(1, keepdims=True) for rows in weights), bias=bias - bias.mean())


def cross_entropy(scores: Floats, labels: Ints, counted: Floats | None = None) -> Floats:
    """The cross-entropy of each unit that has a label, in nats; times how much the unit counts."""
    is_known = labels >= 0
    scores, labels = scores[is_known], labels[is_known]
    scores = scores - scores.max(1, keepdims=True)
    found: Floats = np.log(np.exp(scores).sum(1)) - scores[np.arange(len(labels)), labels]
    return found if counted is None else found * counted[is_known]


def best_scale(scores: Sequence[Floats], labels: Sequence[Ints], counted: Sequence[Floats]) -> float:
    """The number, from `LEAST_SCALE` to `LARGEST_SCALE`, that scores are best multiplied by.

    They are then as sure as they ought to be, and no label changes.

    Args:
        scores: ``unit label`` of each part.
        labels: of the units of each part.
        counted: how much each of these units counts.
    """

    def loss(logarithm: float) -> float:
        parts = zip(scores, labels, counted, strict=True)
        losses = [cross_entropy(np.exp(logarithm) * each, right, weights) for each, right, weights in parts]
        return float(np.concatenate(losses).mean())

    bounds = (np.log(LEAST_SCALE), np.log(LARGEST_SCALE))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def log_count_ratios(design: sp.csr_matrix, labels: Ints, n_labels: int, *, added: float = 2.0) -> Floats:
    """How much more often units of a label have a value than all others do, as a logarithm: ``value label``.

    ``added`` is counted beside what was seen.
    """
    in_all = np.asarray(design[labels >= 0].sum(0)).ravel()
    found = np.empty((design.shape[1], n_labels))
    for label in range(n_labels):
        inside = np.asarray(design[labels == label].sum(0)).ravel()
        with_label, without = inside + added, in_all - inside + added
        found[:, label] = np.log(with_label / with_label.sum()) - np.log(without / without.sum())
    return found


def _shapes(block: Block, n_labels: int) -> list[tuple[int, int]]:
    free = [(block.n_values if block.free is None else len(block.free), n_labels)]
    return free if block.embedding is None else [*free, (block.embedding.shape[1], n_labels)]


def _penalties(blocks: Sequence[Block]) -> list[float]:
    return [
        penalty
        for block in blocks
        for penalty in ((block.penalty,) if block.embedding is None else (block.penalty, block.vector_penalty))
    ]


def _seen(design: sp.csr_matrix, blocks: Sequence[Block]) -> list[Ints]:
    """The values of each block that some unit has: the others have no slope, and need not be gone through."""
    counts = np.bincount(design.indices, minlength=design.shape[1])
    ends = np.cumsum([block.n_values for block in blocks])
    return [np.flatnonzero(part) for part in np.split(counts, ends[:-1])]


def _only(seen: Sequence[Ints], design: sp.csr_matrix, blocks: Sequence[Block]) -> sp.csr_matrix:
    """The design of these values of each block alone."""
    starts = np.cumsum([0, *(block.n_values for block in blocks)])
    return design[:, np.concatenate([start + values for start, values in zip(starts, seen, strict=False)])]


def _narrowed(block: Block, seen: Ints) -> Block:
    """The block with these values alone."""
    everything = np.arange(block.n_values) if block.free is None else block.free
    is_kept = np.isin(everything, seen)
    return replace(
        block,
        n_values=len(seen),
        free=np.searchsorted(seen, everything[is_kept]),
        scale=None if block.scale is None else block.scale[is_kept],
        embedding=None if block.embedding is None else block.embedding[seen],
    )


def _widened(
    numbers: Floats, blocks: Sequence[Block], narrow: Sequence[Block], seen: Sequence[Ints], n_labels: int
) -> list[Floats]:
    """The weights of all values, ``value label`` of each block, from the numbers that were found for narrow blocks."""
    found, start = [], 0
    for block, small, values in zip(blocks, narrow, seen, strict=True):
        own, directions, start = _parts(numbers, start, small, n_labels)
        weights = np.zeros((block.n_values, n_labels)) if block.embedding is None else block.embedding @ directions
        weights[values[small.free]] += own
        found.append(weights)
    return found


def _parts(numbers: Floats, start: int, block: Block, n_labels: int) -> tuple[Floats, Floats, int]:
    """The block's free numbers, scaled, its directions, and where the next block begins."""
    parts = []
    for shape in _shapes(block, n_labels):
        parts.append(numbers[start : start + shape[0] * shape[1]].reshape(shape))
        start += shape[0] * shape[1]
    own = parts[0] if block.scale is None else block.scale * parts[0]
    return own, parts[-1], start


def _weights(numbers: Floats, blocks: Sequence[Block], n_labels: int) -> list[Floats]:
    """The weights of each block, ``value label``."""
    found, start = [], 0
    for block in blocks:
        own, directions, start = _parts(numbers, start, block, n_labels)
        weights = np.zeros((block.n_values, n_labels)) if block.embedding is None else block.embedding @ directions
        weights[slice(None) if block.free is None else block.free] += own
        found.append(weights)
    return found


def _slopes(by_value: Floats, blocks: Sequence[Block]) -> Floats:
    """The gradient by the free numbers, from that by the weights."""
    parts, start = [], 0
    for block in blocks:
        of_block = by_value[start : start + block.n_values]
        start += block.n_values
        own = of_block if block.free is None else of_block[block.free]
        parts.append((own if block.scale is None else block.scale * own).ravel())
        if block.embedding is not None:
            parts.append((block.embedding.T @ of_block).ravel())
    return np.concatenate(parts)
