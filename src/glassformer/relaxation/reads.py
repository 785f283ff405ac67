"""Reading variables: by name where that is fixed, by a learned gate where it is open.

A gated read is a weighted mixture of slots, so that its cost does not grow with what is done with it. Going through the
slots is what takes time, so that reads of the same ones are mixed together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from glassformer.program.holes import OpenRead
from glassformer.program.operations import Read
from glassformer.relaxation.sampling import Sampler
from glassformer.relaxation.state import Bank

CHOSEN = 30.0
"""The logit that a loaded choice starts at: high enough that sampling at temperature 1 keeps it."""


class Reads(nn.Module):
    """One read for each operation of a group: all fixed, or all open.

    Attributes:
        logits: ``read option``, each read's own options in their order (open reads only).
    """

    def __init__(self, reads: Sequence[Read], slots: dict[str, int], init_scale: float) -> None:
        super().__init__()
        self.reads = list(reads)
        self.is_open = any(isinstance(read, OpenRead) for read in reads)
        self.together = [self]
        choices = [options(read) for read in reads]
        if not self.is_open:
            self.slots = tuple(slots[name] for (name,) in choices)
            return
        n_options = max(map(len, choices))
        allowed = torch.full((len(reads), n_options), -torch.inf)
        for row, names in zip(allowed, choices, strict=True):
            row[: len(names)] = 0
        self.register_buffer("allowed", allowed, persistent=False)
        self.allowed: Tensor
        self.logits = nn.Parameter(torch.randn(len(reads), n_options) * init_scale)
        self._read_in_blocks(choices, slots, n_options)

    def _read_in_blocks(self, choices: Sequence[tuple[str, ...]], slots: dict[str, int], n_options: int) -> None:
        """Reads that choose from the same variables are one block, so that each mixes only its own options."""
        alike = {names: [row for row, other in enumerate(choices) if other == names] for names in choices}
        self.choices, self.n_blocks, n_rows = tuple(alike), len(alike), max(map(len, alike.values()))
        self.slots = tuple(slots[name] for names in alike for name in (names + names[:1] * n_options)[:n_options])
        padded = torch.tensor([(rows + [len(choices)] * n_rows)[:n_rows] for rows in alike.values()]).flatten()
        self.is_in_order = padded.tolist() == list(range(len(choices)))
        self.register_buffer("in_blocks", padded, persistent=False)
        self.register_buffer("from_blocks", padded.argsort()[: len(choices)], persistent=False)
        self.in_blocks: Tensor
        self.from_blocks: Tensor

    def forward(self, bank: Bank, sampler: Sampler) -> Tensor:
        """``read batch position …``, one for each operation of the group."""
        if not self.is_open:
            return bank.read(self.slots)
        if self not in bank.mixed:
            gates = [reads._gates(sampler) for reads in self.together]
            candidates = bank.read(self.slots)
            flat = candidates.view(self.n_blocks, gates[0].shape[-1], -1)
            mixed = torch.bmm(torch.cat(gates, dim=1), flat)
            parts = torch.split(mixed, [each.shape[1] for each in gates], dim=1)
            for reads, found in zip(self.together, parts, strict=True):
                bank.mixed[reads] = found.reshape(-1, *candidates.shape[1:]).contiguous()
        found = bank.mixed.pop(self)
        return found if self.is_in_order else found.index_select(0, self.from_blocks)

    def _gates(self, sampler: Sampler) -> Tensor:
        """``block read option``: how much of each option is in each read."""
        gates = sampler.rows(self.logits + self.allowed)
        if not self.is_in_order:
            gates = functional.pad(gates, (0, 0, 0, 1)).index_select(0, self.in_blocks)
        return gates.view(self.n_blocks, -1, gates.shape[-1])

    def chosen(self) -> list[str]:
        """The variable that each read settles on."""
        if not self.is_open:
            return [name for read in self.reads for name in options(read)]
        best = (self.logits + self.allowed).argmax(-1).tolist()
        return [options(read)[index] for read, index in zip(self.reads, best, strict=True)]

    def load(self, chosen: Sequence[str]) -> None:
        """Start from these choices. One that is not open is left out."""
        if self.is_open:
            with torch.no_grad():
                self.logits.zero_()
                for row, name in enumerate(chosen):
                    if name in options(self.reads[row]):
                        self.logits[row, options(self.reads[row]).index(name)] = CHOSEN


def mix_together(modules: Iterable[nn.Module]) -> None:
    """Let the open reads among these, and inside them, that choose from the same slots be mixed in one product."""
    alike: dict[tuple[tuple[str, ...], ...], list[Reads]] = {}
    for module in modules:
        for reads in module.modules():
            if isinstance(reads, Reads) and reads.is_open:
                alike.setdefault(reads.choices, []).append(reads)
    for together in alike.values():
        for reads in together:
            reads.together = together


def options(read: Read) -> tuple[str, ...]:
    """The variables that a read may be of."""
    return read.options if isinstance(read, OpenRead) else (read,)
