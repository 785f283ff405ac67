"""How well predicted labels of texts meet the right ones: what programs and baselines are compared by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from glassformer.errors import InputError
from glassformer.tasks.metrics import Proportion, accuracy
from glassformer.tasks.text import Scheme, SpanCounts, TextExamples, count_spans, repair

Labels = Sequence[str] | Sequence[Sequence[str]]
"""One label for each text, or one tag for each word of each."""

N_RESAMPLES = 1000
"""How often texts are drawn anew for the interval of F1."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What is right, and how sure that figure is.

    Attributes:
        accuracy: over texts, or over words where those have tags.
        spans: entities that were found, strictly; None where labels mark none.
        interval: 95 % interval of ``value``: of F1 by bootstrap over texts, of an accuracy Wilson's.
    """

    accuracy: Proportion
    spans: SpanCounts | None = None
    interval: tuple[float, float]

    @property
    def value(self) -> float:
        """F1 where labels mark entities (nan where there are none, found or to find), accuracy elsewhere."""
        return self.accuracy.value if self.spans is None else self.spans.f1

    @property
    def rank(self) -> float:
        """``value`` as candidates are compared by it: 0 where it is not defined."""
        return 0.0 if math.isnan(self.value) else self.value

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON; null where a figure is not defined."""
        found: dict[str, Any] = {
            "value": _defined(self.value),
            "interval": list(self.interval),
            "accuracy": self.accuracy.to_dict(),
        }
        if self.spans is not None:
            spans = self.spans
            counts = {"n_right": spans.n_right, "n_predicted": spans.n_predicted, "n_expected": spans.n_expected}
            shares = {"precision": spans.precision, "recall": spans.recall, "f1": spans.f1}
            found["entities"] = counts | {name: _defined(share) for name, share in shares.items()}
        return found


def score_labels(examples: TextExamples, predicted: Labels, *, marks_entities: bool, rng: np.random.Generator) -> Score:
    """The score of predicted labels.

    Tags that mark entities are first mended to well-formed IOB2, as CoNLL's evaluation script reads them.

    Args:
        examples: the texts, with the right labels.
        predicted: the labels that are scored.
        marks_entities: whether tags are IOB2.
        rng: of the bootstrap.

    Raises:
        InputError: there is not a label for each text, or not a tag for each word; or the texts have no labels.
    """
    if examples.labels is None:
        raise InputError("these texts have no right labels, so that nothing can be scored")
    if not marks_entities:
        right = accuracy(predicted, examples.labels).token
        return Score(accuracy=right, interval=right.interval)
    mended = [repair(tags, Scheme.IOB2) for tags in predicted]
    return Score(
        accuracy=accuracy(mended, examples.tags).token,
        spans=count_spans(examples.tags, mended),
        interval=_f1_interval(examples.tags, mended, rng),
    )


def _f1_interval(
    expected: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], rng: np.random.Generator
) -> tuple[float, float]:
    """From the 2.5 % to the 97.5 % quantile of F1 over texts drawn anew; 0 to 1 where F1 is never defined."""
    counted = (count_spans([tags], [given]) for tags, given in zip(expected, predicted, strict=True))
    counts = np.array([(2 * each.n_right, each.n_predicted + each.n_expected) for each in counted])
    n = len(counts)
    sums = np.array([counts[rng.integers(n, size=n)].sum(0) for _ in range(N_RESAMPLES if n else 0)]).reshape(-1, 2)
    twice_right, both = sums[sums[:, 1] > 0].T
    if not len(both):
        return 0.0, 1.0
    low, high = np.quantile(twice_right / both, (0.025, 0.975))
    return float(low), float(high)


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value
