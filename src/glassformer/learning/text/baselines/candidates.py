"""What a baseline is: models that differ in their settings, of which the validation texts choose one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from glassformer.learning.text.baselines.scores import Labels, Score, score_labels
from glassformer.tasks.text import FeatureSet, Kind, Scheme, TextData, TextExamples, Vocabulary

Settings = Mapping[str, float | int | bool]


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """What every baseline is given.

    Attributes:
        data: what is learned from, chosen by and tested on.
        features: what a program sees of each word besides the word.
        vocabulary: the words that a program knows.
        max_length: how many words the standard Transformer sees at once.
        seed: of whatever is random.
    """

    data: TextData
    features: FeatureSet
    vocabulary: Vocabulary
    max_length: int
    seed: int

    @property
    def marks_entities(self) -> bool:
        """Whether labels are tags that mark entities."""
        return self.data.kind == "tag" and self.data.scheme not in (None, Scheme.PLAIN)

    def score(self, part: TextExamples, predicted: Labels) -> Score:
        """The score of labels that were predicted for a part of the data; every baseline's on the same resamples."""
        rng = np.random.default_rng(self.seed)
        return score_labels(part, predicted, marks_entities=self.marks_entities, rng=rng)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A model that has learned from the training texts.

    Attributes:
        settings: what tells it from the other candidates of its baseline.
        predict: its labels for texts.
    """

    settings: Settings
    predict: Callable[[TextExamples], Labels]


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """One of the models that a program is compared with.

    Attributes:
        name: what it is called.
        kind: of the tasks that it is for.
        description: what it sees, in one sentence.
        candidates: its models one after the other, the plainest first, which is preferred among equals.
    """

    name: str
    kind: Kind
    description: str
    candidates: Callable[[Experiment], Iterator[Candidate]]
