"""Labels of any type that scikit-learn takes, and the names that programs have for them: what `str` makes of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils import assert_all_finite, column_or_1d  # type: ignore[import-untyped]
from sklearn.utils.multiclass import check_classification_targets  # type: ignore[import-untyped]

from glassformer.errors import InputError

LabelArray = npt.NDArray[Any]


def given(y: Any, estimator: object) -> Any:
    """What the user gave. Raises InputError where that is None; in the words that scikit-learn has for it."""
    if y is None:
        raise InputError(f"{type(estimator).__name__} requires y to be passed, but the target y is None")
    return y


def check_valid(texts: Any, labels: Any) -> None:
    """Raise InputError where only one of texts to choose by and their labels is there."""
    if (texts is None) != (labels is None):
        raise InputError("X_valid and y_valid go together; give both, or neither")


def read_labels(y: Any, estimator: object) -> LabelArray:
    """``sample``: one label for each.

    Args:
        y: what the user gave.
        estimator: that needs it, for messages.

    Raises:
        ValueError: it is missing, has more dimensions, or is not of numbers, strings or Booleans that name classes.
    """
    labels: LabelArray = column_or_1d(given(y, estimator), warn=True)
    assert_all_finite(labels, input_name="y")
    check_classification_targets(labels)
    return labels


def find_classes(labels: LabelArray) -> LabelArray:
    """``class``: every label once, in order. Raises InputError where there is only one."""
    classes: LabelArray = np.unique(labels)
    if len(classes) < 2:
        what = f"one class only, {names_of(classes)[0]!r}" if len(classes) else "no labels"
        raise InputError(f"y has {what}; at least two classes are needed to learn")
    return classes


def names_of(classes: LabelArray) -> tuple[str, ...]:
    """The name of each class."""
    return tuple(map(str, classes.tolist()))


def name_labels(labels: Iterable[Any], classes: LabelArray) -> tuple[str, ...]:
    """The name of each label: that of the class that is equal to it, or its own."""
    names = dict(zip(classes.tolist(), names_of(classes), strict=True))
    return tuple(names.get(label, str(label)) for label in labels)
