"""A task's splits as tensors: what the learner sees. It never sees the oracle or the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from glassformer.execution.tensors import encode_batch
from glassformer.program.signature import Signature
from glassformer.tasks import Examples, Task

NO_LABEL = -100
"""The label index where no label is asked: at marks, padding and unlabelled tokens."""


@dataclass(frozen=True)
class Batch:
    """Inputs and their labels.

    Attributes:
        tokens: ``batch position``, indices of ``tokens`` values with the marks, padding -1 at the end; with columns
            ``batch position input``, as ``encode_batch`` makes them.
        labels: ``batch position`` (``batch`` where one label is given), indices of labels, ``NO_LABEL`` where none is
            asked.
    """

    tokens: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.tokens)

    def to(self, device: torch.device | str) -> Batch:
        """The same on another device."""
        return Batch(self.tokens.to(device), self.labels.to(device))

    def shuffled(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """All of it once, in random order, in batches."""
        index_order = torch.randperm(len(self), generator=generator).to(self.tokens.device)
        for index in torch.split(index_order, batch_size):
            yield Batch(self.tokens[index], self.labels[index])


@dataclass(frozen=True)
class Data:
    """What learning needs of a task.

    Attributes:
        signature: what programs for it take and give.
        train: what is learned from.
        valid: what the best is chosen by.
        test: what is reported, and nothing else.
    """

    signature: Signature
    train: Batch
    valid: Batch
    test: Batch

    @classmethod
    def of(cls, task: Task, *, seed: int, n_inputs: int) -> Data:
        """The task's splits, drawn with this seed, as tensors."""
        splits = task.splits(seed=seed, size=n_inputs)
        signature = Signature.of(task)
        return cls(
            signature=signature,
            train=encode_examples(signature, splits.train),
            valid=encode_examples(signature, splits.valid),
            test=encode_examples(signature, splits.test),
        )


def encode_examples(signature: Signature, examples: Examples) -> Batch:
    """Inputs and labels as tensors, all as wide as the longest input can be."""
    tokens = encode_batch(signature, examples.inputs)
    missing = signature.max_length - tokens.shape[1]
    tokens = torch.nn.functional.pad(tokens, (*(0, 0) * (tokens.dim() - 2), 0, missing), value=-1)
    index: dict[str | None, int] = {label: place for place, label in enumerate(signature.labels)}
    index[None] = NO_LABEL
    if signature.gives_one_label:
        return Batch(tokens, torch.tensor([index[_one(label)] for label in examples.labels]))
    labels = torch.full(tokens.shape[:2], NO_LABEL)
    for row, found in zip(labels, examples.labels, strict=True):
        row[1 : 1 + len(found)] = torch.tensor([index[label] for label in found])
    return Batch(tokens, labels)


def _one(label: Sequence[str | None] | str) -> str:
    assert isinstance(label, str)
    return label


@dataclass(frozen=True)
class Hits:
    """How many predictions are right, of how many.

    Attributes:
        tokens: right labels; of ``n_tokens`` that were asked.
        sequences: inputs whose labels are all right; of ``n_sequences`` in which any is asked.
    """

    tokens: int
    n_tokens: int
    sequences: int
    n_sequences: int

    @property
    def token_accuracy(self) -> float:
        """Share of labels that are right."""
        return self.tokens / max(1, self.n_tokens)

    @property
    def sequence_accuracy(self) -> float:
        """Share of inputs whose labels are all right."""
        return self.sequences / max(1, self.n_sequences)

    @property
    def are_all(self) -> bool:
        """Whether everything is right."""
        return self.tokens == self.n_tokens


def count_hits(answers: Tensor, labels: Tensor) -> Hits:
    """Compare answers with labels, both ``batch position`` or ``batch``, indices of labels."""
    answers = answers[..., : labels.shape[-1]] if answers.dim() == 2 else answers
    asked = labels != NO_LABEL
    wrong = (answers != labels) & asked
    n_tokens, n_sequences = int(asked.sum()), _n_inputs(asked)
    return Hits(
        tokens=n_tokens - int(wrong.sum()),
        n_tokens=n_tokens,
        sequences=n_sequences - _n_inputs(wrong),
        n_sequences=n_sequences,
    )


def _n_inputs(is_found: Tensor) -> int:
    """In how many inputs anything is found."""
    return int(is_found.reshape(len(is_found), -1).any(1).sum())
