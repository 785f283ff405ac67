"""The residual stream of a relaxed program: every variable computed so far, in slots.

Axes: ``slot`` one variable, ``batch``, ``position`` (or ``query`` and ``key``), ``value`` of a categorical variable,
padded with zeros to the largest cardinality in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True)
class Layout:
    """Which variable is in which slot, and how wide a slot is.

    Attributes:
        categorical: slot of each categorical variable.
        numerical: slot of each numerical variable.
        selectors: group and place in it of each selector.
        width: size of the ``value`` axis.
        indexed: the inputs that tables of their own and class scores look up by index: ``tokens``, and each column.
    """

    categorical: dict[str, int]
    numerical: dict[str, int]
    selectors: dict[str, tuple[int, int]]
    width: int
    indexed: tuple[str, ...]


class Bank:
    """Variables of one kind, in the order of their slots.

    Kept one by one: a read stacks just those that it wants, and going back, gradients flow to just those.
    """

    def __init__(self) -> None:
        self.variables: list[Tensor] = []
        self._stacks: dict[tuple[int, ...], Tensor] = {}

    def add(self, block: Tensor) -> None:
        """Append variables: ``slot batch position …``."""
        self.variables.extend(block.unbind(0))

    def read(self, slots: tuple[int, ...]) -> Tensor:
        """``read batch position …``; made once for all groups that read the same."""
        if slots not in self._stacks:
            self._stacks[slots] = torch.stack([self.variables[slot] for slot in slots])
        return self._stacks[slots]


@dataclass
class State:
    """Values of all variables so far, in the order of the layout's slots.

    Attributes:
        indices: ``batch position`` each, of the layout's indexed inputs; at padding any.
        visible: ``batch query key``, 1 where the query may see the key, else 0.
        pooled: ``batch position``, 1 where there are contents (no mark, no padding), else 0.
        categorical: ``batch position value`` each.
        numerical: ``batch position`` each.
        selectors: ``head batch query key``, one tensor for each group of selectors.
    """

    indices: dict[str, Tensor]
    visible: Tensor
    pooled: Tensor
    categorical: Bank = field(default_factory=Bank)
    numerical: Bank = field(default_factory=Bank)
    selectors: list[Tensor] = field(default_factory=list)


def widen(block: Tensor, width: int) -> Tensor:
    """Values padded with zeros to the width of a slot: ``… value`` -> ``… width``."""
    missing = width - block.shape[-1]
    return torch.nn.functional.pad(block, (0, missing)) if missing else block
