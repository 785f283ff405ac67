"""What the tests of this folder share: text data made of lists, and rules that make it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from glassformer.learning.text.baselines import BaselineResult, measure_baselines
from glassformer.learning.text.baselines.candidates import Experiment
from glassformer.tasks.text import FeatureSet, Scheme, TextData, TextExamples, Vocabulary

Text = tuple[Sequence[str] | str, Sequence[str] | str]
"""The words of a text, and its label or its tags; either may be one string, for words and tags apart by spaces."""


def examples_of(kind: str, texts: Sequence[Text]) -> TextExamples:
    """Labelled texts."""
    assert kind in ("tag", "classify")
    return TextExamples(
        kind="tag" if kind == "tag" else "classify",
        tokens=tuple(_words(words) for words, _ in texts),
        labels=tuple(_words(label) if kind == "tag" else str(label) for _, label in texts),
    )


def _words(words: Sequence[str] | str) -> tuple[str, ...]:
    return tuple(words.split() if isinstance(words, str) else words)


def data_of(
    kind: str, train: Sequence[Text], valid: Sequence[Text], test: Sequence[Text], scheme: Scheme | None = None
) -> TextData:
    """Text data whose labels are those of the training texts, in the order of the alphabet."""
    part = examples_of(kind, train)
    labels = set(part.labels or ()) if kind == "classify" else {tag for tags in part.tags for tag in tags}
    return TextData(
        train=part,
        valid=examples_of(kind, valid),
        test=examples_of(kind, test),
        label_names=tuple(sorted(map(str, labels))),
        task_name="made",
        scheme=scheme,
    )


def drawn(kind: str, draw: Callable[[random.Random], Text], n: int = 240, seed: int = 0) -> TextData:
    """Text data of a rule that draws one text at a time: so many to train, and half as many to choose by and test."""
    rng = random.Random(seed)
    texts = [draw(rng) for _ in range(2 * n)]
    return data_of(kind, texts[:n], texts[n : n + n // 2], texts[n + n // 2 :])


def experiment_of(data: TextData, *, features: bool = False, max_length: int = 64, seed: int = 0) -> Experiment:
    """What baselines are given for this data, with the default features or none."""
    return Experiment(
        data=data,
        features=FeatureSet.fit(data.train, None if features else ()),
        vocabulary=Vocabulary.fit(data.train.tokens),
        max_length=max_length,
        seed=seed,
    )


def measure(data: TextData, *names: str, seed: int = 0) -> dict[str, BaselineResult]:
    """The results of some baselines by name, on words alone."""
    features, vocabulary = FeatureSet.fit(data.train, ()), Vocabulary.fit(data.train.tokens)
    results = measure_baselines(data, features=features, vocabulary=vocabulary, names=names, seed=seed)
    return {result.name: result for result in results}
