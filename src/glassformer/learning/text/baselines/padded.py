"""Texts as tensors for the standard Transformer: words and features side by side, cut to a length, padded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from glassformer.execution.encoding import PADDING
from glassformer.learning.data import NO_LABEL, Batch
from glassformer.learning.text.baselines.candidates import Experiment
from glassformer.models import StandardConfiguration
from glassformer.tasks.text import TextExamples
from glassformer.tasks.text.padding import pad

T = TypeVar("T")

N_MARKS = 2
"""Begin and end: index 0 and 1 of every input."""


class Encoding:
    """How texts become inputs of a standard Transformer, and its answers labels.

    A text of more than ``max_length`` words is cut: to classify it, what comes later is dropped; to tag it, it becomes
    several inputs.

    Args:
        experiment: whose words, features and labels these are.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.label_names = experiment.data.label_names
        self.gives_one_label = experiment.data.kind == "classify"

    @property
    def configuration(self) -> StandardConfiguration:
        """A model of the default sizes that takes these inputs and gives these labels."""
        return StandardConfiguration(
            n_tokens=N_MARKS + len(self.experiment.vocabulary),
            n_marks=N_MARKS,
            n_positions=N_MARKS + self.experiment.max_length,
            n_labels=len(self.label_names),
            n_column_values=tuple(N_MARKS + len(variable.values) for variable in self.experiment.features.variables),
            gives_one_label=self.gives_one_label,
        )

    def inputs(self, examples: TextExamples) -> Tensor:
        """``piece position``, or with features ``piece position input``: words and each feature, padding -1."""
        words = self.experiment.vocabulary.encode(examples.tokens)
        by_input = [self._padded(texts) for texts in (words, *self.experiment.features.encode(examples).values())]
        return torch.stack(by_input, dim=-1) if len(by_input) > 1 else by_input[0]

    def batch(self, examples: TextExamples) -> Batch:
        """Inputs with the indices of their labels; those that no training text has are not asked."""
        known = {label: place for place, label in enumerate(self.label_names)}
        inputs = self.inputs(examples)
        if self.gives_one_label:
            return Batch(inputs, torch.tensor([known.get(label, NO_LABEL) for label in examples.classes]))
        tags = [[known.get(tag, NO_LABEL) for tag in tags] for tags in examples.tags]
        pieces = [[NO_LABEL, *piece, NO_LABEL] for piece in self._pieces(tags)]
        return Batch(inputs, torch.from_numpy(pad(pieces, fill=NO_LABEL)))

    def labels(self, examples: TextExamples, answers: Tensor) -> list[str] | list[list[str]]:
        """The labels of texts, by name.

        Args:
            examples: the texts.
            answers: indices of labels, ``piece`` or ``piece position``, for ``inputs(examples)``.
        """
        if self.gives_one_label:
            return [self.label_names[index] for index in answers.tolist()]
        lengths = [len(piece) for piece in self._pieces(examples.tokens)]
        tags = iter(
            self.label_names[index]
            for row, n in zip(answers.tolist(), lengths, strict=True)
            for index in row[1 : n + 1]
        )
        return [[next(tags) for _ in words] for words in examples.tokens]

    def _padded(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """``piece position``: indices behind those of the marks, marks added."""
        pieces = [[0, *(N_MARKS + value for value in piece), 1] for piece in self._pieces(texts)]
        return torch.from_numpy(pad(pieces, fill=PADDING))

    def _pieces(self, texts: Sequence[Sequence[T]]) -> Iterator[Sequence[T]]:
        """The texts, each cut to one or more pieces."""
        n = self.experiment.max_length
        for text in texts:
            stop = 1 if self.gives_one_label else max(1, len(text))
            for start in range(0, stop, n):
                yield text[start : start + n]


def n_positions(inputs: Tensor) -> Tensor:
    """How long each input is, marks included; ``batch``, from ``batch position`` or ``batch position input``."""
    return (inputs.reshape(*inputs.shape[:2], -1)[..., 0] != PADDING).sum(1)


def by_length(inputs: Tensor, size: int) -> list[Tensor]:
    """The indices of inputs, in batches of similar length, the shortest first; among equals in order."""
    return list(torch.split(n_positions(inputs).argsort(stable=True), size))


def trimmed(inputs: Tensor) -> Tensor:
    """The same inputs, without the positions that are padding in all of them."""
    return inputs[:, : int(n_positions(inputs).max())]
