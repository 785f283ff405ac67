"""Operations run on places: the tensor executor, with columns in and columns out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from glassformer.passes.columns import Column, Ints, Places, n_places_of
from glassformer.program.operations import Operation, names_read
from glassformer.program.sketch import Program

PLACES_AT_A_TIME = 16_384


class Runner:
    """A program made ready to be run on places, some operations at a time.

    Args:
        program: the program.
        places: where.
    """

    def __init__(self, program: Program, places: Places) -> None:
        from glassformer.execution.tensors import Executor  # here, so that passes can be had where torch is not

        self.executor = Executor(program)
        self.places = places

    def run(self, operations: Sequence[Operation], known: Mapping[str, Column]) -> dict[str, Column]:
        """The columns of what these operations define, without selectors; of class scores the best class.

        Args:
            operations: some of the program's, in their order.
            known: the columns of the other variables that they read.
        """
        inside = {*(operation.name for operation in operations), *self.executor.program.signature.inputs}
        read = {name for operation in operations for name in names_read(operation)} - inside
        parts: dict[str, list[Ints]] = {}
        start = 0
        for group in self.places.groups:
            n_at_a_time = max(PLACES_AT_A_TIME // group.shape[1], 1)
            for tokens in np.split(group, range(n_at_a_time, len(group), n_at_a_time)):
                end = start + n_places_of(tokens)
                given = {name: known[name].data[start:end].reshape(tokens.shape[:2]) for name in read}
                for name, values in self.executor.trace(tokens, operations, given).items():
                    everywhere = values if values.ndim == 2 else values[:, None].repeat(tokens.shape[1], axis=1)
                    parts.setdefault(name, []).append(_small(everywhere.ravel()))
                start = end
        return {name: Column(_small(np.concatenate(pieces))) for name, pieces in parts.items()}


def _small(values: Ints) -> Ints:
    """The same values in the smallest type that holds them."""
    low, high = int(values.min()), int(values.max())
    if low >= 0 and high < 2**8:
        return values.astype(np.uint8)
    return values.astype(np.int16 if low >= -(2**15) and high < 2**15 else np.int64)
