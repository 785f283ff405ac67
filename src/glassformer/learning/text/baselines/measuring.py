"""Every baseline on the same data: each tuned on the validation texts, and scored on the test texts once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from glassformer.errors import ConfigurationError, InputError, suggest
from glassformer.learning.text.baselines import bags, frequencies, transformer, windows
from glassformer.learning.text.baselines.candidates import Baseline, Candidate, Experiment, Settings
from glassformer.learning.text.baselines.scores import Score
from glassformer.tasks.text import FeatureSet, Kind, TextData, Vocabulary

BASELINES = (
    frequencies.MAJORITY_CLASS,
    bags.NAIVE_BAYES,
    bags.LOGISTIC_REGRESSION,
    bags.DECISION_TREE,
    frequencies.MOST_FREQUENT_TAG,
    windows.LOGISTIC_REGRESSION,
    windows.DECISION_TREE,
    *transformer.STANDARD_TRANSFORMERS,
)
"""Every baseline, for either kind of task the plainest first."""

MAX_LENGTH = 64
"""How many words the standard Transformer sees at once, by default."""


@dataclass(frozen=True, kw_only=True)
class BaselineResult:
    """What a baseline gets right.

    Attributes:
        name: what it is called.
        description: what it sees, in one sentence.
        tuned: ``"tried"`` has the settings of each of its models, with their score on the validation texts as
            ``"valid"``; ``"chosen"`` has the settings of the best.
        valid: the score of the best on the validation texts.
        test: the score on the test texts.
        seconds: how long it took, tuning included.
    """

    name: str
    description: str
    tuned: dict[str, Any]
    valid: Score
    test: Score
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "name": self.name,
            "description": self.description,
            "tuned": self.tuned,
            "valid": self.valid.to_dict(),
            "test": self.test.to_dict(),
            "seconds": self.seconds,
        }


def measure_baselines(
    data: TextData,
    *,
    features: FeatureSet,
    vocabulary: Vocabulary,
    names: Sequence[str] | None = None,
    seed: int = 0,
    max_length: int = MAX_LENGTH,
    on_done: Callable[[BaselineResult], None] | None = None,
) -> list[BaselineResult]:
    """How well baselines do on a text task, in the order of ``names``.

    Every setting is chosen by the score on ``data.valid``; the one model that is chosen then answers ``data.test``.

    Args:
        data: what is learned from, chosen by and tested on.
        features: what a program sees of each word besides the word.
        vocabulary: the words that a program knows.
        names: which baselines; by default all of `baseline_names`, in that order.
        seed: of whatever is random, and of the intervals of F1.
        max_length: how many words the standard Transformer sees at once. Of a longer text to classify it sees the
            first; a longer text to tag is cut to pieces.
        on_done: called with each result when it is there.

    Raises:
        ConfigurationError: a name that no baseline of this kind of task has, or ``max_length`` below 1.
        InputError: a part has no texts or no labels, the training texts have only one label, or a feature reads a
            column that a part has not.
    """
    if max_length < 1:
        raise ConfigurationError(f"max_length is {max_length}; it must be at least 1")
    chosen = _find(data.kind, names)
    _check(data)
    experiment = Experiment(data=data, features=features, vocabulary=vocabulary, max_length=max_length, seed=seed)
    results = []
    for baseline in chosen:
        results.append(_measure(baseline, experiment))
        if on_done is not None:
            on_done(results[-1])
    return results


def baseline_names(kind: Kind) -> tuple[str, ...]:
    """The names of the baselines for a kind of task, the plainest first.

    >>> baseline_names("tag")
    ('most_frequent_tag', 'logistic_regression', 'decision_tree', 'standard_transformer')
    """
    return tuple(baseline.name for baseline in BASELINES if baseline.kind == kind)


def _find(kind: Kind, names: Sequence[str] | None) -> list[Baseline]:
    by_name = {baseline.name: baseline for baseline in BASELINES if baseline.kind == kind}
    for name in names or ():
        if name not in by_name:
            raise ConfigurationError(f"no baseline {name!r} for tasks of kind {kind!r}; {suggest(name, by_name)}")
    return [by_name[name] for name in (by_name if names is None else names)]


def _check(data: TextData) -> None:
    for name, part in {"training": data.train, "validation": data.valid, "test": data.test}.items():
        if not len(part) or part.labels is None:
            raise InputError(f"there are no {name} texts with labels, which baselines need")
    of_texts = ((label,) if isinstance(label, str) else label for label in data.train.labels or ())
    distinct = {label for labels in of_texts for label in labels}
    if len(distinct) < 2:
        only = min(distinct, default="")
        raise InputError(f"all training texts have the one label {only!r}; at least two are needed")


def _measure(baseline: Baseline, experiment: Experiment) -> BaselineResult:
    start = time.perf_counter()
    data = experiment.data
    tried: list[Settings] = []
    best: tuple[Candidate, Score] | None = None
    for candidate in baseline.candidates(experiment):
        valid = experiment.score(data.valid, candidate.predict(data.valid))
        tried.append({**candidate.settings, "valid": valid.rank})
        if best is None or valid.rank > best[1].rank:
            best = candidate, valid
    assert best is not None, f"baseline {baseline.name} has no candidates"
    candidate, valid = best
    return BaselineResult(
        name=baseline.name,
        description=baseline.description,
        tuned={"tried": tried, "chosen": dict(candidate.settings)},
        valid=valid,
        test=experiment.score(data.test, candidate.predict(data.test)),
        seconds=time.perf_counter() - start,
    )
