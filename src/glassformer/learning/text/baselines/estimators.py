"""The classical models, with the settings that are tried of each; the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.naive_bayes import MultinomialNB  # type: ignore[import-untyped]
from sklearn.tree import DecisionTreeClassifier  # type: ignore[import-untyped]

from glassformer.learning.text.baselines.candidates import Settings

Estimators = Callable[[int], Iterator[tuple[Settings, Any]]]
"""From a seed: settings, each with an estimator of scikit-learn that has not learned yet."""

ALPHAS = (3.0, 1.0, 0.3, 0.1, 0.03)
INVERSE_PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
LEAF_SIZES = (20, 10, 5, 2, 1)

TOLERANCE = 1e-5
"""Of the slope where logistic regression ends; with the default, 1e-4, texts still change sides afterwards."""
MAX_ITERATIONS = 2000


def naive_bayes(seed: int) -> Iterator[tuple[Settings, Any]]:
    """Multinomial naive Bayes, by how often each word is taken to be in each class beforehand."""
    for alpha in ALPHAS:
        yield {"alpha": alpha}, MultinomialNB(alpha=alpha)


def logistic_regression(seed: int) -> Iterator[tuple[Settings, Any]]:
    """Multinomial logistic regression with a squared penalty, by C, the inverse of its weight."""
    for c in INVERSE_PENALTIES:
        yield {"C": c}, LogisticRegression(C=c, tol=TOLERANCE, max_iter=MAX_ITERATIONS)


def decision_tree(seed: int) -> Iterator[tuple[Settings, Any]]:
    """Decision trees, by how many training examples a leaf has at least; among equal splits the seed chooses."""
    for n in LEAF_SIZES:
        yield {"min_samples_leaf": n}, DecisionTreeClassifier(min_samples_leaf=n, random_state=seed)
