"""Entities: how readily a word is taken for one is set by the F1 of the validation texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glassformer.learning.text.encoded import N_MARKS, EncodedTexts, Floats, Ints
from glassformer.learning.text.weighing import Weighed, labels_of, scores_of
from glassformer.tasks.text import Scheme, count_spans, repair

OUTSIDE = "O"
STEPS = np.arange(0, 3.01, 0.25)
"""How much, in nats, ``O`` is held back."""


def tune_entities(
    weighed: Sequence[Weighed],
    bias: Floats,
    valid: EncodedTexts,
    tags: Sequence[Sequence[str]],
    label_names: Sequence[str],
) -> tuple[Floats, float]:
    """The bias with the best strict F1 on the validation texts, and by how much it holds ``O`` back."""
    scores = scores_of(weighed, bias, valid)
    is_outside = np.array([name == OUTSIDE for name in label_names])
    found = []
    for step in STEPS:
        named = tags_of(labels_of(scores - step * is_outside), valid, label_names)
        beyond = [(OUTSIDE,) * (len(right) - len(given)) for right, given in zip(tags, named, strict=True)]
        whole = [given + rest for given, rest in zip(named, beyond, strict=True)]
        found.append((np.nan_to_num(count_spans(tags, whole).f1), -float(step)))
    _, step = max(found)
    return bias + step * is_outside, -step


def tags_of(labels: Ints, texts: EncodedTexts, label_names: Sequence[str]) -> list[tuple[str, ...]]:
    """For each text the tags of those of its words that were read, as well-formed IOB2."""
    names = [label_names[label] for label in labels]
    ends = np.cumsum(texts.lengths - N_MARKS)
    return [repair(names[end - n : end], Scheme.IOB2) for end, n in zip(ends, texts.lengths - N_MARKS, strict=True)]
