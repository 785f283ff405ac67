"""Reading variables: by name where that is fixed, by a learned gate where it is open.

A gated read is a weighted mixture of slots, so that its cost does not grow with what is done with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from glassformer.program.holes import OpenRead
from glassformer.program.operations import Read
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.state import Bank

CHOSEN = 30.0
"""The logit that a loaded choice starts at: high enough that sampling at temperature 1 keeps it."""


class Reads(nn.Module):
    """One read for each operation of a group: all fixed, or all open."""

    def __init__(self, reads: Sequence[Read], slots: dict[str, int], init_scale: float) -> None:
        super().__init__()
        self.names = [name for read in reads for name in options(read)]
        self.names = list(dict.fromkeys(self.names))
        self.reads = list(reads)
        place = {name: index for index, name in enumerate(self.names)}
        self.is_open = any(isinstance(read, OpenRead) for read in reads)
        wanted = self.names if self.is_open else [name for read in reads for name in options(read)]
        self.slots = tuple(slots[name] for name in wanted)
        if not self.is_open:
            return
        allowed = torch.full((len(reads), len(self.names)), -torch.inf)
        for row, read in enumerate(reads):
            allowed[row, [place[name] for name in options(read)]] = 0
        self.register_buffer("allowed", allowed, persistent=False)
        self.allowed: Tensor
        self.logits = nn.Parameter(torch.randn(len(reads), len(self.names)) * init_scale)

    def forward(self, bank: Bank, sampler: Sampler) -> Tensor:
        """``read batch position …``, one for each operation of the group."""
        candidates = bank.read(self.slots)
        if not self.is_open:
            return candidates
        gates = sampler.rows(self.logits + self.allowed)
        return (gates @ candidates.flatten(1)).view(-1, *candidates.shape[1:])

    def chosen(self) -> list[str]:
        """The variable that each read settles on."""
        if not self.is_open:
            return [name for read in self.reads for name in options(read)]
        return [self.names[index] for index in (self.logits + self.allowed).argmax(-1).tolist()]

    def load(self, chosen: Sequence[str]) -> None:
        """Start from these choices. One that is not open is left out."""
        if self.is_open:
            with torch.no_grad():
                self.logits.zero_()
                for row, name in enumerate(chosen):
                    if name in self.names:
                        self.logits[row, self.names.index(name)] = CHOSEN


def options(read: Read) -> tuple[str, ...]:
    """The variables that a read may be of."""
    return read.options if isinstance(read, OpenRead) else (read,)
