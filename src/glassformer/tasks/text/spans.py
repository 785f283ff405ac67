"""Entities as spans, and how many of them were found: strict counts, as seqeval's strict mode makes them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from glassformer.errors import InputError
from glassformer.tasks.text.schemes import Span, read_spans, split_tag


def entities(tags: Sequence[str]) -> list[Span]:
    """The entities that IOB2 tags mark, in order.

    Strictly: an entity begins with B, and an I that continues no entity of its type belongs to none. Raises InputError
    for a tag that is not IOB2's.

    >>> entities(["B-LOC", "I-LOC", "O", "I-LOC", "B-PER"])
    [Span(start=0, end=2, type='LOC'), Span(start=4, end=5, type='PER')]
    """
    letters = [split_tag(tag)[0] for tag in tags]
    for position, letter in enumerate(letters):
        if letter not in "BIO":
            raise InputError(
                f"word {position + 1}: tag {tags[position]!r} is not IOB2, which has O, B- and I-; convert it"
            )
    return [span for span in read_spans(tags) if letters[span.start] == "B"]


@dataclass(frozen=True)
class SpanCounts:
    """How many entities were found; one is right if its first word, last word and type all are.

    Attributes:
        n_right: predicted entities that are expected.
        n_predicted: all that were predicted.
        n_expected: all that are there.
    """

    n_right: int
    n_predicted: int
    n_expected: int

    @property
    def precision(self) -> float:
        """The share of predicted entities that are right; nan where none was predicted."""
        return self.n_right / self.n_predicted if self.n_predicted else math.nan

    @property
    def recall(self) -> float:
        """The share of expected entities that were found; nan where none is expected."""
        return self.n_right / self.n_expected if self.n_expected else math.nan

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; nan where there is nothing to find and nothing was predicted."""
        n = self.n_predicted + self.n_expected
        return 2 * self.n_right / n if n else math.nan


def count_spans(expected: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> SpanCounts:
    """Strict counts over all texts, from the IOB2 tags of each. Raises InputError where lengths differ.

    >>> count_spans([["B-LOC", "I-LOC", "O"]], [["B-LOC", "I-LOC", "B-LOC"]])
    SpanCounts(n_right=1, n_predicted=2, n_expected=1)
    """
    counts = count_spans_by_type(expected, predicted).values()
    return SpanCounts(
        n_right=sum(count.n_right for count in counts),
        n_predicted=sum(count.n_predicted for count in counts),
        n_expected=sum(count.n_expected for count in counts),
    )


def count_spans_by_type(expected: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> dict[str, SpanCounts]:
    """Strict counts for each type of entity, in alphabetical order. Raises InputError where lengths differ."""
    _check_lengths(expected, predicted)
    right, found, there = Counter[str](), Counter[str](), Counter[str]()
    for expected_tags, predicted_tags in zip(expected, predicted, strict=True):
        is_there, is_found = set(entities(expected_tags)), set(entities(predicted_tags))
        there.update(span.type for span in is_there)
        found.update(span.type for span in is_found)
        right.update(span.type for span in is_there & is_found)
    return {
        type_: SpanCounts(right[type_], found[type_], there[type_]) for type_ in sorted(there.keys() | found.keys())
    }


def _check_lengths(expected: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]]) -> None:
    if len(expected) != len(predicted):
        raise InputError(f"{len(predicted)} predictions for {len(expected)} texts; there must be one for each")
    for index, (right, given) in enumerate(zip(expected, predicted, strict=True)):
        if len(right) != len(given):
            raise InputError(f"text {index}, counted from 0, has {len(right)} words but {len(given)} predicted tags")
