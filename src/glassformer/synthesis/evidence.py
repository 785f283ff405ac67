"""What a search looks at: some inputs, the answer wanted at each position, and attention over all of them at once.

Axes are ``input position`` (``query``, ``key``). Everything is numpy on small integers: a search computes many
thousands of variables on the same few hundred inputs, and compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from glassformer.errors import InputError
from glassformer.execution.encoding import PADDING, pad_batch
from glassformer.program.signature import Signature
from glassformer.tasks.answers import Answer, labels_in
from glassformer.tasks.wording import describe_texts

Ints = npt.NDArray[np.int32]
Column = npt.NDArray[np.signedinteger]
"""The values of a feature, in as small a type as they fit: a search holds many thousands of them."""
Places = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Evidence:
    """Inputs and wanted answers.

    Attributes:
        signature: of the programs that are looked for.
        tokens: ``input position`` indices of tokens, padded with -1 at the end.
        wanted: ``input position`` indices of labels, -1 where none is asked. Of a program that gives one label for the
            whole input it is at position 0.
    """

    signature: Signature
    tokens: Ints
    wanted: Ints

    @classmethod
    def of(cls, signature: Signature, inputs: Sequence[Sequence[str]], answers: Sequence[Answer]) -> Evidence:
        """The evidence of these inputs and their answers.

        Raises:
            InputError: the signature does not take an input, has no such answer, or has columns.
        """
        if signature.columns:
            raise InputError("a search reads tokens alone, and this signature has columns")
        tokens = pad_batch(signature, inputs).astype(np.int32)
        wanted = np.full(tokens.shape, -1, dtype=np.int32)
        place = {label: index for index, label in enumerate(signature.labels)}
        for row, contents, answer in zip(wanted, inputs, answers, strict=True):
            _check_answer(signature, contents, answer)
            if isinstance(answer, str):
                row[0] = place[answer]
            else:
                row[1 : len(answer) + 1] = [-1 if label is None else place[label] for label in answer]
        return cls(signature, tokens, wanted)

    def some(self, rows: Places) -> Evidence:
        """The evidence of some of the inputs."""
        return Evidence(self.signature, self.tokens[rows], self.wanted[rows])

    @property
    def n_inputs(self) -> int:
        """How many inputs there are."""
        return len(self.tokens)

    @cached_property
    def is_there(self) -> Bools:
        """``input position``: whether a position is not padding."""
        found: Bools = self.tokens != PADDING
        return found

    @cached_property
    def is_asked(self) -> Bools:
        """``input position``: whether an answer is wanted there."""
        found: Bools = self.wanted >= 0
        return found

    @cached_property
    def answers(self) -> Ints:
        """The wanted answers, one after the other."""
        return self.wanted[self.is_asked]

    @cached_property
    def positions(self) -> Ints:
        """``input position``: the number of each position."""
        return np.broadcast_to(np.arange(self.tokens.shape[1], dtype=np.int32), self.tokens.shape)

    @cached_property
    def visible(self) -> Bools:
        """``input query key``: whether the key may be selected."""
        n = self.tokens.shape[1]
        keys = np.broadcast_to(self.is_there[:, None, :], (self.n_inputs, n, n))
        return np.tril(keys) if self.signature.is_causal else keys

    @cached_property
    def closeness(self) -> Ints:
        """``query key``: higher is closer, all different from 0; the query itself lowest."""
        n = self.tokens.shape[1]
        offset = np.arange(n)[None, :] - np.arange(n)[:, None]
        distance = np.abs(offset) * 2 + (offset > 0)
        return np.where(offset == 0, 1, 2 * n + 2 - distance).astype(np.int32)

    @cached_property
    def absorbing(self) -> int | None:
        """The label of a causal task that comes again at every later position once it has come; None if there is none.

        Where there are several, the one that comes most often.
        """
        if not self.signature.is_causal or self.signature.gives_one_label or not self.is_asked[:, 1:].any():
            return None
        counts = np.bincount(self.answers, minlength=len(self.signature.labels))
        for label in np.argsort(-counts, kind="stable").tolist():
            after = self.has_come(label) & self.is_asked
            if 0 < counts[label] < counts.sum() and (self.wanted[after] == label).all():
                return int(label)
        return None

    def has_come(self, label: int) -> Bools:
        """``input position``: whether this label is wanted there, or was before."""
        return np.logical_or.accumulate(self.wanted == label, axis=1)

    def until(self, label: int) -> Evidence:
        """The same, asked no more at positions after the first one with this label."""
        had_come = np.zeros_like(self.is_asked)
        had_come[:, 1:] = self.has_come(label)[:, :-1]
        return Evidence(self.signature, self.tokens, np.where(had_come, -1, self.wanted).astype(np.int32))

    def count(self, matches: Bools) -> Ints:
        """``input query``: how many keys match. ``matches`` is ``input query key``, visible ones only."""
        found: Ints = matches.sum(-1, dtype=np.int32)
        return found

    def closest(self, matches: Bools) -> Places:
        """``input query``: the closest match, 0 where there is none."""
        found: Places = (matches * self.closeness).argmax(-1)
        return found

    def best(self, scores: Ints) -> Places:
        """``input query``: the visible key with the highest score, the leftmost of equals."""
        found: Places = np.where(self.visible, scores, -1).argmax(-1)
        return found


def _check_answer(signature: Signature, contents: Sequence[str], answer: Answer) -> None:
    """Raise InputError unless programs of this signature can give this answer."""
    is_one = isinstance(answer, str)
    if is_one != signature.gives_one_label or not (is_one or len(answer) == len(contents)):
        wanted = "one label" if signature.gives_one_label else "a list with one label for each token"
        raise InputError(f"the answer to {list(contents)!r} is {answer!r}; {wanted} is wanted")
    for label in labels_in(answer):
        if label not in signature.labels:
            known = describe_texts(signature.labels)
            raise InputError(f"the answer to {list(contents)!r} has {label!r}, which is not among the labels {known}")
