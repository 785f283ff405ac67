"""Numbers of a program, which are integers in ``1 / GRID``, as the floats of a network."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from glassformer.errors import ProgramError
from glassformer.program.variables import GRID


def from_grid(name: str, numbers: Sequence[int] | Sequence[Sequence[int]]) -> Tensor:
    """The numbers of the operation ``name`` in single precision, exactly.

    Raises:
        ProgramError: one of them has more digits than single precision.
    """
    exact = torch.tensor(numbers, dtype=torch.float64) / GRID
    found = exact.float()
    if not torch.equal(found.double(), exact):
        raise ProgramError(
            f"{name}: a number has more digits than a network in single precision can hold; it holds every multiple of "
            f"1/{GRID} up to {2**24 // GRID:,}"
        )
    return found
