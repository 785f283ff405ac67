"""Which roles are worth having beside the words themselves: one after another, by cross-validation.

A role is taken where, fitted on the scores that there are, it lets the cross-entropy of texts that it was not fitted
on fall by more than `LEAST_GAIN` of its own standard errors. What is not needed is not in the program, and does not
have to be read: a label that follows from words alone gets a program of words alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from glassformer.learning.text.contributions import Regression, Strength
from glassformer.learning.text.encoded import EncodedTexts, Floats, Ints
from glassformer.learning.text.roles import Role
from glassformer.learning.text.softmax import cross_entropy

LEAST_GAIN = 2.0
"""How many standard errors the cross-entropy has to fall."""
HAIR = 0.002
"""And how far, as a share of the entropy of the labels."""
ITERATIONS = 30
"""Of each fit."""
LARGEST_SAMPLE = 100_000
"""Training units that roles are chosen by, at most."""
N_TRIED = 6
"""How many of the most promising roles are fitted in one round."""

OnTry = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Standing:
    """The scores that the chosen roles give, each unit's by weights that were fitted without it: ``unit label``."""

    train: Floats
    valid: Floats


def choose_roles(
    regression: Regression, valid: EncodedTexts, strength: Strength, fold: Ints, on_try: OnTry
) -> tuple[Role, ...]:
    """The roles that are worth having, in their order; at least one.

    Args:
        regression: with every role that there may be.
        valid: texts that are never fitted on.
        strength: of all weights.
        fold: of each training text.
        on_try: told of each role that was fitted, and its gain in standard errors.
    """
    train = regression.texts
    units = sample_of(train)
    labels, counted, fold_of_unit = train.labels[units], train.counted[units], fold[train.text_of_unit][units]
    standing = Standing(np.zeros((len(units), regression.n_labels)), np.zeros((valid.n_units, regression.n_labels)))
    designs = {role: regression.only(role).training[units] for role in regression.roles}
    hair = hair_of(train)
    chosen: list[Role] = []
    left = list(regression.roles)
    while left:
        worth = {role: promise_of(designs[role], standing.train, labels, counted, strength.penalty) for role in left}
        promising = [role for role in sorted(left, key=lambda role: -worth[role])[:N_TRIED] if worth[role] > 0]
        n_before = len(chosen)
        for role in promising:
            falls, moved = tried(regression.only(role), standing, valid, strength, units, fold_of_unit)
            on_try(role.name, in_errors(falls))
            if is_worth_it(falls, hair):
                chosen.append(role)
                standing = moved
            left.remove(role)
        if len(chosen) == n_before:
            break
    return tuple(role for role in regression.roles if role in chosen) or regression.roles[:1]


def sample_of(texts: EncodedTexts) -> Ints:
    """The units of the first texts, as far as there are no more than `LARGEST_SAMPLE`; they are in no order."""
    n_units = np.bincount(texts.text_of_unit, minlength=len(texts.lengths))
    shuffled = np.random.default_rng(0).permutation(len(n_units))
    taken = shuffled[np.cumsum(n_units[shuffled]) <= LARGEST_SAMPLE]
    return np.flatnonzero(np.isin(texts.text_of_unit, taken))


def promise_of(design: sp.csr_matrix, scores: Floats, labels: Ints, counted: Floats, penalty: float) -> float:
    """What a Newton step on the weights would gain in cross-entropy, less what chance would, in nats.

    Squares of values that a unit has several times are taken as if these were of different units.
    """
    errors, spreads = errors_of(scores, labels, counted)
    slopes, curvatures = design.T @ errors, design.T @ spreads
    gains, by_chance = slopes**2 / (curvatures + penalty), curvatures / (curvatures + penalty)
    return float((gains - by_chance).sum() / 2)


def errors_of(scores: Floats, labels: Ints, counted: Floats) -> tuple[Floats, Floats]:
    """The slope of each unit's cross-entropy by its scores, downwards, and its curvature: ``unit label`` both.

    Units without a label have to count 0.
    """
    exponentials = np.exp(scores - scores.max(1, keepdims=True))
    shares = exponentials / exponentials.sum(1, keepdims=True)
    errors = -shares
    errors[np.arange(len(labels)), labels] += 1
    return errors * counted[:, None], shares * (1 - shares) * counted[:, None]


def tried(
    regression: Regression, standing: Standing, valid: EncodedTexts, strength: Strength, units: Ints, fold: Ints
) -> tuple[Floats, Standing]:
    """By how much the cross-entropy of units falls with a role, and the scores with it.

    Args:
        regression: with that role alone.
        standing: the scores that there are, of these units and of all of ``valid``.
        valid: texts that are never fitted on.
        strength: of the weights.
        units: of the training texts that are fitted on.
        fold: of each of these.
    """
    train = regression.texts
    labels, counted, moved = train.labels[units], train.counted[units], standing.train.copy()
    falls = []
    for number in np.unique(fold):
        inside, outside = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        fitted = regression.fit(strength, units[outside], offset=standing.train[outside], iterations=ITERATIONS)
        moved[inside] += fitted.scores(regression.training[units[inside]])
        falls.append(fall_of(standing.train[inside], moved[inside], labels[inside], counted[inside]))
    fitted = regression.fit(strength, units, offset=standing.train, iterations=ITERATIONS)
    validation = standing.valid + fitted.scores(regression.design(valid))
    falls.append(fall_of(standing.valid, validation, valid.labels, valid.counted))
    return np.concatenate(falls), Standing(moved, validation)


def fall_of(before: Floats, after: Floats, labels: Ints, counted: Floats) -> Floats:
    """By how much the cross-entropy of each unit that has a label falls from scores to others, ``unit label`` both."""
    return cross_entropy(before, labels, counted) - cross_entropy(after, labels, counted)


def is_worth_it(falls: Floats, hair: float, least_gain: float = LEAST_GAIN) -> bool:
    """Whether the cross-entropy of units falls by enough, and by so many standard errors."""
    return in_errors(falls) >= least_gain and float(falls.mean()) > hair


def hair_of(texts: EncodedTexts) -> float:
    """A difference in cross-entropy that is too small to have a program grow for it."""
    return HAIR * entropy_of(texts.labels, texts.counted)


def entropy_of(labels: Ints, counted: Floats) -> float:
    """The entropy of labels, in nats: the cross-entropy of a guess that knows only how much of the whole each is."""
    is_known = labels >= 0
    counts = np.bincount(labels[is_known], counted[is_known])
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def in_errors(falls: Floats) -> float:
    """The mean, in its own standard errors."""
    error = float(falls.std() / np.sqrt(max(len(falls), 1)))
    return float(falls.mean()) / error if error > 0 else 0.0
