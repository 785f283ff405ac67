"""Baselines that count labels: the majority class, and the most frequent tag of each word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from glassformer.learning.text.baselines.candidates import Baseline, Candidate, Experiment
from glassformer.tasks.text import TextExamples


def _majority_class(experiment: Experiment) -> Iterator[Candidate]:
    data = experiment.data
    label = _most_frequent(data.train.classes, data.label_names)
    yield Candidate(settings={}, predict=lambda examples: [label] * len(examples))


def _most_frequent_tag(experiment: Experiment) -> Iterator[Candidate]:
    data = experiment.data
    default = _most_frequent((tag for tags in data.train.tags for tag in tags), data.label_names)
    for is_lower in (False, True):
        tags_of: dict[str, list[str]] = defaultdict(list)
        for words, tags in zip(data.train.tokens, data.train.tags, strict=True):
            for word, tag in zip(words, tags, strict=True):
                tags_of[word.lower() if is_lower else word].append(tag)
        tag_of = {word: _most_frequent(tags, data.label_names) for word, tags in tags_of.items()}
        yield Candidate(settings={"is_lower": is_lower}, predict=partial(_look_up, tag_of, default, is_lower))


def _look_up(tag_of: Mapping[str, str], default: str, is_lower: bool, examples: TextExamples) -> list[list[str]]:
    """The tag of each word; the default for words that have none."""
    return [[tag_of.get(word.lower() if is_lower else word, default) for word in words] for words in examples.tokens]


def _most_frequent(labels: Iterable[str], order: Sequence[str]) -> str:
    """The label that is there most often; among equals the first in order."""
    counts = Counter(labels)
    return max(order, key=lambda label: counts[label])


MAJORITY_CLASS = Baseline(
    name="majority_class",
    kind="classify",
    description="sees nothing of a text, and gives each the most frequent label of the training texts",
    candidates=_majority_class,
)

MOST_FREQUENT_TAG = Baseline(
    name="most_frequent_tag",
    kind="tag",
    description="sees the word alone, and gives it its most frequent tag in the training texts; to an unseen word, the "
    "most frequent tag of all",
    candidates=_most_frequent_tag,
)
