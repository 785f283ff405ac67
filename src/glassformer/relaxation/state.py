"""The residual stream of a relaxed program: every variable computed so far, in slots.

Axes: ``slot`` one variable, ``batch``, ``position`` (or ``query`` and ``key``), ``value`` of a categorical variable,
padded with zeros to the largest cardinality in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

import torch
from torch import Tensor
from torch.nn import functional

from glassformer.execution.tensors import split_inputs
from glassformer.program.signature import Signature


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

    Kept in the blocks in which they were made, so that the number of tensor operations does not grow with that of
    variables: a group that reads a whole block, as most do, reads it as it is.

    Attributes:
        mixed: open reads that were mixed together with others before they were asked for.
    """

    def __init__(self) -> None:
        self.blocks: list[Tensor] = []
        self.mixed: dict[object, Tensor] = {}
        self._found: dict[tuple[int, ...], Tensor] = {}

    def add(self, block: Tensor) -> None:
        """Append variables: ``slot batch position …``."""
        self.blocks.append(block.contiguous())

    def read(self, slots: tuple[int, ...]) -> Tensor:
        """``read batch position …``; made once for all groups that read the same."""
        if slots not in self._found:
            parts = list(self.parts(slots))
            found = torch.cat([part for part, _ in parts]) if len(parts) > 1 else parts[0][0]
            order = self._way(slots).order
            self._found[slots] = found if order is None else found.index_select(0, order)
        return self._found[slots]

    def parts(self, slots: tuple[int, ...]) -> Iterator[tuple[Tensor, Tensor]]:
        """The same in parts, block by block: ``part batch position …``, and for each of these which read it is."""
        for number, within, reads in self._way(slots).parts:
            block = self.blocks[number]
            if isinstance(within, Tensor):
                block = block.index_select(0, within)
            elif within != slice(0, len(block)):  # a slice of it all would be copied on the way back
                block = block[within]
            yield block, reads

    def _way(self, slots: tuple[int, ...]) -> Way:
        return _way(slots, tuple(len(block) for block in self.blocks), self.blocks[0].device)


@dataclass(frozen=True)
class Way:
    """How to read some slots.

    Attributes:
        parts: the number of a block, what is taken of it, and for each of these which of the reads it is.
        order: what brings the parts into the order of the reads; None where they are in it.
    """

    parts: tuple[tuple[int, slice | Tensor, Tensor], ...]
    order: Tensor | None


@lru_cache(maxsize=4096)
@torch.inference_mode(False)
def _way(slots: tuple[int, ...], sizes: tuple[int, ...], device: torch.device) -> Way:
    """How to read these slots from blocks of these sizes; kept, so that no index goes to a GPU at each step."""
    block_of = [number for number, size in enumerate(sizes) for _ in range(size)]
    starts = [0, *accumulate(sizes)]
    parts: list[tuple[int, slice | Tensor, Tensor]] = []
    in_parts: list[int] = []
    for number in sorted({block_of[slot] for slot in slots}):
        reads = [read for read, slot in enumerate(slots) if block_of[slot] == number]
        within = [slots[read] - starts[number] for read in reads]
        run = range(within[0], within[0] + len(within))
        taken = slice(run.start, run.stop) if within == list(run) else torch.tensor(within, device=device)
        parts.append((number, taken, torch.tensor(reads, device=device)))
        in_parts += reads
    is_in_order = in_parts == sorted(in_parts)
    return Way(tuple(parts), None if is_in_order else torch.tensor(in_parts, device=device).argsort())


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


def begin(signature: Signature, layout: Layout, inputs: Tensor, dtype: torch.dtype) -> State:
    """What a network knows before its first operation: the inputs, as ``encode_batch`` makes them."""
    tokens, columns = split_inputs(signature, inputs)
    n_positions = tokens.shape[1]
    is_there = tokens >= 0
    visible = is_there.unsqueeze(1).expand(-1, n_positions, -1).to(dtype)
    if signature.is_causal:
        visible = visible.tril()
    indices = {name: values.clamp(min=0) for name, values in ({"tokens": tokens} | columns).items()}
    state = State(indices=indices, visible=visible, pooled=contents_of(signature, inputs).to(dtype))
    blocks = []
    for name in layout.indexed:
        if name in layout.categorical:
            one_hot = functional.one_hot(indices[name], layout.width).to(dtype)
            blocks.append(one_hot * is_there.unsqueeze(-1).to(dtype))
    positions = functional.one_hot(torch.arange(n_positions, device=tokens.device), layout.width).to(dtype)
    blocks.append(positions.expand(len(tokens), -1, -1))
    state.categorical.add(torch.stack(blocks))
    state.numerical.add(is_there.to(dtype).unsqueeze(0))
    return state


def contents_of(signature: Signature, inputs: Tensor) -> Tensor:
    """``batch position``: whether there are contents, neither mark nor padding."""
    tokens, _ = split_inputs(signature, inputs)
    return tokens >= len(signature.marks)


def widen(block: Tensor, width: int) -> Tensor:
    """Values padded with zeros to the width of a slot: ``… value`` -> ``… width``."""
    missing = width - block.shape[-1]
    return functional.pad(block, (0, missing)) if missing else block
