"""Weak contributions silenced: words that say hardly more than an unknown word come to say just that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.choosing import hair_of
from glassformer.learning.text.classes import OTHER
from glassformer.learning.text.contributions import Contributions, Regression
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.softmax import Fitted, cross_entropy

WEAK = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.09, 0.06, 0.045, 0.03, 0.02, 0.01, 0.005)
"""Limits, in nats, below which weights may be too weak to matter."""
ROUNDING = 1e-12
"""Of sums of what units count, as a share."""
MANY = 130
"""Values of an input that needs no classes, at most, marks included."""


def quieted_contributions(
    contributions: Contributions, regression: Regression, valid: EncodedTexts
) -> tuple[Contributions, float]:
    """The contributions with the weak ones of inputs with many values silenced, and the limit that was taken.

    It is the highest of `WEAK` with which as many units are right, and the cross-entropy rises by less than a hair of
    the entropy of the labels; both over training units, in folds, and those of validation.
    """
    train, design = regression.texts, regression.design(valid)
    is_many = [train.cardinalities[role.input] > MANY for role in contributions.roles]
    fold_of_unit = contributions.fold[train.text_of_unit]
    units = [np.flatnonzero(fold_of_unit == number) for number in range(len(contributions.of_folds))]
    parts, order = [regression.training[each] for each in units], np.concatenate(units)

    def scores(limit: float) -> list[Floats]:
        found = silenced(limit)
        return [_in_folds(found, parts, order), found.fitted.scores(design)]

    def silenced(limit: float) -> Contributions:
        return replace(
            contributions,
            fitted=_silenced(contributions.fitted, is_many, limit),
            of_folds=tuple(_silenced(fitted, is_many, limit) for fitted in contributions.of_folds),
        )

    limit = harmless_limit(scores, [train, valid])
    return silenced(limit), limit


def harmless_limit(scores: Callable[[float], Sequence[Floats]], parts: Sequence[EncodedTexts]) -> float:
    """The highest limit of `WEAK` with which as many units are right, each as much as it counts; 0 where there is none.

    The cross-entropy may rise by less than a hair of the entropy of the labels.

    Args:
        scores: of each part, ``unit label``, where all below a limit is silenced.
        parts: the training texts, and others.
    """
    labels, counted = (np.concatenate([getattr(part, name) for part in parts]) for name in ("labels", "counted"))

    def standing(limit: float) -> tuple[float, float]:
        found = np.concatenate(scores(limit))
        return float(counted[found.argmax(1) == labels].sum()), float(cross_entropy(found, labels, counted).mean())

    most, least = standing(0.0)
    for limit in WEAK:
        right, loss = standing(limit)
        if right >= most * (1 - ROUNDING) and loss <= least + hair_of(parts[0]):
            return limit
    return 0.0


def _in_folds(contributions: Contributions, parts: list[sp.csr_matrix], order: Ints) -> Floats:
    scores = np.concatenate([each.scores(part) for each, part in zip(contributions.of_folds, parts, strict=True)])
    found = np.empty_like(scores)
    found[order] = scores
    return found


def _silenced(fitted: Fitted, is_many: list[bool], limit: float) -> Fitted:
    weights = []
    for rows, is_one in zip(fitted.weights, is_many, strict=True):
        is_weak = np.abs(rows - rows[OTHER]).max(1, keepdims=True) < limit
        weights.append(np.where(is_weak, rows[OTHER], rows) if is_one else rows)
    return replace(fitted, weights=tuple(weights))
