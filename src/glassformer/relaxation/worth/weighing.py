"""Class scores: sums of the weights of values; with them the way back begins.

Axes: ``classifier`` one of those that have the same shape; ``row`` of its weights; ``rest`` positions and batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from glassformer.relaxation.scoring import Features
from glassformer.relaxation.worth.stream import Stream, index_of

BackFrom = Callable[[Tensor], Tensor]
"""From the gradient of scores to that of the weights; worth goes to what is weighed."""


@dataclass(frozen=True)
class Weighing:
    """Classifiers of one shape.

    Attributes:
        weighed: what they weigh.
        n: how many they are.
    """

    weighed: Features
    n: int

    def forward(self, stream: Stream, weights: Tensor) -> tuple[Tensor, BackFrom]:
        """``classifier row label`` -> ``classifier label position batch``, and the way back from that."""
        indexed, counts, width = self.weighed.indexed, self.weighed.counts, stream.width
        n_labels, shape = weights.shape[2], stream.visible.shape
        n_slots, n_counts = len(self.weighed.slots) // self.n, len(counts) // self.n
        *of_inputs, of_slots, of_counts = torch.split(weights, [*indexed.values(), n_slots * width, n_counts], dim=1)
        order, slots = self._by_slot(n_slots, weights.device)
        of_values = of_slots.reshape(self.n * n_slots, width, n_labels).index_select(0, order)
        values = one_hot(stream.read(slots), width, weights.dtype).view(self.n, n_slots * width, shape.numel())
        numbers = stream.read_numbers(counts).reshape(self.n, n_counts, shape.numel())
        scores = torch.bmm(of_values.view(self.n, n_slots * width, n_labels).transpose(1, 2), values)
        scores.baddbmm_(of_counts.transpose(1, 2), numbers)
        for name, rows in zip(indexed, of_inputs, strict=True):
            scores += rows.transpose(1, 2)[:, :, stream.indices[name].flatten()]

        def back(gradient: Tensor) -> Tensor:
            flat = gradient.flatten(2)
            of_each = flat.unsqueeze(1).expand(-1, n_slots, -1, -1).reshape(self.n * n_slots, n_labels, shape.numel())
            stream.owe_product(slots, of_values, of_each)
            stream.owe_numbers(counts, torch.bmm(of_counts, flat).view(len(counts), *shape))
            found = [_summed(flat, stream.indices[name].flatten(), n) for name, n in indexed.items()]
            of_values_back = torch.bmm(values, flat.transpose(1, 2)).view(of_values.shape)
            of_values_back = torch.empty_like(of_values).index_copy_(0, order, of_values_back)
            of_counts_back = torch.bmm(numbers, flat.transpose(1, 2))
            return torch.cat([*found, of_values_back.view(self.n, n_slots * width, n_labels), of_counts_back], dim=1)

        return scores.view(self.n, n_labels, *shape), back

    def _by_slot(self, n_slots: int, device: torch.device) -> tuple[Tensor, tuple[int, ...]]:
        """What brings each classifier's variables into the order of their slots, and these slots."""
        slots = self.weighed.slots
        order = [
            at for n in range(self.n) for at in sorted(range(n * n_slots, (n + 1) * n_slots), key=slots.__getitem__)
        ]
        return index_of(tuple(order), device), tuple(slots[at] for at in order)


def one_hot(values: Tensor, width: int, dtype: torch.dtype) -> Tensor:
    """``slot position batch`` -> ``slot value rest``."""
    flat = values.flatten(1).unsqueeze(1)
    found = torch.zeros((len(values), width, flat.shape[2]), dtype=dtype, device=values.device)
    return found.scatter_(1, flat, 1)


def _summed(gradient: Tensor, indices: Tensor, n_values: int) -> Tensor:
    """``classifier label rest`` -> ``classifier value label``, over what has each value."""
    n, n_labels, _ = gradient.shape
    found = gradient.new_zeros(n, n_values, n_labels)
    return found.index_add_(1, indices, gradient.transpose(1, 2))
