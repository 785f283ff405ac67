# ruff: noqa: N803 - X is what scikit-learn calls it
"""Estimators that take rows of numbers, which is what scikit-learn's checks give: each number is a word.

What is checked with them is everything that does not depend on what texts are: labels, settings, state, agreement of
the methods. Rows are validated by scikit-learn itself.
"""

import numpy as np
from sklearn.utils import ClassifierTags, column_or_1d
from sklearn.utils.validation import validate_data

import glassformer as gf

QUICK = {"tables": 0, "penalties": 1, "vector_size": 0, "select": False}
"""Settings with which a fit takes no time."""


def as_texts(rows):
    """For each row a word for each number, which says where that is and about how large."""
    return [[f"x{place}:{round(2 * number)}" for place, number in enumerate(row)] for row in rows]


def takes_rows(tags):
    tags.input_tags.two_d_array = True
    tags.input_tags.string = False
    return tags


class ClassifierOfNumbers(gf.ProgramClassifier):
    def __sklearn_tags__(self):
        return takes_rows(super().__sklearn_tags__())

    def fit(self, X, y):
        return super().fit(as_texts(validate_data(self, X)), y)

    def predict(self, X):
        return super().predict(self._texts(X))

    def predict_proba(self, X):
        return super().predict_proba(self._texts(X))

    def decision_function(self, X):
        return super().decision_function(self._texts(X))

    def _texts(self, rows):
        self._text_program()
        return as_texts(validate_data(self, rows, reset=False))


class TaggerOfNumbers(gf.ProgramTagger):
    """Every word of a row has the row's label, and what the first word gets is what is predicted."""

    def __sklearn_tags__(self):
        tags = takes_rows(super().__sklearn_tags__())
        tags.estimator_type, tags.classifier_tags = "classifier", ClassifierTags()
        return tags

    def fit(self, X, y):
        rows = validate_data(self, X)
        labels = None if y is None else [[label] * rows.shape[1] for label in column_or_1d(y, warn=True)]
        return super().fit(as_texts(rows), labels)

    def predict(self, X):
        self._text_program()
        return np.array([tags[0] for tags in super().predict(as_texts(validate_data(self, X, reset=False)))])

    def score(self, X, y):
        return float(np.mean(self.predict(X) == y))
