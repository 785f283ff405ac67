"""A program made ready for tensors, and run on many inputs, a chunk of them at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from glassformer.execution.encoding import decode_answers, pad_batch
from glassformer.execution.magnitudes import check_magnitudes
from glassformer.execution.tensors.chunk import Chunk, tables_of
from glassformer.program.columns import Item
from glassformer.program.operations import Operation
from glassformer.program.signature import Signature
from glassformer.program.sketch import Labels, Program
from glassformer.program.variables import Categorical, ClassScores

Indices = npt.NDArray[np.integer[Any]]

CHUNK = 8192
"""Positions that are run at a time: few enough that the variables stay in the processor's cache."""


def encode_batch(signature: Signature, inputs: Sequence[Sequence[Item]]) -> Tensor:
    """``batch position`` int64 indices of ``tokens``, marks added, padded with -1 at the end.

    Where the signature has columns, ``batch position input``: first ``tokens``, then each column.

    Raises:
        InputError: one of the inputs is not taken.
    """
    return torch.from_numpy(pad_batch(signature, inputs))


def run_batch(program: Program, inputs: Sequence[Sequence[Item]]) -> list[Labels] | list[str]:
    """The labels of many inputs, whose lengths may differ.

    Raises:
        InputError: the program does not take one of the inputs.
    """
    return Executor(program).run(inputs)


def answers_of(program: Program, tokens: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """``input position`` (``input`` where there is one label) indices of labels; -1 for a value that is no label.

    Args:
        program: what to run.
        tokens: ``input position``, as ``encoding.pad_batch`` makes them, and the columns with them where there are any.
    """
    found: npt.NDArray[np.int64] = Executor(program).labels(torch.from_numpy(tokens.astype(np.int64))).numpy()
    return found


class Executor:
    """A program made ready for tensors: its tables on a device.

    Args:
        program: what to run.
        device: where.

    Raises:
        ProgramError: its numbers are too large for tensors to hold them exactly.
    """

    def __init__(self, program: Program, device: torch.device | str = "cpu") -> None:
        check_magnitudes(program)
        self.program = program
        self.device = torch.device(device)
        self.tables = {
            op.name: [table.to(self.device) for table in tables_of(program, op)] for op in program.operations
        }

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the answers are indices of: the labels, or the values of the returned variable."""
        returned = self.program.types[self.program.returns]
        return (
            self.program.signature.labels if isinstance(returned, ClassScores) else cast(Categorical, returned).values
        )

    def __call__(self, tokens: Tensor) -> Tensor:
        """The answers: ``batch position``, or ``batch``, indices of ``names``; at marks and padding they mean nothing.

        Args:
            tokens: ``batch position`` as ``encode_batch`` makes them, and the columns with them where there are any.
        """
        shape = tokens.shape[: 1 if self.program.signature.gives_one_label else 2]
        answers = torch.zeros(shape, dtype=torch.long, device=self.device)
        if not answers.numel():
            return answers
        lengths = (tokens if tokens.dim() == 2 else tokens[..., 0]).ge(0).sum(1)
        chunks = torch.split(lengths.argsort(stable=True), max(CHUNK // tokens.shape[1], 1))

        def run(places: Tensor) -> Tensor:  # inputs of about the same length, which need little padding
            return self._answers(tokens[places, : int(lengths[places[-1]])])

        for places, found in zip(chunks, self._mapped(run, chunks), strict=True):
            part = places.to(self.device)
            answers[(part, slice(found.shape[1])) if found.dim() == 2 else part] = found
        return answers

    def _mapped(self, run: Callable[[Tensor], Tensor], chunks: Sequence[Tensor]) -> Iterator[Tensor]:
        """What is found for each chunk."""
        n_threads = min(torch.get_num_threads(), len(chunks)) if self.device.type == "cpu" else 1
        if n_threads == 1:
            yield from map(run, chunks)
            return
        # A chunk is too little work to share: each thread takes whole chunks, on one core.
        with ThreadPoolExecutor(n_threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            yield from pool.map(run, chunks)

    def labels(self, tokens: Tensor) -> Tensor:
        """The answers as ``__call__`` gives them, as indices of labels; -1 for a value that is no label."""
        labels = self.program.signature.labels
        if self.names == labels:
            return self(tokens)
        place = {label: index for index, label in enumerate(labels)}
        return torch.tensor([place.get(name, -1) for name in self.names], device=self.device)[self(tokens)]

    def _answers(self, chunk: Tensor) -> Tensor:
        return Chunk(self.program, self.tables, chunk.to(self.device)).answers()

    def trace(
        self, tokens: Indices, operations: Sequence[Operation], known: Mapping[str, Indices]
    ) -> dict[str, npt.NDArray[np.int64]]:
        """What some operations define, by name: ``batch position``; of class scores the best class, as in a call.

        Selectors are left out. At padding the values mean nothing.

        Args:
            tokens: ``batch position`` as ``pad_batch`` makes them, and the columns with them where there are any; few
                enough to be run at once.
            operations: some of the program's, in their order.
            known: the variables that they read and do not define, beside the inputs: ``batch position``.
        """
        run = Chunk(self.program, self.tables, torch.from_numpy(tokens).long().to(self.device))
        run.variables.update({name: torch.from_numpy(values).long().to(self.device) for name, values in known.items()})
        for operation in operations:
            run.step(operation)
        found = run.variables | {name: scores.argmax(-1) for name, scores in run.scores.items()}
        return {each.name: found[each.name].cpu().numpy() for each in operations if each.name in found}

    def run(self, inputs: Sequence[Sequence[Item]]) -> list[Labels] | list[str]:
        """The labels of many inputs, by name.

        Raises:
            InputError: the program does not take one of the inputs.
        """
        if not inputs:
            return []
        signature = self.program.signature
        answers = self(encode_batch(signature, inputs)).cpu().numpy()
        return decode_answers(signature, self.names, inputs, answers)
