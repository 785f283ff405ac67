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
    """

    categorical: dict[str, int]
    numerical: dict[str, int]
    selectors: dict[str, tuple[int, int]]
    width: int


@dataclass
class State:
    """Values of all variables so far, in the order of the layout's slots.

    Attributes:
        tokens: ``batch position``, indices; padding is -1.
        visible: ``batch query key``, 1 where the query may see the key, else 0.
        pooled: ``batch position``, 1 where there are contents (no mark, no padding), else 0.
    """

    tokens: Tensor
    visible: Tensor
    pooled: Tensor
    selectors: list[Tensor] = field(default_factory=list)
    _categorical: list[Tensor] = field(default_factory=list)
    _numerical: list[Tensor] = field(default_factory=list)

    @property
    def categorical(self) -> Tensor:
        """All categorical variables: ``slot batch position value``."""
        if len(self._categorical) > 1:
            self._categorical = [torch.cat(self._categorical)]
        return self._categorical[0]

    @property
    def numerical(self) -> Tensor:
        """All numerical variables: ``slot batch position``."""
        if len(self._numerical) > 1:
            self._numerical = [torch.cat(self._numerical)]
        return self._numerical[0]

    def add_categorical(self, block: Tensor, width: int) -> None:
        """Append ``slot batch position value`` variables, padded to the width of a slot."""
        missing = width - block.shape[-1]
        self._categorical.append(torch.nn.functional.pad(block, (0, missing)) if missing else block)

    def add_numerical(self, block: Tensor) -> None:
        """Append ``slot batch position`` variables."""
        self._numerical.append(block)
