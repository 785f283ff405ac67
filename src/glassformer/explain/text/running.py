"""A text program run on many texts at once: the scores and variables at each of their words, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glassformer.program.sketch import Program
from glassformer.proof.inputs import Contents

if TYPE_CHECKING:
    from glassformer.execution.tensors import Chunk

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CHUNK = 2048
"""Positions that are run at a time, at most: so few that a step is not worth sharing between threads."""


class Runner:
    """A program made ready for many texts.

    Args:
        program: that returns scores.

    Raises:
        ProgramError: its numbers are too large for tensors.
    """

    def __init__(self, program: Program) -> None:
        from glassformer.execution.tensors import Executor

        self.program = program
        self._executor = Executor(program)

    def chunks(self, texts: Sequence[Contents]) -> Iterator[tuple[list[int], Chunk]]:
        """The texts, some of about the same length at a time: their numbers, and what the program computes on them.

        Raises:
            InputError: the program does not take one of the texts.
        """
        from glassformer.execution.tensors import Chunk, encode_batch

        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        n_marks = len(self.program.signature.marks)
        while order:
            size = max(1, CHUNK // (len(texts[order[-1]]) + n_marks))
            order, numbers = order[:-size], order[-size:]
            inputs = encode_batch(self.program.signature, [texts[number] for number in numbers])
            run = Chunk(self.program, self._executor.tables, inputs)
            for operation in self.program.operations:
                run.step(operation)
            yield numbers, run

    def totals(self, texts: Sequence[Contents], positions: Sequence[int]) -> Floats:
        """``text label`` scores in ``1 / GRID**2``, whole numbers; excluded labels at -inf.

        Args:
            texts: to run.
            positions: of each the word whose scores are meant, counted from 1; 0 where a text has one label.
        """
        found = np.zeros((len(texts), len(self.program.signature.labels)))
        for numbers, run in self.chunks(texts):
            scores = run.scores[self.program.returns].numpy()
            places = np.array([positions[number] for number in numbers])
            found[numbers] = scores if scores.ndim == 2 else scores[np.arange(len(numbers)), places]
        return found
