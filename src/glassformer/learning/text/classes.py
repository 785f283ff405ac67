"""Values grouped into classes that say nearly the same: so many words become a variable of at most 128 values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glassformer.learning.text.contributions import Contributions
from glassformer.learning.text.encoded import N_MARKS, EncodedTexts, Floats, Ints
from glassformer.learning.text.roles import Role

MAX_VALUES = 128
"""How many values a variable that is learned has at most."""
UNSEEN = 0.3
"""What a value that training texts have not counts for, in occurrences."""
OTHER = N_MARKS
"""The value of every word, and of every column, that stands for all that are not known."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Classes:
    """The values of an input in a role, in classes.

    Attributes:
        role: whose values.
        names: of the classes: each is called after its most frequent member.
        centroids: what a member says for each label, ``class label``.
        of_value: the class of each ``value``, marks included.
        of_value_by_fold: the same for each fold of the training texts, ``fold value``: what was learned without it.
    """

    role: Role
    names: tuple[str, ...]
    centroids: Floats
    of_value: Ints
    of_value_by_fold: Ints

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return len(self.names)


def group(
    contributions: Contributions,
    role: Role,
    texts: EncodedTexts,
    value_names: Sequence[str],
    *,
    n_classes: int = MAX_VALUES,
    n_variables: int = 1,
    seed: int = 0,
) -> tuple[Classes, ...]:
    """The values in so many classes, or fewer, by what they say: k-means, in which frequent values weigh more.

    A second variable groups the values by what their classes in the first leave unsaid, and so on: what a value says
    is then the sum over its classes.

    Args:
        contributions: what values say.
        role: of which input.
        texts: to learn from.
        value_names: of the input's values, marks included.
        n_classes: how many classes each variable has, at most.
        n_variables: how many variables.
        seed: of k-means.
    """
    place = contributions.roles.index(role)
    left, left_by_fold = contributions.of(role), [fitted.weights[place] for fitted in contributions.of_folds]
    counts = np.bincount(role.values(texts), minlength=len(left))
    found = []
    for _ in range(n_variables):
        centroids = _centroids(left, counts, n_classes, seed)
        of_value, by_fold = _nearest(left, centroids), np.stack([_nearest(each, centroids) for each in left_by_fold])
        names = _names(of_value, counts, value_names)
        found.append(Classes(role=role, names=names, centroids=centroids, of_value=of_value, of_value_by_fold=by_fold))
        left = left - centroids[of_value]
        left_by_fold = [each - centroids[classes] for each, classes in zip(left_by_fold, by_fold, strict=True)]
    return tuple(found)


def _centroids(weights: Floats, counts: Ints, n_classes: int, seed: int) -> Floats:
    """What each class says, ``class label``; each is that of some value."""
    from sklearn.cluster import KMeans  # type: ignore[import-untyped]  # slow to import, and seldom needed

    weights = np.round(weights, 6)  # what hardly differs would be too near for it to tell apart
    means = KMeans(min(n_classes, len(np.unique(weights, axis=0))), n_init=1, random_state=seed)
    centroids = means.fit(weights, sample_weight=np.sqrt(counts + UNSEEN)).cluster_centers_
    used: Floats = centroids[np.unique(_nearest(weights, centroids))]
    return used


def _nearest(weights: Floats, centroids: Floats) -> Ints:
    distances = (centroids**2).sum(1) - 2 * weights @ centroids.T
    found: Ints = distances.argmin(1).astype(np.int64)
    return found


def _names(of_value: Ints, counts: Ints, value_names: Sequence[str]) -> tuple[str, ...]:
    """The most frequent member of each class; of equals the first. A mark names a class only where it is alone."""
    order = np.lexsort((np.arange(len(counts)), -counts, np.arange(len(counts)) < N_MARKS))
    names: dict[int, str] = {}
    for value in order:
        names.setdefault(int(of_value[value]), f"~{value_names[value]}")
    return tuple(names[number] for number in range(len(names)))
