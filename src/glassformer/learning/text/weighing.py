"""How much each value of each variable counts in the end: refitted on the discrete variables, and put on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.choosing import fall_of, in_errors
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.quieting import harmless_limit
from glassformer.learning.text.readings import Folds, Reading
from glassformer.learning.text.roles import design_of
from glassformer.learning.text.softmax import Block, Fitted, best_scale, cross_entropy, fit_softmax

PENALTIES = (3.0, 10.0, 30.0)
"""What holds weights back where they began; beside these, they may stay as they are."""
LEAST_GAIN = 1.0
"""How many standard errors the cross-entropy of validation texts has to fall for weights to be moved."""


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
) -> tuple[tuple[Weighed, ...], Floats, float]:
    """The weights that explain validation labels best: scaled, and then moved from there by the training texts or not.

    They are moved only where the cross-entropy of validation texts falls by `LEAST_GAIN` of its standard errors. That
    of training texts, fold by fold, would not do: their scores are of weights that were learned from fewer texts.

    Returns:
        The variables with their weights, the bias, and the penalty that was chosen (infinite where nothing moved).
    """
    readings = [each.reading for each in weighed]
    design, validation = design_of_readings(readings, train, folds), design_of_readings(readings, valid)
    fitted = Fitted(weights=tuple(each.weights for each in weighed), bias=bias)
    start = _scaled(fitted, [design, validation], [train, valid])
    offset, kept = start.scores(design), start.scores(validation)
    blocks = [Block(n_values=each.n_values, penalty=1.0) for each in readings]
    found = [(0.0, float("inf"), start)]
    for penalty in PENALTIES:
        held = [replace(block, penalty=penalty) for block in blocks]
        move = fit_softmax(
            design, train.labels, len(bias), held, offset=offset, sample_weights=train.counted, iterations=40
        )
        falls = fall_of(kept, kept + move.scores(validation), valid.labels, valid.counted)
        if in_errors(falls) >= LEAST_GAIN:
            weights = tuple(old + new for old, new in zip(start.weights, move.weights, strict=True))
            found.append((float(falls.mean()), penalty, Fitted(weights=weights, bias=start.bias + move.bias)))
    _, penalty, best = max(found, key=lambda each: each[0])
    together = tuple(Weighed(reading=one, weights=rows) for one, rows in zip(readings, best.weights, strict=True))
    return together, best.bias, penalty


def _scaled(fitted: Fitted, designs: Sequence[sp.csr_matrix], parts: Sequence[EncodedTexts]) -> Fitted:
    """The same times one number, with which the scores are as sure as they ought to be; no label changes by it."""
    scores = [fitted.scores(design) for design in designs]
    scale = best_scale(scores, [each.labels for each in parts], [each.counted for each in parts])
    return Fitted(weights=tuple(rows * scale for rows in fitted.weights), bias=fitted.bias * scale)


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
    return float(cross_entropy(scores_of(weighed, bias, texts), texts.labels, texts.counted).mean())


def quieted(
    weighed: Sequence[Weighed], bias: Floats, train: EncodedTexts, folds: Folds, valid: EncodedTexts
) -> tuple[Weighed, ...]:
    """The same with as many weights as possible 0: the weak ones, where that makes nothing worse.

    As weak counts what lies below the highest of `WEAK` with which as many units are right, and the cross-entropy rises
    by less than a hair of the entropy of the labels; both over the training units, in folds, and those of validation.
    """
    readings = [each.reading for each in weighed]
    designs = [design_of_readings(readings, train, folds), design_of_readings(readings, valid)]
    given = [each.weights for each in weighed]

    def silenced(limit: float) -> tuple[Floats, ...]:
        return tuple(np.where(np.abs(rows).max(1, keepdims=True) < limit, 0, rows) for rows in given)

    def scores(limit: float) -> list[Floats]:
        fitted = Fitted(weights=silenced(limit), bias=bias)
        return [fitted.scores(design) for design in designs]

    weights = silenced(harmless_limit(scores, [train, valid]))
    return tuple(Weighed(reading=one, weights=rows) for one, rows in zip(readings, weights, strict=True))
