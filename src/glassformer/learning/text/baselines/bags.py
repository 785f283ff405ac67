"""Classifying a text by which words are in it: naive Bayes, logistic regression and a decision tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]

from glassformer.learning.text.baselines.candidates import Baseline, Candidate, Experiment
from glassformer.learning.text.baselines.estimators import (
    Estimators,
    decision_tree,
    logistic_regression,
    naive_bayes,
)
from glassformer.tasks.text import TextExamples


def _candidates(estimators: Estimators) -> Callable[[Experiment], Iterator[Candidate]]:
    """Each estimator on words in lower case, and on words as they are written."""

    def candidates(experiment: Experiment) -> Iterator[Candidate]:
        train = experiment.data.train
        for is_lower in (True, False):
            for settings, estimator in estimators(experiment.seed):
                bag = CountVectorizer(analyzer=_lowered if is_lower else list, binary=True)
                model = make_pipeline(bag, estimator).fit(train.tokens, train.classes)
                yield Candidate(settings={"is_lower": is_lower, **settings}, predict=partial(_predict, model))

    return candidates


def _lowered(words: Sequence[str]) -> list[str]:
    return [word.lower() for word in words]


def _predict(model: Any, examples: TextExamples) -> list[str]:
    labels: list[str] = model.predict(examples.tokens).tolist()
    return labels


_SEES = "sees which words of the training texts are in a text, not where or how often"

NAIVE_BAYES = Baseline(name="naive_bayes", kind="classify", description=_SEES, candidates=_candidates(naive_bayes))
LOGISTIC_REGRESSION = Baseline(
    name="logistic_regression", kind="classify", description=_SEES, candidates=_candidates(logistic_regression)
)
DECISION_TREE = Baseline(
    name="decision_tree", kind="classify", description=_SEES, candidates=_candidates(decision_tree)
)
