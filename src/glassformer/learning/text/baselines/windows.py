"""Tagging a word by itself and its neighbours: logistic regression and a decision tree on windows of three words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from glassformer.learning.text.baselines.candidates import Baseline, Candidate, Experiment
from glassformer.learning.text.baselines.estimators import Estimators, decision_tree, logistic_regression
from glassformer.tasks.text import FeatureSet, TextExamples

OFFSETS = (-1, 0, 1)
"""The words that are seen, from the one whose tag is asked."""


class Windows:
    """What stands in the window around each word of texts, as zeros and ones.

    Args:
        train: the texts whose words are known; every other word is one and the same.
        features: the features of words.
        is_lower: whether words are looked up in lower case.
    """

    def __init__(self, train: TextExamples, features: FeatureSet, *, is_lower: bool) -> None:
        self.features, self.is_lower = features, is_lower
        self.words = {word: index for index, word in enumerate(sorted(set(self._words(train))), start=1)}
        cardinalities = [len(self.words) + 1, *(len(variable.values) for variable in features.variables)]
        self.sizes = np.array(cardinalities) + 1  # the first value is that no word is there

    def matrix(self, examples: TextExamples) -> csr_array[Any, tuple[int, int]]:
        """``word column``: for the words of all texts, one after the other, which words and values are around each."""
        values, is_word = self._values(examples)  # place variable; place
        places = np.flatnonzero(is_word)
        window = np.concatenate([values[places + offset] for offset in OFFSETS], axis=1)  # word variable-by-offset
        sizes = np.tile(self.sizes, len(OFFSETS))
        columns = window + np.cumsum([0, *sizes[:-1]])
        starts = np.arange(len(columns) + 1) * len(sizes)
        ones = np.ones(columns.size, dtype=np.float32)
        # scikit-learn's trees take indices of 32 bits only
        indices, starts = columns.ravel().astype(np.int32), starts.astype(np.int32)
        return csr_array((ones, indices, starts), shape=(len(columns), int(sizes.sum())))

    def _values(self, examples: TextExamples) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """``place variable`` and ``place``: values at words, from 1; 0 at a place before and after each text."""
        lengths = np.array([len(words) for words in examples.tokens], dtype=np.int64)
        is_word = np.ones(lengths.sum() + len(lengths) + 1, dtype=bool)
        is_word[np.cumsum([0, *(lengths + 1)])] = False
        by_variable = [[self.words.get(word, 0) for word in self._words(examples)]]
        for texts in self.features.encode(examples).values():
            by_variable.append([value for text in texts for value in text])
        values = np.zeros((len(is_word), len(by_variable)), dtype=np.int64)
        values[is_word] = np.array(by_variable, dtype=np.int64).T + 1
        return values, is_word

    def _words(self, examples: TextExamples) -> Iterator[str]:
        return (word.lower() if self.is_lower else word for words in examples.tokens for word in words)


def _candidates(estimators: Estimators) -> Callable[[Experiment], Iterator[Candidate]]:
    """Each estimator on the same windows."""

    def candidates(experiment: Experiment) -> Iterator[Candidate]:
        train = experiment.data.train
        windows = Windows(train, experiment.features, is_lower=experiment.vocabulary.is_lower)
        matrix, tags = windows.matrix(train), np.array([tag for tags in train.tags for tag in tags])
        for settings, estimator in estimators(experiment.seed):
            model = estimator.fit(matrix, tags)
            yield Candidate(settings=settings, predict=partial(_predict, windows, model))

    return candidates


def _predict(windows: Windows, model: Any, examples: TextExamples) -> list[list[str]]:
    """The tags of each text's words."""
    if not examples.n_tokens:
        return [[] for _ in examples.tokens]
    tags = iter(model.predict(windows.matrix(examples)).tolist())
    return [[next(tags) for _ in words] for words in examples.tokens]


_SEES = (
    "sees the word and every feature of it, and the same of the word before and of the word after; words are all those "
    "of the training texts, in lower case if the program's are"
)

LOGISTIC_REGRESSION = Baseline(
    name="logistic_regression", kind="tag", description=_SEES, candidates=_candidates(logistic_regression)
)
DECISION_TREE = Baseline(name="decision_tree", kind="tag", description=_SEES, candidates=_candidates(decision_tree))
