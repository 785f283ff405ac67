"""The residual stream as indices, and beside each variable what each of its values is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import torch
from torch import Tensor

from glassformer.execution.tensors import split_inputs
from glassformer.program.signature import Signature
from glassformer.relaxation.state import Layout


@dataclass
class Stream:
    """Values of all variables so far, and, on the way back, their worth.

    Attributes:
        values: ``slot position batch``, the index of each categorical variable's value; at padding any.
        numbers: ``slot position batch``, the numerical variables.
        visible: ``position batch``, 1 where there is a token, which queries may see, else 0.
        is_causal: whether a query sees only what is not after it.
        indices: ``position batch`` each, of the inputs that class scores look up.
        width: the most values that a variable has.
        worth: ``slot value position batch``; there on the way back.
        number_worth: ``slot position batch``, what one more would change; there on the way back.
    """

    values: Tensor
    numbers: Tensor
    visible: Tensor
    is_causal: bool
    indices: dict[str, Tensor]
    width: int
    worth: Tensor = field(init=False)
    number_worth: Tensor = field(init=False)

    @classmethod
    def begin(cls, signature: Signature, layout: Layout, inputs: Tensor, dtype: torch.dtype) -> Stream:
        """What is known before the first operation: the inputs, as ``encode_batch`` makes them."""
        tokens, columns = split_inputs(signature, inputs)
        n_batch, n_positions = tokens.shape
        shape = n_positions, n_batch
        named = {name: each.clamp(min=0).T.contiguous() for name, each in ({"tokens": tokens} | columns).items()}
        visible = (tokens >= 0).T.to(dtype).contiguous()
        values = torch.zeros((len(layout.categorical), *shape), dtype=torch.long, device=tokens.device)
        for name, slot in layout.categorical.items():
            if name in named:
                values[slot] = named[name]
            elif name == "positions":
                values[slot] = torch.arange(n_positions, device=tokens.device).unsqueeze(1)
        numbers = torch.zeros((len(layout.numerical), *shape), dtype=dtype, device=tokens.device)
        numbers[layout.numerical["ones"]] = visible
        return cls(values, numbers, visible, signature.is_causal, named, layout.width)

    def read(self, slots: Sequence[int]) -> Tensor:
        """``read position batch``, the values in these slots."""
        return take(self.values, tuple(slots))

    def read_numbers(self, slots: Sequence[int]) -> Tensor:
        """``read position batch``, the numbers in these slots."""
        return take(self.numbers, tuple(slots))

    def turn_back(self, worth: Tensor) -> None:
        """Begin the way back, where nothing is worth anything yet.

        Args:
            worth: of the shape that ``worth`` has; what is in it is lost. To use the same one at each step saves the
                time in which a system finds memory.
        """
        self.worth = worth.zero_()
        self.number_worth = torch.zeros_like(self.numbers)

    def owe(self, slots: Sequence[int], worth: Tensor) -> None:
        """Add to the worth of the values in these slots: ``read value position batch``, values from the first."""
        give(self.worth[:, : worth.shape[1]], tuple(slots), worth)

    def owe_product(self, slots: Sequence[int], weights: Tensor, gradient: Tensor) -> None:
        """Add what weights make of a gradient: ``slot value label`` times ``slot label rest``."""
        run = run_of(tuple(slots))
        if run is None:
            self.owe(slots, torch.bmm(weights, gradient).view(len(slots), *self.worth.shape[1:]))
        else:
            self.worth[run].flatten(2).baddbmm_(weights, gradient)

    def owe_numbers(self, slots: Sequence[int], worth: Tensor) -> None:
        """Add to the worth of the numbers in these slots: ``read position batch``."""
        give(self.number_worth, tuple(slots), worth)


@lru_cache(maxsize=4096)
@torch.inference_mode(False)
def index_of(slots: tuple[int, ...], device: torch.device) -> Tensor:
    """Slots as a tensor; kept, so that no index goes to a GPU at each step."""
    return torch.tensor(slots, dtype=torch.long, device=device)


def run_of(slots: tuple[int, ...]) -> slice | None:
    """The slots as a slice, where each follows the one before."""
    begin, end = (slots[0], slots[0] + len(slots)) if slots else (0, 0)
    return slice(begin, end) if slots == tuple(range(begin, end)) else None


def take(rows: Tensor, slots: tuple[int, ...]) -> Tensor:
    """These rows of a tensor, in this order."""
    run = run_of(slots)
    return rows.index_select(0, index_of(slots, rows.device)) if run is None else rows[run]


def give(rows: Tensor, slots: tuple[int, ...], more: Tensor) -> None:
    """Add to these rows of a tensor; one that is named twice gets both."""
    run = run_of(slots)
    if run is None:
        rows.index_add_(0, index_of(slots, rows.device), more)
    else:
        rows[run] += more
