"""How much each value of each variable counts in the end: refitted on the discrete variables, and put on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.readings import Folds, Reading
from glassformer.learning.text.roles import design_of
from glassformer.learning.text.softmax import Block, Fitted, cross_entropy, fit_softmax

PENALTIES = (3.0, 10.0, 30.0)
"""What holds weights back where they began; beside these, they may stay as they are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """A variable with its weights, ``value label``."""

    reading: Reading
    weights: Floats


def design_of_readings(readings: Sequence[Reading], texts: EncodedTexts, folds: Folds = None) -> sp.csr_matrix:
    """``unit value``, the variables' values side by side."""
    return design_of([each.values(texts, folds) for each in readings], [each.n_values for each in readings], texts)


def weigh(
    weighed: Sequence[Weighed],
    bias: Floats,
    train: EncodedTexts,
    folds: Folds,
    valid: EncodedTexts,
    sample_weights: Floats | None = None,
) -> tuple[tuple[Weighed, ...], Floats, float]:
    """The weights that explain validation labels best: as they are, or moved from there by the training texts.

    Returns:
        The variables with their weights, the bias, and the penalty that was chosen (infinite where nothing moved).
    """
    readings = [each.reading for each in weighed]
    design, validation = design_of_readings(readings, train, folds), design_of_readings(readings, valid)
    start = Fitted(weights=tuple(each.weights for each in weighed), bias=bias)
    offset, kept = start.scores(design), start.scores(validation)
    found = [(float(cross_entropy(kept, valid.labels).mean()), float("inf"), start)]
    for penalty in PENALTIES:
        blocks = [Block(n_values=each.n_values, penalty=penalty) for each in readings]
        moved = fit_softmax(
            design, train.labels, len(bias), blocks, offset=offset, sample_weights=sample_weights, iterations=40
        )
        loss = float(cross_entropy(kept + moved.scores(validation), valid.labels).mean())
        weights = tuple(old + new for old, new in zip(start.weights, moved.weights, strict=True))
        found.append((loss, penalty, Fitted(weights=weights, bias=bias + moved.bias)))
    _, penalty, best = min(found, key=lambda each: each[0])
    together = tuple(Weighed(reading=one, weights=rows) for one, rows in zip(readings, best.weights, strict=True))
    return together, best.bias, penalty


def scores_of(weighed: Sequence[Weighed], bias: Floats, texts: EncodedTexts, folds: Folds = None) -> Floats:
    """The scores of each unit, ``unit label``."""
    fitted = Fitted(weights=tuple(each.weights for each in weighed), bias=bias)
    return fitted.scores(design_of_readings([each.reading for each in weighed], texts, folds))


def labels_of(scores: Floats) -> Ints:
    """The best label of each unit; the first of equals."""
    found: Ints = np.asarray(scores.argmax(1), np.int64)
    return found


def loss_of(weighed: Sequence[Weighed], bias: Floats, texts: EncodedTexts) -> float:
    """The mean cross-entropy of the units of texts, in nats."""
    return float(cross_entropy(scores_of(weighed, bias, texts), texts.labels).mean())
